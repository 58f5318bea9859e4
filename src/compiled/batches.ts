import { asBytes, assertCount, unshared, type Bytes } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue, type OptionRules } from '../errors/index.js';
import { alignUp } from '../schema/index.js';
import { assertFreshBatch, CompiledBatch, keptSlots, LentRows, noColumn, OwnRows, partsOf } from './batch.js';
import { slotsOf, type BatchWords, type Slots } from './batch-type.js';
import { ColumnStore, MOST_BLOCK_BYTES, type Block } from './column-store.js';
import { startKernel } from './kernel.js';
import { INPUT_PTR, linearMemory, PIECE_BYTES, type LinearMemory } from './linear-memory.js';

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
}

type Decode = (
  from: number,
  bytes: number,
  start: number,
  base: number,
  first: number,
  most: number,
  columns: number,
  room: number,
) => number;

const RULES: OptionRules = {
  columns: 'array',
  where: 'any',
  maxRows: 'number',
  borrow: 'boolean',
  into: 'any',
};
const NO_OPTIONS: CompiledBatchOptions = {};
const MAX_INPUT_BYTES = 1024 ** 3;
const MAX_BATCH_BYTES = 0xffffffff;
const MAX_ROWS = 0x7fffffff;
/** Columns that are filled between two copies: with the piece, as much as a second-level cache holds. */
const COLUMN_BYTES = 512 * 1024;
/** Linear memory that columns may take when their input lies there, too. */
const MOST_COLUMN_BYTES = 512 * 1024 * 1024;
/** Rows that a kernel may write behind the last one. */
const MORE_ROWS = 4;
/** Rooms are multiples of this, so that every column begins at a multiple of 8. */
const ROW_STEP = 8;

/** The batches of one compiled type. */
export class Batches<Columns, Value, View> {
  private readonly slots: Slots;
  private kernel: Decode | undefined;
  private wasm: string | WebAssembly.Module;
  /** Bytes of a piece, and of the columns that are filled between two copies. @internal */
  pieceBytes = PIECE_BYTES;
  columnBytes = COLUMN_BYTES;

  constructor(private readonly words: BatchWords<Value>) {
    this.slots = slotsOf(words);
    this.wasm = words.wasm;
  }

  /** For hosts that compile modules themselves: the kernel, which then is not compiled at the first batch. */
  useWasm(module: WebAssembly.Module): void {
    this.wasm = module;
    this.kernel = undefined;
  }

  /**
   * Records one after the other into columns. Stops at the first record that is wrong: `batch.error` says why, and every record before it is there.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for what is wrong with the call, ERR_KERNEL where the host forbids compiling
   */
  decode(given: Bytes, options: CompiledBatchOptions = NO_OPTIONS): CompiledBatch<Columns, Value, View> {
    if (options !== NO_OPTIONS) assertCall(options);
    const { maxRows = MAX_ROWS, columns, borrow = false, into } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const wanted = columns === undefined ? undefined : wantedColumns(this.words, columns);
    const bytes = this.streamOf(given);
    const store = borrow ? undefined : this.storeOf(into);
    return new Reading(this, bytes, maxRows, wanted, store).batch(borrow);
  }

  /** Linear memory for `bytes` bytes of input, which `decode` then does not copy first; good for one batch. */
  inputOf(bytes: number): Uint8Array {
    assertCount('inputOf', bytes, MAX_INPUT_BYTES);
    const memory = linearMemory();
    // Whatever else the batch needs has its memory now: to grow it later would end the view.
    const block = this.blockFor(bytes, bytes, MAX_ROWS, true);
    memory.ensure(block.ptr + block.room * this.slots.rowBytes);
    return memory.issue(bytes);
  }

  /** @internal */
  get parts(): { readonly words: BatchWords<Value>; readonly slots: Slots; readonly decodePiece: Decode } {
    const { words, slots } = this;
    return { words, slots, decodePiece: (this.kernel ??= this.start()) };
  }

  /** Where columns lie behind a piece. @internal */
  blockFor(pieceBytes: number, allBytes: number, maxRows: number, isInPlace: boolean): { ptr: number; room: number } {
    const { leastBytes, slack } = this.words;
    const { rowBytes } = this.slots;
    const all = Math.min(maxRows, Math.ceil(allBytes / leastBytes)) + MORE_ROWS;
    const most = Math.floor((isInPlace ? MOST_COLUMN_BYTES : this.columnBytes) / rowBytes);
    // Who puts a long input into linear memory gets its columns there, however many rows it has.
    const fitting = isInPlace && all > most ? Math.floor(this.columnBytes / rowBytes) : most;
    const room = alignUp(Math.max(Math.min(all, fitting), 2 * MORE_ROWS), ROW_STEP);
    return { ptr: alignUp(INPUT_PTR + pieceBytes + slack, 16), room };
  }

  private streamOf(given: Bytes): Uint8Array {
    const bytes = asBytes(given, 'the stream');
    assertCount('bytes of one batch', bytes.length, this.words.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES);
    return unshared(bytes);
  }

  /** The arrays of an earlier batch, or new ones. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  private storeOf(into: unknown): ColumnStore {
    if (into === undefined) return new ColumnStore(this.slots);
    const { source, rows, isBorrowed } = partsOf(into);
    if (isBorrowed || source !== this || !(rows.owner instanceof ColumnStore)) {
      const hint = 'into takes a batch of the same codec that owns its columns: one that was decoded without borrow';
      throw new CastbufError('ERR_USAGE', hint);
    }
    assertFreshBatch(into);
    return rows.owner;
  }

  private start(): Decode {
    const { module, decode } = startKernel(this.wasm, this.words.decode);
    this.wasm = module;
    return decode as Decode;
  }
}

/** One call: the input goes through linear memory piece by piece, and the rows from there to where they stay. */
class Reading<Columns, Value, View> {
  private readonly words: BatchWords<Value>;
  private readonly slots: Slots;
  private readonly decodePiece: Decode;
  private readonly memory: LinearMemory;
  private readonly isInPlace: boolean;
  /** Offset of the piece in the input, a multiple of the records' alignment; its bytes, and those that it has room for. */
  private base = 0;
  private pieceBytes: number;
  private pieceRoom: number;
  /** Offset of the next record in the piece. */
  private start = 0;
  private block!: Block;
  /** Rows in linear memory. */
  private rows = 0;
  private failure: number | CastbufError | undefined;
  private readonly kept: readonly number[];

  constructor(
    private readonly batches: Batches<Columns, Value, View>,
    private readonly bytes: Uint8Array,
    private readonly maxRows: number,
    private readonly wanted: ReadonlySet<number> | undefined,
    private store: ColumnStore | undefined,
  ) {
    ({ words: this.words, slots: this.slots, decodePiece: this.decodePiece } = batches.parts);
    this.memory = linearMemory();
    this.isInPlace = this.memory.holds(bytes);
    this.memory.epoch++;
    this.kept = keptSlots(this.slots, wanted);
    const isWhole = this.isInPlace || this.words.takesRest;
    this.pieceBytes = this.pieceRoom = isWhole ? bytes.length : Math.min(batches.pieceBytes, bytes.length);
    store?.begin();
    this.lay();
  }

  batch(isBorrowed: boolean): CompiledBatch<Columns, Value, View> {
    let isMore = true;
    while (isMore) isMore = this.readPiece() && this.nextPiece();
    const batch = this.finish(isBorrowed);
    // Nobody can ask for it when the memory is used again.
    if (this.isInPlace) void batch.error;
    return batch;
  }

  private finish(isBorrowed: boolean): CompiledBatch<Columns, Value, View> {
    const { store, rows, block, slots, memory } = this;
    const isFirst = store === undefined || store.rows === 0;
    const rowCount = isFirst ? rows : store.rows + rows;
    if (store !== undefined) {
      if (isFirst && block.room * slots.rowBytes <= MOST_BLOCK_BYTES) store.take(block, rows);
      else store.append(block, rows, this.kept, undefined);
    }
    return new CompiledBatch<Columns, Value, View>({
      source: this.batches,
      words: this.words,
      slots,
      wanted: this.wanted,
      bytes: this.isInPlace && store !== undefined ? new Uint8Array(this.bytes) : this.bytes,
      rowCount,
      consumedBytes: this.base + this.start,
      rows: store === undefined ? new LentRows(memory, slots, block, rows) : new OwnRows(store),
      failure: this.failure,
      isBorrowed,
    });
  }

  /** Decodes the piece; whether there is another. */
  private readPiece(): boolean {
    const { memory, block, pieceBytes, base, bytes } = this;
    for (;;) {
      const left = this.maxRows - (this.store?.rows ?? 0);
      const most = Math.min(block.room - MORE_ROWS, left);
      this.rows = this.decodePiece(INPUT_PTR, pieceBytes, this.start, base, this.rows, most, block.ptr, block.room);
      this.start = memory.consumed;
      if (this.rows === left) return false;
      const isLast = base + pieceBytes === bytes.length;
      if (memory.isWrong || this.rows < most) {
        if (isLast && memory.isWrong) this.failure = base + this.start;
        return !isLast;
      }
      this.flush();
    }
  }

  /** The next piece begins with the record that the last one cut; false where that is wrong. */
  private nextPiece(): boolean {
    const { words, base, bytes, memory } = this;
    const before = this.start % words.align;
    // Without a record that is cut there may be padding that is.
    const needed = memory.isWrong ? this.recordBytes() : words.align;
    if (needed === undefined) return false;
    const skipped = this.start - before;
    this.base = base + skipped;
    this.start = before;
    const length = Math.min(Math.max(this.batches.pieceBytes, before + needed), bytes.length - this.base);
    if (skipped === 0 && length <= this.pieceBytes) throw new CastbufError('ERR_KERNEL', `${words.name}: its kernel and its check disagree; this is a bug in castbuf`);
    this.pieceBytes = length;
    if (length > this.pieceRoom) {
      if (this.rows > 0) this.flush();
      this.pieceRoom = length;
      this.lay();
    } else this.load();
    return true;
  }

  /** Bytes of the record that the piece does not have whole; undefined where it is wrong, however many come. */
  private recordBytes(): number | undefined {
    const { bytes, words } = this;
    const at = this.base + this.start;
    try {
      return words.check(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at, bytes.length);
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
      this.failure = error;
      return undefined;
    }
  }

  /** Divides the memory. */
  private lay(): void {
    const { memory, slots, batches, bytes, pieceRoom } = this;
    const { ptr, room } = batches.blockFor(pieceRoom, bytes.length, this.maxRows, this.isInPlace);
    memory.ensure(ptr + room * slots.rowBytes);
    this.block = { buffer: memory.u8.buffer, ptr, room };
    this.load();
  }

  private load(): void {
    const { memory, bytes, base, pieceBytes, isInPlace } = this;
    if (isInPlace) return;
    memory.u8.set(pieceBytes === bytes.length ? bytes : bytes.subarray(base, base + pieceBytes), INPUT_PTR);
  }

  /** Takes the rows out of linear memory. They and those before them say how many will come. */
  private flush(): void {
    this.store ??= new ColumnStore(this.slots).begin();
    const { store, rows, bytes } = this;
    const sofar = store.rows + rows;
    const expected = Math.ceil((bytes.length / Math.max((this.base + this.start) / sofar, 1)) * 1.05);
    const most = Math.ceil(bytes.length / this.words.leastBytes);
    store.append(this.block, rows, this.kept, Math.max(sofar, Math.min(most, expected)));
    this.rows = 0;
  }
}

function assertCall(options: CompiledBatchOptions): void {
  assertOptions('decodeBatch', options, RULES);
  if ((options as { where?: unknown }).where !== undefined) {
    throw new CastbufError('ERR_USAGE', 'a compiled codec has no filters: for where use decodeBatch of castbuf, with a codec of createCodec');
  }
  if (options.borrow === true && options.into !== undefined)
    throw new CastbufError('ERR_USAGE', 'a batch borrows memory, or is put into an earlier batch, not both');
}

/** Indices of the columns that have one of these paths, or lie in a record that has. @throws CastbufError ERR_TYPE, ERR_USAGE */
function wantedColumns(words: BatchWords<unknown>, columns: readonly string[]): ReadonlySet<number> {
  const names = Array.isArray(columns) ? [...(columns as readonly string[])] : undefined;
  if (names?.every((name) => typeof name === 'string') !== true)
    throw new CastbufError('ERR_TYPE', `columns are paths in an array, not ${shownValue(columns)}`);
  const found = new Set<number>();
  for (const name of names) {
    let isKnown = false;
    words.columns.forEach(([path], index) => {
      if (path !== name && !path.startsWith(`${name}.`)) return;
      isKnown = true;
      found.add(index);
    });
    if (!isKnown) throw noColumn(words, name);
  }
  return found;
}
