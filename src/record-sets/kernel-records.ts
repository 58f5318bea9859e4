import * as K from '../../assembly/record-sets/layout.js';
import { elementBytes, emptyOutcome, type Outcome, type Program } from '../program/index.js';
import {
  routedColumns,
  RoutedStore,
  type RecordSetProgram,
  type RecordsMachine,
  type RoutedData,
} from './record-set-program.js';
import type { StoredProgram } from '../columns/index.js';
import {
  CUT_SHORT,
  lentRows,
  moveOffsets,
  BorrowedBatch,
  ViewCache,
  type ColumnSpace,
  type ColumnSpan,
} from '../columns/kernel.js';
import { MAX_DATA, PIECE_BYTES, type Arena, type RecordSetsExports, fetchOutcome } from '../memory/index.js';
import { type KernelEngine, outside } from '../message/kernel.js';
import { RECORD_SETS } from './record-sets-module.js';
import { entryWord, placeRecordSet } from './record-words.js';

/** A record set on the arena of an engine's other programs. */
export function openRecords(engine: KernelEngine, set: RecordSetProgram): RecordsMachine {
  return new KernelRecords(engine.arena, set);
}

/** Rows of a type are multiples of this, which keeps every column 8-byte aligned. */
const ROW_STEP = 8;

/*
 * The columns region for a set: the types of the records, then of each type what column-space.ts draws, and its row index
 *
 *   | order u16 | offsets, lengths, row index, columns of type 0 | of type 1 | ... |
 */
interface RoutedSpace {
  /** Bytes of the region. */
  readonly bytes: number;
  readonly order: number;
  /** Records of all types that `order` has room for. */
  readonly rows: number;
  readonly types: readonly ColumnSpace[];
}

/** Least bytes of the columns region: the columns of some 20,000 records, a second-level cache of them. */
const COLUMN_BYTES = 2 * 1024 * 1024;
/** Types whose rows together take more get fewer rows: a block of them may be more than there is memory. */
const WIDE_ROW_BYTES = 64 * 1024;

interface RecordType extends StoredProgram {
  /** A record can be short enough for limits.messageBytes: else there is never a row, nor room for one. */
  readonly isShort: boolean;
  readonly rowBytes: number;
  readonly views: ViewCache;
}

/** Offset, length and row index of a record. */
const PLACE_BYTES = 12;

function fixedBytes({ words }: Program): number {
  return words[K.P_FIXED_BYTES] as number;
}

class KernelRecords implements RecordsMachine {
  readonly outcome: Outcome = emptyOutcome();
  readonly types: readonly RecordType[];
  readonly kernel: RecordSetsExports;
  private readonly words: Int32Array;
  private readonly programs: readonly number[];
  private space: RoutedSpace | undefined;

  constructor(
    readonly arena: Arena,
    readonly set: RecordSetProgram,
  ) {
    this.types = set.types.map((program) => {
      const stored = routedColumns(program);
      const { columns } = stored;
      const isShort = fixedBytes(program) <= program.limits.messageBytes;
      const rowBytes = isShort ? columns.reduce((sum, column) => sum + elementBytes(column), 8) : PLACE_BYTES;
      return { ...stored, isShort, rowBytes, views: new ViewCache(stored) };
    });
    this.kernel = arena.use(RECORD_SETS);
    ({ words: this.words, programs: this.programs } = placeRecordSet(set));
  }

  get refused(): number {
    return this.arena.i32[(K.PROGRAM_PTR >> 2) + K.R_REFUSED] as number;
  }

  readBatch(bytes: Uint8Array, maxRows: number, store: RoutedStore | undefined): RoutedData {
    const { arena } = this;
    const source = outside(arena, bytes);
    arena.epoch++;
    return new RoutedReader(this, source, maxRows, store?.begin(source)).read();
  }

  /** Makes room for a piece of `bytes` bytes, and loads the set unless it ran last. */
  prepare(bytes: number): RoutedSpace {
    const { arena, words } = this;
    const rowBytes = this.types.reduce((sum, type) => sum + type.rowBytes + 2, 0);
    arena.ensure('program', words.byteLength);
    arena.ensure('input', bytes);
    const least = rowBytes > WIDE_ROW_BYTES ? ROW_STEP : K.BLOCK_ROWS;
    arena.ensure('columns', Math.max(COLUMN_BYTES, rowBytes * least));
    const { space } = this;
    const isLaid = arena.program === words && space?.order === arena.ptr('columns');
    if (isLaid && space?.bytes === arena.bytes('columns')) return space;
    arena.i32.set(words, K.PROGRAM_PTR >> 2);
    arena.program = words;
    arena.space = undefined;
    const rows = Math.floor(arena.bytes('columns') / rowBytes / ROW_STEP) * ROW_STEP;
    this.space = this.lay(rows);
    return this.space;
  }

  /** Divides the columns region among the types, `rows` rows for each, and tells the set where each column lies. */
  private lay(rows: number): RoutedSpace {
    const { arena, types } = this;
    const order = arena.ptr('columns');
    let at = order + rows * types.length * 2;
    const take = (bytes: number): number => (at += bytes) - bytes;
    const spaces = types.map(({ columns, isShort }): ColumnSpace => {
      const offsets = take(rows * 4);
      const lengths = take(rows * 4);
      const index = { ptr: take(rows * 4), lengthsAt: rows * 4 };
      const own = columns.slice(0, -1);
      const spans = own.map((column) => ({
        ptr: isShort ? take(rows * elementBytes(column)) : 0,
        lengthsAt: isShort ? rows * 4 : 0,
      }));
      return { rows, offsets, lengths, spans: [...spans, index] };
    });
    arena.i32[(K.PROGRAM_PTR >> 2) + K.R_CAPACITY] = rows;
    spaces.forEach((space, type) => this.point(type, space));
    return { bytes: arena.bytes('columns'), order, rows: rows * types.length, types: spaces };
  }

  private point(type: number, { rows, offsets, spans }: ColumnSpace): void {
    const { i32 } = this.arena;
    const { columns } = this.set.types[type] as Program;
    const first = K.PROGRAM_PTR >> 2;
    const entry = first + entryWord(type);
    i32[entry + K.T_OFFSETS] = offsets;
    const program = first + (this.programs[type] as number);
    const table = program + (i32[program + K.P_COLUMNS_OFFSET] as number) / 4;
    columns.forEach(({ kind }, index) => {
      const words = table + index * K.COLUMN_WORDS;
      i32[words + K.C_PTR] = (spans[index] as ColumnSpan).ptr;
      if (kind === 'list') i32[words + K.C_STEP] = rows * 4;
    });
  }

  /** Rows that a type has in its columns. */
  rowsOf(type: number): number {
    return this.arena.i32[(K.PROGRAM_PTR >> 2) + entryWord(type) + K.T_GATHERED] as number;
  }

  /** The columns are free again. */
  empty({ types }: RoutedSpace): void {
    const { i32 } = this.arena;
    types.forEach(({ offsets }, type) => {
      const entry = (K.PROGRAM_PTR >> 2) + entryWord(type);
      i32[entry + K.T_NEXT] = offsets;
      i32[entry + K.T_GATHERED] = 0;
    });
  }

  fetchOutcome(status: number): void {
    const { outcome, arena } = this;
    outcome.status = status;
    fetchOutcome(outcome, arena.i32, arena.f64);
  }
}

/** Moves through the input a piece at a time; rows stay in the arena while all of them fit there. */
class RoutedReader {
  private space: RoutedSpace;
  /** Offset of the piece in the input; a multiple of the records' alignment. */
  private base = 0;
  private pieceBytes: number;
  /** Offset of the next record in the piece, and what it was when the piece was loaded. */
  private start = 0;
  private loadedStart = 0;
  private wantsPiece = false;
  /** Records in the arena. */
  private rows = 0;

  /** @param owned where the rows go; undefined: they stay in the arena where they fit */
  constructor(
    private readonly machine: KernelRecords,
    private readonly bytes: Uint8Array,
    private readonly maxRows: number,
    private owned: RoutedStore | undefined,
  ) {
    this.pieceBytes = machine.set.takesRest ? bytes.length : Math.min(PIECE_BYTES, bytes.length);
    this.space = this.load();
    machine.empty(this.space);
  }

  read(): RoutedData {
    const { machine } = this;
    for (;;) {
      const isOver = this.readRows();
      if (this.owned === undefined && isOver) return this.borrowed();
      if (isOver || this.mustEmpty()) this.empty(isOver);
      if (isOver) return (this.owned as RoutedStore).finish(this.bytes, this.base + this.start);
      if (!this.wantsPiece) continue;
      this.nextPiece();
      this.space = this.load();
      if (this.rows === 0) machine.empty(this.space);
    }
  }

  private load(): RoutedSpace {
    const { machine, bytes, base, pieceBytes } = this;
    const space = machine.prepare(pieceBytes);
    const { arena } = machine;
    arena.u8.set(bytes.subarray(base, base + pieceBytes), arena.ptr('input'));
    return space;
  }

  /** Reads on until a type's columns are full or the piece is over; whether that was all. */
  private readRows(): boolean {
    const { machine, space, base, rows } = this;
    const { arena } = machine;
    const wanted = this.maxRows - (this.owned?.rows ?? 0);
    const most = Math.min(space.rows, wanted);
    const data = Math.min(this.bytes.length - base, MAX_DATA);
    const before = machine.types.map((_, type) => machine.rowsOf(type));
    const { start, pieceBytes } = this;
    const input = arena.ptr('input');
    const status = machine.kernel.readRecords(K.PROGRAM_PTR, input, start, pieceBytes, data, space.order, most, rows);
    machine.fetchOutcome(status);
    this.rows = arena.i32[K.CONTROL_ROWS >> 2] as number;
    this.start = arena.i32[K.CONTROL_CONSUMED >> 2] as number;
    machine.types.forEach((type, index) => {
      if (base === 0) return;
      const to = space.types[index] as ColumnSpace;
      moveOffsets(arena, type, to, undefined, before[index] as number, machine.rowsOf(index), base);
    });
    return this.rows === wanted || this.isOver(status, this.rows === most);
  }

  private isOver(status: number, isFull: boolean): boolean {
    const { machine } = this;
    const isLastPiece = this.base + this.pieceBytes === this.bytes.length;
    this.wantsPiece = false;
    if (status === K.WORK_FULL) return false;
    if (status === K.OK && isFull) return isLastPiece && this.start === this.pieceBytes;
    if (status === K.OK && isLastPiece) return true;
    // A piece that holds as much as a message may have says the same as the whole input would.
    const { limits } = machine.set.types[0] as Program;
    const isEnough = this.pieceBytes - this.start >= limits.messageBytes;
    this.wantsPiece = status === K.OK || (!isLastPiece && !isEnough && CUT_SHORT.includes(status));
    if (!this.wantsPiece) machine.outcome.recordOffset += this.base;
    return !this.wantsPiece;
  }

  /** Whether the rows must leave the columns before the next call: they are full, or would not outlive the next piece. */
  private mustEmpty(): boolean {
    return !this.wantsPiece || this.nextPieceBytes() > this.machine.arena.bytes('input');
  }

  private empty(isLast: boolean): void {
    const { machine, space, rows } = this;
    const { arena, types } = machine;
    this.owned ??= new RoutedStore(types).begin(this.bytes);
    const order = new Uint16Array(arena.buffer, space.order, rows);
    const lent = types.map((type, index) =>
      lentRows(arena, type, space.types[index] as ColumnSpace, machine.rowsOf(index), false),
    );
    this.countFrom(this.owned.rows);
    this.owned.append(order, lent, this.base + this.start, isLast);
    machine.empty(space);
    this.rows = 0;
  }

  /** The records' row indices count from the first record in the arena. */
  private countFrom(rows: number): void {
    const { machine, space } = this;
    if (rows === 0) return;
    space.types.forEach(({ spans }, type) => {
      const index = new Uint32Array(machine.arena.buffer, (spans.at(-1) as ColumnSpan).ptr, machine.rowsOf(type));
      for (let row = 0; row < index.length; row++) index[row] = (index[row] as number) + rows;
    });
  }

  private nextPiece(): void {
    const skipped = this.start - (this.start % this.machine.set.startAlign);
    this.pieceBytes = this.nextPieceBytes();
    this.base += skipped;
    this.start -= skipped;
    this.loadedStart = this.start;
  }

  /** A piece that no record fitted is followed by one twice as long. */
  private nextPieceBytes(): number {
    const isStuck = this.start === this.loadedStart;
    const size = isStuck ? this.pieceBytes * 2 : Math.max(PIECE_BYTES, this.pieceBytes);
    const base = this.base + this.start - (this.start % this.machine.set.startAlign);
    return Math.min(size, this.bytes.length - base);
  }

  private borrowed(): RoutedData {
    const { machine, space, bytes, rows } = this;
    const { arena } = machine;
    const consumed = this.base + this.start;
    const types = machine.types.map(
      ({ views }, type) =>
        new BorrowedBatch(arena, views, bytes, space.types[type] as ColumnSpace, machine.rowsOf(type), consumed),
    );
    const order = new Uint16Array(arena.buffer, space.order, rows);
    return { bytes, consumed, order, types, owner: arena, epoch: arena.epoch };
  }
}
