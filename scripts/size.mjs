/**
 * npm run size: what a user of the package downloads, in bytes: built entries bundled and minified as a user's bundler does it, then gzip.
 * Fails where a size is above its limit, and where it is so far below that the limit no longer holds it there.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureBuilt } from './build.mjs';
import { textOfKernel } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { PROJECT } from './stamp.mjs';

/**
 * Bytes after gzip, rounded up to hundreds, because one zlib packs some bytes better than another. Lower a limit with every change that makes
 * its row smaller; raise one only with the reason in the commit's message.
 */
const LIMITS = {
  'castbuf, kernel inside': 107_800,
  'castbuf without the kernel': 79_250,
  'castbuf, only createCodec, struct, u32': 72_800,
  'castbuf/js': 77_550,
  'castbuf/miracast': 105_250,
  'castbuf/miracast/js': 80_200,
  'castbuf/ntstatus': 24_400,
  'kernel.wasm': 24_050,
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

const wasm = await readFile(join(PROJECT, 'build/kernel.wasm'));
const core = await bundled("export * from 'castbuf'");
const [before = '', after, ...more] = core.split(textOfKernel(wasm));
if (after === undefined || more.length > 0) throw new Error('the kernel must be in the core once');

/** @type {Record<Row, string | Uint8Array>} */
const contents = {
  'castbuf, kernel inside': core,
  'castbuf without the kernel': before + after,
  'castbuf, only createCodec, struct, u32': await bundled("export { createCodec, struct, u32 } from 'castbuf'"),
  'castbuf/js': await bundled("export * from 'castbuf/js'"),
  'castbuf/miracast': await bundled("export * from 'castbuf/miracast'"),
  'castbuf/miracast/js': await bundled("export * from 'castbuf/miracast/js'"),
  'castbuf/ntstatus': await bundled("export * from 'castbuf/ntstatus'"),
  'kernel.wasm': wasm,
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
  return `${row.padEnd(38)}${numbers}   ${verdict}`.trimEnd();
}
