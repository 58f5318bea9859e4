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
  lentRows,
  moveOffsets,
  BorrowedBatch,
  ViewCache,
  type ColumnSpace,
  type ColumnSpan,
  PieceReader,
  type PieceCall,
  type Pieces,
} from '../columns/kernel.js';
import { type Arena, type RecordSetsExports, fetchOutcome } from '../memory/index.js';
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
  readonly words: Int32Array;
  private readonly pieces: Pieces;
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
    const { takesRest, startAlign } = set;
    this.pieces = { takesRest, startAlign, messageBytes: (set.types[0] as Program).limits.messageBytes };
    ({ words: this.words, programs: this.programs } = placeRecordSet(set));
  }

  get refused(): number {
    return this.arena.i32[(K.PROGRAM_PTR >> 2) + K.R_REFUSED] as number;
  }

  readBatch(given: Uint8Array, maxRows: number, store: RoutedStore | undefined): RoutedData {
    const { arena } = this;
    const bytes = outside(arena, given);
    arena.epoch++;
    const pieces = new PieceReader(this, this.pieces, bytes, false, new RoutedCall(this));
    let owned = store?.begin(bytes);
    for (;;) {
      const ended = pieces.readRows(maxRows - (owned?.rows ?? 0));
      if (owned === undefined && ended) return borrowed(this, bytes, pieces.space, pieces.rows, pieces.consumed);
      if (ended || pieces.mustEmpty) {
        owned ??= new RoutedStore(this.types).begin(bytes);
        moveOut(this, owned, pieces.space, pieces.rows, pieces.consumed, ended);
        pieces.rows = 0;
      }
      if (ended) return (owned as RoutedStore).finish(bytes, pieces.consumed);
      pieces.advance();
    }
  }

  /** Brings the set in, unless it ran last. */
  load(): void {
    const { arena, words } = this;
    arena.ensure('program', words.byteLength);
    if (arena.program === words) return;
    arena.i32.set(words, K.PROGRAM_PTR >> 2);
    arena.program = words;
    arena.space = undefined;
    this.space = undefined;
  }

  /** Room for rows of all types: where it was, unless the set was brought in since, or the region has moved or grown. */
  spaceOfTypes(): RoutedSpace {
    const { arena } = this;
    const rowBytes = this.types.reduce((sum, type) => sum + type.rowBytes + 2, 0);
    const least = rowBytes > WIDE_ROW_BYTES ? ROW_STEP : K.BLOCK_ROWS;
    arena.ensure('columns', Math.max(COLUMN_BYTES, rowBytes * least));
    const { space } = this;
    if (space?.order === arena.ptr('columns') && space.bytes === arena.bytes('columns')) return space;
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

/** What a reader of pieces asks of the kernel. */
class RoutedCall implements PieceCall<RoutedSpace> {
  /** Rows of each type before the last call. */
  private before: readonly number[] = [];

  constructor(private readonly machine: KernelRecords) {}

  get bytes(): number {
    return this.machine.words.byteLength;
  }

  load(): void {
    this.machine.load();
  }

  lay(rows: number): RoutedSpace {
    const { machine } = this;
    const space = machine.spaceOfTypes();
    if (rows === 0) machine.empty(space);
    return space;
  }

  run(space: RoutedSpace, start: number, pieceBytes: number, data: number, most: number, row: number): number {
    const { arena, kernel, types } = this.machine;
    this.before = types.map((_, type) => this.machine.rowsOf(type));
    return kernel.readRecords(K.PROGRAM_PTR, arena.ptr('input'), start, pieceBytes, data, space.order, most, row);
  }

  move(space: RoutedSpace, _first: number, _end: number, base: number): void {
    const { machine, before } = this;
    machine.types.forEach((type, index) => {
      const to = space.types[index] as ColumnSpace;
      moveOffsets(machine.arena, type, to, undefined, before[index] as number, machine.rowsOf(index), base);
    });
  }
}

/** The records' row indices count from the first record in the arena. */
function countFrom(machine: KernelRecords, { types }: RoutedSpace, rows: number): void {
  if (rows === 0) return;
  types.forEach(({ spans }, type) => {
    const index = new Uint32Array(machine.arena.buffer, (spans.at(-1) as ColumnSpan).ptr, machine.rowsOf(type));
    for (let row = 0; row < index.length; row++) index[row] = (index[row] as number) + rows;
  });
}

/** Takes the rows out of the arena. */
function moveOut(
  machine: KernelRecords,
  owned: RoutedStore,
  space: RoutedSpace,
  rows: number,
  consumed: number,
  isLast: boolean,
): void {
  const { arena, types } = machine;
  countFrom(machine, space, owned.rows);
  const order = new Uint16Array(arena.buffer, space.order, rows);
  const lent = types.map((type, index) =>
    lentRows(arena, type, space.types[index] as ColumnSpace, machine.rowsOf(index), false),
  );
  owned.append(order, lent, consumed, isLast);
  machine.empty(space);
}

function borrowed(
  machine: KernelRecords,
  bytes: Uint8Array,
  space: RoutedSpace,
  rows: number,
  consumed: number,
): RoutedData {
  const { arena } = machine;
  const types = machine.types.map(
    ({ views }, type) =>
      new BorrowedBatch(arena, views, bytes, space.types[type] as ColumnSpace, machine.rowsOf(type), consumed),
  );
  const order = new Uint16Array(arena.buffer, space.order, rows);
  return { bytes, consumed, order, types, owner: arena, epoch: arena.epoch };
}
