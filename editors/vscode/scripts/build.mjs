// Bundles the extension into one file, and writes the licences of what is in it beside it.
//
//   node scripts/build.mjs [--watch]

import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';

const here = path.join(import.meta.dirname, '..');
process.chdir(here);

const options = {
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.cjs',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  // The Node of the oldest editor that `engines` names.
  target: 'node20',
  external: ['vscode'],
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

if (process.argv.includes('--watch')) {
  await (await esbuild.context({ ...options, minify: false, sourcemap: 'inline' })).watch();
} else {
  const { metafile } = await esbuild.build(options);
  fs.writeFileSync('dist/licences.txt', licences(Object.keys(metafile.inputs)));
}

/** The licences of the packages that these files are of. */
function licences(inputs) {
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  const packages = [...new Set(folders.filter((folder) => folder !== undefined))].sort();
  return packages
    .map((folder) => {
      const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
      const file = fs.readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      if (license === undefined || file === undefined) {
        throw new Error(`${folder} has no licence, so it cannot be shipped`);
      }
      return `${name} ${version} (${license})\n\n${fs.readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
