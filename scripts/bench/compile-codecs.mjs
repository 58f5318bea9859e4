/**
 * node scripts/bench/compile-codecs.mjs FOLDER: compiles a codec for each type of the benchmark, as `castbuf compile` does, to a module in the folder. A process of its
 * own: the compiler must not run where something is timed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { build } from 'esbuild';
import { built } from './built.mjs';
import { firstType } from './first-record.mjs';
import { packetType } from './racing-packets.mjs';
import { typeOf } from './records.mjs';
import { MESSAGES, typesOf } from './w2-messages.mjs';
import { plainMessages } from './w3-messages.mjs';

const [folder = ''] = argv.slice(2);
const castbuf = await built('index.js');
const { compileCodec, compileMessages, compileSetCodec } = await built('compile.js');

const chunk = await compileCodec(typeOf(castbuf, 'W1'), { name: 'W1' });
write('W1', exporting(chunk.inline.javascript, 'writer', 'BatchWriter'));
write('W1b', (await compileCodec(typeOf(castbuf, 'W1b'), { name: 'W1b' })).inline.javascript);
write('PACKET', (await compileCodec(packetType(castbuf), { name: 'PACKET' })).inline.javascript);
const set = await compileSetCodec(recordSetOfW2(), { name: 'W2' });
write('W2', exporting(set.inline.javascript, 'batches', 'SetBatches'));
write('W3', compileMessages(plainMessages.messages, { name: 'messages' }).inline.javascript);
await writeFirst();

function write(/** @type {string} */ name, /** @type {string} */ text) {
  writeFileSync(join(folder, `${name}.js`), text);
}

function recordSetOfW2() {
  const types = typesOf(castbuf);
  const definitions = Object.entries(MESSAGES).map(([name, { value }]) => [name, [value, types[name]]]);
  return castbuf.recordSet('Type', Object.fromEntries(definitions));
}

/** Exports besides what the module makes of a class: that gives linear memory, which sets and encoding have no public call for. */
function exporting(/** @type {string} */ text, /** @type {string} */ as, /** @type {string} */ made) {
  const [, name] = new RegExp(`^const (\\w+) = .*new ${made}\\(`, 'm').exec(text) ?? [];
  if (name === undefined) throw new Error(`a compiled codec makes no ${made} any more`);
  return `${text}\nexport { ${name} as ${as} };\n`;
}

/** Programs as an application has them: what it does not use of a codec and of castbuf/compiled is not there. */
async function writeFirst() {
  const { inline } = await compileCodec(firstType(castbuf), { name: 'FIRST' });
  write('FIRST', inline.javascript);
  for (const name of ['decode', 'decodeBatch']) {
    await build({
      stdin: { contents: `export { ${name}FIRST as ${name} } from './FIRST.js';`, resolveDir: folder },
      outfile: join(folder, `first-${name}.js`),
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      platform: 'neutral',
    });
  }
  write('first-nothing', '');
}
