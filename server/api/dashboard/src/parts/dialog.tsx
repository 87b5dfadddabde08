// A question before something that cannot be taken back. The browser's own dialog: it holds the focus and gives it back.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  yes: string;
  children: ComponentChildren;
  onYes(): void;
  onClose(): void;
}

export function Dialog({ title, yes, children, onYes, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const back = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (back instanceof HTMLElement && back.isConnected) {
        back.focus();
      }
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          onYes();
          dialog.current?.close();
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        {children}
        <div class="row end">
          <button type="button" onClick={() => dialog.current?.close()}>
            No, go back
          </button>
          <button type="submit" class="main">
            {yes}
          </button>
        </div>
      </form>
    </dialog>
  );
}
