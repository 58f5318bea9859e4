import * as K from '../../assembly/query/layout.js';
import { columnsOffset, type BatchData } from '../columns/index.js';
import {
  layWanted,
  type ColumnSpace,
  borrowedRows,
  type KernelSelects,
  type Piece,
  type RowCall,
} from '../columns/kernel.js';
import type { FilterPlan } from './filter.js';
import type { KernelMachine } from '../message/kernel.js';
import { QUERY } from './query-module.js';
import { queryWords, type QueryWords } from './query-words.js';

/** Batches of a stream have the same filter, whose words are made, and brought in, once. A plan belongs to one program. */
const QUERIES = new WeakMap<FilterPlan, { wanted: ReadonlySet<number> | undefined; query: QueryWords }>();

export const KERNEL_SELECTS: KernelSelects = {
  selectCallOf: (machine, columns, plan) => new QueryCall(machine, columns, plan as FilterPlan),
};

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
    { origin, start, bytes, data }: Piece,
    most: number,
    row: number,
  ): number {
    const { arena, programPtr } = this.machine;
    const [input, records] = [arena.ptr('input'), (programPtr >> 2) + K.Q_RECORDS];
    arena.i32[records] = this.records;
    const status = arena
      .use(QUERY)
      .readQuery(programPtr, input, start, bytes, data, origin, offsets, lengths, numbers as number, most, row);
    this.records = (arena.i32[records] as number) >>> 0;
    return status;
  }
}

/** Brings a query in, and tells its programs where their scratch is. */
export function loadQuery(machine: KernelMachine, query: QueryWords): void {
  const { arena, program } = machine;
  machine.loadWords(query.words, query.bytes);
  const { programPtr } = machine;
  const table = columnsOffset(program);
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
