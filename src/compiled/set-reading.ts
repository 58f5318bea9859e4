import { CastbufError } from '../errors/index.js';
import { wronglyRefused } from './compiled-kernel.js';
import { blockColumn } from './column-store.js';
import type { Slot } from './batch-type.js';
import { consumedBytes, endedWrong, endLease, isIssued, LINEAR, safeInput } from './linear-memory.js';
import { CompiledSetBatch, type SetTypes } from './set-batch.js';
import { inSet } from './set-failures.js';
import { MORE_ROWS, SPACE_WORDS, type SetLayout, type SetSpaces } from './set-layout.js';
import type { SkippedRecords } from './skipped-records.js';
import { packedBytes, SetStore, type TypeSpace } from './set-store.js';
import type { DecodeSet, RoutedType, SetType } from './set-type.js';

/** A call that may route fewer records is not worth it. */
const LEAST_CALL_ROWS = 1024;
/** A batch whose columns take no more is copied as it lies. */
const MOST_BLOCK_BYTES = 64 * 1024;

/** What a batch is read with. */
export interface Readable {
  readonly set: SetType;
  readonly types: readonly RoutedType[];
  readonly names: readonly string[];
  readonly layout: SetLayout;
  readonly kernel: DecodeSet;
  readonly pieceBytes: number;
  readonly columnBytes: number;
}

/** Bytes that columns may take in linear memory, where `inPlaceBytes` of input lie there, too. */
export function columnBytesOf({ columnBytes }: Pick<Readable, 'columnBytes'>, inPlaceBytes: number): number {
  return Math.max(columnBytes, 2 * inPlaceBytes);
}

/** One call: the input goes through linear memory piece by piece, and the rows of each type from there to where they stay. */
export class SetReading<T extends SetTypes> {
  readonly #source: Readable;
  readonly #bytes: Uint8Array;
  readonly #maxRows: number;
  readonly #isInPlace: boolean;
  #store: SetStore | undefined;
  /** Offset of the piece in the input, a multiple of the records' alignment; its bytes, and those that it has room for. */
  #base = 0;
  #pieceBytes: number;
  #pieceRoom: number;
  /** Offset of the next record in the piece. */
  #start = 0;
  /** Records so far. */
  #number = 0;
  #laid: SetSpaces;
  readonly #skips: SkippedRecords | undefined;
  #failure: number | CastbufError | undefined;

  constructor(
    source: Readable,
    bytes: Uint8Array,
    maxRows: number,
    store: SetStore | undefined,
    skips: SkippedRecords | undefined,
  ) {
    this.#skips = skips;
    this.#source = source;
    this.#isInPlace = isIssued(bytes, source.set.inputPtr);
    endLease(LINEAR);
    this.#bytes = this.#isInPlace ? bytes : safeInput(bytes);
    this.#maxRows = maxRows;
    this.#store = store;
    const isWhole = this.#isInPlace || source.set.takesRest;
    this.#pieceBytes = this.#pieceRoom = isWhole ? bytes.length : Math.min(source.pieceBytes, bytes.length);
    store?.begin();
    this.#laid = this.#lay();
    this.#load();
  }

  batch(): CompiledSetBatch<T> {
    let isMore = this.#maxRows > 0;
    while (isMore) isMore = this.#readPiece() && this.#nextPiece();
    const batch = this.#finish();
    // Nobody can ask for it when the memory is used again.
    if (this.#isInPlace) void batch.error;
    return batch;
  }

  #finish(): CompiledSetBatch<T> {
    const store = this.#store;
    const source = this.#source;
    const { spaces } = this.#laid;
    const owner = store ?? LINEAR;
    const counts = spaces.map(({ rows }, type) => rows + (store?.stores[type]?.rows ?? 0));
    if (store !== undefined) {
      if (store.rows === 0 && packedBytes(spaces, source.types) <= MOST_BLOCK_BYTES) store.take(spaces);
      else store.append(spaces, undefined);
    }
    const lent = (type: number, slot: number): ReturnType<typeof blockColumn> =>
      blockColumn(spaces[type] as TypeSpace, source.types[type]?.slots[slot] as Slot, counts[type] as number);
    return new CompiledSetBatch<T>(
      {
        source,
        types: source.types,
        bytes: this.#isInPlace && store !== undefined ? new Uint8Array(this.#bytes) : this.#bytes,
        counts,
        owner,
        lease: owner.lease,
        column: store === undefined ? lent : (type, slot) => store.column(type, slot, counts[type] as number),
        failure: this.#failure,
        skips: this.#skips,
        check: (view, at, end) => source.set.check(view, at, end),
      },
      source.names as readonly (keyof T & string)[],
      this.#number,
      this.#base + this.#start,
    );
  }

  /** Decodes the piece; whether there is another. */
  #readPiece(): boolean {
    const { kernel, set } = this.#source;
    const pieceBytes = this.#pieceBytes;
    const isLast = this.#base + pieceBytes === this.#bytes.length;
    for (;;) {
      const most = this.#mostRows();
      if (most === 0) {
        if (!this.#widen()) this.#flush();
        continue;
      }
      const wanted = this.#number + most;
      this.#number = kernel(set.inputPtr, pieceBytes, this.#start, this.#base, this.#number, wanted);
      this.#start = consumedBytes();
      const { spaces, words } = this.#laid;
      for (let type = 0; type < spaces.length; type++)
        (spaces[type] as TypeSpace).rows = words[type * SPACE_WORDS] as number;
      if (this.#number === this.#maxRows) return false;
      if (this.#number === wanted) continue;
      if (this.#skips !== undefined && endedWrong()) {
        if (this.#skip(this.#skips)) continue;
        if (this.#failure !== undefined) return false;
      }
      if (isLast && endedWrong()) this.#failure = this.#base + this.#start;
      return !isLast;
    }
  }

  /** Moves past the record that the kernel refuses; not where the piece cuts it, or nothing says where it ends. */
  #skip(skips: SkippedRecords): boolean {
    const passed = skips.pass(this.#view, this.#base + this.#start, this.#base + this.#pieceBytes);
    if (typeof passed === 'number') this.#start += passed;
    else this.#failure = passed;
    return typeof passed === 'number' && passed > 0;
  }

  get #view(): DataView {
    const { buffer, byteOffset, length } = this.#bytes;
    return new DataView(buffer, byteOffset, length);
  }

  /** How many records may be routed before the columns of a type are full; 0: rows have to leave first. */
  #mostRows(): number {
    const { types } = this.#source;
    const { spaces } = this.#laid;
    const left = this.#maxRows - this.#number;
    const bytes = this.#pieceBytes - this.#start;
    let most = left;
    let isEmpty = true;
    for (let type = 0; type < spaces.length; type++) {
      const { room, rows } = spaces[type] as TypeSpace;
      const free = room - MORE_ROWS - rows;
      if (rows > 0) isEmpty = false;
      if (free < most && free * (types[type] as RoutedType).least < bytes) most = free;
    }
    return isEmpty || most >= Math.min(left, LEAST_CALL_ROWS) ? most : 0;
  }

  /** The next piece begins with the record that the last one cut; false where that is wrong. */
  #nextPiece(): boolean {
    const { set, pieceBytes } = this.#source;
    const bytes = this.#bytes;
    const before = this.#start % set.align;
    // Without a record that is cut there may be padding that is.
    let needed = set.align;
    if (endedWrong()) {
      try {
        const at = this.#base + this.#start;
        // One that is to be passed over was measured, and has its bytes.
        const measured = this.#skips?.measure(this.#view, at);
        needed = typeof measured === 'number' ? measured : set.check(this.#view, at, bytes.length);
      } catch (error) {
        if (!(error instanceof CastbufError)) throw error;
        this.#failure = inSet(error);
        return false;
      }
    }
    const skipped = this.#start - before;
    this.#base += skipped;
    this.#start = before;
    const length = Math.min(Math.max(pieceBytes, before + needed), bytes.length - this.#base);
    if (skipped === 0 && length <= this.#pieceBytes) throw wronglyRefused();
    this.#pieceBytes = length;
    if (length > this.#pieceRoom) {
      this.#flush();
      this.#pieceRoom = length;
      this.#laid = this.#lay();
    }
    this.#load();
    return true;
  }

  /** Divides the memory. Rows that leave it do so piece by piece, while they lie in a cache. */
  #lay(): SetSpaces {
    const together = this.#store === undefined ? this.#bytes.length : this.#pieceRoom;
    return this.#source.layout.lay(this.#pieceRoom, together, this.#maxRows, this.#columnBytes);
  }

  get #columnBytes(): number {
    return columnBytesOf(this.#source, this.#isInPlace ? this.#bytes.length : 0);
  }

  /** More room in linear memory, for rows that are to stay there; false where there is not enough. */
  #widen(): boolean {
    const share = (this.#base + this.#start) / this.#bytes.length;
    if (this.#store !== undefined || share === 0) return false;
    const wider = this.#source.layout.widen(this.#laid, this.#pieceRoom, share, this.#columnBytes);
    if (wider !== undefined) this.#laid = wider;
    return wider !== undefined;
  }

  #load(): void {
    if (this.#isInPlace) return;
    const { memory } = this.#laid.spaces[0] as TypeSpace;
    const bytes = this.#bytes;
    const base = this.#base;
    const length = this.#pieceBytes;
    memory.set(length === bytes.length ? bytes : bytes.subarray(base, base + length), this.#source.set.inputPtr);
  }

  /** Takes the rows out of linear memory. Those so far say how many will come. */
  #flush(): void {
    const { spaces, words } = this.#laid;
    if (spaces.every(({ rows }) => rows === 0)) return;
    if (this.#store === undefined) {
      this.#store = new SetStore(this.#source.types);
      this.#store.isLent = true;
    }
    const times = (this.#bytes.length / Math.max(this.#base + this.#start, 1)) * 1.05;
    this.#store.append(spaces, (rows) => rows * times + 64);
    spaces.forEach((space, type) => (space.rows = words[type * SPACE_WORDS] = 0));
  }
}
