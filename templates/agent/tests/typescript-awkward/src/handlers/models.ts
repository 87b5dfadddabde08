import type { ModelsInput, ModelsOutput } from "../schemas.js";

// // comment
export async function handle(input: ModelsInput): Promise<ModelsOutput> {
  throw new Error("`models` is not implemented yet");
}
