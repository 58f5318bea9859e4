import * as K from '../../assembly/layout.js';
import type { BatchData, BatchOptions, ColumnArray, FilterPlan, ListColumn } from '../plan/index.js';
import { layColumns, layWanted, viewOf, type ColumnSpace, type ColumnSpan } from './column-space.js';
import type { KernelMachine } from './machine.js';
import { projectedWords } from './projected-words.js';
import { queryWords, type QueryWords } from './query-words.js';

/** What a reader asks of the kernel for each piece of the input. */
export interface PieceCall {
  /** Columns that are filled; undefined: all of them. */
  readonly wanted: ReadonlySet<number> | undefined;
  /** Room that the words need in the program region. */
  readonly bytes: number;
  /** Records that were looked at so far; undefined where each is a row. */
  readonly records?: number;
  /** Brings the words in. They lie before the piece, which their growing would move. */
  load(): void;
  /** Divides the columns region, behind the piece. */
  lay(): ColumnSpace;
  /** Reads on from `start` until there are `most` rows; `row` of them are there. The status. */
  run(space: ColumnSpace, start: number, pieceBytes: number, data: number, most: number, row: number): number;
}

/** A call whose rows may stay in the arena. */
export interface RowCall extends PieceCall {
  borrowed(bytes: Uint8Array, space: ColumnSpace, rows: number, consumed: number): BatchData;
}

/** Batches of a stream have the same filter, whose words are made, and brought in, once. A plan belongs to one program. */
const QUERIES = new WeakMap<FilterPlan, { wanted: ReadonlySet<number> | undefined; query: QueryWords }>();

/** The call for all columns of all records is always the same. */
const WHOLE = new WeakMap<KernelMachine, RowCall>();

export function pieceCallOf(machine: KernelMachine, { columns, filter }: BatchOptions): RowCall {
  if (columns === undefined && filter === undefined) {
    const known = WHOLE.get(machine);
    if (known !== undefined) return known;
    const made = new BatchCall(machine, undefined);
    WHOLE.set(machine, made);
    return made;
  }
  return filter === undefined ? new BatchCall(machine, columns) : new QueryCall(machine, columns, filter);
}

/** Every record is a row. */
class BatchCall implements RowCall {
  private readonly words: Int32Array;
  readonly bytes: number;

  constructor(
    private readonly machine: KernelMachine,
    readonly wanted: ReadonlySet<number> | undefined,
  ) {
    const { words } = machine.program;
    this.words = wanted === undefined ? words : projectedWords(words, wanted);
    this.bytes = this.words.byteLength;
  }

  load(): void {
    this.machine.loadWords(this.words, this.bytes);
  }

  lay(): ColumnSpace {
    const { arena, program, programPtr } = this.machine;
    if (this.wanted === undefined) return layColumns(arena, program);
    return layWanted(arena, program, programPtr, this.wanted, false);
  }

  borrowed(bytes: Uint8Array, space: ColumnSpace, rows: number, consumed: number): BatchData {
    const { machine, wanted } = this;
    if (wanted === undefined) return machine.borrowed(bytes, space, rows, consumed);
    return borrowedRows(machine, wanted, bytes, space, rows, { rows, records: rows, consumed, selection: undefined });
  }

  run(
    { offsets, lengths }: ColumnSpace,
    start: number,
    pieceBytes: number,
    data: number,
    most: number,
    row: number,
  ): number {
    const { arena, programPtr } = this.machine;
    const input = arena.regions.input.ptr;
    return arena.kernel.readBatch(programPtr, input, start, pieceBytes, data, offsets, lengths, most, row);
  }
}

/** The records that a filter selects are rows. */
class QueryCall implements RowCall {
  records = 0;
  private readonly query;

  constructor(
    private readonly machine: KernelMachine,
    readonly wanted: ReadonlySet<number> | undefined,
    filter: FilterPlan,
  ) {
    const known = QUERIES.get(filter);
    const isSame = known !== undefined && known.wanted === wanted;
    this.query = isSame ? known.query : queryWords(machine.program, filter, [], wanted);
    if (!isSame) QUERIES.set(filter, { wanted, query: this.query });
  }

  get bytes(): number {
    return this.query.bytes;
  }

  load(): void {
    loadQuery(this.machine, this.query);
  }

  lay(): ColumnSpace {
    const { arena, program, programPtr } = this.machine;
    const gathers = programPtr + (this.query.words[K.Q_GATHERS] as number);
    return layWanted(arena, program, gathers, this.wanted, true);
  }

  borrowed(bytes: Uint8Array, space: ColumnSpace, rows: number, consumed: number): BatchData {
    const { machine, wanted, records } = this;
    const selection = new Uint32Array(machine.arena.buffer, space.numbers, rows);
    return borrowedRows(machine, wanted, bytes, space, rows, { rows, records, consumed, selection });
  }

  run(
    { offsets, lengths, numbers }: ColumnSpace,
    start: number,
    pieceBytes: number,
    data: number,
    most: number,
    row: number,
  ): number {
    const { arena, programPtr } = this.machine;
    const [input, records] = [arena.ptr('input'), (programPtr >> 2) + K.Q_RECORDS];
    arena.i32[records] = this.records;
    const status = arena.kernel.readQuery(
      programPtr,
      input,
      start,
      pieceBytes,
      data,
      offsets,
      lengths,
      numbers as number,
      most,
      row,
    );
    this.records = (arena.i32[records] as number) >>> 0;
    return status;
  }
}

/** The rows in the arena, in the columns that are wanted. */
function borrowedRows(
  { arena, program }: KernelMachine,
  wanted: ReadonlySet<number> | undefined,
  bytes: Uint8Array,
  { offsets, lengths, spans }: ColumnSpace,
  rows: number,
  figures: Pick<BatchData, 'rows' | 'records' | 'consumed' | 'selection'>,
): BatchData {
  const { buffer, epoch } = arena;
  const columns = program.columns.flatMap((column, index): ColumnArray | ListColumn | [] => {
    if (wanted?.has(index) === false) return [];
    const span = spans[index] as ColumnSpan;
    const first = viewOf(buffer, column, span, rows);
    if (column.kind !== 'list') return first;
    return {
      data: bytes,
      offsets: first as Uint32Array,
      lengths: viewOf(buffer, column, span, rows, 1) as Uint32Array,
    };
  });
  const places = { offsets: new Uint32Array(buffer, offsets, rows), lengths: new Uint32Array(buffer, lengths, rows) };
  return { bytes, ...figures, ...places, columns, epoch };
}

/** Brings a query in, and tells its programs where their scratch is. */
export function loadQuery(machine: KernelMachine, query: QueryWords): void {
  const { arena, program } = machine;
  machine.loadWords(query.words, query.bytes);
  const { programPtr } = machine;
  const table = program.words[K.P_COLUMNS_OFFSET] as number;
  const point = (programOffset: number, scratch: ReadonlyMap<number, number>): void => {
    program.columns.forEach((_, column) => {
      const offset = scratch.get(column);
      const words = (programPtr + programOffset + table + column * K.COLUMN_BYTES) >> 2;
      arena.i32[words + K.C_PTR] = offset === undefined ? 0 : programPtr + offset;
    });
  };
  point(query.words[K.Q_FRAMES] as number, query.filterScratch);
  point(query.words[K.Q_GATHERS] as number, query.summaryScratch);
}
