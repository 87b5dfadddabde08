import type { AInput, AOutput } from "../schemas.js";

// """quoted""" at both ends\
export async function handle(input: AInput): Promise<AOutput> {
  throw new Error("`a` is not implemented yet");
}
