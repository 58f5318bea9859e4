import type { Bytes } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import {
  columnNamed,
  columnsNamed,
  isFloatColumn,
  isSingleNumber,
  MAX_ROWS,
  batchBytes,
  QUERY_OPTIONS,
  recordBatchesOf,
  selectionOf,
  type BatchQuery,
  type OpenColumns,
  shownError,
} from '../columns/index.js';
import { type Column, type Program } from '../program/index.js';
import type { FilterPlan } from './filter.js';
import type { SummarizeRecords, SummaryBatch } from './summary-data.js';
import { Printed } from '../printing/index.js';
import type { AnyType, NumberPath } from '../schema/index.js';
import { failureAfter, type Codec } from '../message/index.js';
import { STREAM_OPTIONS, streamParts, type StreamOptions, type StreamSource } from '../stream/index.js';
import { Summary, type ValueKind } from './summary.js';

/** Figures of a stream of records, and no rows. */
export class Summaries<Path extends string = string> extends Printed {
  constructor(
    /** Records that `where` selects; all of them without it. */
    readonly rowCount: number,
    /** Records that were looked at. */
    readonly recordCount: number,
    readonly consumedBytes: number,
    /** Why reading stopped; undefined when all input was good. */
    readonly error: CastbufError | undefined,
    /** By path, as columns are. */
    readonly columns: Readonly<Record<Path, Summary>>,
  ) {
    super();
  }

  get [Symbol.toStringTag](): string {
    return 'Summaries';
  }

  toJSON(): object {
    const { rowCount, recordCount, consumedBytes, error, columns } = this;
    return { rowCount, recordCount, consumedBytes, ...shownError(error), columns };
  }

  /** The figures of both parts together, of which `other` is the later one. Both have the same columns. */
  merge(other: Summaries): Summaries {
    if (!(other instanceof Summaries)) throw new CastbufError('ERR_TYPE', `give Summaries, not ${shownValue(other)}`);
    const columns = Object.entries<Summary>(this.columns).map(([path, one]) => {
      const two = Object.hasOwn(other.columns, path) ? other.columns[path] : undefined;
      if (two !== undefined) return [path, one.merge(two)] as const;
      throw new CastbufError('ERR_USAGE', `only one of the summaries has the column ${path}`, { path });
    });
    return new Summaries(
      this.rowCount + other.rowCount,
      this.recordCount + other.recordCount,
      this.consumedBytes + other.consumedBytes,
      this.error ?? other.error,
      Object.fromEntries(columns),
    );
  }

  /** The same as a part of a longer stream. */
  at(_byteOffset: number, error: CastbufError | undefined): Summaries {
    return new Summaries(this.rowCount, this.recordCount, this.consumedBytes, error, this.columns);
  }
}

/** `summarize` for a codec of one type. */
export type Summarize = <T extends AnyType>(
  codec: Codec<T, unknown>,
  bytes: Bytes,
  query?: BatchQuery<T>,
) => Summaries<NumberPath<T>>;

/** `summarizeStream` for a codec of one type. */
export type SummarizeStream = <T extends AnyType>(
  codec: Codec<T, unknown>,
  source: StreamSource,
  options?: BatchQuery<T> & StreamOptions,
) => Promise<Summaries<NumberPath<T>>>;

/** How an engine reads records, and makes figures of them. */
export interface SummaryEngine {
  readonly open: OpenColumns;
  readonly summarize: SummarizeRecords;
}

/**
 * Count, sum, least, greatest, histogram and percentiles of columns, without rows: nothing that grows with the records is kept.
 * Without `columns` all columns of one number a record.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for columns and values of `query` that are wrong
 */
export function summarizeWith(
  engine: SummaryEngine,
  codec: Codec<AnyType, unknown>,
  stream: Bytes,
  query: BatchQuery = {},
): Summaries {
  assertOptions('summarize', query, QUERY_OPTIONS);
  return summariesFrom(engine, codec, stream, 0, query);
}

function summariesFrom(
  { open, summarize }: SummaryEngine,
  codec: Codec<AnyType, unknown>,
  stream: Bytes,
  byteOffset: number,
  query: BatchQuery,
): Summaries {
  const batches = recordBatchesOf(open, codec);
  const { program, reader } = batches;
  const columns = numberColumns(program, query.columns);
  const filter = selectionOf(program, query.where)?.plan as FilterPlan | undefined;
  const bytes = batchBytes(program, stream);
  const input = batches.summed(bytes, MAX_ROWS);
  const batch = summarize(reader, input.bytes, { columns, filter });
  batches.outcome = input.wrong ?? reader.outcome;
  return summariesOf(program, columns, batch, failureAfter(program, batches.outcome, input.bytes, byteOffset));
}

/** The same of a source that comes in pieces. Records may be cut anywhere between pieces. */
export async function summarizeStreamWith(
  engine: SummaryEngine,
  codec: Codec<AnyType, unknown>,
  source: StreamSource,
  options: BatchQuery & StreamOptions = {},
): Promise<Summaries> {
  assertOptions('summarizeStream', options, { ...QUERY_OPTIONS, ...STREAM_OPTIONS });
  const batches = recordBatchesOf(engine.open, codec);
  const { columns, where } = options;
  let whole = summarizeWith(engine, codec, new Uint8Array(0), { columns, where });
  const decode = (bytes: Uint8Array, at: number): Summaries =>
    summariesFrom(engine, codec, bytes, at, { columns, where });
  const parts = streamParts({ program: batches.program, decode, need: () => batches.need() }, source, options);
  for await (const part of parts) whole = whole.merge(part);
  return whole;
}

/** Columns that are named must be numbers; of a record, or of all, only those that are. */
function numberColumns(program: Program, paths: readonly string[] | undefined): number[] {
  const isNumber = (index: number): boolean => isSingleNumber(program.columns[index] as Column);
  if (paths === undefined) return [...program.columns.keys()].filter(isNumber);
  for (const path of paths) {
    if (!program.columns.some((column) => column.path === path) || isNumber(columnNamed(program, path))) continue;
    throw new CastbufError('ERR_USAGE', 'it is not one number a record, so it has no summary', { path });
  }
  return [...columnsNamed(program, paths)].filter(isNumber);
}

function summariesOf(
  program: Program,
  columns: readonly number[],
  { rows, records, consumed, columns: data }: SummaryBatch,
  error: CastbufError | undefined,
): Summaries {
  const byPath = columns.map((index, at) => {
    const column = program.columns[index] as Column;
    return [column.path, Summary.of(data[at] as SummaryBatch['columns'][number], kindOf(program, column))] as const;
  });
  return new Summaries(rows, records, consumed, error, Object.fromEntries(byPath));
}

function kindOf(program: Program, column: Column): ValueKind {
  if (isFloatColumn(program, column)) return 'float';
  return column.kind === 'u64' || column.kind === 'i64' ? 'wide' : 'long';
}
