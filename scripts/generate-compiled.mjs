// Compiles what castbuf itself has ahead of time: the Miracast structures, which castbuf/miracast/compiled hands out, and the messages of the sample driver.
//
//   node scripts/generate-compiled.mjs             writes the files
//   node scripts/generate-compiled.mjs --check     writes nothing; exits 1 when a file differs from what would be written

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { argv } from 'node:process';
import { ensureBuilt } from './build.mjs';
import { PROJECT } from './stamp.mjs';

const COMMAND = 'npm run generate:compiled';
const STRUCTURES = 'src/miracast-compiled';
const MESSAGES = 'src/cli/simulation/messages';

/** In the package, modules import the run time by its file: `castbuf/compiled` is there only when it is built. */
const withRuntime = (/** @type {string} */ text, /** @type {string} */ runtime) =>
  text.replaceAll("from 'castbuf/compiled';", `from '${runtime}';`);

/** Path -> text, of all modules. */
async function generatedFiles() {
  const { compileCodec } = await built('compile.js');
  const { MIRACAST_STRUCTURES } = await built('miracast.js');
  /** @type {Map<string, string>} */
  const files = new Map([[`${MESSAGES}.castbuf.ts`, await messagesText()]]);
  for (const [name, type] of Object.entries(MIRACAST_STRUCTURES)) {
    const { inline } = await compileCodec(type, { name, source: 'src/miracast/structures.ts' });
    files.set(`${STRUCTURES}/${name}.castbuf.ts`, withRuntime(inline.typescript, '../compiled/index.js'));
  }
  return files;
}

/** The set that src/cli/simulation/messages.ts exports. */
async function messagesText() {
  const { compileMessages, messageSetsOfFile } = await built('compile.js');
  const [[name, set]] = await messageSetsOfFile(join(PROJECT, `${MESSAGES}.ts`), ['messages']);
  const { inline } = compileMessages(set, { name, source: 'messages.ts' });
  return withRuntime(inline.typescript, '../../compiled/index.js');
}

/** The door of the room: all that its modules export. Several structures have the same enums, whose types stand in each. */
function indexText(/** @type {Map<string, string>} */ files) {
  const known = new Set();
  const lines = [...files].flatMap(([file, text]) => {
    if (!file.startsWith(STRUCTURES)) return [];
    const own = [...text.matchAll(/^export (?:function|const|interface|type) ([\w$]+)/gm)].map(([, name]) => name);
    const values = new Set([...text.matchAll(/^export (?:function|const) ([\w$]+)/gm)].map(([, name]) => name));
    const added = [...new Set(own)].filter((name) => !known.has(name)).sort();
    for (const name of added) known.add(name);
    const names = added.map((name) => `  ${values.has(name) ? name : `type ${name}`},\n`).join('');
    return [`export {\n${names}} from './${file.slice(STRUCTURES.length + 1).replace(/ts$/, 'js')}';\n`];
  });
  return `// What ${COMMAND} has written beside this file. Do not edit it.\n${lines.join('')}`;
}

/** A built entry. The name is made at run time: type checking must not need what the build makes. */
function built(/** @type {string} */ entry) {
  return import(new URL(`../build/${entry}`, import.meta.url).href);
}

async function main() {
  await ensureBuilt(['kernel', 'library']);
  const files = await generatedFiles();
  files.set(`${STRUCTURES}/index.ts`, indexText(files));
  const stale = [...files].filter(([file, text]) => textOf(file) !== text).map(([file]) => file);
  if (argv.includes('--check')) {
    if (stale.length === 0) return;
    console.error(`${stale.join(', ')}: not what would be written now; run ${COMMAND}`);
    process.exitCode = 1;
    return;
  }
  for (const [file, text] of files) {
    mkdirSync(dirname(join(PROJECT, file)), { recursive: true });
    writeFileSync(join(PROJECT, file), text);
  }
  console.log(
    `${files.size} files, ${stale.length} of them new: ${stale.map((file) => relative('src', file)).join(', ')}`,
  );
}

function textOf(/** @type {string} */ file) {
  try {
    return readFileSync(join(PROJECT, file), 'utf8');
  } catch {
    return undefined;
  }
}

await main();
