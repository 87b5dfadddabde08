// Made by ouroboros: generator `agent`, template `typescript/schemas.ts.j2`.
import * as z from "zod";

/** What `a` takes. */
export const aInput = z.strictObject({
  from: z.string().describe("a \"word\" Python keeps\\"),
  self: z.boolean().describe("*/ and {{ braces }}"),
  type: z.int().describe("```\nfence").optional(),
  json: z.number().describe("'''").optional(),
  copy: z.array(z.number()).describe(" | pipe | "),
  str: z.string().describe("\ttab").optional(),
  model_dump_all: z.array(z.boolean()).describe("<script>alert(1)</script>").optional(),
  constructor: z.array(z.int()).describe("é \u200B🐍").optional(),
});
export type AInput = z.infer<typeof aInput>;

/** What `a` gives. */
export const aOutput = z.strictObject({
  crate: z.string().describe("#![deny(warnings)]").optional(),
  super: z.array(z.string()).describe("\"\\u{41}\\x41\\N{BULLET}\"").optional(),
  result: z.int().describe("%s {0} %(a)s"),
});
export type AOutput = z.infer<typeof aOutput>;

/** What `models` takes. */
export const modelsInput = z.strictObject({});
export type ModelsInput = z.infer<typeof modelsInput>;

/** What `models` gives. */
export const modelsOutput = z.strictObject({
  pass: z.boolean().describe("ends in a backslash \\").optional(),
});
export type ModelsOutput = z.infer<typeof modelsOutput>;

/** What `rebuild-the-whole-customer-search-index` takes. */
export const rebuildTheWholeCustomerSearchIndexInput = z.strictObject({
  an_input_property_with_a_very_long_name: z.array(z.string()).describe("long").optional(),
});
export type RebuildTheWholeCustomerSearchIndexInput = z.infer<typeof rebuildTheWholeCustomerSearchIndexInput>;

/** What `rebuild-the-whole-customer-search-index` gives. */
export const rebuildTheWholeCustomerSearchIndexOutput = z.strictObject({});
export type RebuildTheWholeCustomerSearchIndexOutput = z.infer<typeof rebuildTheWholeCustomerSearchIndexOutput>;
