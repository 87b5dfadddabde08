// A place in a file, which breaks behind folders where it has to.

export function Path({ path, line, column }: { path: string; line: number; column?: number }) {
  const parts = path.split('/');
  return (
    <span class="path">
      {parts.map((part, at) => (
        <>
          {part}
          {at < parts.length - 1 && '/'}
          <wbr />
        </>
      ))}
      <span class="line-of">
        :{line}
        {column !== undefined && `:${column}`}
      </span>
    </span>
  );
}
