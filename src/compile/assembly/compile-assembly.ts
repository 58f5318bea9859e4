import { CastbufError } from '../../errors/index.js';

/** The module that asc, its compiler, is in: an optional peer of the package. */
const COMPILER = 'assemblyscript/asc';
const SOURCE = 'codec.ts';
const OUTPUT = 'codec.wasm';

/** What takes nine tenths of the time. */
const OPTIMIZATION = ['-O3', '--converge'];
const OPTIONS = [
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--importMemory',
  '--noExportMemory',
  '--memoryBase',
  '0',
  '--initialMemory',
  '1',
  '--use',
  'abort=',
];

/** What asc itself is made of. */
const BINARYEN = 'assemblyscript/binaryen';

interface Asc {
  main(
    words: readonly string[],
    files: {
      stdout?: { write(chunk: string): void };
      stderr?: { write(chunk: string): void };
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): readonly string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/**
 * Compiles AssemblyScript to WebAssembly that imports its memory, all in memory. The same text always gives the same bytes.
 * @param optimization tests of many types take less
 * @throws CastbufError ERR_USAGE where the compiler is not installed
 */
export async function compileAssembly(
  text: string,
  compiler = COMPILER,
  optimization: readonly string[] = OPTIMIZATION,
): Promise<Uint8Array<ArrayBuffer>> {
  const { main } = await loadCompiler<Asc>(compiler);
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main([SOURCE, '--outFile', OUTPUT, ...optimization, ...OPTIONS], {
    readFile: (name) => (name === SOURCE ? text : null),
    writeFile(name, contents) {
      if (name === OUTPUT && typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || wasm === undefined) {
    throw new CastbufError(
      'ERR_KERNEL',
      `asc refuses what was made for it; this is a bug in castbuf: ${stderr.toString()}`,
    );
  }
  return withoutCustomSections(wasm);
}

interface BinaryenModule {
  setFeatures(features: number): void;
  removeExport(name: string): void;
  runPasses(passes: readonly string[]): void;
  emitBinary(): Uint8Array;
  dispose(): void;
}

interface Binaryen {
  readonly Features: { readonly All: number };
  readBinary(wasm: Uint8Array): BinaryenModule;
}

/** The kernel without some functions that it exports, and without what only they call. @throws CastbufError ERR_USAGE as compileAssembly does */
export async function kernelWithout(wasm: Uint8Array, functions: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { default: binaryen } = await loadCompiler<{ readonly default: Binaryen }>(BINARYEN);
  const module = binaryen.readBinary(wasm);
  try {
    module.setFeatures(binaryen.Features.All);
    for (const name of functions) module.removeExport(name);
    module.runPasses(['remove-unused-module-elements']);
    return withoutCustomSections(module.emitBinary());
  } finally {
    module.dispose();
  }
}

async function loadCompiler<Module>(name: string): Promise<Module> {
  const { process } = globalThis as { process?: { argv: string[] } };
  const words = process?.argv;
  try {
    // While it is loaded, asc takes a `--wasm` among the program's arguments for its own.
    if (process !== undefined) process.argv = process.argv.slice(0, 2);
    // By a variable, so that no bundler takes a compiler along.
    return (await import(name)) as Module;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CastbufError(
      'ERR_USAGE',
      `to compile batches install the compiler of AssemblyScript: npm install --save-dev assemblyscript (${why})`,
    );
  } finally {
    if (process !== undefined && words !== undefined) process.argv = words;
  }
}

const CUSTOM_SECTION = 0;
const PREAMBLE_BYTES = 8; // the magic and the version

/** Names, producers and features: nothing that runs. A section is an id byte, its size in LEB128, and that many bytes. */
function withoutCustomSections(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = new Uint8Array(wasm.length);
  kept.set(wasm.subarray(0, PREAMBLE_BYTES));
  let end = PREAMBLE_BYTES;
  for (let at = PREAMBLE_BYTES; at < wasm.length;) {
    const start = at;
    const id = wasm[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = wasm[at++] as number;
      size |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    at += size;
    if (id === CUSTOM_SECTION) continue;
    kept.set(wasm.subarray(start, at), end);
    end += at - start;
  }
  return kept.slice(0, end);
}
