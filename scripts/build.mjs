/**
 * npm run build [-- kernel|library|types|page ...]: makes build/, or the named parts of it, where their sources changed.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

/** The library's entries: src/NAME.ts becomes build/NAME.js and build/NAME.d.ts, and package.json exports it. */
const ENTRIES = [
  'bench',
  'capture',
  'arrow',
  'compile',
  'compiled',
  'header',
  'header-node',
  'index',
  'js',
  'miracast',
  'miracast-compiled',
  'miracast-js',
  'node',
  'ntstatus',
  'recording',
  'sources',
  'sql',
  'worker',
  'worker-node',
  'worker-thread',
  'worker-thread-node',
  'workerd',
];

/** Those that have the types of another. */
const UNTYPED = ['worker-node', 'worker-thread-node', 'workerd'];
const TYPED_ENTRIES = ENTRIES.filter((entry) => !UNTYPED.includes(entry));

/** What the castbuf command runs: the name in build/ and the source. */
const COMMAND = { cli: 'src/cli/index.ts', 'simulate-worker': 'src/cli/simulation/worker.ts' };

/** The parts in the order in which they need each other. The tools are imported late: they may not be installed yet. */
const PARTS = {
  kernel: {
    inputs: ['assembly', 'asconfig.json', 'scripts/kernel.mjs', 'scripts/compile-kernel.mjs'],
    outputs: ['build/kernel.wasm', 'build/kernel.debug.wasm', 'build/modules'],
    make: async () => (await import('./kernel.mjs')).buildKernel(),
  },
  library: {
    inputs: [
      'src',
      'assembly',
      'tsconfig.json',
      'build/kernel.wasm',
      'build/modules',
      'scripts/bundle.mjs',
      'scripts/notices.mjs',
    ],
    outputs: [
      ...[...ENTRIES, ...Object.keys(COMMAND)].map((entry) => `build/${entry}.js`),
      'build/shared',
      'build/castbuf.1',
      'build/THIRD-PARTY-NOTICES.txt',
    ],
    make: async () => (await import('./bundle.mjs')).buildLibrary(ENTRIES, COMMAND),
  },
  types: {
    inputs: ['src', 'assembly', 'tsconfig.json', 'scripts/declarations.mjs'],
    outputs: TYPED_ENTRIES.map((entry) => `build/${entry}.d.ts`),
    make: async () => (await import('./declarations.mjs')).buildDeclarations(TYPED_ENTRIES),
  },
  // No part of the package: tests run it.
  page: {
    inputs: ['examples/compiled', 'build/cli.js', 'build/compiled.js', 'build/shared', 'scripts/compiled-page.mjs'],
    outputs: ['build/compiled-page'],
    make: async () => (await import('./compiled-page.mjs')).buildCompiledPage(),
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
    const inputHash = hashOf(['package-lock.json', 'scripts/build.mjs', ...inputs]);
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
