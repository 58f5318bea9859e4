import { ABI_VERSION } from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';

/** What the kernel exports: assembly/index.ts. Every export returns a status; the rest is in the control block. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  abiVersion(): number;
  readMessage(program: number, input: number, bytes: number, data: number): number;
  sumBytes(algorithm: number, at: number, bytes: number, own: number, ownBytes: number): number;
  readBatch(
    program: number,
    input: number,
    start: number,
    bytes: number,
    data: number,
    offsets: number,
    lengths: number,
    maxRows: number,
    firstRow: number,
  ): number;
  readQuery(
    query: number,
    input: number,
    start: number,
    bytes: number,
    data: number,
    offsets: number,
    lengths: number,
    numbers: number,
    maxRows: number,
    firstRow: number,
  ): number;
  summarize(query: number, input: number, start: number, bytes: number, data: number, firstRow: number): number;
  readRecords(
    set: number,
    input: number,
    start: number,
    bytes: number,
    data: number,
    order: number,
    maxRows: number,
    firstRow: number,
  ): number;
  writeBatch(
    program: number,
    rows: number,
    data: number,
    dataBytes: number,
    dataFrom: number,
    output: number,
    room: number,
    isLast: number,
  ): number;
  measureLists(program: number, rows: number): number;
  packRows(
    conversion: number,
    trimUnit: number,
    source: number,
    sourceBytes: number,
    offsets: number,
    lengths: number,
    rows: number,
    target: number,
    room: number,
  ): number;
  openMessages(set: number): number;
  beginMessage(input: number, bytes: number, output: number, room: number): number;
  finishMessage(message: number, output: number, reach: number): number;
}

/**
 * Compiles and starts a kernel at once.
 * @param instead what to do where the host forbids it
 * @throws CastbufError ERR_KERNEL there
 */
export function instantiateKernel(
  binary: Uint8Array,
  instead = 'use createCodecAsync, or castbuf/js, which needs no WebAssembly',
): KernelExports {
  try {
    const module = new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>);
    return verified(new WebAssembly.Instance(module, {}).exports);
  } catch (error) {
    throw kernelError(error, instead);
  }
}

/** The same without blocking, for hosts that forbid synchronous compiling. */
export async function instantiateKernelAsync(binary: Uint8Array): Promise<KernelExports> {
  try {
    const { instance } = await WebAssembly.instantiate(binary as Uint8Array<ArrayBuffer>, {});
    return verified(instance.exports);
  } catch (error) {
    throw kernelError(error, 'use castbuf/js, which needs no WebAssembly');
  }
}

/** @throws CastbufError ERR_KERNEL for a kernel of another version */
export function verified(exports: unknown): KernelExports {
  const kernel = exports as KernelExports;
  const version = typeof kernel.abiVersion === 'function' ? kernel.abiVersion() : 0;
  if (version === ABI_VERSION) return kernel;
  throw new CastbufError('ERR_KERNEL', 'this kernel.wasm belongs to another castbuf; install both from one version', {
    want: ABI_VERSION,
    have: version,
  });
}

function kernelError(cause: unknown, hint: string): CastbufError {
  if (cause instanceof CastbufError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CastbufError('ERR_KERNEL', `${reason}; ${hint}`);
}
