import type { DuckDBType } from '@duckdb/node-api';
import {
  type ArrowBatch,
  type ArrowData,
  type ArrowField,
  rowsOf,
  type TableColumn,
  tableColumns,
} from '../arrow/index.js';
import { describedColumns } from '../column-descriptions/index.js';
import { batchesOf, type BatchQuery, type Filter, type Gap, recordOf } from '../columns/index.js';
import { openColumns } from '../columns/kernel.js';
import { CastbufError } from '../errors/index.js';
import { type AnyFeatured, type Codec, featuresOf } from '../message/index.js';
import { streamNowWith, type StreamNowOptions } from '../stream/index.js';
import type { AnyType } from '../schema/index.js';
import { sqlType } from './duckdb-types.js';
import { filterOf } from './keep.js';

/** A column of a table: a column of records, or for enums and times the numbers that those do not tell. */
export interface SqlColumn {
  /** As queries write it. */
  readonly name: string;
  readonly path: string;
  readonly field: ArrowField;
  readonly type: DuckDBType;
}

/** Rows of one table that lay together. */
export interface SqlRows {
  readonly rowCount: number;
  /** Rows of a column. */
  read(column: SqlColumn): ArrowData;
  /** Bytes of the input that are in no record. */
  readonly gaps: readonly Gap[];
  /** Why the input ends here. */
  readonly error: CastbufError | undefined;
}

/** How records are read, whatever a query wants of them. */
export type ReadOptions = Pick<StreamNowOptions, 'onBadRecord' | 'resync'>;

/** Records of one type as a table: they are alone in their input, or among those of a record set. */
export class SqlTable {
  readonly columns: readonly SqlColumn[];
  /** Bytes that a record has at least. */
  readonly leastBytes: number;
  private readonly reads: ReadonlyMap<SqlColumn, TableColumn>;

  /**
   * @param codec of the type
   * @param set of the set that it is of, as `name`
   */
  constructor(
    readonly name: string,
    private readonly codec: Codec<AnyType>,
    private readonly set: AnyFeatured | undefined,
  ) {
    batchesOf(openColumns, set ?? codec); // a codec of another engine is refused here
    const { program } = recordOf(featuresOf(codec));
    const columns = tableColumns(describedColumns(program), { names: 'short', enums: 'names', times: 'microseconds' });
    const names = distinctNames(columns.map(({ field }) => field.name));
    const made = columns.map((column, index) => {
      const { path, field } = column;
      return [{ name: names[index] as string, path, field, type: sqlType(field) }, column] as const;
    });
    this.columns = made.map(([column]) => column);
    this.reads = new Map(made);
    this.leastBytes = program.leastBytes;
  }

  /** A filter as text. @throws CastbufError ERR_USAGE for what is none, and for records of a set; ERR_TYPE for a wrong value */
  filter(text: string): Filter {
    if (this.set === undefined) return filterOf(this.codec, text);
    throw new CastbufError(
      'ERR_USAGE',
      `keep compares columns of one type, and ${this.name} is one of a record set; use WHERE`,
    );
  }

  /** The records of an input; of other columns than those there is nothing to read. `pieces` are there when they are asked for. */
  *rows(
    pieces: Iterable<Uint8Array>,
    columns: readonly SqlColumn[],
    { where, ...options }: ReadOptions & Pick<BatchQuery, 'where'>,
  ): Generator<SqlRows, void, undefined> {
    const { codec, set, name } = this;
    const reading = { ...options, batchBytes: BATCH_BYTES };
    if (set !== undefined) {
      for (const batch of streamNowWith(openColumns, set, pieces, reading))
        yield this.rowsOf((batch as unknown as SetRows).of[name] as ArrowBatch, batch as unknown as SetRows);
      return;
    }
    const paths = [...new Set(columns.map(({ path }) => path))];
    for (const batch of streamNowWith(openColumns, codec, pieces, { ...reading, columns: paths, where }))
      yield this.rowsOf(batch as unknown as ArrowBatch, batch as unknown as SetRows);
  }

  /** The rows of a batch, which is a part of `of`. */
  rowsOf(batch: ArrowBatch, { gaps, error }: Pick<SqlRows, 'gaps' | 'error'>): SqlRows {
    const { rowCount } = batch;
    const rows = rowsOf(batch, this.codec.columns, rowCount);
    return { rowCount, gaps, error, read: (column) => (this.reads.get(column) as TableColumn).read(rows) };
  }
}

/** A batch of a record set. */
interface SetRows extends Pick<SqlRows, 'gaps' | 'error'> {
  readonly of: Readonly<Record<string, ArrowBatch>>;
}

const BATCH_BYTES = 1024 * 1024;

/** In SQL names are the same whatever their case. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    while (taken.has(own.toLowerCase())) own += '_';
    taken.add(own.toLowerCase());
    return own;
  });
}
