// For each path of the JSON list on standard input: null where V8 parses the file, else what it says. Runs nothing.
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");

const attempts = {
  module: (text, filename) => void new vm.SourceTextModule(text, { identifier: filename }),
  commonjs: (text, filename) =>
    void vm.compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"], { filename }),
};

function verdict(path) {
  const text = fs.readFileSync(path, "utf8").replace(/^\ufeff/, "").replace(/^#!.*/, "");
  const names = path.endsWith(".mjs") ? ["module"] : path.endsWith(".cjs") ? ["commonjs"] : ["commonjs", "module"];
  let said = null;
  for (const name of names) {
    try {
      attempts[name](text, path);
      return null;
    } catch (error) {
      said ??= `${error.name}: ${error.message}`;
    }
  }
  return said;
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(verdict)));
