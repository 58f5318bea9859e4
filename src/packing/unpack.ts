import * as K from '../../assembly/packing/layout.js';
import { CastbufError } from '../errors/index.js';
import {
  allocateBytes,
  joinBytes,
  swapped,
  type TextEncoding,
  decodeText,
  encodeText,
  textBytes,
} from '../bytes/index.js';
import { ARRAY_OF } from '../program/index.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { PackedColumn, Packing } from './packing.js';
import { writeElement } from '../cursor/index.js';

/**
 * A packed column as ranges of bytes as records have them: what `pack` made, backwards. Bytes that are in order already are not copied.
 * @throws CastbufError ERR_TYPE, ERR_DATA_OVERRUN, ERR_TEXT
 */
export function unpack(column: PackedColumn, packing: Packing): ListColumn {
  assertAscending(column, packing);
  const { offsets, data } = column;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const { conversion, encoding, unitBytes } = packing;
  if (encoding !== undefined && encoding !== 'utf-8') return textRanges(offsets, bytes, encoding, packing.path);
  const isSwapped = conversion >= K.PACK_SWAP_16 && conversion <= K.PACK_SWAP_64;
  const isEach = (conversion & K.PACK_KIND_MASK) === K.PACK_NUMBERS;
  const own = isEach ? written(data, packing) : isSwapped ? swapped(bytes, unitBytes) : bytes;
  // A text's offsets count its bytes.
  const unit = encoding === undefined ? unitBytes : 1;
  const starts = Uint32Array.from(offsets.subarray(0, -1), (offset) => offset * unit);
  const lengths = Uint32Array.from(starts, (start, row) => (offsets[row + 1] as number) * unit - start);
  return { data: own, offsets: starts, lengths };
}

/** Each number as a record has it. */
function written(data: ColumnArray, { path, flags, unitBytes }: Packing): Uint8Array {
  const bytes = allocateBytes(data.length * unitBytes);
  const view = new DataView(bytes.buffer);
  // Any bool but 0 is true, and stays as it is given.
  const leaf = { bytes: unitBytes, shift: 0, width: unitBytes * 8, flags: flags & ~K.F_BOOL };
  for (let index = 0; index < data.length; index++) {
    if (writeElement(data, index, leaf, view, index * unitBytes)) continue;
    throw new CastbufError('ERR_OUT_OF_RANGE', `${data[index]} does not fit`, { path });
  }
  return bytes;
}

function textRanges(ends: Int32Array, bytes: Uint8Array, encoding: TextEncoding, path: string): ListColumn {
  const offsets = new Uint32Array(ends.length - 1);
  const lengths = new Uint32Array(ends.length - 1);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (let row = 0; row < offsets.length; row++) {
    const text = decodeText(bytes.subarray(ends[row], ends[row + 1]), 'utf-8');
    const part = new Uint8Array(textBytes(text, encoding));
    encodeText(text, encoding, part, path);
    parts.push(part);
    offsets[row] = at;
    lengths[row] = part.length;
    at += part.length;
  }
  return { data: joinBytes(parts, at), offsets, lengths };
}

function assertAscending({ offsets, data }: PackedColumn, { kind, path }: Packing): void {
  const want = ARRAY_OF[kind];
  if (!(offsets instanceof Int32Array) || !(data instanceof want) || offsets.length === 0) {
    const hint = `a packed column is { offsets: Int32Array of rows + 1, data: ${want.name} }`;
    throw new CastbufError('ERR_TYPE', hint, { path });
  }
  let before = 0;
  offsets.forEach((offset, index) => {
    if (offset >= before && offset <= data.length) return void (before = offset);
    const hint = `offset ${index} is ${offset}; offsets ascend, and the data has ${data.length} elements`;
    throw new CastbufError('ERR_DATA_OVERRUN', hint, { path, want: offset, have: data.length });
  });
}
