import type { ArrowData, ArrowField } from '../arrow/index.js';
import { isUuid } from './duckdb-types.js';
import { duckdb, type DataChunk, type Vector as DuckDBVector } from './duckdb.js';

/* Rows of Arrow's layout, which castbuf's columns have for the greater part, to vectors of DuckDB: most are one copy of their bytes. */

/** A column of a chunk, or the elements of its lists. */
export type Vector = DuckDBVector;

/** Rows of a chunk. */
export function mostRows(): number {
  return duckdb().bindings.vector_size();
}

/** @param chunk of a `DuckDBDataChunk` */
export function vectorAt(chunk: DataChunk, column: number): Vector {
  return duckdb().bindings.data_chunk_get_vector(chunk, column);
}

/** The same text in the first `count` rows. */
export function writeText(vector: Vector, text: Uint8Array, count: number): void {
  for (let row = 0; row < count; row++) duckdb().bindings.vector_assign_string_element_len(vector, row, text);
}

/** Rows `from` to `from + count` of a column, as the first ones of a vector whose rows all have values so far. */
export function writeRows(vector: Vector, field: ArrowField, data: ArrowData, from: number, count: number): void {
  const { type } = field;
  const { validity, buffers, child } = data;
  if (validity !== undefined) writeValidity(vector, bitsFrom(validity, from, count));
  const [first = NOTHING, second = NOTHING] = buffers;
  switch (type.kind) {
    case 'int':
    case 'float':
      return writeBytes(vector, first, from, count, type.bits / 8);
    case 'bool':
      return writeArray(vector, bools(bytesOf(first), from, count));
    case 'timestamp':
      return writeTimes(vector, data, (first as BigInt64Array).subarray(from, from + count), from);
    case 'names':
      return writeArray(vector, namesOf(first as Int32Array, from, count, type.names.length));
    case 'fixed-binary':
      if (isUuid(field)) return writeArray(vector, uuids(bytesOf(first), from, count));
      return writeRanges(vector, bytesOf(first), data, { from, count, startOf: (row) => row * type.bytes });
    case 'utf8':
    case 'binary': {
      const offsets = first as Int32Array;
      return writeRanges(vector, bytesOf(second), data, { from, count, startOf: (row) => offsets[row] as number });
    }
    case 'list': {
      const offsets = first as Int32Array;
      return writeLists(vector, type.element, child, { from, count, startOf: (row) => offsets[row] as number });
    }
    case 'fixed-list':
      return writeLists(vector, type.element, child, { from, count, startOf: (row) => row * type.length });
  }
}

const NOTHING = new Uint8Array(0);

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function writeBytes(vector: Vector, values: ArrayBufferView, from: number, count: number, width: number): void {
  const { buffer, byteOffset } = values;
  duckdb().bindings.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset + from * width, count * width);
}

function writeArray(vector: Vector, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
  duckdb().bindings.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}

/** DuckDB's bitmaps have Arrow's layout, in words of 64 bits. */
function writeValidity(vector: Vector, bits: Uint8Array): void {
  duckdb().bindings.vector_ensure_validity_writable(vector);
  duckdb().bindings.copy_data_to_vector_validity(
    vector,
    0,
    bits.buffer as ArrayBuffer,
    bits.byteOffset,
    bits.byteLength,
  );
}

/** Bits of a bitmap, from its first bit on. */
function bitsFrom(bitmap: Uint8Array, from: number, count: number): Uint8Array {
  const bytes = (count + 7) >> 3;
  const start = from >> 3;
  const shift = from & 7;
  if (shift === 0) return bitmap.slice(start, start + bytes);
  return Uint8Array.from({ length: bytes }, (_, at) => {
    const [low = 0, high = 0] = [bitmap[start + at], bitmap[start + at + 1]];
    return (low >> shift) | (high << (8 - shift));
  });
}

/** A byte each. */
function bools(bitmap: Uint8Array, from: number, count: number): Uint8Array {
  return Uint8Array.from(
    { length: count },
    (_, row) => ((bitmap[(from + row) >> 3] as number) >> ((from + row) & 7)) & 1,
  );
}

/** The high words of the first moments of 64 bits, of which DuckDB has none: it begins in the year 290309 before Christ. */
const LEAST_HIGH = -0x8000_0000 + 4;
const MOST_HIGH = 0x7fff_ffff;
/** Low words from here on are infinity for DuckDB. */
const INFINITE_LOW = -2;

/** Moments, of which those have no value that DuckDB has not. */
function writeTimes(vector: Vector, { validity }: ArrowData, times: BigInt64Array, from: number): void {
  writeArray(vector, times);
  const halves = new Int32Array(times.buffer, times.byteOffset, times.length * 2);
  let bits: Uint8Array | undefined;
  for (let row = 0; row < times.length; row++) {
    const high = halves[2 * row + 1] as number;
    if (
      high > LEAST_HIGH &&
      (high !== MOST_HIGH || (halves[2 * row] as number) < INFINITE_LOW || (halves[2 * row] as number) >= 0)
    )
      continue;
    bits ??= bitsFrom(validity ?? new Uint8Array((from + times.length + 7) >> 3).fill(0xff), from, times.length);
    bits[row >> 3] = (bits[row >> 3] as number) & ~(1 << (row & 7));
  }
  if (bits !== undefined) writeValidity(vector, bits);
}

/** Numbers of names, in as many bytes as DuckDB's enums of so many names have. */
function namesOf(
  indices: Int8Array | Int16Array | Int32Array,
  from: number,
  count: number,
  names: number,
): ArrayBufferView {
  const own = indices.subarray(from, from + count);
  const width = names <= 0xff ? 1 : names <= 0xffff ? 2 : 4;
  if (width === own.BYTES_PER_ELEMENT) return own;
  return width === 1 ? Uint8Array.from(own) : Uint16Array.from(own);
}

/** DuckDB's UUIDs are 128-bit numbers, lowest byte first, whose top bit is turned over so that they are in order. */
function uuids(bytes: Uint8Array, from: number, count: number): Uint8Array {
  const numbers = new Uint8Array(count * 16);
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < 16; at++) numbers[row * 16 + at] = bytes[(from + row) * 16 + 15 - at] as number;
    numbers[row * 16 + 15] = (numbers[row * 16 + 15] as number) ^ 0x80;
  }
  return numbers;
}

/** Rows whose bytes or elements end where those of the next begin. */
interface Places {
  readonly from: number;
  readonly count: number;
  readonly startOf: (row: number) => number;
}

/** Texts and bytes: DuckDB takes one by one, and has its own copy of each. */
function writeRanges(
  vector: Vector,
  bytes: Uint8Array,
  { validity }: ArrowData,
  { from, count, startOf }: Places,
): void {
  for (let row = 0; row < count; row++) {
    const at = from + row;
    if (validity !== undefined && (((validity[at >> 3] as number) >> (at & 7)) & 1) === 0) continue;
    duckdb().bindings.vector_assign_string_element_len(vector, row, bytes.subarray(startOf(at), startOf(at + 1)));
  }
}

function writeLists(vector: Vector, element: ArrowField, child: ArrowData | undefined, places: Places): void {
  const { from, count, startOf } = places;
  const first = startOf(from);
  const total = startOf(from + count) - first;
  /** Where the elements of each begin, and how many there are, in 64 bits each. */
  const entries = new Uint32Array(4 * count);
  for (let row = 0; row < count; row++) {
    const start = startOf(from + row);
    entries[4 * row] = start - first;
    entries[4 * row + 2] = startOf(from + row + 1) - start;
  }
  duckdb().bindings.list_vector_reserve(vector, total);
  duckdb().bindings.list_vector_set_size(vector, total);
  writeArray(vector, entries);
  if (child !== undefined && total > 0)
    writeRows(duckdb().bindings.list_vector_get_child(vector), element, child, first, total);
}
