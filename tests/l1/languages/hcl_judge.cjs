// What HashiCorp's parser says of each file whose path is in the JSON array on standard input.
const fs = require("fs");
const { parse } = require("@cdktf/hcl2json");

async function verdict(path) {
  try {
    await parse("x.tf", fs.readFileSync(path, "utf8"));
    return null;
  } catch (error) {
    return String(error.message || error).replace(/\s+/g, " ").slice(0, 300);
  }
}

(async () => {
  const verdicts = [];
  for (const path of JSON.parse(fs.readFileSync(0, "utf8"))) verdicts.push(await verdict(path));
  fs.writeSync(1, JSON.stringify(verdicts));
  process.exit(0);
})();
