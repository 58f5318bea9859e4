import * as K from '../../assembly/layout.js';
import type { BatchOptions, FilterPlan } from '../plan/index.js';
import { layColumns, layWanted, type ColumnSpace } from './column-space.js';
import type { KernelMachine } from './machine.js';
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

export function pieceCallOf(machine: KernelMachine, { columns, filter }: BatchOptions): PieceCall {
  return filter === undefined ? new BatchCall(machine, columns) : new QueryCall(machine, columns, filter);
}

/** Batches of a stream have the same filter, whose words are made, and brought in, once. A plan belongs to one program. */
const QUERIES = new WeakMap<FilterPlan, QueryWords>();

/** Every record is a row. */
class BatchCall implements PieceCall {
  constructor(
    private readonly machine: KernelMachine,
    readonly wanted: ReadonlySet<number> | undefined,
  ) {}

  get bytes(): number {
    return this.machine.program.words.byteLength;
  }

  load(): void {
    this.machine.loadProgram();
  }

  lay(): ColumnSpace {
    const { arena, program, programPtr } = this.machine;
    if (this.wanted === undefined) return layColumns(arena, program);
    return layWanted(arena, program, programPtr, this.wanted, false);
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
    const input = arena.ptr('input');
    return arena.kernel.readBatch(programPtr, input, start, pieceBytes, data, offsets, lengths, most, row);
  }
}

/** The records that a filter selects are rows. */
class QueryCall implements PieceCall {
  records = 0;
  private readonly query;

  constructor(
    private readonly machine: KernelMachine,
    readonly wanted: ReadonlySet<number> | undefined,
    filter: FilterPlan,
  ) {
    this.query = QUERIES.get(filter) ?? queryWords(machine.program, filter, []);
    QUERIES.set(filter, this.query);
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
