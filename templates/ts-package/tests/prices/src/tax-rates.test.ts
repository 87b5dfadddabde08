import assert from "node:assert/strict";
import test from "node:test";

import * as taxRatesModule from "./tax-rates.js";

test("rates is not implemented yet", () => {
  assert.throws(() => taxRatesModule.rates(), {
    message: "`rates` is not implemented yet",
  });
});
