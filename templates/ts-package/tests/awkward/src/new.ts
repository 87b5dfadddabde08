// ends in a backslash \
export function of(type: unknown, from: Date, n: bigint, list: boolean[]): void {
  throw new Error("`of` is not implemented yet");
}

// */ {{ x }} ${y}
export function constructor(): unknown {
  throw new Error("`constructor` is not implemented yet");
}
