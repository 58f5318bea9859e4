/** The JavaScript of the package: one file per entry, and what several of them need in build/shared/. */
import { chmod, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT } from './stamp.mjs';

/** Entry name -> source. The package's `exports` and `bin` name the same files. */
const LIBRARY = {
  header: 'src/header.ts',
  'header-node': 'src/header-node.ts',
  index: 'src/index.ts',
  js: 'src/js.ts',
  miracast: 'src/miracast.ts',
  ntstatus: 'src/ntstatus.ts',
};
const COMMAND = { cli: 'src/cli/index.ts', 'simulate-worker': 'src/cli/simulation/worker.ts' };

/** The first of the printable characters that stand for the kernel's bytes; src/kernel/inlined.ts takes it off again. */
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

/**
 * Resolves `castbuf:kernel` to the release kernel as text, so that one JavaScript file is all that a user deploys.
 * @type {import('esbuild').Plugin}
 */
export const inlineKernel = {
  name: 'inline-kernel',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^castbuf:kernel$/ }, ({ path }) => ({ path, namespace: 'kernel', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'kernel' }, async () => {
      const wasmFile = join(PROJECT, 'build/kernel.wasm');
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

/** Shared by the entries, so that there is one kernel, and an error of one entry is an `instanceof` what another one exports. */
const SHARED = { splitting: true, chunkNames: 'shared/[hash]' };

/**
 * Folds the constants of assembly/layout.ts into the code: a user's bundler cannot, because it gets them as variables. What is only for readers goes: a
 * fifth of the time of an import is V8's passing over it. Names stay, so that a stack trace says something.
 */
const FOLDED = { minifySyntax: true, minifyWhitespace: true, lineLimit: 160 };

export async function buildLibrary() {
  await rm(join(PROJECT, 'build/shared'), { recursive: true, force: true });
  await Promise.all([
    build({
      ...BUNDLE,
      ...SHARED,
      ...FOLDED,
      logLevel: 'warning',
      entryPoints: LIBRARY,
      outdir: 'build',
      platform: 'neutral',
      external: ['node:*'], // header-node reads files
    }),
    build({
      ...BUNDLE,
      logLevel: 'warning',
      entryPoints: COMMAND,
      outdir: 'build',
      platform: 'node',
      banner: { js: '#!/usr/bin/env node' },
    }),
  ]);
  await chmod(join(PROJECT, 'build/cli.js'), 0o755);
}
