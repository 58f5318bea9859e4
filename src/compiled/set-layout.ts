import { alignUp } from '../schema/index.js';
import { linearBytes } from './linear-memory.js';
import type { TypeSpace } from './set-store.js';
import type { RoutedType, SetType } from './set-type.js';

/** Columns for whatever may come that stay in linear memory. */
export const MOST_COLUMN_BYTES = 64 * 1024 * 1024;
/** Records between two copies out of linear memory, where not all have room there. */
const MOST_CALL_ROWS = 32 * 1024;
/** Rows that a kernel may write behind the last one. */
export const MORE_ROWS = 4;
/** Rooms are multiples of this, so that every column begins at a multiple of 8. */
const ROW_STEP = 8;
/** Words that a kernel has for each type: rows, address, room. */
export const SPACE_WORDS = 4;

/** Columns of all types in linear memory, one after the other. */
export interface SetSpaces {
  readonly spaces: readonly TypeSpace[];
  readonly bytes: number;
  /** What tells the kernel of them. */
  readonly words: Int32Array;
}

/**
 * Lays columns behind a piece: with room for all rows that there may be, or, where that is too much, for those of some records of a piece.
 * @param allBytes of all pieces whose rows lie there together
 */
export function laySpaces(
  { inputPtr, slack, spacesPtr }: SetType,
  types: readonly RoutedType[],
  columnBytes: number,
  pieceBytes: number,
  allBytes: number,
  maxRows: number,
): SetSpaces {
  const roomsFor = (bytes: number, most: number): number[] =>
    types.map(({ least }) => alignUp(Math.min(most, Math.ceil(bytes / least)) + MORE_ROWS, ROW_STEP));
  const bytesOf = (rooms: readonly number[]): number =>
    types.reduce((sum, { rowBytes }, type) => sum + alignUp((rooms[type] as number) * rowBytes, 16), 0);
  let rooms = roomsFor(allBytes, maxRows);
  for (let most = MOST_CALL_ROWS; bytesOf(rooms) > columnBytes && most > 0; most >>= 1)
    rooms = roomsFor(pieceBytes, Math.min(maxRows, most));
  const first = alignUp(inputPtr + pieceBytes + slack, 16);
  const bytes = bytesOf(rooms);
  const memory = linearBytes(first + bytes);
  const words = new Int32Array(memory.buffer, spacesPtr, types.length * SPACE_WORDS);
  let ptr = first;
  const spaces = types.map(({ rowBytes }, type) => {
    const space = { memory, ptr, room: rooms[type] as number, rows: 0 };
    words.set([0, ptr, space.room], type * SPACE_WORDS);
    ptr += alignUp(space.room * rowBytes, 16);
    return space;
  });
  return { spaces, bytes, words };
}
