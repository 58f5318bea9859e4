/** The JavaScript of the package: one file per entry, each of them complete in itself. */
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT } from './stamp.mjs';

/** Entry name -> source. The package's `exports` and `bin` name the same files. */
const LIBRARY = {
  index: 'src/index.ts',
  js: 'src/js.ts',
  miracast: 'src/miracast/index.ts',
  ntstatus: 'src/ntstatus/index.ts',
};
const COMMAND = { cli: 'src/cli/index.ts' };

/**
 * Resolves `castbuf:kernel` to the release kernel as base64 text, so that one JavaScript file is all that a user deploys.
 * @type {import('esbuild').Plugin}
 */
export const inlineKernel = {
  name: 'inline-kernel',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^castbuf:kernel$/ }, ({ path }) => ({ path, namespace: 'kernel', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'kernel' }, async () => {
      const wasmFile = join(PROJECT, 'build/kernel.wasm');
      return { contents: await readFile(wasmFile, 'base64'), loader: 'text', watchFiles: [wasmFile] };
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

export async function buildLibrary() {
  await Promise.all([
    build({ ...BUNDLE, logLevel: 'warning', entryPoints: LIBRARY, outdir: 'build', platform: 'neutral' }),
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
