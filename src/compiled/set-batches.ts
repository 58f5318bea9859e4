import { asBytes, assertCount, unshared, type Bytes } from '../bytes/index.js';
import { assertBatchOptions, BATCH_OPTIONS, type OnBadRecord } from '../columns/index.js';
import { CastbufError } from '../errors/index.js';
import { issueInput, linearBytes } from './linear-memory.js';
import { CompiledSetBatch, type SetTypes } from './set-batch.js';
import { MOST_COLUMN_BYTES, SetLayout } from './set-layout.js';
import { columnBytesOf, SetReading, type Readable } from './set-reading.js';
import { inSet } from './set-failures.js';
import { SetStore } from './set-store.js';
import { SkippedRecords } from './skipped-records.js';
import type { DecodeSet, RoutedType, SetType } from './set-type.js';

/** What `decodeBatch` of a compiled record set takes. */
export interface CompiledSetOptions {
  /** Records of all types to stop after. */
  readonly maxRows?: number | undefined;
  /** A batch that fits there stays in linear memory, until the next call on any compiled codec: nothing is copied. */
  readonly borrow?: boolean | undefined;
  /** An earlier batch of the set, whose columns are filled anew. */
  readonly into?: unknown;
  /** `skip` goes on after a record that is wrong where its length is known and good, and tells it in `batch.gaps`. Default `stop`. */
  readonly onBadRecord?: OnBadRecord | undefined;
}

const NO_OPTIONS: CompiledSetOptions = {};
const MAX_INPUT_BYTES = 1024 * 1024 * 1024;
const MAX_BATCH_BYTES = 0xffffffff;
const MAX_ROWS = 0x7fffffff;
/** Pieces of the input: a second-level cache holds one and its columns. */
const PIECE_BYTES = 256 * 1024;

/** The batches of one compiled record set. */
export class SetBatches<T extends SetTypes> implements Readable {
  /** Bytes of a piece, and of columns that stay in linear memory. @internal */
  pieceBytes = PIECE_BYTES;
  /** @internal */
  columnBytes = MOST_COLUMN_BYTES;
  /** @internal */
  readonly set: SetType;
  /** @internal */
  readonly types: readonly RoutedType[];
  /** @internal */
  readonly layout: SetLayout;
  /** @internal */
  readonly names: readonly string[];

  constructor(set: SetType) {
    this.set = set;
    this.types = Object.values(set.types);
    this.names = Object.keys(set.types);
    this.layout = new SetLayout(set, this.types);
  }

  /**
   * Routes each record to the columns of its type, in one pass. Stops at the first record that is wrong, or whose discriminator says no type
   * (ERR_UNKNOWN_MESSAGE): `batch.error` says why, and every record before it is there.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for what is wrong with the call, ERR_KERNEL where the host forbids compiling
   */
  decode(given: Bytes, options: CompiledSetOptions = NO_OPTIONS): CompiledSetBatch<T> {
    if (options !== NO_OPTIONS) assertBatchOptions(options, BATCH_OPTIONS);
    const { maxRows = MAX_ROWS, borrow = false, into, onBadRecord } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const bytes = unshared(asBytes(given, 'the stream'));
    assertCount('bytes of one batch', bytes.length, this.set.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES);
    const skips = onBadRecord === 'skip' ? new SkippedRecords(this.#measured) : undefined;
    return new SetReading<T>(this, bytes, maxRows, borrow ? undefined : this.#storeOf(into), skips).batch();
  }

  /** Linear memory for `bytes` bytes of input, which `decode` then does not copy first; good for one batch. */
  inputOf(bytes: number): Uint8Array {
    assertCount('inputOf', bytes, MAX_INPUT_BYTES);
    // Whatever else the batch needs has its memory now: to grow it later would end the view.
    this.layout.lay(bytes, bytes, MAX_ROWS, columnBytesOf(this, bytes));
    linearBytes(this.set.inputPtr + bytes + this.set.slack + columnBytesOf(this, bytes));
    return issueInput(bytes, this.set.inputPtr);
  }

  /** @internal */
  get kernel(): DecodeSet {
    return this.set.kernel.call(this.set.decode) as DecodeSet;
  }

  /** As errors of a stream of several types are told. */
  get #measured(): Pick<SetType, 'check' | 'extent'> {
    const { set } = this;
    const check: SetType['check'] = (view, at, end) => {
      try {
        return set.check(view, at, end);
      } catch (error) {
        throw error instanceof CastbufError ? inSet(error) : error;
      }
    };
    return { check, extent: (view, at, end) => set.extent(view, at, end) };
  }

  /** The arrays of an earlier batch, or new ones. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  #storeOf(into: unknown): SetStore {
    if (into === undefined) return new SetStore(this.types);
    const { source, owner } = CompiledSetBatch.partsOf(into) ?? {};
    if (source !== this || !(owner instanceof SetStore) || owner.isLent) {
      const hint = 'into takes a batch of the same codec that owns its columns: one that was decoded without borrow';
      throw new CastbufError('ERR_USAGE', hint);
    }
    (into as CompiledSetBatch<T>).assertFresh();
    return owner;
  }
}
