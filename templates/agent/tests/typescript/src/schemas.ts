// Made by ouroboros: generator `agent`, template `typescript/schemas.ts.j2`.
import * as z from "zod";

/** What `reindex` takes. */
export const reindexInput = z.strictObject({
  path: z.string().describe("Folder to read, relative to the shop."),
  limit: z.int().describe("Most documents to read.").optional(),
  tags: z.array(z.string()).describe("Only documents with all of these.").optional(),
});
export type ReindexInput = z.infer<typeof reindexInput>;

/** What `reindex` gives. */
export const reindexOutput = z.strictObject({
  documents: z.int().describe("How many were indexed."),
  seconds: z.number().describe("How long it took.").optional(),
});
export type ReindexOutput = z.infer<typeof reindexOutput>;

/** What `drop-index` takes. */
export const dropIndexInput = z.strictObject({});
export type DropIndexInput = z.infer<typeof dropIndexInput>;

/** What `drop-index` gives. */
export const dropIndexOutput = z.strictObject({});
export type DropIndexOutput = z.infer<typeof dropIndexOutput>;
