// What PostCSS says of each stylesheet whose path is in the JSON array on standard input.
const fs = require("fs");
const postcss = require("postcss");

function verdict(path) {
  try {
    postcss.parse(fs.readFileSync(path, "utf8"));
    return null;
  } catch (error) {
    return `${error.line}: ${error.reason || error.message}`;
  }
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(verdict)));
