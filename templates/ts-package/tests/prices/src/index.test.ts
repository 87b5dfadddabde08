import assert from "node:assert/strict";
import test from "node:test";

import * as indexModule from "./index.js";

test("parsePrice is not implemented yet", () => {
  assert.throws(() => indexModule.parsePrice("text"), {
    message: "`parsePrice` is not implemented yet",
  });
});

test("formatPrice is not implemented yet", () => {
  assert.throws(() => indexModule.formatPrice(1, "text"), {
    message: "`formatPrice` is not implemented yet",
  });
});
