// For each path of the JSON list on standard input: null where TypeScript accepts the file by itself, "undecided" where
// only its later grammar checks object, else what its parser says. The argument is the folder of the compiler.
"use strict";
const fs = require("node:fs");
const ts = require(process.argv[2]);

const options = { noResolve: true, noLib: true, allowJs: true, jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext };
const text = (diagnostic) => `TS${diagnostic.code}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`;

function verdict(path) {
  const program = ts.createProgram([path], options);
  const file = program.getSourceFile(path);
  const parser = program.getSyntacticDiagnostics(file);
  if (parser.length > 0) return text(parser[0]);
  // Grammar that the checker enforces (1xxx), and names declared twice.
  const later = program.getSemanticDiagnostics(file).filter(({ code }) => code < 2000 || [2300, 2451].includes(code));
  return later.length > 0 ? "undecided" : null;
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(verdict)));
