import * as K from '../../assembly/layout.js';
import {
  ARRAY_OF,
  type BatchData,
  type BatchOptions,
  type ColumnArray,
  type Column,
  type ListColumn,
  type Program,
} from '../plan/index.js';
import { MAX_DATA, PIECE_BYTES, type Arena } from './arena.js';
import { layColumns, viewOf, type ColumnSpace, type ColumnSpan } from './column-space.js';
import type { KernelMachine } from './machine.js';

/** Statuses that more input may heal: at the end of a piece they are no error. */
export const CUT_SHORT: readonly number[] = [K.TRUNCATED_HEADER, K.DATA_OVERRUN, K.OFFSET_OUTSIDE, K.UNTERMINATED];

/**
 * Decodes a stream. Input that lies in the arena is not copied; other input goes through it in pieces, so that memory
 * is bounded whatever the input's length. A batch whose columns fit the arena is left there, else it owns its columns.
 */
export function readBatch(
  machine: KernelMachine,
  bytes: Uint8Array,
  { maxRows }: BatchOptions,
  isInput: boolean,
): BatchData {
  const { arena, program } = machine;
  arena.epoch++;
  const reader = new PieceReader(machine, bytes, isInput);
  let owned: OwnedBatch | undefined;
  for (;;) {
    const ended = reader.readRows(maxRows - (owned?.rows ?? 0));
    const { space, rows } = reader;
    if (owned === undefined && ended) return machine.borrowed(bytes, space, rows, reader.consumed);
    if (ended || reader.mustEmpty) {
      owned ??= new OwnedBatch(program.columns, bytes, program.leastBytes);
      owned.append(machine, space, rows, reader.consumed);
      reader.rows = 0;
    }
    if (ended) return (owned as OwnedBatch).finish(reader.consumed);
    reader.advance();
  }
}

/** Moves through the input a piece at a time, and gathers rows until the columns are full. */
class PieceReader {
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
    const { offsets, lengths } = space;
    const data = Math.min(this.bytes.length - this.base, MAX_DATA);
    const status = arena.kernel.readBatch(
      machine.programPtr,
      arena.ptr('input'),
      this.start,
      this.pieceBytes,
      data,
      offsets,
      lengths,
      most,
      this.rows,
    );
    machine.fetchOutcome(status);
    const first = this.rows;
    this.rows = arena.i32[K.CONTROL_ROWS >> 2] as number;
    this.start = arena.i32[K.CONTROL_CONSUMED >> 2] as number;
    moveOffsets(arena, machine.program, space, first, this.rows, this.base);
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

  /** Brings the piece and the program into the arena. */
  private prepare(): ColumnSpace {
    const { machine, bytes, base, pieceBytes } = this;
    const { arena, program } = machine;
    if (!this.isInput) {
      arena.ensure('input', pieceBytes);
      arena.u8.set(bytes.subarray(base, base + pieceBytes), arena.ptr('input'));
    }
    machine.loadProgram();
    return layColumns(arena, program);
  }
}

/** Columns that outgrew the arena: arrays of their own, which grow by half again. */
export class OwnedBatch {
  rows = 0;
  private capacity = 0;
  private offsets = new Uint32Array(0);
  private lengths = new Uint32Array(0);
  private readonly columns: ColumnArray[];
  private readonly seconds: Uint32Array[];

  constructor(
    private readonly kinds: readonly Column[],
    private readonly bytes: Uint8Array,
    private readonly leastBytes: number,
  ) {
    this.columns = kinds.map((column) => new ARRAY_OF[column.kind](0));
    this.seconds = kinds.map(() => new Uint32Array(0));
  }

  /** Adds the rows in the arena; they and those before them took `consumed` bytes. */
  append({ arena: { buffer } }: { readonly arena: Arena }, space: ColumnSpace, rows: number, consumed: number): void {
    this.ensure(this.rows + rows, consumed);
    this.offsets.set(new Uint32Array(buffer, space.offsets, rows), this.rows);
    this.lengths.set(new Uint32Array(buffer, space.lengths, rows), this.rows);
    this.kinds.forEach((column, index) => {
      const span = space.spans[index] as ColumnSpace['spans'][number];
      const part = viewOf(buffer, column, span, rows);
      (this.columns[index] as Uint8Array).set(part as Uint8Array, this.rows * column.repeat);
      if (column.kind === 'list')
        this.seconds[index]?.set(viewOf(buffer, column, span, rows, 1) as Uint32Array, this.rows);
    });
    this.rows += rows;
  }

  finish(consumed: number): BatchData {
    const { rows } = this;
    const columns = this.kinds.map((column, index): ColumnArray | ListColumn => {
      const first = (this.columns[index] as ColumnArray).subarray(0, rows * column.repeat);
      if (column.kind !== 'list') return first;
      return {
        data: this.bytes,
        offsets: first as Uint32Array,
        lengths: (this.seconds[index] as Uint32Array).subarray(0, rows),
      };
    });
    return {
      rows,
      consumed,
      offsets: this.offsets.subarray(0, rows),
      lengths: this.lengths.subarray(0, rows),
      columns,
      epoch: undefined,
    };
  }

  /** The rows so far tell how many the rest of the input will have. */
  private ensure(rows: number, consumed: number): void {
    if (rows <= this.capacity) return;
    const { length } = this.bytes;
    const expected = Math.ceil((length / Math.max(consumed / rows, 1)) * 1.05);
    const most = Math.ceil(length / this.leastBytes);
    this.capacity = Math.max(rows, Math.min(most, Math.max(expected, Math.ceil(this.capacity * 1.5))));
    this.offsets = grown(this.offsets, this.capacity);
    this.lengths = grown(this.lengths, this.capacity);
    this.kinds.forEach((column, index) => {
      this.columns[index] = grown(this.columns[index] as ColumnArray, this.capacity * column.repeat);
      if (column.kind === 'list') this.seconds[index] = grown(this.seconds[index] as Uint32Array, this.capacity);
    });
  }
}

function grown<T extends ColumnArray>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  (larger as Uint8Array).set(array as Uint8Array);
  return larger;
}

/** Offsets of rows [first, end), which count from a piece, then count from the start of the input. */
export function moveOffsets(
  { buffer }: Arena,
  { columns }: Pick<Program, 'columns'>,
  { offsets, spans }: ColumnSpace,
  first: number,
  end: number,
  base: number,
): void {
  if (base === 0) return;
  const lists = columns.flatMap(({ kind }, index) => (kind === 'list' ? (spans[index] as ColumnSpan).ptr : []));
  for (const ptr of [offsets, ...lists]) {
    const column = new Uint32Array(buffer, ptr, end);
    for (let row = first; row < end; row++) column[row] = (column[row] as number) + base;
  }
}
