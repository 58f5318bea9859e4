import { allocateBytes } from '../bytes/index.js';
import { CastbufError } from '../errors/index.js';
import { assertPackedBytes } from '../packing/index.js';
import type { ListColumn } from '../schema/index.js';
import { isSet } from './bitmaps.js';

/** Bytes of values, which lie anywhere. */
export interface Ranges {
  readonly data: Uint8Array;
  readonly count: number;
  startOf(index: number): number;
  bytesOf(index: number): number;
}

/** Values of one size, one after the other. */
export function fixedRanges(data: Uint8Array, count: number, bytes: number): Ranges {
  return { data, count, startOf: (index) => index * bytes, bytesOf: () => bytes };
}

/**
 * The first rows of a list. A row that has no value has no bytes.
 * @throws CastbufError ERR_STALE_BATCH where they are not in the data: linear memory that has grown
 */
export function listRanges(list: ListColumn, count: number, validity: Uint8Array | undefined, path: string): Ranges {
  const { data, offsets, lengths } = list;
  const bytesOf = (row: number): number =>
    validity === undefined || isSet(validity, row) ? (lengths[row] as number) : 0;
  for (let row = 0; row < count; row++) {
    const bytes = bytesOf(row);
    if (bytes > 0 && bytes > data.length - (offsets[row] as number))
      throw new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch are gone; keep it with batch.copy() first', {
        path,
      });
  }
  return { data, count, startOf: (row) => offsets[row] as number, bytesOf };
}

/** Rows whose bytes are put one after the other. */
export interface JoinedRanges {
  /** In units of `unitBytes`: one more than there are rows. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes below which a loop takes less time than the call that copies them. */
const SHORT_BYTES = 24;

/** @throws CastbufError ERR_LENGTH above 2 GiB */
export function joinRanges(ranges: Ranges, unitBytes: number, path: string): JoinedRanges {
  const { data, count } = ranges;
  const offsets = new Int32Array(count + 1);
  let total = 0;
  for (let row = 0; row < count; row++) {
    total += ranges.bytesOf(row);
    assertPackedBytes(total, { path });
    offsets[row + 1] = total / unitBytes;
  }
  const bytes = allocateBytes(total);
  let to = 0;
  for (let row = 0; row < count; row++) {
    const start = ranges.startOf(row);
    const length = ranges.bytesOf(row);
    if (length >= SHORT_BYTES) bytes.set(data.subarray(start, start + length), to);
    else for (let at = 0; at < length; at++) bytes[to + at] = data[start + at] as number;
    to += length;
  }
  return { offsets, bytes };
}
