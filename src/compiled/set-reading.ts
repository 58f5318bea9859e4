import { CastbufError } from '../errors/index.js';
import { LentRows } from './batch.js';
import { MOST_BLOCK_BYTES } from './column-store.js';
import { linearMemory, type LinearMemory } from './linear-memory.js';
import { CompiledSetBatch, type SetTypes } from './set-batch.js';
import type { SetBatches } from './set-batches.js';
import { inSet } from './set-failures.js';
import { laySpaces, MORE_ROWS } from './set-layout.js';
import { SetStore, StoredRows, type TypeSpace } from './set-store.js';
import type { DecodeSet, SetWords } from './set-type.js';
import type { Slots, TypeWords } from './batch-type.js';

/** Words that a kernel has for each type: rows, address, room. */
const SPACE_WORDS = 4;
/** A call that may route fewer records is not worth it. */
const LEAST_CALL_ROWS = 1024;

/** One call: the input goes through linear memory piece by piece, and the rows of each type from there to where they stay. */
export class SetReading<T extends SetTypes> {
  private readonly words: SetWords;
  private readonly types: readonly TypeWords<unknown>[];
  private readonly slots: readonly Slots[];
  private readonly decodePiece: DecodeSet;
  private readonly memory: LinearMemory;
  private readonly isInPlace: boolean;
  /** Offset of the piece in the input, a multiple of the records' alignment; its bytes, and those that it has room for. */
  private base = 0;
  private pieceBytes: number;
  private pieceRoom: number;
  /** Offset of the next record in the piece. */
  private start = 0;
  /** Records so far. */
  private number = 0;
  private spaces: TypeSpace[] = [];
  /** Words that tell the kernel of the spaces. */
  private spaceWords = new Int32Array(0);
  private columnBytes = 0;
  private failure: number | CastbufError | undefined;

  constructor(
    private readonly batches: SetBatches<T>,
    private readonly bytes: Uint8Array,
    private readonly maxRows: number,
    private store: SetStore | undefined,
  ) {
    ({ words: this.words, types: this.types, slots: this.slots, decodePiece: this.decodePiece } = batches);
    this.memory = linearMemory();
    this.isInPlace = this.memory.holds(bytes, this.words.inputPtr);
    this.memory.epoch++;
    const isWhole = this.isInPlace || this.words.takesRest;
    this.pieceBytes = this.pieceRoom = isWhole ? bytes.length : Math.min(batches.pieceBytes, bytes.length);
    store?.begin();
    this.lay();
  }

  batch(isBorrowed: boolean): CompiledSetBatch<T> {
    let isMore = this.maxRows > 0;
    while (isMore) isMore = this.readPiece() && this.nextPiece();
    const batch = this.finish(isBorrowed);
    // Nobody can ask for it when the memory is used again.
    if (this.isInPlace) void batch.error;
    return batch;
  }

  private finish(isBorrowed: boolean): CompiledSetBatch<T> {
    const { store, spaces, slots, memory, batches } = this;
    const counts = spaces.map(({ rows }, type) => rows + (store?.types[type]?.rows ?? 0));
    if (store !== undefined) {
      if (store.rows === 0 && this.columnBytes <= MOST_BLOCK_BYTES) store.take(spaces, this.columnBytes);
      else store.append(spaces, this.kept, 1);
    }
    const rows = spaces.map((space, type) =>
      store === undefined
        ? new LentRows(memory, slots[type] as Slots, space, space.rows)
        : new StoredRows(store, type, counts[type] as number),
    );
    return new CompiledSetBatch<T>({
      source: batches,
      names: batches.names,
      types: this.types,
      slots,
      bytes: this.isInPlace && store !== undefined ? new Uint8Array(this.bytes) : this.bytes,
      counts,
      rowCount: this.number,
      consumedBytes: this.base + this.start,
      owner: store ?? memory,
      rows,
      failure: this.failure,
      isBorrowed,
      explain: (bytes, at) => this.explain(bytes, at),
    });
  }

  /** Decodes the piece; whether there is another. */
  private readPiece(): boolean {
    const { memory, pieceBytes, base, bytes, words } = this;
    for (;;) {
      const most = this.mostRows();
      if (most === 0) {
        this.flush();
        continue;
      }
      const wanted = this.number + most;
      this.number = this.decodePiece(words.inputPtr, pieceBytes, this.start, base, this.number, wanted);
      this.start = memory.consumed;
      this.noteRows();
      if (this.number === this.maxRows) return false;
      const isLast = base + pieceBytes === bytes.length;
      if (this.number === wanted) continue;
      if (isLast && memory.isWrong) this.failure = base + this.start;
      return !isLast;
    }
  }

  /** How many records may be routed before the columns of a type are full; 0: rows have to leave first. */
  private mostRows(): number {
    const { spaces, types, pieceBytes, start } = this;
    const left = this.maxRows - this.number;
    let most = left;
    let isEmpty = true;
    for (let type = 0; type < spaces.length; type++) {
      const { room, rows } = spaces[type] as TypeSpace;
      const free = room - MORE_ROWS - rows;
      if (rows > 0) isEmpty = false;
      const { leastBytes } = types[type] as TypeWords<unknown>;
      if (free < most && free * leastBytes < pieceBytes - start) most = free;
    }
    return isEmpty || most >= Math.min(left, LEAST_CALL_ROWS) ? most : 0;
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
    if (skipped === 0 && length <= this.pieceBytes) {
      throw new CastbufError('ERR_KERNEL', `${words.name}: its kernel and its check disagree; this is a bug in castbuf`);
    }
    this.pieceBytes = length;
    if (length > this.pieceRoom) {
      this.flush();
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
      return words.check(viewOf(bytes), at, bytes.length);
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
      this.failure = inSet(error);
      return undefined;
    }
  }

  private explain(bytes: Uint8Array, at: number): CastbufError {
    try {
      this.words.check(viewOf(bytes), at, bytes.length);
    } catch (error) {
      if (error instanceof CastbufError) return inSet(error);
    }
    const hint = 'the bytes of this batch were changed before its error was asked for';
    return new CastbufError('ERR_STALE_BATCH', hint, { offset: at });
  }

  /** Divides the memory. */
  private lay(): void {
    const { memory, batches, bytes, pieceRoom, words } = this;
    // Rows that leave linear memory do so piece by piece, while they lie in a cache.
    const together = this.store === undefined ? bytes.length : pieceRoom;
    const { spaces, end } = laySpaces(batches, pieceRoom, together, this.maxRows);
    memory.ensure(end);
    const { buffer } = memory.u8;
    this.spaces = spaces.map((space) => ({ ...space, buffer }));
    this.spaceWords = new Int32Array(buffer, words.spacesPtr, spaces.length * SPACE_WORDS);
    this.columnBytes = end - (spaces[0] as TypeSpace).ptr;
    this.spaces.forEach(({ ptr, room }, type) => this.spaceWords.set([0, ptr, room], type * SPACE_WORDS));
    this.load();
  }

  private load(): void {
    const { memory, bytes, base, pieceBytes, isInPlace, words } = this;
    if (isInPlace) return;
    memory.u8.set(pieceBytes === bytes.length ? bytes : bytes.subarray(base, base + pieceBytes), words.inputPtr);
  }

  private noteRows(): void {
    const { spaces, spaceWords } = this;
    for (let type = 0; type < spaces.length; type++) (spaces[type] as TypeSpace).rows = spaceWords[type * SPACE_WORDS] as number;
  }

  /** Takes the rows out of linear memory. */
  private flush(): void {
    if (this.spaces.every(({ rows }) => rows === 0)) return;
    this.store ??= new SetStore(this.slots).begin();
    this.store.append(this.spaces, this.kept, Math.min((this.base + this.start) / this.bytes.length, 0.999));
    this.spaces.forEach((space, type) => {
      space.rows = 0;
      this.spaceWords[type * SPACE_WORDS] = 0;
    });
  }

  private get kept(): readonly (readonly number[])[] {
    return this.slots.map(({ all }) => [...all.keys()]);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
