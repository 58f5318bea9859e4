import { alignUp, type ColumnArray } from '../schema/index.js';
import type { Slot } from './batch-type.js';
import { blockColumn } from './column-store.js';
import { linearBytes } from './linear-memory.js';
import type { TypeSpace } from './set-store.js';
import type { RoutedType, SetType } from './set-type.js';

/** Columns for whatever may come that stay in linear memory. */
export const MOST_COLUMN_BYTES = 64 * 1024 * 1024;
/** Records between two copies out of linear memory, where not all have room there. */
const MOST_CALL_ROWS = 32 * 1024;
/** Rows that a kernel may write after the last one. */
export const MORE_ROWS = 4;
/** Rooms are multiples of this, so that every column begins at a multiple of 8. */
const ROW_STEP = 8;
/** Words that a kernel has for each type: rows, address, room. */
export const SPACE_WORDS = 4;

/** Columns of all types in linear memory, one after the other. */
export interface SetSpaces {
  readonly spaces: readonly TypeSpace[];
  /** What tells the kernel of them. */
  readonly words: Int32Array;
}

/** How the columns of a set are laid after pieces. */
export class SetLayout {
  readonly #set: SetType;
  readonly #types: readonly RoutedType[];
  /** Small batches are often of one size: what was laid, and what it was asked for. */
  #last: SetSpaces | undefined;
  #asked: readonly [piece: number, all: number, rows: number, columns: number] = [-1, -1, -1, -1];

  constructor(set: SetType, types: readonly RoutedType[]) {
    this.#set = set;
    this.#types = types;
  }

  /**
   * Room for all rows that there may be, or, where that is more than `columnBytes`, for those of some records of a piece.
   * @param allBytes of all pieces whose rows lie there together
   */
  lay(pieceBytes: number, allBytes: number, maxRows: number, columnBytes: number): SetSpaces {
    const [piece, all, most, columns] = this.#asked;
    const isSame = piece === pieceBytes && all === allBytes && most === maxRows && columns === columnBytes;
    if (isSame && this.#last?.words.buffer === linearBytes(1).buffer) return told(this.#last);
    let rooms = this.#roomsFor(allBytes, maxRows);
    for (let rows = MOST_CALL_ROWS; this.#bytesOf(rooms) > columnBytes && rows > 0; rows >>= 1)
      rooms = this.#roomsFor(pieceBytes, Math.min(maxRows, rows));
    this.#asked = [pieceBytes, allBytes, maxRows, columnBytes];
    return (this.#last = this.#place(pieceBytes, rooms));
  }

  /**
   * The same rows with more room, as far as those so far, of which `share` of all bytes were, tell how many will come; undefined where that is too much.
   */
  widen({ spaces }: SetSpaces, pieceBytes: number, share: number, columnBytes: number): SetSpaces | undefined {
    const rooms = spaces.map(({ rows }) => roomOf(Math.max(rows * 1.5, (rows / share) * 1.1) + MOST_CALL_ROWS / 8));
    if (this.#bytesOf(rooms) > columnBytes) return undefined;
    const kept = spaces.map((space, type) =>
      this.#slotsOf(type).map((slot) => blockColumn(space, slot, space.rows).slice()),
    );
    const wider = this.#place(pieceBytes, rooms);
    wider.spaces.forEach((space, type) => {
      space.rows = spaces[type]?.rows ?? 0;
      const arrays = kept[type] as ColumnArray[];
      this.#slotsOf(type).forEach((slot, index) =>
        (blockColumn(space, slot, space.rows) as Uint8Array).set(arrays[index] as Uint8Array),
      );
    });
    this.#last = undefined;
    return told(wider, false);
  }

  #slotsOf(type: number): readonly Slot[] {
    return (this.#types[type] as RoutedType).slots;
  }

  #roomsFor(bytes: number, most: number): number[] {
    return this.#types.map(({ least }) => roomOf(Math.min(most, Math.ceil(bytes / least))));
  }

  #bytesOf(rooms: readonly number[]): number {
    return this.#types.reduce((sum, { rowBytes }, type) => sum + alignUp((rooms[type] as number) * rowBytes, 16), 0);
  }

  #place(pieceBytes: number, rooms: readonly number[]): SetSpaces {
    const { inputPtr, slack, spacesPtr } = this.#set;
    const first = alignUp(inputPtr + pieceBytes + slack, 16);
    const memory = linearBytes(first + this.#bytesOf(rooms));
    const words = new Int32Array(memory.buffer, spacesPtr, rooms.length * SPACE_WORDS);
    let ptr = first;
    const spaces = this.#types.map(({ rowBytes }, type) => {
      const space = { memory, ptr, room: rooms[type] as number, rows: 0 };
      ptr += alignUp(space.room * rowBytes, 16);
      return space;
    });
    return told({ spaces, words });
  }
}

function roomOf(rows: number): number {
  return alignUp(Math.ceil(rows) + MORE_ROWS, ROW_STEP);
}

/** Tells the kernel where the columns are: the words are those of whoever was called last. */
function told(laid: SetSpaces, isEmpty = true): SetSpaces {
  const { spaces, words } = laid;
  for (let type = 0, word = 0; type < spaces.length; type++, word += SPACE_WORDS) {
    const space = spaces[type] as TypeSpace;
    if (isEmpty) space.rows = 0;
    words[word] = space.rows;
    words[word + 1] = space.ptr;
    words[word + 2] = space.room;
  }
  return laid;
}
