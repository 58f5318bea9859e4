import type { CastbufError } from '../errors/index.js';
import { alignUp, type ColumnArray } from '../schema/index.js';
import type { BatchType, Slot } from './batch-type.js';
import { wronglyRefused } from './compiled-kernel.js';
import { blockColumn, ColumnStore, type Block } from './column-store.js';
import {
  consumedBytes,
  endedWrong,
  endLease,
  INPUT_PTR,
  isIssued,
  LINEAR,
  linearBytes,
  safeInput,
} from './linear-memory.js';
import type { SkippedRecords } from './skipped-records.js';

/** What a kernel exports for a type: see src/compile/assembly/decode-assembly.ts. */
export type Kernel = (
  from: number,
  bytes: number,
  start: number,
  base: number,
  first: number,
  most: number,
  columns: number,
  room: number,
) => number;

/** Bytes of a piece of the input, and of the columns that are filled between two copies: a second-level cache holds both. Tests change them. */
export const SIZES = { piece: 256 * 1024, columns: 512 * 1024 };
/** Linear memory that columns may take when their input lies there, too. */
const MOST_COLUMN_BYTES = 512 * 1024 * 1024;
/** A batch whose columns take no more is copied as it lies. */
const MOST_BLOCK_BYTES = 64 * 1024;
/** Rows that a kernel may write after the last one. */
const MORE_ROWS = 4;
/** Rooms are multiples of this, so that every column begins at a multiple of 8. */
const ROW_STEP = 8;

/** Columns after a piece of the input, whose `allBytes` may be `maxRows` records. */
export function blockAfter(
  { least, slack, rowBytes }: BatchType<unknown>,
  pieceBytes: number,
  allBytes: number,
  maxRows: number,
  isInPlace: boolean,
): Block {
  // And one: a kernel that has written all rows that it may does not know that its input has ended.
  const all = Math.min(maxRows, Math.ceil(allBytes / least)) + 1 + MORE_ROWS;
  // Who puts a long input into linear memory gets its columns there, however many rows it has.
  const isWhole = isInPlace && all * rowBytes <= MOST_COLUMN_BYTES;
  const fitting = isWhole ? all : Math.min(all, SIZES.columns / rowBytes);
  const room = alignUp(Math.max(fitting, 2 * MORE_ROWS), ROW_STEP);
  const ptr = alignUp(INPUT_PTR + pieceBytes + slack, 16);
  return { memory: linearBytes(ptr + room * rowBytes), ptr, room };
}

/** One call: the input goes through linear memory piece by piece, and the rows from there to the store. Without one they stay there, if they fit. */
export class Reading {
  /** Where the record begins that ended it, or what is wrong with it. */
  failure: number | CastbufError | undefined;
  store: ColumnStore | undefined;
  readonly isInPlace: boolean;
  /** What batches of it show. */
  readonly bytes: Uint8Array;
  readonly #type: BatchType<unknown>;
  readonly #maxRows: number;
  readonly #kept: readonly number[];
  /** Offset of the piece in the input, a multiple of the records' alignment, and of the next record in the piece. */
  #base = 0;
  #start = 0;
  #pieceBytes: number;
  /** Bytes that there are before the columns. */
  #pieceRoom = -1;
  #block!: Block;
  /** Rows that lie in linear memory. */
  #rows = 0;

  constructor(
    type: BatchType<unknown>,
    bytes: Uint8Array,
    maxRows: number,
    kept: readonly number[],
    store: ColumnStore | undefined,
    readonly skips?: SkippedRecords,
  ) {
    this.#type = type;
    this.#maxRows = maxRows;
    this.#kept = kept;
    this.store = store;
    this.isInPlace = isIssued(bytes);
    this.bytes = this.isInPlace ? bytes : safeInput(bytes);
    endLease(LINEAR);
    const isWhole = this.isInPlace || type.takesRest;
    this.#pieceBytes = isWhole ? bytes.length : Math.min(SIZES.piece, bytes.length);
  }

  get rowCount(): number {
    return this.#rows + (this.store?.rows ?? 0);
  }

  get consumed(): number {
    return this.#base + this.#start;
  }

  run(kernel: Kernel): this {
    do this.#load();
    while (this.#readPiece(kernel) && this.#nextPiece());
    if (this.store !== undefined) this.#finish(this.store);
    return this;
  }

  /** A column that is still in linear memory. */
  column(slot: number): ColumnArray {
    return blockColumn(this.#block, this.#type.slots[slot] as Slot, this.#rows);
  }

  #load(): void {
    const bytes = this.bytes;
    const pieceBytes = this.#pieceBytes;
    if (pieceBytes > this.#pieceRoom) {
      if (this.#rows > 0) this.#flush();
      this.#pieceRoom = pieceBytes;
      this.#block = blockAfter(this.#type, pieceBytes, bytes.length, this.#maxRows, this.isInPlace);
    }
    if (this.isInPlace) return;
    const base = this.#base;
    const piece = pieceBytes === bytes.length ? bytes : bytes.subarray(base, base + pieceBytes);
    this.#block.memory.set(piece, INPUT_PTR);
  }

  /** Decodes the piece; whether there is another. */
  #readPiece(kernel: Kernel): boolean {
    const { ptr, room } = this.#block;
    const pieceBytes = this.#pieceBytes;
    const base = this.#base;
    for (;;) {
      const left = this.#maxRows - (this.store?.rows ?? 0);
      const most = Math.min(room - MORE_ROWS, left);
      const rows = kernel(INPUT_PTR, pieceBytes, this.#start, base, this.#rows, most, ptr, room);
      this.#rows = rows;
      this.#start = consumedBytes();
      if (rows === left) return false;
      if (rows < most) {
        if (this.skips !== undefined && endedWrong()) {
          if (this.#skip(this.skips)) continue;
          if (this.failure !== undefined) return false;
        }
        const isLast = base + pieceBytes === this.bytes.length;
        if (isLast && endedWrong()) this.failure = this.consumed;
        return !isLast;
      }
      this.#flush();
    }
  }

  /** Moves past the record that the kernel refuses; not where the piece cuts it, or nothing says where it ends. */
  #skip(skips: SkippedRecords): boolean {
    const passed = skips.pass(this.#view, this.consumed, this.#base + this.#pieceBytes);
    if (typeof passed === 'number') this.#start += passed;
    else this.failure = passed;
    return typeof passed === 'number' && passed > 0;
  }

  get #view(): DataView {
    const { buffer, byteOffset, length } = this.bytes;
    return new DataView(buffer, byteOffset, length);
  }

  /** The next piece begins with the record that this one cuts; false where that is wrong. */
  #nextPiece(): boolean {
    const { align } = this.#type;
    // Where no record is cut there may be padding that is.
    const needed = endedWrong() ? this.#recordBytes() : align;
    const before = this.#start % align;
    const skipped = this.#start - before;
    this.#base += skipped;
    this.#start = before;
    const next = Math.min(Math.max(SIZES.piece, before + needed), this.bytes.length - this.#base);
    if (skipped === 0 && next <= this.#pieceBytes) {
      this.failure ??= wronglyRefused();
    }
    this.#pieceBytes = next;
    return this.failure === undefined;
  }

  /** Bytes of the record that the piece does not have whole, if it is good. */
  #recordBytes(): number {
    // One that is to be passed over was measured, and has its bytes.
    const measured = this.skips?.measure(this.#view, this.consumed);
    if (typeof measured === 'number') return measured;
    try {
      return this.#type.check(this.#view, this.consumed, this.bytes.length);
    } catch (error) {
      this.failure = error as CastbufError;
      return 0;
    }
  }

  /** Takes the rows out of linear memory. They and those before them say how many will come; none after the last. */
  #flush(isLast = false): void {
    const store = (this.store ??= new ColumnStore(this.#type.slots, true));
    const { length } = this.bytes;
    const expected = (length / Math.max(this.consumed / this.rowCount, 1)) * 1.05;
    const most = Math.min(expected, length / this.#type.least);
    store.append((slot) => this.column(slot), this.#rows, this.#kept, isLast ? 0 : Math.ceil(most));
    this.#rows = 0;
  }

  #finish(store: ColumnStore): void {
    const bytes = this.#block.room * this.#type.rowBytes;
    if (store.rows > 0 || bytes > MOST_BLOCK_BYTES) return this.#flush(true);
    store.take(this.#block, bytes, this.#rows);
    this.#rows = 0;
  }
}
