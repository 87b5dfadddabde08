import type { DropIndexInput, DropIndexOutput } from "../schemas.js";

// Forgets everything.
export async function handle(input: DropIndexInput): Promise<DropIndexOutput> {
  throw new Error("`drop-index` is not implemented yet");
}
