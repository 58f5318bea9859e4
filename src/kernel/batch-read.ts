import * as K from '../../assembly/layout.js';
import {
  ARRAY_OF,
  type BatchData,
  type BatchOptions,
  type ColumnArray,
  type Column,
  type ListColumn,
} from '../plan/index.js';
import { MAX_DATA, PIECE_BYTES } from './arena.js';
import { columnView, layColumns, type ColumnSpace } from './column-space.js';
import type { KernelMachine } from './machine.js';

/** Statuses that more input may heal: at the end of a piece they are no error. */
const CUT_SHORT: readonly number[] = [K.TRUNCATED_HEADER, K.DATA_OVERRUN, K.OFFSET_OUTSIDE, K.UNTERMINATED];

/**
 * Decodes a stream. Input that lies in the arena is not copied; other input goes through it in pieces, so that memory
 * is bounded whatever the input's length. A batch that fits the arena at once is left there, else it owns its columns.
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
    const wanted = maxRows - (owned?.rows ?? 0);
    const { space, rows, ended } = reader.readRows(wanted);
    if (owned === undefined && ended) return borrowedBatch(machine, bytes, space, rows, reader.consumed);
    owned ??= new OwnedBatch(program.columns, bytes, program.leastBytes);
    owned.append(machine, space, rows, reader.base);
    if (ended) return owned.finish(reader.consumed);
    reader.advance();
  }
}

/** Moves through the input a piece at a time. */
class PieceReader {
  /** Offset of the piece in the input; a multiple of the records' alignment. */
  base = 0;
  private pieceBytes: number;
  /** Offset of the next record in the piece, and what it was when the piece was loaded. */
  private start = 0;
  private loadedStart = 0;
  private space: ColumnSpace;

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

  readRows(wanted: number): { space: ColumnSpace; rows: number; ended: boolean } {
    const { machine, space } = this;
    const { arena } = machine;
    const most = Math.min(space.rows, wanted);
    const { programPtr } = machine;
    const input = arena.ptr('input');
    const { offsets, lengths } = space;
    const data = Math.min(this.bytes.length - this.base, MAX_DATA);
    const status = arena.kernel.readBatch(programPtr, input, this.start, this.pieceBytes, data, offsets, lengths, most);
    machine.fetchOutcome(status);
    const rows = arena.i32[K.CONTROL_ROWS >> 2] as number;
    this.start = arena.i32[K.CONTROL_CONSUMED >> 2] as number;
    return { space, rows, ended: rows === wanted || this.isOver(status, rows === most) };
  }

  /** What to do before the next call: nothing, or load the next piece. Called when the rows so far are taken. */
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
    const { startAlign } = this.machine.program.layout.root.node.options;
    const size = this.isStuck() ? this.pieceBytes * 2 : Math.max(PIECE_BYTES, this.pieceBytes);
    const skipped = this.start - (this.start % startAlign);
    this.base += skipped;
    this.start -= skipped;
    this.loadedStart = this.start;
    this.pieceBytes = Math.min(size, this.bytes.length - this.base);
    this.space = this.prepare();
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

function borrowedBatch(
  machine: KernelMachine,
  bytes: Uint8Array,
  space: ColumnSpace,
  rows: number,
  consumed: number,
): BatchData {
  const { arena, program } = machine;
  const columns = program.columns.map((column, index) => {
    const span = space.spans[index] as ColumnSpace['spans'][number];
    const first = columnView(arena, column, span, rows);
    if (column.kind !== 'list') return first;
    return {
      data: bytes,
      offsets: first as Uint32Array,
      lengths: columnView(arena, column, span, rows, 1) as Uint32Array,
    };
  });
  return {
    rows,
    consumed,
    offsets: new Uint32Array(arena.buffer, space.offsets, rows),
    lengths: new Uint32Array(arena.buffer, space.lengths, rows),
    columns,
    epoch: arena.epoch,
  };
}

/** Columns that outgrew the arena: arrays of their own, which grow by half again. */
class OwnedBatch {
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

  append(machine: KernelMachine, space: ColumnSpace, rows: number, base: number): void {
    const { arena } = machine;
    this.ensure(this.rows + rows, base);
    this.offsets.set(moved(new Uint32Array(arena.buffer, space.offsets, rows), base), this.rows);
    this.lengths.set(new Uint32Array(arena.buffer, space.lengths, rows), this.rows);
    this.kinds.forEach((column, index) => {
      const span = space.spans[index] as ColumnSpace['spans'][number];
      const part = columnView(arena, column, span, rows);
      const values = column.kind === 'list' ? moved(part as Uint32Array, base) : part;
      (this.columns[index] as Uint8Array).set(values as Uint8Array, this.rows * column.repeat);
      if (column.kind === 'list')
        this.seconds[index]?.set(columnView(arena, column, span, rows, 1) as Uint32Array, this.rows);
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
  private ensure(rows: number, base: number): void {
    if (rows <= this.capacity) return;
    const perRow = this.rows === 0 ? this.leastBytes * 2 : base / this.rows;
    const expected = Math.ceil((this.bytes.length / Math.max(perRow, 1)) * 1.05);
    const most = Math.ceil(this.bytes.length / this.leastBytes);
    this.capacity = Math.min(
      Math.max(rows, Math.ceil(this.capacity * 1.5), base === 0 ? 0 : expected),
      Math.max(most, rows),
    );
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

function moved(offsets: Uint32Array, by: number): Uint32Array {
  return by === 0 ? offsets : offsets.map((offset) => offset + by);
}
