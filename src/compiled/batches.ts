import { asBytes, assertCount, unshared, type Bytes } from '../bytes/index.js';
import { assertBatchOptions, BATCH_OPTIONS, QUERY_OPTIONS, type OnBadRecord } from '../columns/index.js';
import { CastbufError, shownValue, type PlainRules } from '../errors/index.js';
import { CompiledBatch } from './batch.js';
import type { BatchType } from './batch-type.js';
import { ColumnStore } from './column-store.js';
import { issueInput, LINEAR } from './linear-memory.js';
import { noColumn } from './no-column.js';
import { blockAfter, Reading, type Kernel } from './reading.js';
import { measuredType, SkippedRecords } from './skipped-records.js';

/** What `decodeBatch` of a compiled codec takes. */
export interface CompiledBatchOptions {
  /** Paths of the columns that are wanted; a record stands for all of its members. */
  readonly columns?: readonly string[] | undefined;
  /** Rows to stop after. */
  readonly maxRows?: number | undefined;
  /** A batch that fits there stays in linear memory, until the next call on any compiled codec: nothing is copied. */
  readonly borrow?: boolean | undefined;
  /** An earlier batch of the codec, whose columns are filled anew. */
  readonly into?: unknown;
  /** `skip` goes on after a record that is wrong where its length is known and good, and tells it in `batch.gaps`. Default `stop`. */
  readonly onBadRecord?: OnBadRecord | undefined;
}

/** What is asked for in the interpreter's way is refused for what it is. */
export const decodeOptions = (): PlainRules => ({ ...QUERY_OPTIONS, ...BATCH_OPTIONS });
const NO_OPTIONS: CompiledBatchOptions = {};
const MAX_INPUT_BYTES = 1024 * 1024 * 1024;
const MAX_BATCH_BYTES = 0xffffffff;
const MAX_ROWS = 0x7fffffff;

/** The batches of one compiled type. */
export class Batches<Columns, Value, View> {
  readonly #type: BatchType<Value>;
  readonly #slots: readonly number[];

  constructor(type: BatchType<Value>) {
    this.#type = type;
    this.#slots = type.slots.map((_, slot) => slot);
  }

  /**
   * Records one after the other into columns. Stops at the first record that is wrong: `batch.error` says why, and every record before it is there.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for what is wrong with the call, ERR_KERNEL where the host forbids compiling
   */
  decode(given: Bytes, options: CompiledBatchOptions = NO_OPTIONS): CompiledBatch<Columns, Value, View> {
    if (options !== NO_OPTIONS) assertCall(options);
    const type = this.#type;
    const { maxRows = MAX_ROWS, columns, borrow = false, into, onBadRecord } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const wanted = columns && wantedColumns(type, columns);
    const bytes = unshared(asBytes(given, 'the stream'));
    assertCount('bytes of one batch', bytes.length, type.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES);
    const store = borrow ? undefined : this.#storeOf(into);
    const kept = wanted === undefined ? this.#slots : keptSlots(type, wanted);
    const skips = onBadRecord === 'skip' ? new SkippedRecords(measuredType(type)) : undefined;
    const reading = new Reading(type, bytes, maxRows, kept, store, skips);
    return batchOf(type, wanted, kept, reading.run(type.kernel.call(type.decode) as Kernel));
  }

  /** Linear memory for `bytes` bytes of input, which `decode` then does not copy first; good for one batch. */
  inputOf(bytes: number): Uint8Array {
    assertCount('inputOf', bytes, MAX_INPUT_BYTES);
    // Whatever else the batch needs has its memory now: to grow it later would end the view.
    blockAfter(this.#type, bytes, bytes, MAX_ROWS, true);
    return issueInput(bytes);
  }

  /** The arrays of an earlier batch, or new ones. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  #storeOf(into: unknown): ColumnStore {
    if (into === undefined) return new ColumnStore(this.#type.slots);
    const { type, rows } = CompiledBatch.partsOf(into);
    if (type !== this.#type || !(rows instanceof ColumnStore) || rows.isLent) {
      const hint = 'into takes a batch of the same codec that owns its columns: one that was decoded without borrow';
      throw new CastbufError('ERR_USAGE', hint);
    }
    (into as CompiledBatch<unknown, unknown, unknown>).assertFresh();
    rows.begin();
    return rows;
  }
}

function batchOf<Columns, Value, View>(
  type: BatchType<Value>,
  wanted: ReadonlySet<number> | undefined,
  kept: readonly number[],
  reading: Reading,
): CompiledBatch<Columns, Value, View> {
  const { store, failure, isInPlace, rowCount, consumed, skips } = reading;
  const bytes = isInPlace && store !== undefined ? new Uint8Array(reading.bytes) : reading.bytes;
  const { lease } = store ?? LINEAR;
  const parts = { type, bytes, lease, rows: store ?? reading, wanted, kept, failure, skips };
  const batch = new CompiledBatch<Columns, Value, View>(parts, rowCount, consumed);
  // Nobody can ask for it when the memory is used again.
  if (isInPlace) void batch.error;
  return batch;
}

function assertCall(options: CompiledBatchOptions & { readonly where?: unknown }): void {
  assertBatchOptions(options, decodeOptions());
  if (options.where !== undefined)
    throw new CastbufError('ERR_USAGE', 'a compiled codec has no filters: where is for a codec of createCodec');
}

/** Indices of the columns that have one of these paths, or lie in a record that has. @throws CastbufError ERR_TYPE, ERR_USAGE */
function wantedColumns(type: BatchType<unknown>, names: readonly string[]): ReadonlySet<number> {
  // Every name is asked for, also where the array has a hole.
  const paths = Array.isArray(names) ? [...(names as readonly string[])] : undefined;
  if (!paths?.every((name) => typeof name === 'string'))
    throw new CastbufError('ERR_TYPE', `columns are paths in an array, not ${shownValue(names)}`);
  const found = new Set<number>();
  for (const name of paths) {
    const indices = [...type.columns.keys()].filter((index) => {
      const path = type.columns[index]?.[0] as string;
      return path === name || path.startsWith(`${name}.`);
    });
    if (indices.length === 0) throw noColumn(type, name);
    for (const index of indices) found.add(index);
  }
  return found;
}

/** Slots of the columns that are wanted, and of what says where rows lie. */
function keptSlots({ columns, places }: BatchType<unknown>, wanted: ReadonlySet<number>): readonly number[] {
  const kept = new Set(places.slots);
  columns.forEach(([, slot, list = slot], index) => {
    if (wanted.has(index)) kept.add(slot).add(list);
  });
  return [...kept];
}
