// Writes `contributes.configuration` of package.json: the settings of the server as it describes them itself, and
// the few that are for the extension alone.
//
//   node scripts/settings.mjs [--check] PROGRAM

import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** What the server never sees. */
const OWN = {
  'server.path': {
    type: 'string',
    default: '',
    scope: 'machine-overridable',
    markdownDescription:
      'The program `ouroboros`. Empty: the one on `PATH`, else the one in the package of the extension. May hold `~`, `${workspaceFolder}` and `${env:NAME}`. What a workspace says here counts only when it is trusted.',
  },
  'trace.server': {
    type: 'string',
    enum: ['off', 'messages', 'verbose'],
    enumDescriptions: ['Nothing.', 'Which messages were exchanged, and how long each answer took.', 'The messages themselves as well.'],
    default: 'off',
    scope: 'window',
    markdownDescription: 'What is written about the exchange with the server, into the output channel *Ouroboros Trace*.',
  },
};

const check = process.argv.includes('--check');
const program = process.argv.slice(2).find((argument) => argument !== '--check') ?? 'ouroboros';
const file = path.join(import.meta.dirname, '..', 'package.json');
const text = fs.readFileSync(file, 'utf8');
const manifest = JSON.parse(text);
const configuration = contribution(JSON.parse(execFileSync(program, ['schema', 'settings'], { encoding: 'utf8' })));

if (JSON.stringify(manifest.contributes.configuration) === JSON.stringify(configuration)) {
  console.log('the settings in package.json are those of the server');
} else if (check) {
  console.error('the settings in package.json are not those of the server: run `npm run settings -- PROGRAM`');
  process.exitCode = 1;
} else {
  const start = text.indexOf('    "configuration": {');
  const end = end_of(text, text.indexOf('{', start));
  const made = JSON.stringify({ configuration }, null, 2).split('\n').slice(1, -1).map((line) => `  ${line}`).join('\n');
  fs.writeFileSync(file, text.slice(0, start) + made + text.slice(end));
  console.log('package.json was written');
}

/** The settings in the form of an editor: by their full names, in order, with the scope that the server asks in. */
function contribution(schema) {
  const properties = {};
  for (const [name, { description, ...rest }] of Object.entries(schema.properties)) {
    const type = rest.type ?? [...new Set(rest.enum.map((value) => typeof value))].join();
    properties[`ouroboros.${name}`] = { type, ...rest, scope: 'window', markdownDescription: description };
  }
  for (const [name, property] of Object.entries(OWN)) {
    properties[`ouroboros.${name}`] = property;
  }
  return { title: 'Ouroboros', properties };
}

/** Where the object ends that begins at `start`. */
function end_of(text, start) {
  for (let at = start, depth = 0, quoted = false; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      at += char === '\\' ? 1 : 0;
      quoted = char !== '"';
    } else if (char === '"') {
      quoted = true;
    } else if (char === '{') {
      depth += 1;
    } else if (char === '}' && (depth -= 1) === 0) {
      return at + 1;
    }
  }
  throw new Error('package.json is broken');
}
