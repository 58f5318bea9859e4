/**
 * npm run size: what a user of the package downloads, in bytes: built entries bundled and minified as a user's bundler does it, then gzip.
 * Fails where a size is above its limit, and where it is so far below that the limit no longer holds it there.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { PROJECT } from './stamp.mjs';

/**
 * Bytes after gzip, rounded up to hundreds, because one zlib packs some bytes better than another. Lower a limit with every change that makes
 * its row smaller; raise one only with the reason in the commit's message.
 */
const LIMITS = {
  'one struct of five members': 60_950,
  'the same on castbuf/js': 57_150,
  'the same and decodeBatch': 83_700,
  'a driver of castbuf/miracast': 86_250,
  'castbuf, all of it': 157_500,
  'castbuf/js, all of it': 109_450,
  'castbuf/miracast, all of it': 97_600,
  'castbuf/miracast/js, all of it': 90_750,
  'castbuf/ntstatus': 24_400,
  'castbuf/capture, all of it': 9_500,
  'castbuf/arrow, all of it': 60_000,
  'kernel.wasm': 26_650,
  'compiled, decode of the struct': 1_850,
  'compiled, all of the struct': 15_550,
  'compiled, decode of a chunk': 2_300,
  'compiled, all of a chunk': 26_750,
  'compiled, decodeBatch of a set': 15_250,
  'compiled, all of a set': 26_250,
  'compiled, a driver of five messages': 32_300,
  'castbuf/miracast/compiled, decode of a chunk': 2_600,
};
/** @typedef {keyof typeof LIMITS} Row */

/** A limit further away than this holds nothing: gzip moves by some bytes with every change, and features come in steps. */
const SLACK_BYTES = 400;

ensureInstalled();
await ensureBuilt(['kernel', 'library']);
const { build } = await import('esbuild');

/** @param {string} program an ES module that imports the package as its users do */
async function bundled(program) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: PROJECT },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    platform: 'neutral',
  });
  return /** @type {{ text: string }} */ (outputFiles[0]).text;
}

const MESSAGE = "const Message = struct('MESSAGE', { a: u8, b: u16, c: u32, d: f32, e: u64 });";
const decodes = (/** @type {string} */ entry) => `
  import { createCodec, f32, struct, u16, u32, u64, u8 } from '${entry}';
  ${MESSAGE}
  export const decode = (bytes) => createCodec(Message).decode(bytes);`;

const { compileCodec, compileMessages, compileSetCodec, messageSetsOfFile } = await import('../build/compile.js');
const { MIRACAST_STRUCTURES } = await import('../build/miracast.js');
const { bytes, f32, recordSet, struct, u16, u32, u64, u8 } = await import('../build/index.js');

/** What a program has of a codec that was compiled ahead of time. */
async function compiled(/** @type {any} */ type, /** @type {string} */ exported) {
  const { inline } = await compileCodec(type, { name: 'Message' });
  return bundledWith(inline.javascript, `export { ${exported} } from 'codec';`);
}

/** A program that imports a compiled module as `codec`. */
async function bundledWith(/** @type {string} */ module, /** @type {string} */ program) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: PROJECT },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    platform: 'neutral',
    plugins: [
      {
        name: 'codec',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^codec$/ }, () => ({ path: 'codec', namespace: 'codec', sideEffects: false }));
          onLoad({ filter: /.*/, namespace: 'codec' }, () => ({
            contents: module,
            loader: 'js',
            resolveDir: PROJECT,
          }));
        },
      },
    ],
  });
  return /** @type {{ text: string }} */ (outputFiles[0]).text;
}

const STRUCT = struct('MESSAGE', { a: u8, b: u16, c: u32, d: f32, e: u64 });
const CHUNK = MIRACAST_STRUCTURES.MIRACAST_CHUNK_DATA;

const recordsOfTwoTypes = recordSet('type', {
  Level: [1, struct('LEVEL', { type: u16, size: u16, level: f32, time: u64 }, { length: 'size' })],
  Text: [2, struct('TEXT', { type: u16, size: u16, count: u32, text: bytes('count') }, { length: 'size' })],
});
const compiledSet = (await compileSetCodec(recordsOfTwoTypes, { name: 'Records' })).inline.javascript;

/** Those of the sample driver. */
const [[, messages]] = await messageSetsOfFile(join(PROJECT, 'src/cli/simulation/messages.ts'), ['messages']);
const fiveMessages = compileMessages(messages, { name: 'messages' });

/** @type {Record<Row, string | Uint8Array>} */
const contents = {
  'one struct of five members': await bundled(decodes('castbuf')),
  'the same on castbuf/js': await bundled(decodes('castbuf/js')),
  'the same and decodeBatch': await bundled(`
    import { createCodec, decodeBatch, f32, struct, u16, u32, u64, u8 } from 'castbuf';
    ${MESSAGE}
    export const columns = (bytes) => decodeBatch(createCodec(Message), bytes).columns;`),
  'a driver of castbuf/miracast': await bundled(`
    import { f32, struct, u16, u32, u64, u8 } from 'castbuf';
    import { defineDriver, messageSet } from 'castbuf/miracast';
    ${MESSAGE}
    const messages = messageSet('a', { Message: { value: 1, input: Message, output: Message } });
    export const driver = defineDriver({ messages, handle: { Message: (message, reply) => ((reply.b = message.b), 0) } });`),
  'castbuf, all of it': await bundled("export * from 'castbuf'"),
  'castbuf/js, all of it': await bundled("export * from 'castbuf/js'"),
  'castbuf/miracast, all of it': await bundled("export * from 'castbuf/miracast'"),
  'castbuf/miracast/js, all of it': await bundled("export * from 'castbuf/miracast/js'"),
  'castbuf/ntstatus': await bundled("export * from 'castbuf/ntstatus'"),
  'castbuf/capture, all of it': await bundled("export * from 'castbuf/capture'"),
  'castbuf/arrow, all of it': await bundled("export * from 'castbuf/arrow'"),
  'kernel.wasm': await readFile(join(PROJECT, 'build/kernel.wasm')),
  'compiled, decode of the struct': await compiled(STRUCT, 'decodeMessage'),
  'compiled, all of the struct': await compiled(STRUCT, 'Message'),
  'compiled, decode of a chunk': await compiled(CHUNK, 'decodeMessage'),
  'compiled, all of a chunk': await compiled(CHUNK, 'Message'),
  'compiled, decodeBatch of a set': await bundledWith(compiledSet, "export { decodeBatchRecords } from 'codec';"),
  'compiled, all of a set': await bundledWith(compiledSet, "export { Records } from 'codec';"),
  'compiled, a driver of five messages': await bundledWith(
    fiveMessages.inline.javascript,
    `import { messages } from 'codec';
    import { defineDriver } from 'castbuf/miracast/compiled';
    export const driver = defineDriver({
      messages,
      handle: {
        SetPower: ({ Power }) => Power - 1,
        SetBitRate: (message, reply) => ((reply.EncodeRate = message.EncodeRate), 0),
        QueryModes: (message, reply, context, call) => (call.encode({ Modes: [] }), 0),
        SetPointerShape: ({ Width, Height, Pixels }) => (Pixels.length === Width * Height * 4 ? 0 : -1),
        AskSink: (message, reply) => ((reply.Value = message.Name), 0),
      },
    });`,
  ),
  'castbuf/miracast/compiled, decode of a chunk': await bundled(
    "export { decodeMIRACAST_CHUNK_DATA } from 'castbuf/miracast/compiled'",
  ),
};

console.log(line('', 'minified', 'gzip', 'limit'));
let isWithin = true;
for (const row of /** @type {Row[]} */ (Object.keys(LIMITS))) {
  const limit = LIMITS[row];
  const minifiedBytes = Buffer.byteLength(contents[row]);
  const gzipBytes = gzipSync(contents[row], { level: 9 }).length;
  const verdict = judged(gzipBytes, limit);
  if (verdict !== '') isWithin = false;
  console.log(line(row, minifiedBytes, gzipBytes, limit, verdict));
}
if (!isWithin) process.exitCode = 1;

function judged(/** @type {number} */ bytes, /** @type {number} */ limit) {
  if (bytes > limit) return `${bytes - limit} bytes above its limit`;
  if (limit - bytes > SLACK_BYTES) return `lower the limit in scripts/size.mjs to ${bytes}`;
  return '';
}

function line(/** @type {string} */ row, /** @type {(number | string)[]} */ ...cells) {
  const [minified = '', gzip = '', limit = '', verdict = ''] = cells;
  const numbers = [minified, gzip, limit].map((cell) => String(cell).padStart(10)).join('');
  return `${row.padEnd(46)}${numbers}   ${verdict}`.trimEnd();
}
