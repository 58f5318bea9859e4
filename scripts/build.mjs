/**
 * npm run build [-- kernel|library|types ...]: makes build/, or the named parts of it, where their sources changed.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

/** The parts in the order in which they need each other. The tools are imported late: they may not be installed yet. */
const PARTS = {
  kernel: {
    inputs: ['assembly', 'asconfig.json', 'scripts/kernel.mjs'],
    outputs: ['build/kernel.wasm', 'build/kernel.debug.wasm'],
    make: async () => (await import('./kernel.mjs')).buildKernel(),
  },
  library: {
    inputs: ['src', 'assembly', 'build/kernel.wasm', 'scripts/bundle.mjs'],
    outputs: [
      'build/header.js',
      'build/header-node.js',
      'build/index.js',
      'build/js.js',
      'build/miracast.js',
      'build/ntstatus.js',
      'build/cli.js',
      'build/simulate-worker.js',
    ],
    make: async () => (await import('./bundle.mjs')).buildLibrary(),
  },
  types: {
    inputs: ['src', 'assembly', 'tsconfig.json', 'scripts/declarations.mjs'],
    outputs: [
      'build/header.d.ts',
      'build/header-node.d.ts',
      'build/index.d.ts',
      'build/miracast.d.ts',
      'build/ntstatus.d.ts',
    ],
    make: async () => (await import('./declarations.mjs')).buildDeclarations(),
  },
};

/** @typedef {keyof typeof PARTS} Part */
const EVERY_PART = /** @type {Part[]} */ (Object.keys(PARTS));

/** @param {Part[]} parts */
export async function ensureBuilt(parts = EVERY_PART) {
  for (const part of parts) {
    const { inputs, outputs, make } = PARTS[part];
    const stampFile = `build/.${part}-built`;
    // The outputs count too: what was deleted or overwritten by hand is made again.
    const inputHash = hashOf(['package-lock.json', ...inputs]);
    if (isStamped(stampFile, inputHash + hashOf(outputs))) continue;
    console.error(`castbuf: building the ${part}`);
    await make();
    writeStamp(stampFile, inputHash + hashOf(outputs));
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const asked = argv.slice(2);
  const unknown = asked.filter((part) => !Object.hasOwn(PARTS, part));
  if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; parts are ${EVERY_PART.join(', ')}`);
  ensureInstalled();
  await ensureBuilt(asked.length > 0 ? /** @type {Part[]} */ (asked) : EVERY_PART);
}
