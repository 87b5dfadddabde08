// The number of cents in a text.
export function parsePrice(text: string): number {
  throw new Error("`parsePrice` is not implemented yet");
}

// A text for a number of cents.
export function formatPrice(cents: number, currency: string): string {
  throw new Error("`formatPrice` is not implemented yet");
}
