import type { ReindexInput, ReindexOutput } from "../schemas.js";

// Rebuilds the index of one folder.
export async function handle(input: ReindexInput): Promise<ReindexOutput> {
  throw new Error("`reindex` is not implemented yet");
}
