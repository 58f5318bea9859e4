import * as K from '../../assembly/core/layout.js';
import { BatchStore, type LentRows } from './batch-store.js';
import type { BatchData } from './column-data.js';
import type { BatchOptions } from './column-reader.js';
import type { Column, Program } from '../program/index.js';
import type { ColumnArray } from '../schema/index.js';
import { MAX_DATA, PIECE_BYTES, type Arena } from '../memory/index.js';
import { viewOf, type ColumnSpace, type ColumnSpan } from './column-space.js';
import type { KernelColumns } from './kernel-columns.js';
import type { KernelMachine } from '../message/kernel.js';
import { rowCallOf, type PieceCall } from './piece-call.js';

/** Statuses that more input may heal: at the end of a piece they are no error. */
export const CUT_SHORT: readonly number[] = [K.TRUNCATED_HEADER, K.DATA_OVERRUN, K.OFFSET_OUTSIDE, K.UNTERMINATED];

/**
 * Decodes a stream. Input that lies in the arena is not copied before; other input goes through it in pieces, so that memory
 * is bounded whatever the input's length. Rows without a store stay in the arena where they fit, else they get a store all the same.
 */
export function readBatch(
  reader: KernelColumns,
  given: Uint8Array,
  { maxRows, columns, filter, store }: BatchOptions,
  isInput: boolean,
): BatchData {
  const { arena, program, machine } = reader;
  arena.epoch++;
  const isFiltered = filter !== undefined;
  // What lies in the arena is overwritten by the next call: rows that are to stay show a copy of it.
  const own = isInput && store !== undefined ? new Uint8Array(given) : given;
  const begun = (): BatchStore => (store ?? new BatchStore(program)).begin(own, { columns, isFiltered });
  if (reader.isWide && isTooShort(program, given)) {
    machine.outcome.status = K.OK;
    if (maxRows > 0 && given.length > 0) machine.check(given);
    return begun().finish(0, 0);
  }
  const call = rowCallOf(reader, columns, filter);
  // Words that need more room than there is move the input away.
  const isMoved = isInput && call.bytes > arena.regions.program.bytes;
  const bytes = isMoved ? new Uint8Array(given) : given;
  const pieces = new PieceReader(machine, bytes, isInput && !isMoved, call);
  let owned = store && begun();
  for (;;) {
    const ended = pieces.readRows(maxRows - (owned?.rows ?? 0));
    const { space, rows } = pieces;
    if (owned === undefined && ended) return call.borrowed(bytes, space, rows, pieces.consumed);
    if (ended || pieces.mustEmpty) {
      owned ??= begun();
      owned.append(lentRows(arena, program, space, rows, isFiltered), pieces.consumed, ended);
      pieces.rows = 0;
    }
    if (ended) return (owned as BatchStore).finish(pieces.consumed, pieces.records);
    pieces.advance();
  }
}

/** Whether not even the fixed part of a record can be there: columns of wide ones may take more memory than there is. */
function isTooShort({ words, limits }: Program, { length }: Uint8Array): boolean {
  return (words[K.P_FIXED_BYTES] as number) > Math.min(length, limits.messageBytes);
}

/** Moves through the input a piece at a time, and gathers rows until the columns are full. */
export class PieceReader {
  /** Rows that are in the columns. */
  rows = 0;
  /** Offset of the piece in the input; a multiple of the records' alignment. */
  private base = 0;
  private pieceBytes: number;
  /** Offset of the next record in the piece, and what it was when the piece was loaded. */
  private start = 0;
  private loadedStart = 0;
  space: ColumnSpace;

  constructor(
    private readonly machine: KernelMachine,
    private readonly bytes: Uint8Array,
    private readonly isInput: boolean,
    private readonly call: PieceCall,
  ) {
    const { program } = machine;
    const isWhole = isInput || program.takesRest;
    this.pieceBytes = isWhole ? bytes.length : Math.min(PIECE_BYTES, bytes.length);
    this.space = this.prepare();
  }

  /** Bytes of the whole input that good records took. */
  get consumed(): number {
    return this.base + this.start;
  }

  /** Records that were looked at, all of the input's together. */
  get records(): number {
    return this.call.records ?? this.rows;
  }

  /** Whether the rows must leave the columns before the next call: they are full, or would not outlive the next piece. */
  get mustEmpty(): boolean {
    if (!this.wantsPiece) return true;
    return this.nextPieceBytes(this.base + this.nextPieceStart()) > this.machine.arena.bytes('input');
  }

  /** Reads on until the columns hold `wanted` rows, are full, or the piece is over; whether that was all. */
  readRows(wanted: number): boolean {
    const { machine, space } = this;
    const { arena } = machine;
    const most = Math.min(space.rows, wanted);
    const data = Math.min(this.bytes.length - this.base, MAX_DATA);
    const status = this.call.run(space, this.start, this.pieceBytes, data, most, this.rows);
    machine.fetchOutcome(status);
    const first = this.rows;
    this.rows = (arena.i32[K.CONTROL_ROWS >> 2] as number) >>> 0;
    this.start = arena.i32[K.CONTROL_CONSUMED >> 2] as number;
    // A summary has no rows, and so no offsets; records without a column have offsets and nothing else.
    if (this.base > 0 && space.offsets > 0) {
      moveOffsets(arena, machine.program, space, this.call.wanted, first, this.rows, this.base);
    }
    return this.rows === wanted || this.isOver(status, this.rows === most);
  }

  /** What to do before the next call: nothing, or load the next piece. */
  advance(): void {
    if (this.wantsPiece) this.nextPiece();
  }

  private wantsPiece = false;

  private isOver(status: number, isFull: boolean): boolean {
    const { machine } = this;
    const isLastPiece = this.base + this.pieceBytes === this.bytes.length;
    this.wantsPiece = false;
    if (status === K.OK && isFull) return isLastPiece && this.start === this.pieceBytes;
    if (status === K.OK && isLastPiece) return true;
    // A piece that holds as much as a message may have says the same as the whole input would.
    const isEnough = this.pieceBytes - this.start >= machine.program.limits.messageBytes;
    this.wantsPiece = status === K.OK || (!isLastPiece && !isEnough && CUT_SHORT.includes(status));
    if (!this.wantsPiece) machine.outcome.recordOffset += this.base;
    return !this.wantsPiece;
  }

  /** No record fitted the piece. */
  private isStuck(): boolean {
    return this.start === this.loadedStart;
  }

  private nextPiece(): void {
    const skipped = this.nextPieceStart();
    this.pieceBytes = this.nextPieceBytes(this.base + skipped);
    this.base += skipped;
    this.start -= skipped;
    this.loadedStart = this.start;
    this.space = this.prepare();
  }

  /** Where the next piece begins in this one: at the next record, or just before it where records are aligned. */
  private nextPieceStart(): number {
    const { startAlign } = this.machine.program.layout.root.node.options;
    return this.start - (this.start % startAlign);
  }

  private nextPieceBytes(base: number): number {
    const size = this.isStuck() ? this.pieceBytes * 2 : Math.max(PIECE_BYTES, this.pieceBytes);
    return Math.min(size, this.bytes.length - base);
  }

  /** Brings the words and the piece into the arena. */
  private prepare(): ColumnSpace {
    const { machine, bytes, base, pieceBytes } = this;
    const { arena } = machine;
    this.call.load();
    if (!this.isInput) {
      arena.ensure('input', pieceBytes);
      arena.u8.set(bytes.subarray(base, base + pieceBytes), arena.ptr('input'));
    }
    return this.call.lay();
  }
}

/** Rows in the arena. They are the start of columns of `space.rows`. */
export function lentRows(
  { buffer }: Arena,
  { columns }: Pick<Program, 'columns'>,
  { offsets, lengths, numbers, spans }: ColumnSpace,
  rows: number,
  isFiltered: boolean,
): LentRows {
  const viewOfColumn = (index: number, half: number): ColumnArray =>
    viewOf(buffer, columns[index] as Column, spans[index] as ColumnSpan, rows, half);
  return {
    rows,
    offsets: new Uint32Array(buffer, offsets, rows),
    lengths: lengths === 0 ? undefined : new Uint32Array(buffer, lengths, rows),
    selection: isFiltered ? new Uint32Array(buffer, numbers, rows) : undefined,
    column: (index) => viewOfColumn(index, 0),
    listLengths: (index) => viewOfColumn(index, 1) as Uint32Array,
  };
}

/** Offsets of rows [first, end), which count from a piece, then count from the start of the input. */
export function moveOffsets(
  { buffer }: Arena,
  { columns }: Pick<Program, 'columns'>,
  { offsets, spans }: ColumnSpace,
  wanted: ReadonlySet<number> | undefined,
  first: number,
  end: number,
  base: number,
): void {
  const lists = columns.flatMap(({ kind }, index) =>
    kind === 'list' && wanted?.has(index) !== false ? (spans[index] as ColumnSpan).ptr : [],
  );
  for (const ptr of [offsets, ...lists]) {
    const column = new Uint32Array(buffer, ptr, end);
    for (let row = first; row < end; row++) column[row] = (column[row] as number) + base;
  }
}
