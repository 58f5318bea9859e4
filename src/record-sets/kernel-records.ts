import * as K from '../../assembly/record-sets/layout.js';
import { emptyOutcome, type Outcome, type Program } from '../program/index.js';
import { routedColumns, RoutedStore, type RecordsMachine, type RoutedData } from './record-set-program.js';
import { type RecordSetProgram } from '../record-types/index.js';
import type { GapPlaces, StoredProgram } from '../columns/index.js';
import {
  RowsInArena,
  storedBytes,
  BorrowedBatch,
  IssuedInput,
  ViewCache,
  type ColumnSpace,
  type ColumnSpan,
  PieceReader,
  SkippedRecords,
  type Piece,
  type PieceCall,
  type Pieces,
} from '../columns/kernel.js';
import { type Arena, type RecordSetsExports, fetchOutcome } from '../memory/index.js';
import { type KernelEngine, outside } from '../message/kernel.js';
import { RECORD_SETS } from './record-sets-module.js';
import { entryWord, placeRecordSet } from './record-words.js';
import { setFraming } from './set-framing.js';

/** A record set on the arena of an engine's other programs. */
export function openRecords(engine: KernelEngine, set: RecordSetProgram): RecordsMachine {
  return new KernelRecords(engine.arena, set);
}

/** Rows of a type are multiples of this, which keeps every column 8-byte aligned. */
const ROW_STEP = 8;

/*
 * The columns region for a set: of each type what column-space.ts draws, with its row index after the lengths
 *
 *   | offsets, lengths, row index, columns of type 0 | of type 1 | ... |
 */
interface RoutedSpace {
  /** The region. */
  readonly ptr: number;
  readonly bytes: number;
  /** Each type says by itself when its columns are full. */
  readonly rows: number;
  readonly types: readonly ColumnSpace[];
}

/** Least bytes of the columns region: the columns of some 20,000 records, a second-level cache of them. */
const COLUMN_BYTES = 2 * 1024 * 1024;
/** A type whose rows are wide gets fewer of them, in as much of the region as this: else it would leave the others none. */
const WIDE_TYPE_BYTES = 128 * 1024;

interface RecordType extends StoredProgram {
  /** A record can be short enough for limits.messageBytes: else there is never a row, nor room for one. */
  readonly isShort: boolean;
  readonly rowBytes: number;
  /** The rows of a wide type; undefined: as many as others have. */
  readonly wideRows: number | undefined;
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
  private readonly issued: IssuedInput;
  private space: RoutedSpace | undefined;

  constructor(
    readonly arena: Arena,
    readonly set: RecordSetProgram,
  ) {
    this.types = set.types.map((program) => {
      const stored = routedColumns(program);
      const isShort = fixedBytes(program) <= program.limits.messageBytes;
      const bytesOf = program.columns.map((_, index) => storedBytes(program, index));
      const rowBytes = isShort ? bytesOf.reduce((sum, bytes) => sum + bytes, PLACE_BYTES) : PLACE_BYTES;
      const isWide = rowBytes * K.BLOCK_ROWS > WIDE_TYPE_BYTES;
      const wideRows = isWide ? Math.max(1, Math.floor(WIDE_TYPE_BYTES / rowBytes / ROW_STEP)) * ROW_STEP : undefined;
      return { ...stored, isShort, rowBytes, wideRows, views: new ViewCache(stored) };
    });
    this.kernel = arena.use(RECORD_SETS);
    this.issued = new IssuedInput(arena);
    const { takesRest, startAlign } = set;
    this.pieces = { takesRest, startAlign, messageBytes: (set.types[0] as Program).limits.messageBytes };
    ({ words: this.words, programs: this.programs } = placeRecordSet(set));
  }

  get refused(): number {
    return this.arena.i32[(K.PROGRAM_PTR >> 2) + K.R_REFUSED] as number;
  }

  readBatch(given: Uint8Array, maxRows: number, store: RoutedStore | undefined, gaps?: GapPlaces): RoutedData {
    const { arena } = this;
    const isInput = this.issued.holds(given);
    const bytes = isInput ? given : outside(arena, given);
    arena.epoch++;
    const hasGaps = gaps !== undefined;
    // What lies in the arena is overwritten by the next call: rows that outlive it show a copy.
    const own = (): Uint8Array => (isInput ? new Uint8Array(bytes) : bytes);
    let owned = store?.begin(own(), hasGaps);
    const call = new RoutedCall(this);
    const skips = gaps && this.skipsTo(gaps);
    // Words that need more room than there is move the input away.
    const isMoved = isInput && skips?.fits(arena) === false;
    const input = isMoved ? new Uint8Array(bytes) : bytes;
    const pieces = new PieceReader(this, this.pieces, input, isInput && !isMoved, call, skips);
    for (;;) {
      const ended = pieces.readRows(maxRows);
      if (owned === undefined && ended) return borrowed(this, input, pieces.space, pieces.rows, pieces.consumed);
      if (ended || pieces.mustEmpty) {
        owned ??= new RoutedStore(this.types).begin(own(), hasGaps);
        moveOut(this, owned, pieces.space, pieces.consumed, ended);
        call.isEmpty = true;
      }
      if (ended) return (owned as RoutedStore).finish(pieces.consumed);
      pieces.advance();
    }
  }

  private skipsTo(gaps: GapPlaces): SkippedRecords {
    const { programs, of } = setFraming(this.set);
    return new SkippedRecords(gaps, programs, () => of(this.refused));
  }

  input(bytes: number): Uint8Array {
    this.load();
    return this.issued.issue(bytes, () => void this.spaceOfTypes());
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
    const { arena, types } = this;
    const narrowBytes = types.reduce((sum, { wideRows, rowBytes }) => sum + (wideRows === undefined ? rowBytes : 0), 0);
    const wideBytes = types.reduce((sum, { wideRows = 0, rowBytes }) => sum + wideRows * rowBytes, 0);
    const padding = types.reduce((sum, { columns }) => sum + (columns.length + 2) * ROW_STEP, 0);
    const least = wideBytes + narrowBytes * K.BLOCK_ROWS + padding;
    arena.ensure('columns', Math.max(COLUMN_BYTES, least));
    const { space } = this;
    if (space?.ptr === arena.ptr('columns') && space.bytes === arena.bytes('columns')) return space;
    const room = arena.bytes('columns') - wideBytes - padding;
    this.space = this.lay(Math.floor(room / Math.max(1, narrowBytes) / ROW_STEP) * ROW_STEP);
    return this.space;
  }

  /** Divides the columns region among the types, `most` rows for each that is not wide, and tells the set where each column lies. */
  private lay(most: number): RoutedSpace {
    const { arena, types } = this;
    const { ptr, bytes } = arena.regions.columns;
    let at = ptr;
    const take = (size: number): number => (at += size) - size;
    const spaces = types.map((type): ColumnSpace => {
      const { columns, lengthColumns, isShort, wideRows: rows = most } = type;
      const offsets = take(rows * 4);
      const lengths = take(rows * 4);
      const index = { ptr: take(rows * 4), lengthsAt: rows * 4 };
      const own = columns.slice(0, -1).map((_, column) => ({
        ptr: isShort ? take(rows * storedBytes(type, column)) : 0,
        lengthsAt: isShort && lengthColumns[column] === undefined ? rows * 4 : 0,
      }));
      return { rows, offsets, lengths, spans: [...own, index] };
    });
    spaces.forEach((space, type) => this.point(type, space));
    return { ptr, bytes, rows: Infinity, types: spaces };
  }

  private point(type: number, { rows, offsets, spans }: ColumnSpace): void {
    const { i32 } = this.arena;
    const { columns } = this.set.types[type] as Program;
    const first = K.PROGRAM_PTR >> 2;
    const entry = first + entryWord(type);
    i32[entry + K.T_OFFSETS] = offsets;
    i32[entry + K.T_STEP] = rows * 4;
    i32[entry + K.T_END] = offsets + rows * 4;
    const program = first + (this.programs[type] as number);
    const table = program + (i32[program + K.P_COLUMNS_OFFSET] as number) / 4;
    columns.forEach(({ kind }, index) => {
      const words = table + index * K.COLUMN_WORDS;
      const { ptr, lengthsAt } = spans[index] as ColumnSpan;
      i32[words + K.C_PTR] = ptr;
      if (kind === 'list') i32[words + K.C_STEP] = lengthsAt;
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
  /** Whether the columns have no rows that are wanted. */
  isEmpty = true;

  constructor(private readonly machine: KernelRecords) {}

  get bytes(): number {
    return this.machine.words.byteLength;
  }

  load(): void {
    this.machine.load();
  }

  lay(): RoutedSpace {
    const { machine } = this;
    const space = machine.spaceOfTypes();
    if (this.isEmpty) machine.empty(space);
    return space;
  }

  run(_: RoutedSpace, { origin, start, bytes, data }: Piece, most: number, row: number): number {
    const { arena, kernel } = this.machine;
    this.isEmpty = false;
    return kernel.readRecords(K.PROGRAM_PTR, arena.ptr('input'), start, bytes, data, origin, most, row);
  }
}

/** Takes the rows out of the arena. */
function moveOut(
  machine: KernelRecords,
  owned: RoutedStore,
  space: RoutedSpace,
  consumed: number,
  isLast: boolean,
): void {
  const { arena } = machine;
  const lent = space.types.map((columns, type) => new RowsInArena(arena, columns, machine.rowsOf(type)));
  owned.append(lent, consumed, isLast);
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
  return { bytes, consumed, rows, types, owner: arena, epoch: arena.epoch };
}
