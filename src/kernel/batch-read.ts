import * as K from '../../assembly/layout.js';
import {
  allocated,
  ARRAY_OF,
  type BatchData,
  type BatchOptions,
  type ColumnArray,
  type ListColumn,
  type Program,
} from '../plan/index.js';
import { MAX_DATA, PIECE_BYTES, type Arena } from './arena.js';
import { distances } from './borrowed-batch.js';
import { viewOf, type ColumnSpace, type ColumnSpan } from './column-space.js';
import type { KernelMachine } from './machine.js';
import { pieceCallOf, type PieceCall } from './piece-call.js';

/** Statuses that more input may heal: at the end of a piece they are no error. */
export const CUT_SHORT: readonly number[] = [K.TRUNCATED_HEADER, K.DATA_OVERRUN, K.OFFSET_OUTSIDE, K.UNTERMINATED];

/**
 * Decodes a stream. Input that lies in the arena is not copied; other input goes through it in pieces, so that memory
 * is bounded whatever the input's length. A batch whose columns fit the arena is left there, else it owns its columns.
 */
export function readBatch(
  machine: KernelMachine,
  given: Uint8Array,
  options: BatchOptions,
  isInput: boolean,
): BatchData {
  const { arena, program } = machine;
  const { maxRows } = options;
  arena.epoch++;
  if (machine.isWide && isTooShort(program, given)) {
    machine.outcome.status = K.OK;
    if (maxRows > 0 && given.length > 0) machine.check(given);
    return new OwnedBatch(program, given, options).finish(0, 0);
  }
  const call = pieceCallOf(machine, options);
  // Words that need more room than there is move the input away.
  const isMoved = isInput && call.bytes > arena.regions.program.bytes;
  const bytes = isMoved ? new Uint8Array(given) : given;
  const reader = new PieceReader(machine, bytes, isInput && !isMoved, call);
  let owned: OwnedBatch | undefined;
  for (;;) {
    const ended = reader.readRows(maxRows - (owned?.rows ?? 0));
    const { space, rows } = reader;
    if (owned === undefined && ended) return call.borrowed(bytes, space, rows, reader.consumed);
    if (ended || reader.mustEmpty) {
      owned ??= new OwnedBatch(program, bytes, options);
      owned.append(machine, space, rows, reader.consumed);
      reader.rows = 0;
    }
    if (ended) return (owned as OwnedBatch).finish(reader.consumed, reader.records);
    reader.advance();
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

/** What says which columns a batch of its own has. */
export type StoredProgram = Pick<Program, 'columns' | 'lengthColumns' | 'isDense' | 'leastBytes'>;

/** Columns that outgrew the arena: arrays of their own, which grow by half again. */
export class OwnedBatch {
  rows = 0;
  private capacity = 0;
  private offsets = new Uint32Array(0);
  private lengths = new Uint32Array(0);
  private numbers = new Uint32Array(0);
  private readonly columns: ColumnArray[];
  /** Lengths of lists that no other column has. */
  private readonly seconds: (Uint32Array | undefined)[];

  constructor(
    private readonly program: StoredProgram,
    private readonly bytes: Uint8Array,
    private readonly options: Pick<BatchOptions, 'columns' | 'filter'>,
  ) {
    const { columns } = program;
    this.columns = columns.map(({ kind }) => new ARRAY_OF[kind](0));
    this.seconds = columns.map(({ kind }, index) =>
      kind === 'list' && this.lengthColumn(index) === undefined ? new Uint32Array(0) : undefined,
    );
  }

  /** Adds the rows in the arena; they and those before them took `consumed` bytes. */
  append({ arena: { buffer } }: { readonly arena: Arena }, space: ColumnSpace, rows: number, consumed: number): void {
    this.ensure(this.rows + rows, consumed);
    this.offsets.set(new Uint32Array(buffer, space.offsets, rows), this.rows);
    if (space.lengths > 0) this.lengths.set(new Uint32Array(buffer, space.lengths, rows), this.rows);
    if (this.isFiltered) this.numbers.set(new Uint32Array(buffer, space.numbers as number, rows), this.rows);
    this.program.columns.forEach((column, index) => {
      if (!this.isWanted(index)) return;
      const span = space.spans[index] as ColumnSpan;
      const part = viewOf(buffer, column, span, rows);
      (this.columns[index] as Uint8Array).set(part as Uint8Array, this.rows * column.repeat);
      this.seconds[index]?.set(viewOf(buffer, column, span, rows, 1) as Uint32Array, this.rows);
    });
    this.rows += rows;
  }

  finish(consumed: number, records: number): BatchData {
    const { rows, program, bytes } = this;
    const arrays = program.columns.map(({ repeat }, index) =>
      (this.columns[index] as ColumnArray).subarray(0, rows * repeat),
    );
    const columns = program.columns.flatMap(({ kind }, index): ColumnArray | ListColumn | [] => {
      if (!this.isWanted(index)) return [];
      const array = arrays[index] as ColumnArray;
      if (kind !== 'list') return array;
      const lengths = this.seconds[index]?.subarray(0, rows) ?? arrays[this.lengthColumn(index) as number];
      return { data: bytes, offsets: array as Uint32Array, lengths: lengths as Uint32Array };
    });
    const offsets = this.offsets.subarray(0, rows);
    let lengths: Uint32Array | undefined = this.hasLengths ? this.lengths.subarray(0, rows) : undefined;
    return {
      bytes,
      rows,
      records: this.isFiltered ? records : rows,
      consumed,
      offsets,
      /** Made when somebody asks: the first touch of new memory takes longer than decoding. */
      get lengths() {
        return (lengths ??= distances(offsets, consumed));
      },
      selection: this.isFiltered ? this.numbers.subarray(0, rows) : undefined,
      columns,
      epoch: undefined,
    };
  }

  private get isFiltered(): boolean {
    return this.options.filter !== undefined;
  }

  /** Every column of every record: see ColumnSpace for what such a batch leaves out. */
  private get isWhole(): boolean {
    return !this.isFiltered && this.options.columns === undefined;
  }

  private get hasLengths(): boolean {
    return !this.isWhole || !this.program.isDense;
  }

  private lengthColumn(index: number): number | undefined {
    return this.isWhole ? this.program.lengthColumns[index] : undefined;
  }

  private isWanted(column: number): boolean {
    return this.options.columns?.has(column) !== false;
  }

  /** The rows so far tell how many the rest of the input will have. */
  private ensure(rows: number, consumed: number): void {
    if (rows <= this.capacity) return;
    const { length } = this.bytes;
    const expected = Math.ceil((length / Math.max(consumed / rows, 1)) * 1.05);
    const most = Math.ceil(length / this.program.leastBytes);
    this.capacity = Math.max(rows, Math.min(most, Math.max(expected, Math.ceil(this.capacity * 1.5))));
    this.offsets = grown(this.offsets, this.capacity);
    if (this.hasLengths) this.lengths = grown(this.lengths, this.capacity);
    if (this.isFiltered) this.numbers = grown(this.numbers, this.capacity);
    this.program.columns.forEach(({ repeat }, index) => {
      if (!this.isWanted(index)) return;
      this.columns[index] = grown(this.columns[index] as ColumnArray, this.capacity * repeat);
      const second = this.seconds[index];
      if (second !== undefined) this.seconds[index] = grown(second, this.capacity);
    });
  }
}

function grown<T extends ColumnArray>(array: T, length: number): T {
  const Kind = array.constructor as new (length: number) => T;
  const larger = allocated(length * array.BYTES_PER_ELEMENT, () => new Kind(length));
  (larger as Uint8Array).set(array as Uint8Array);
  return larger;
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
