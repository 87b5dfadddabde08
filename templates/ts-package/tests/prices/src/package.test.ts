// Made by ouroboros: generator `ts-package`, template `package.test.ts.j2`.
import assert from "node:assert/strict";
import test from "node:test";

// The entries of the package as others import them, and what each has.
const entries = {
  "@acme/prices": ["parsePrice", "formatPrice"],
  "@acme/prices/tax-rates": ["rates"],
};

for (const [specifier, functions] of Object.entries(entries)) {
  test(`${specifier} exports what it promises`, async () => {
    const module: Record<string, unknown> = await import(specifier);
    for (const name of functions) {
      assert.equal(typeof module[name], "function", name);
    }
  });
}
