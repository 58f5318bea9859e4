import { asBytes, assertCount, unshared, type Bytes } from '../bytes/index.js';
import { assertOptions, CastbufError, type OptionRules } from '../errors/index.js';
import { slotsOf, type Slots, type TypeWords } from './batch-type.js';
import { startKernel } from './kernel.js';
import { linearMemory, PIECE_BYTES } from './linear-memory.js';
import { assertFreshSet, setPartsOf, type CompiledSetBatch, type SetTypes } from './set-batch.js';
import { laySpaces, MOST_COLUMN_BYTES } from './set-layout.js';
import { SetReading } from './set-reading.js';
import { SetStore } from './set-store.js';
import type { DecodeSet, SetWords } from './set-type.js';

/** What `decodeBatch` of a compiled record set takes. */
export interface CompiledSetOptions {
  /** Records of all types to stop after. */
  readonly maxRows?: number | undefined;
  /** A batch that fits there stays in linear memory, until the next call on any compiled codec: nothing is copied. */
  readonly borrow?: boolean | undefined;
  /** An earlier batch of the set, whose columns are filled anew. */
  readonly into?: unknown;
}

const RULES: OptionRules = { maxRows: 'number', borrow: 'boolean', into: 'any' };
const NO_OPTIONS: CompiledSetOptions = {};
const MAX_INPUT_BYTES = 1024 ** 3;
const MAX_BATCH_BYTES = 0xffffffff;
const MAX_ROWS = 0x7fffffff;

/** The batches of one compiled record set. */
export class SetBatches<T extends SetTypes> {
  readonly names: readonly (keyof T & string)[];
  /** By number. @internal */
  readonly types: readonly TypeWords<unknown>[];
  /** @internal */
  readonly slots: readonly Slots[];
  private kernel: DecodeSet | undefined;
  private wasm: string | WebAssembly.Module;
  /** Bytes of a piece, and of columns that stay in linear memory. @internal */
  pieceBytes = PIECE_BYTES;
  columnBytes = MOST_COLUMN_BYTES;

  constructor(
    /** @internal */
    readonly words: SetWords,
  ) {
    this.names = Object.keys(words.types);
    this.types = Object.values(words.types);
    this.slots = this.types.map((type) => slotsOf(type, true));
    this.wasm = words.wasm;
  }

  /** For hosts that compile modules themselves: the kernel, which then is not compiled at the first batch. */
  useWasm(module: WebAssembly.Module): void {
    this.wasm = module;
    this.kernel = undefined;
  }

  /**
   * Routes each record to the columns of its type, in one pass. Stops at the first record that is wrong, or whose discriminator says no type
   * (ERR_UNKNOWN_MESSAGE): `batch.error` says why, and every record before it is there.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for what is wrong with the call, ERR_KERNEL where the host forbids compiling
   */
  decode(given: Bytes, options: CompiledSetOptions = NO_OPTIONS): CompiledSetBatch<T> {
    if (options !== NO_OPTIONS) assertCall(options);
    const { maxRows = MAX_ROWS, borrow = false, into } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const bytes = this.streamOf(given);
    const store = borrow ? undefined : this.storeOf(into);
    return new SetReading<T>(this, bytes, maxRows, store).batch(borrow);
  }

  /** Linear memory for `bytes` bytes of input, which `decode` then does not copy first; good for one batch. */
  inputOf(bytes: number): Uint8Array {
    assertCount('inputOf', bytes, MAX_INPUT_BYTES);
    const memory = linearMemory();
    // Whatever else the batch needs has its memory now: to grow it later would end the view.
    const { end } = laySpaces(this, bytes, bytes, MAX_ROWS);
    memory.ensure(end);
    return memory.issue(bytes, this.words.inputPtr);
  }

  /** @internal */
  get decodePiece(): DecodeSet {
    if (this.kernel === undefined) {
      const { words, wasm } = this;
      const started = startKernel(wasm, words.decode);
      this.wasm = started.module;
      this.kernel = started.decode as DecodeSet;
    }
    return this.kernel;
  }

  private streamOf(given: Bytes): Uint8Array {
    const bytes = asBytes(given, 'the stream');
    assertCount('bytes of one batch', bytes.length, this.words.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES);
    return unshared(bytes);
  }

  /** The arrays of an earlier batch, or new ones. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  private storeOf(into: unknown): SetStore {
    if (into === undefined) return new SetStore(this.slots);
    const { source, owner, isBorrowed } = setPartsOf(into) ?? {};
    if (source !== this || isBorrowed === true || !(owner instanceof SetStore)) {
      const hint = 'into takes a batch of the same codec that owns its columns: one that was decoded without borrow';
      throw new CastbufError('ERR_USAGE', hint);
    }
    assertFreshSet(into);
    return owner;
  }
}

function assertCall(options: CompiledSetOptions): void {
  assertOptions('decodeBatch', options, RULES);
  if (options.borrow === true && options.into !== undefined)
    throw new CastbufError('ERR_USAGE', 'a batch borrows memory, or is put into an earlier batch, not both');
}
