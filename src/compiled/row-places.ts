import type { RowPlaces } from './batch-type.js';
import { notHeld } from './stale.js';

/* Where the rows of a batch lie, and what says so. */

/** Records that are as long as each other, `stride` bytes apart. */
export function evenPlaces(stride: number): RowPlaces {
  return {
    slots: [],
    hasLengths: false,
    offsets({ rowCount }) {
      const offsets = new Uint32Array(rowCount);
      for (let row = 0; row < rowCount; row++) offsets[row] = row * stride;
      return offsets;
    },
  };
}

/**
 * Records whose places are in slots.
 * @param starts the slot that says where each begins, or `before` bytes after that
 * @param lengths the slot of their lengths; -1: each ends at the next one, or all are as long
 * @param least bytes of a record
 */
export function storedPlaces(starts: number, before: number, lengths: number, least: number): RowPlaces {
  return {
    slots: lengths < 0 ? [starts] : [starts, lengths],
    hasLengths: lengths >= 0,
    offsets(rows) {
      const array = rows.held(starts);
      if (before === 0) return array;
      const { rowCount, consumedBytes } = rows;
      const offsets = new Uint32Array(rowCount);
      // The list is its owner's, who may have changed it.
      for (let row = 0, next = 0; row < rowCount; row++) {
        const at = (array[row] as number) - before;
        if (at < next || at > consumedBytes) throw notHeld(rowCount, rowCount);
        offsets[row] = at;
        next = at + least;
      }
      return offsets;
    },
    lengths: lengths < 0 ? undefined : (rows) => rows.held(lengths),
    size({ offsets, rowCount, consumedBytes }, row) {
      return (row + 1 < rowCount ? (offsets[row + 1] as number) : consumedBytes) - (offsets[row] as number);
    },
  };
}
