import { asBytes, assertCount, unshared, type Bytes } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import { bytesOfText } from '../memory/index.js';
import { alignUp, type ColumnArray } from '../schema/index.js';
import { CompiledBatch, noColumn } from './batch.js';
import type { BatchType } from './batch-type.js';
import { blockColumn, ColumnStore, type Block } from './column-store.js';
import {
  consumedBytes,
  endedWrong,
  INPUT_PTR,
  isIssued,
  issueInput,
  LINEAR,
  linearBytes,
  startKernel,
} from './linear-memory.js';

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

const NO_OPTIONS: CompiledBatchOptions = {};
const MAX_INPUT_BYTES = 1024 ** 3;
const MAX_BATCH_BYTES = 0xffffffff;
const MAX_ROWS = 0x7fffffff;
/** Pieces of the input, and columns that are filled between two copies: a second-level cache holds both. */
const PIECE_BYTES = 256 * 1024;
const COLUMN_BYTES = 512 * 1024;
/** Linear memory that columns may take when their input lies there, too. */
const MOST_COLUMN_BYTES = 512 * 1024 * 1024;
/** A batch whose columns take no more is copied as it lies. */
const MOST_BLOCK_BYTES = 64 * 1024;
/** Rows that a kernel may write behind the last one. */
const MORE_ROWS = 4;
/** Rooms are multiples of this, so that every column begins at a multiple of 8. */
const ROW_STEP = 8;

/** The batches of one compiled type. */
export class Batches<Columns, Value, View> {
  /** Bytes of a piece, and of the columns that are filled between two copies. @internal */
  pieceBytes = PIECE_BYTES;
  /** @internal */
  columnBytes = COLUMN_BYTES;
  readonly #type: BatchType<Value>;
  readonly #slots: readonly number[];
  #wasm: string | WebAssembly.Module;
  #kernel: Decode | undefined;

  constructor(type: BatchType<Value>) {
    this.#type = type;
    this.#slots = type.slots.map((_, slot) => slot);
    this.#wasm = type.wasm;
  }

  /** For hosts that compile modules themselves: the kernel, which then is not compiled at the first batch. */
  useWasm(module: WebAssembly.Module): void {
    this.#wasm = module;
    this.#kernel = undefined;
  }

  /**
   * Records one after the other into columns. Stops at the first record that is wrong: `batch.error` says why, and every record before it is there.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for what is wrong with the call, ERR_KERNEL where the host forbids compiling
   */
  decode(given: Bytes, options: CompiledBatchOptions = NO_OPTIONS): CompiledBatch<Columns, Value, View> {
    if (options !== NO_OPTIONS) assertCall(options);
    const type = this.#type;
    const { maxRows = MAX_ROWS, columns, borrow = false, into } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const wanted = columns && wantedColumns(type, columns);
    const bytes = unshared(asBytes(given, 'the stream'));
    assertCount('bytes of one batch', bytes.length, type.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES);
    const store = borrow ? undefined : this.#storeOf(into);
    return this.#read(bytes, maxRows, wanted, store);
  }

  /** Linear memory for `bytes` bytes of input, which `decode` then does not copy first; good for one batch. */
  inputOf(bytes: number): Uint8Array {
    assertCount('inputOf', bytes, MAX_INPUT_BYTES);
    // Whatever else the batch needs has its memory now: to grow it later would end the view.
    this.#blockBehind(bytes, bytes, MAX_ROWS, true);
    return issueInput(bytes);
  }

  /** The arrays of an earlier batch, or new ones. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  #storeOf(into: unknown): ColumnStore {
    if (into === undefined) return new ColumnStore(this.#type.slots);
    const { type, owner } = CompiledBatch.partsOf(into);
    if (type !== this.#type || !(owner instanceof ColumnStore) || owner.isLent) {
      const hint = 'into takes a batch of the same codec that owns its columns: one that was decoded without borrow';
      throw new CastbufError('ERR_USAGE', hint);
    }
    (into as CompiledBatch<unknown, unknown, unknown>).assertFresh();
    owner.begin();
    return owner;
  }

  /** Columns behind a piece. */
  #blockBehind(pieceBytes: number, allBytes: number, maxRows: number, isInPlace: boolean): Block {
    const { least, slack, rowBytes } = this.#type;
    const all = Math.min(maxRows, Math.ceil(allBytes / least)) + MORE_ROWS;
    // Who puts a long input into linear memory gets its columns there, however many rows it has.
    const isWhole = isInPlace && all * rowBytes <= MOST_COLUMN_BYTES;
    const fitting = isWhole ? all : Math.min(all, Math.floor(this.columnBytes / rowBytes));
    const room = alignUp(Math.max(fitting, 2 * MORE_ROWS), ROW_STEP);
    const ptr = alignUp(INPUT_PTR + pieceBytes + slack, 16);
    return { memory: linearBytes(ptr + room * rowBytes), ptr, room };
  }

  /** The input goes through linear memory piece by piece, and the rows from there to where they stay. */
  #read(
    bytes: Uint8Array,
    maxRows: number,
    wanted: ReadonlySet<number> | undefined,
    store: ColumnStore | undefined,
  ): CompiledBatch<Columns, Value, View> {
    const type = this.#type;
    const { slots, align, rowBytes } = type;
    const kernel = (this.#kernel ??= this.#start());
    const kept = wanted === undefined ? this.#slots : keptSlots(type, wanted);
    const { length } = bytes;
    const isInPlace = isIssued(bytes);
    LINEAR.epoch++;
    // Offset of the piece in the input, a multiple of the records' alignment, and of the next record in the piece.
    let base = 0;
    let start = 0;
    let pieceBytes = isInPlace || type.takesRest ? length : Math.min(this.pieceBytes, length);
    let pieceRoom = -1;
    let block!: Block;
    // Rows that lie in linear memory.
    let rows = 0;
    let failure: number | CastbufError | undefined;
    let isFresh = false;
    const column = (slot: number): ColumnArray => blockColumn(block, slots[slot] as BatchType<Value>['slots'][number], rows);
    /** Takes rows out of linear memory. They and those before them say how many will come. */
    const flush = (isLast: boolean): void => {
      const before = store?.rows ?? 0;
      if (store === undefined) (store = new ColumnStore(slots)).isLent = true;
      const expected = (length / Math.max((base + start) / (before + rows), 1)) * 1.05;
      store.append(column, rows, kept, isLast ? 0 : Math.ceil(Math.min(expected, length / type.least)));
      rows = 0;
    };
    for (;;) {
      if (!isFresh) {
        if (pieceBytes > pieceRoom) {
          if (rows > 0) flush(false);
          pieceRoom = pieceBytes;
          block = this.#blockBehind(pieceBytes, length, maxRows, isInPlace);
        }
        if (!isInPlace)
          block.memory.set(pieceBytes === length ? bytes : bytes.subarray(base, base + pieceBytes), INPUT_PTR);
        isFresh = true;
      }
      const left = maxRows - (store?.rows ?? 0);
      const most = Math.min(block.room - MORE_ROWS, left);
      rows = kernel(INPUT_PTR, pieceBytes, start, base, rows, most, block.ptr, block.room);
      start = consumedBytes();
      const isLast = base + pieceBytes === length;
      const isWrong = endedWrong();
      if (rows === left || (isLast && rows < most)) {
        if (isWrong) failure = base + start;
        break;
      }
      if (rows === most) flush(false);
      else {
        // The next piece begins with the record that this one cuts. Without one there may be padding that is cut.
        let needed = align;
        if (isWrong) {
          try {
            needed = type.check(new DataView(bytes.buffer, bytes.byteOffset, length), base + start, length);
          } catch (error) {
            failure = error as CastbufError;
            break;
          }
        }
        const before = start % align;
        const skipped = start - before;
        const next = Math.min(Math.max(this.pieceBytes, before + needed), length - base - skipped);
        if (skipped === 0 && next <= pieceBytes)
          throw new CastbufError('ERR_KERNEL', 'a kernel refuses what is right; this is a bug in castbuf');
        base += skipped;
        start = before;
        pieceBytes = next;
        isFresh = false;
      }
    }
    const count = rows + (store?.rows ?? 0);
    if (store !== undefined) {
      const blockBytes = block.room * rowBytes;
      if (count === rows && blockBytes <= MOST_BLOCK_BYTES) store.take(block, blockBytes, rows);
      else flush(true);
    }
    const kept_ = store;
    const batch = new CompiledBatch<Columns, Value, View>(
      {
        type,
        bytes: isInPlace && store !== undefined ? new Uint8Array(bytes) : bytes,
        owner: store ?? LINEAR,
        column: kept_ === undefined ? column : (slot) => kept_.column(slot),
        wanted,
        kept,
        failure,
      },
      count,
      base + start,
    );
    // Nobody can ask for it when the memory is used again.
    if (isInPlace) void batch.error;
    return batch;
  }

  #start(): Decode {
    return startKernel(() => {
      const wasm = this.#wasm;
      if (typeof wasm !== 'string') return wasm;
      return (this.#wasm = new WebAssembly.Module(bytesOfText(wasm) as Uint8Array<ArrayBuffer>));
    })[this.#type.decode] as Decode;
  }
}

function assertCall(options: CompiledBatchOptions): void {
  assertOptions('decodeBatch', options, {
    columns: 'array',
    where: 'any',
    maxRows: 'number',
    borrow: 'boolean',
    into: 'any',
  });
  const wrong =
    (options as { where?: unknown }).where !== undefined
      ? 'a compiled codec has no filters: for where use decodeBatch of castbuf, with a codec of createCodec'
      : options.borrow === true && options.into !== undefined
        ? 'a batch borrows memory, or is put into an earlier batch, not both'
        : undefined;
  if (wrong !== undefined) throw new CastbufError('ERR_USAGE', wrong);
}

/** Indices of the columns that have one of these paths, or lie in a record that has. @throws CastbufError ERR_TYPE, ERR_USAGE */
function wantedColumns(type: BatchType<unknown>, names: readonly string[]): ReadonlySet<number> {
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new CastbufError('ERR_TYPE', `columns are paths in an array, not ${shownValue(names)}`);
  const found = new Set<number>();
  for (const name of names as readonly string[]) {
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
function keptSlots({ columns, places, lengths }: BatchType<unknown>, wanted: ReadonlySet<number>): readonly number[] {
  const kept = new Set([places, lengths]);
  columns.forEach(([, slot, list = slot], index) => {
    if (wanted.has(index)) kept.add(slot).add(list);
  });
  kept.delete(-1);
  return [...kept];
}
