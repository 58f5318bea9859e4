import type { GapPlaces } from '../columns/index.js';
import { notHeld } from './stale.js';

/** What is known of the rows of one type. */
export interface TypePlaces {
  readonly rowCount: number;
  readonly rowIndex: Uint32Array;
  readonly offsets: Uint32Array;
}

/** Which of all records each row is. @throws CastbufError ERR_STALE_BATCH where its owner gave the array away, or changed it */
function heldIndexOf({ rowIndex, rowCount }: TypePlaces, records: number): Uint32Array {
  let isHeld = rowIndex.length === rowCount;
  let before = -1;
  for (let at = 0; at < rowIndex.length; at++) {
    const row = rowIndex[at] as number;
    if (row <= before) isHeld = false;
    before = row;
  }
  if (isHeld && before < records) return rowIndex;
  throw notHeld(rowCount, rowIndex.length);
}

/** The type of each record, in the order of the stream. @throws CastbufError ERR_STALE_BATCH */
export function orderOf(types: readonly TypePlaces[], rows: number): Uint16Array {
  const order = new Uint16Array(rows);
  types.forEach((type, number) => {
    const index = heldIndexOf(type, rows);
    for (let at = 0; at < index.length; at++) order[index[at] as number] = number;
  });
  return order;
}

/** Lengths of records that lie one after the other, whatever their types: each ends where the next one begins, or a gap. By type. */
export function sizesOf(
  types: readonly TypePlaces[],
  rows: number,
  end: number,
  gaps?: GapPlaces,
): readonly Uint32Array[] {
  const starts = new Uint32Array(rows + 1);
  starts[rows] = end;
  for (const type of types) {
    const { offsets } = type;
    const index = heldIndexOf(type, rows);
    for (let at = 0; at < index.length; at++) starts[index[at] as number] = offsets[at] as number;
  }
  return types.map(({ offsets, rowIndex }) => {
    const sizes = new Uint32Array(rowIndex.length);
    for (let at = 0; at < sizes.length; at++) {
      const offset = offsets[at] as number;
      const next = starts[(rowIndex[at] as number) + 1] as number;
      sizes[at] = (gaps === undefined ? next : Math.min(next, gaps.firstFrom(offset))) - offset;
    }
    return sizes;
  });
}
