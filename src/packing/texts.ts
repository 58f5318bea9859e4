import { decodeText, readableText, type TextEncoding } from '../bytes/index.js';
import { batchPartsOf, type Batch } from '../columns/index.js';

import type { AnyType, ListColumn, TextPath } from '../schema/index.js';
import { notPackable, packable } from './packed.js';
import type { Packing, PackRanges } from './packing.js';

/** The type of `texts`. */
export interface Texts {
  /**
   * The texts of a column, one a row, as `value` has them; of an array of texts as many a row as it has.
   * @throws CastbufError as `packed` does
   */
  <T extends AnyType>(batch: Batch<T, unknown>, path: TextPath<T>): string[];
}

/** Most bytes of a string that the texts of all rows are parts of. */
const MAX_SHARED_BYTES = 2 ** 28;
/** What packing makes of half a surrogate pair, and of bytes that are no UTF-8. */
const REPLACED = '\ufffd';

export function textsWith(pack: PackRanges, batch: Batch<AnyType, unknown>, path: string): string[] {
  const { packing, ranges } = packable(batch, path);
  if (packing.encoding === undefined) throw notPackable(path, 'no text');
  const { offsets, data } = pack(batchPartsOf(batch).source, ranges, packing);
  const stored = (row: number): string => storedText(ranges, row, packing);
  const utf8 = data as Uint8Array;
  if (utf8.length > MAX_SHARED_BYTES) return Array.from(ranges.offsets, (_, row) => stored(row));
  // One string for all rows: a call that decodes takes longer than most texts.
  const whole = readableText(utf8, 'utf-8');
  const found = partsOf(whole, whole.length === utf8.length ? offsets : unitStarts(offsets, utf8));
  // Not asked in a loop: V8 searches for a constant text again where it needs the answer, which is at each turn.
  if (whole.includes(REPLACED)) {
    found.forEach((text, row) => {
      if (text.includes(REPLACED)) found[row] = stored(row);
    });
  }
  return found;
}

function partsOf(whole: string, starts: Int32Array): string[] {
  const parts: string[] = [];
  for (let row = 1; row < starts.length; row++) parts.push(whole.slice(starts[row - 1], starts[row]));
  return parts;
}

/** A text from the bytes of its record, which packing may have replaced. */
function storedText({ data, offsets, lengths }: ListColumn, row: number, { encoding, trimUnit }: Packing): string {
  const at = offsets[row] as number;
  const text = decodeText(data.subarray(at, at + (lengths[row] as number)), encoding as TextEncoding);
  return trimUnit === 0 ? text : (text.split('\0', 1)[0] as string);
}

const NOT_ASCII = 0x80808080;

/** Where the rows of UTF-8 begin in the string that it is: characters beyond ASCII have fewer units than bytes. */
function unitStarts(offsets: Int32Array, utf8: Uint8Array): Int32Array {
  const view = new DataView(utf8.buffer, utf8.byteOffset, utf8.byteLength);
  const starts = new Int32Array(offsets.length);
  let row = 0;
  let fewer = 0;
  for (let at = 0; at < utf8.length;) {
    if (utf8.length - at >= 4 && (view.getInt32(at) & NOT_ASCII) === 0) {
      at += 4;
      continue;
    }
    const byte = utf8[at] as number;
    if (byte >= 0x80) {
      for (; (offsets[row] as number) <= at; row++) starts[row] = (offsets[row] as number) - fewer;
      // The first byte of a character is its unit; of four bytes there are two.
      fewer += byte < 0xc0 ? 1 : byte < 0xf0 ? 0 : -1;
    }
    at++;
  }
  for (; row < offsets.length; row++) starts[row] = (offsets[row] as number) - fewer;
  return starts;
}
