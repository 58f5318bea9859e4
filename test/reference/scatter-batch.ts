import * as K from '../../assembly/columns/layout.js';
import type { KernelExports } from '../../src/memory/index.js';
import { rowWords } from '../../src/rows-out/index.js';
import { ARRAY_OF, elementBytes, type Program } from '../../src/program/index.js';
import type { ColumnArray, ListColumn } from '../../src/schema/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { generator } from './random-bytes.js';
import { runnerOf } from './program-runner.js';

export type GivenColumns = (ColumnArray | ListColumn | undefined)[];

/** Bytes before and after the output, which nothing may write. */
const FENCE_BYTES = 128;
const FENCE = 0xa5;

export interface Scattered {
  readonly status: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
  /** Whether bytes around the output were written. */
  readonly isBroken: boolean;
}

export const wordOf = (program: Program, index: number): number => rowWords(program)[index] as number;

/** No byte that begins a NaN: the bits of one do not survive JavaScript. */
function randomByte(next: () => number): number {
  const byte = next() & 0xff;
  return (byte & 0x7f) === 0x7f ? byte - 1 : byte;
}

/** `rows` records of random bytes, whose counts are small but for one now and then. */
export function randomRecords(program: Program, rows: number, next: () => number): Uint8Array {
  const count = wordOf(program, K.P_RULE_OP);
  const op = wordOf(program, K.P_OPS_OFFSET) / 4 + count * K.OP_WORDS;
  const parts: number[] = [];
  for (let row = 0; row < rows; row++) {
    const record = Array.from({ length: wordOf(program, K.P_FIXED_BYTES) }, () => randomByte(next));
    if (count >= 0) {
      const isTotal = wordOf(program, K.P_RULE) === K.RULE_TOTAL;
      const some = row % 97 === 96 ? 60 + (next() % 60) : next() % 21;
      // What takes the rest of a length may have elements of two bytes.
      const units = isTotal ? some & ~1 : some;
      storeCount(program, op, record, isTotal ? record.length + units : units);
      const tailBytes = units * (isTotal ? 1 : wordOf(program, K.P_STRIDE));
      for (let i = 0; i < tailBytes; i++) record.push(randomByte(next));
    }
    while (parts.length % wordOf(program, K.P_START_ALIGN) !== 0) parts.push(0xee);
    for (const byte of record) parts.push(byte);
  }
  return Uint8Array.from(parts);
}

/** Sets the leaf whose op is at word `op`. Its own bits only. */
function storeCount(program: Program, op: number, record: number[], count: number): void {
  const at = wordOf(program, op + K.W_OFFSET);
  const size = wordOf(program, op + K.W_BYTES);
  const shift = BigInt(wordOf(program, op + K.W_SHIFT));
  const mask = ((1n << BigInt(wordOf(program, op + K.W_WIDTH))) - 1n) << shift;
  const isBig = (wordOf(program, op + K.W_FLAGS) & K.F_BIG_ENDIAN) !== 0;
  for (let byte = 0; byte < size; byte++) {
    const index = at + (isBig ? size - 1 - byte : byte);
    const bits = (value: bigint): number => Number((value >> BigInt(byte * 8)) & 0xffn);
    record[index] = ((record[index] as number) & ~bits(mask)) | bits(BigInt(count) << shift);
  }
}

/** Columns of `rows` random records: values that fit, and agree where they show the same bytes. */
export function randomColumns(program: Program, rows: number, seed: number): GivenColumns {
  const input = randomRecords(program, rows, generator(seed));
  const batch = runnerOf(createReferenceEngine(), program).readBatch(input, rows);
  if (batch.rows !== rows) throw new Error(`${batch.rows} of ${rows} records are good`);
  const machine = runnerOf(createReferenceEngine(), program);
  if (machine.writeBatch(batch.columns, rows) === undefined) throw new Error(JSON.stringify(machine.outcome));
  return [...batch.columns];
}

/**
 * One call of the kernel, with an output of `room` bytes that begins `shift` bytes after a multiple of 16 and lies between fences; list
 * data end `slack` bytes before the end of linear memory.
 */
export function scatter(
  { memory, writeBatch }: KernelExports,
  program: Program,
  columns: GivenColumns,
  rows: number,
  { room, shift, slack, isLast }: { room: number; shift: number; slack: number; isLast: boolean },
): Scattered {
  const bytes = new Uint8Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  let free = K.PROGRAM_PTR + rowWords(program).byteLength;
  const take = (size: number): number => {
    const ptr = (free + 15) & ~15;
    free = ptr + size;
    return ptr;
  };
  words.set(rowWords(program), K.PROGRAM_PTR >> 2);
  let data = 0;
  let dataBytes = 0;
  program.columns.forEach((column, index) => {
    const given = columns[index];
    const ptr = take(rows * elementBytes(column));
    const word = (K.PROGRAM_PTR + wordOf(program, K.P_COLUMNS_OFFSET) + index * K.COLUMN_BYTES) >> 2;
    words[word + K.C_PTR] = given === undefined ? 0 : ptr;
    if (given === undefined) return;
    if (!('data' in given)) {
      const target = new ARRAY_OF[column.kind](memory.buffer, ptr, rows * column.repeat) as Uint8Array;
      target.set(given.subarray(0, rows * column.repeat) as Uint8Array);
      return;
    }
    words[word + K.C_STEP] = rows * 4;
    new Uint32Array(memory.buffer, ptr, rows).set(given.offsets.subarray(0, rows));
    new Uint32Array(memory.buffer, ptr + rows * 4, rows).set(given.lengths.subarray(0, rows));
    dataBytes = given.data.length;
    data = memory.buffer.byteLength - slack - dataBytes;
    bytes.set(given.data, data);
  });
  const output = take(room + 2 * FENCE_BYTES + shift) + FENCE_BYTES + shift;
  if (free > (data || memory.buffer.byteLength)) throw new RangeError('the test needs more memory');
  bytes.fill(FENCE, output - FENCE_BYTES, output + room + FENCE_BYTES);
  const status = writeBatch(K.PROGRAM_PTR, rows, data || K.PROGRAM_PTR, dataBytes, 0, output, room, Number(isLast));
  const written = words[K.CONTROL_LENGTH >> 2] as number;
  const isFence = (byte: number): boolean => byte === FENCE;
  const isWhole =
    bytes.subarray(output - FENCE_BYTES, output).every(isFence) &&
    bytes.subarray(output + room, output + room + FENCE_BYTES).every(isFence);
  return {
    status,
    rows: words[K.CONTROL_ROWS >> 2] as number,
    bytes: bytes.slice(output, output + written),
    isBroken: !isWhole,
  };
}
