import assert from "node:assert/strict";
import test from "node:test";

import * as newModule from "./new.js";

test("of is not implemented yet", () => {
  assert.throws(() => newModule.of(null, new Date(0), 1n, [true]), {
    message: "`of` is not implemented yet",
  });
});

test("constructor is not implemented yet", () => {
  assert.throws(() => newModule.constructor(), {
    message: "`constructor` is not implemented yet",
  });
});
