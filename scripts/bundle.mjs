/** The JavaScript of the package: one file per entry, and what several of them need in build/shared/. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { NOTICES_FILE, noticesOf } from './notices.mjs';
import { PROJECT } from './stamp.mjs';

/** The first of the printable characters that stand for the kernel's bytes; src/memory/inlined.ts takes it off again. */
const FIRST_CHARACTER = 0x28;
const LAST_ASCII_CHARACTER = 0x7e;
const CHARACTERS_NOT_USED = ['\\', '`', '<'].map((character) => character.charCodeAt(0));

/**
 * A byte as one character, for a quarter less after gzip than base64. The common bytes are the small ones and become ASCII; the others,
 * and those whose character would need an escape in a string or could end a script in HTML, become letters that are 256 higher.
 */
export function textOfKernel(/** @type {Uint8Array} */ wasm) {
  const characters = Array.from(wasm, (byte) => {
    const code = byte + FIRST_CHARACTER;
    const isPlain = code <= LAST_ASCII_CHARACTER && !CHARACTERS_NOT_USED.includes(code);
    return String.fromCharCode(isPlain ? code : code + 256);
  });
  return characters.join('');
}

const KERNEL_TEXT = /^castbuf:kernel\//;

/**
 * Resolves `castbuf:kernel/NAME` to that module of the release kernel as text, so that one JavaScript file is all that a user deploys.
 * @type {import('esbuild').Plugin}
 */
export const inlineKernel = {
  name: 'inline-kernel',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: KERNEL_TEXT }, ({ path }) => ({ path, namespace: 'kernel', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'kernel' }, async ({ path }) => {
      const name = path.replace(KERNEL_TEXT, '');
      const wasmFile = join(PROJECT, `build/modules/${name}.wasm`);
      return { contents: textOfKernel(await readFile(wasmFile)), loader: 'text', watchFiles: [wasmFile] };
    });
  },
};

/**
 * What every bundle has in common. es2022 is more than a matter of syntax: with esnext, esbuild's own base64 code calls
 * Uint8Array.fromBase64, which Node 20 to 24 do not have.
 * @satisfies {import('esbuild').BuildOptions}
 */
export const BUNDLE = {
  absWorkingDir: PROJECT,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'silent',
  plugins: [inlineKernel],
};

/**
 * One build for the library, the command and its workers: what several of them need is in build/shared/ once, so that there is one kernel, and an
 * error of one entry is an `instanceof` what another one exports.
 *
 * Constants of the layout.ts files in assembly/ are folded into the code: a user's bundler cannot do that, because it gets them as variables. Blanks stay:
 * with them esbuild would take away the notes of what a user's bundler may leave out where it is not used. Names stay, so that a stack trace says something without the source map.
 * @satisfies {import('esbuild').BuildOptions}
 */
const PACKAGE = {
  ...BUNDLE,
  logLevel: 'warning',
  outdir: 'build',
  platform: 'neutral',
  external: ['node:*', './kernel.wasm', 'esbuild'], // esbuild: where a schema is TypeScript, and the user has it
  splitting: true,
  chunkNames: 'shared/[hash]',
  sourcemap: 'linked',
  minifySyntax: true,
  lineLimit: 160,
  metafile: true,
  write: false,
};

/**
 * @param {string[]} entries names of files in src/, without their endings
 * @param {Record<string, string>} command name -> source
 */
export async function buildLibrary(entries, command) {
  const sources = Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`]));
  const { outputFiles, metafile } = await build({ ...PACKAGE, entryPoints: { ...sources, ...command } });
  await rm(join(PROJECT, 'build/shared'), { recursive: true, force: true }); // chunks have new names
  await mkdir(join(PROJECT, 'build/shared'), { recursive: true });
  const empty = outputFiles.filter(({ text }) => isWithoutCode(text)).map(({ path }) => path);
  for (const { path, text } of outputFiles) {
    if (empty.some((chunk) => path === chunk || path === `${chunk}.map`)) continue;
    if (path.endsWith('.map')) await writeFile(path, withoutKernelText(text));
    else await writeFile(path, withFoldedConstants(withoutBareImports(text)));
  }
  await chmod(join(PROJECT, 'build/cli.js'), 0o755);
  await writeFile(
    join(PROJECT, 'build/castbuf.1'),
    execFileSync(process.execPath, ['build/cli.js', 'man'], { cwd: PROJECT }),
  );
  await writeFile(join(PROJECT, NOTICES_FILE), await noticesOf(Object.keys(metafile.inputs)));
}

/** A chunk of files that only pass on what others export: nothing imports it but by name alone. */
const isWithoutCode = (/** @type {string} */ code) => code.replaceAll(/^\/\/.*$/gm, '').trim() === '';

/**
 * An entry that passes on what chunks export imports them once more by name alone, for the order of their side effects. They have none, and a
 * user's bundler warns of each such import. Blanks take their place, so that source maps stay right.
 * @param {string} code
 */
function withoutBareImports(code) {
  return code.replaceAll(/^import ?"\.\/[^"]+";/gm, (statement) => ' '.repeat(statement.length));
}

/**
 * Constants that are made of others, as numbers: a bundler folds no product, and keeps what it does not fold, used or not. Blanks fill the rest, so that
 * source maps stay right; where a number is longer than what it is made of, that stays.
 * @param {string} code
 */
export function withFoldedConstants(code) {
  /** @type {Map<string, number>} */
  const known = new Map();
  const constant = /(?<=^(?:var )?|, )([A-Z][A-Z0-9_]*) = ([A-Z0-9_]+(?: [-+*]\s[A-Z0-9_]+)*)(?=[,;])/gm;
  return code.replaceAll(constant, (found, name, expression) => {
    const value = sumOf(expression.replaceAll('\n', ' '), known);
    if (Number.isNaN(value)) return found;
    known.set(name, value);
    const folded = `${name} = ${value}`;
    const [line] = found.split('\n', 1);
    return folded.length > line.length ? found : folded + found.slice(folded.length).replaceAll(/./g, ' ');
  });
}

/**
 * A sum of products, as JavaScript prints it; NaN where a name is not known.
 * @param {string} expression
 * @param {ReadonlyMap<string, number>} known
 */
function sumOf(expression, known) {
  const terms = expression.replaceAll(' - ', ' + -1 * ').split(' + ');
  const factor = (/** @type {string} */ word) => (/^-?\d/.test(word) ? Number(word) : (known.get(word) ?? NaN));
  const products = terms.map((term) => term.split(' * ').reduce((product, word) => product * factor(word), 1));
  return products.reduce((sum, product) => sum + product, 0);
}

/**
 * The kernel's modules are no sources that anybody reads.
 * @param {string} json a source map
 */
function withoutKernelText(json) {
  const map = JSON.parse(json);
  map.sources.forEach((/** @type {string} */ source, /** @type {number} */ index) => {
    if (source.includes('castbuf:kernel/')) map.sourcesContent[index] = null;
  });
  return JSON.stringify(map);
}
