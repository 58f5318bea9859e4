import { instantiateSync } from '@assemblyscript/loader';
import * as K from '../../assembly/columns/layout.js';
import { instantiateKernel, verifiedKernel, type KernelExports } from '../../src/memory/index.js';
import { rowWords } from '../../src/rows-out/index.js';
import { ARRAY_OF, elementBytes, type Program } from '../../src/program/index.js';
import type { ColumnArray } from '../../src/schema/index.js';
import { host } from '../harness/host.js';

/** Bytes before and after every column, which nothing may write. */
const FENCE_BYTES = 64;
const FENCE = 0xa5;

export async function kernelNamed(name: 'debug' | 'release'): Promise<KernelExports> {
  const binary = await host().read(`build/${name === 'debug' ? 'kernel.debug.wasm' : 'kernel.wasm'}`);
  const kernel =
    name === 'debug'
      ? verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports)
      : instantiateKernel(binary);
  kernel.memory.grow(4);
  return kernel;
}

export interface Gathered {
  readonly rows: number;
  /** By column; of a list its offsets, then its lengths. */
  readonly columns: readonly (readonly ColumnArray[])[];
  /** Columns whose fence was written. */
  readonly broken: readonly string[];
}

/**
 * One call of the kernel, `shift` bytes before the end of linear memory: with 0 every load after the input traps. Columns have exactly
 * `rows` rows; a column of `without` is not given.
 */
export function gather(
  { memory, readBatch }: KernelExports,
  program: Program,
  input: Uint8Array,
  {
    shift,
    rows,
    without = [],
    before = 0,
  }: {
    readonly shift: number;
    readonly rows: number;
    readonly without?: readonly number[];
    /** Bytes of the stream before the input: offsets count from its start. */
    readonly before?: number;
  },
): Gathered {
  const end = memory.buffer.byteLength;
  const bytes = new Uint8Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  const at = end - shift - input.length;
  let free = K.PROGRAM_PTR + rowWords(program).byteLength;
  bytes.fill(FENCE, free, at);
  const take = (size: number): number => {
    const ptr = (free + FENCE_BYTES + 7) & ~7;
    free = ptr + size + FENCE_BYTES;
    if (free > at) throw new RangeError('the test needs more memory');
    return ptr;
  };
  words.set(rowWords(program), K.PROGRAM_PTR >> 2);
  bytes.set(input, at);
  const offsets = take(rows * 4);
  const lengths = take(rows * 4);
  const ptrs = program.columns.map((column, index) => {
    const isList = column.kind === 'list';
    const ptr = take(rows * elementBytes(column));
    const word = (K.PROGRAM_PTR + (rowWords(program)[K.P_COLUMNS_OFFSET] as number) + index * K.COLUMN_BYTES) >> 2;
    words[word + K.C_PTR] = without.includes(index) ? 0 : ptr;
    if (isList) words[word + K.C_STEP] = rows * 4;
    return ptr;
  });
  readBatch(K.PROGRAM_PTR, at, 0, input.length, input.length, at - before, offsets, lengths, rows, 0);
  const read = words[K.CONTROL_ROWS >> 2] as number;
  const broken = program.columns.flatMap((column, index) => {
    const size = without.includes(index) ? 0 : rows * elementBytes(column);
    const ptr = ptrs[index] as number;
    const whole = bytes.subarray(ptr - FENCE_BYTES, ptr + rows * elementBytes(column) + FENCE_BYTES);
    const isFence = (byte: number, i: number): boolean =>
      byte === FENCE || (i >= FENCE_BYTES && i < FENCE_BYTES + size);
    return whole.every(isFence) ? [] : [column.path];
  });
  const columns = program.columns.map(({ kind, repeat }, index) => {
    const view = (half: number): ColumnArray =>
      new ARRAY_OF[kind](memory.buffer, (ptrs[index] as number) + half * rows * 4, read * repeat).slice();
    return kind === 'list' ? [view(0), view(1)] : [view(0)];
  });
  return { rows: read, columns, broken };
}
