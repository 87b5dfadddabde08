// What graphql-js says of each document whose path is in the JSON array on standard input.
const fs = require("fs");
const { parse } = require("graphql");

function verdict(path) {
  try {
    parse(fs.readFileSync(path, "utf8"));
    return null;
  } catch (error) {
    return `${error.locations?.[0]?.line}: ${error.message}`;
  }
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(verdict)));
