// All rates there are.
export function rates(): number[] {
  throw new Error("`rates` is not implemented yet");
}
