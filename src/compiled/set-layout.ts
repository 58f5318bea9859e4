import { alignUp } from '../schema/index.js';
import type { Slots, TypeWords } from './batch-type.js';
import type { TypeSpace } from './set-store.js';
import type { SetWords } from './set-type.js';

/** Columns for whatever may come that stay in linear memory. */
export const MOST_COLUMN_BYTES = 64 * 1024 * 1024;
/** Records between two copies out of linear memory, where not all have room there. */
const MOST_CALL_ROWS = 32 * 1024;
/** Rows that a kernel may write behind the last one. */
export const MORE_ROWS = 4;
/** Rooms are multiples of this, so that every column begins at a multiple of 8. */
const ROW_STEP = 8;

interface Set {
  readonly words: SetWords;
  readonly types: readonly TypeWords<unknown>[];
  readonly slots: readonly Slots[];
  readonly columnBytes: number;
}

/**
 * Where the columns of each type lie behind a piece: with room for all rows that there may be, or, where that is too much, for those of some records of a piece.
 * @param allBytes of all pieces whose rows lie there together
 */
export function laySpaces(
  { words, types, slots, columnBytes }: Set,
  pieceBytes: number,
  allBytes: number,
  maxRows: number,
): { readonly spaces: readonly Omit<TypeSpace, 'buffer'>[]; readonly end: number } {
  const roomsFor = (bytes: number, most: number): number[] =>
    types.map(({ leastBytes }) => alignUp(Math.min(most, Math.ceil(bytes / leastBytes)) + MORE_ROWS, ROW_STEP));
  const bytesOf = (rooms: readonly number[]): number =>
    slots.reduce((sum, { rowBytes }, type) => sum + alignUp((rooms[type] as number) * rowBytes, 16), 0);
  let rooms = roomsFor(allBytes, maxRows);
  for (let most = MOST_CALL_ROWS; bytesOf(rooms) > columnBytes && most > 0; most >>= 1)
    rooms = roomsFor(pieceBytes, Math.min(maxRows, most));
  let end = alignUp(words.inputPtr + pieceBytes + words.slack, 16);
  const spaces = slots.map(({ rowBytes }, type) => {
    const ptr = end;
    const room = rooms[type] as number;
    end = alignUp(ptr + room * rowBytes, 16);
    return { ptr, room, rows: 0 };
  });
  return { spaces, end };
}
