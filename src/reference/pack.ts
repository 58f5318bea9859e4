import * as K from '../../assembly/layout.js';
import {
  allocateBytes,
  ARRAY_OF,
  assertPackable,
  assertPackedBytes,
  type ListColumn,
  type PackedColumn,
  type Packing,
} from '../plan/index.js';
import { readableText } from './text.js';

const utf8Encoder = new TextEncoder();

/** Converts each row's range and joins the rows. @throws CastbufError ERR_LENGTH, ERR_STALE_BATCH */
export function pack(ranges: ListColumn, packing: Packing): PackedColumn {
  assertPackable(ranges, packing);
  const { data, offsets, lengths } = ranges;
  const array = ARRAY_OF[packing.kind];
  const ends = new Int32Array(offsets.length + 1);
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let row = 0; row < offsets.length; row++) {
    const at = offsets[row] as number;
    const part = converted(data.subarray(at, at + (lengths[row] as number)), packing);
    total += part.length;
    assertPackedBytes(total, packing);
    parts.push(part);
    ends[row + 1] = total / array.BYTES_PER_ELEMENT;
  }
  const bytes = allocateBytes(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { offsets: ends, data: new array(bytes.buffer, 0, total / array.BYTES_PER_ELEMENT) };
}

function converted(bytes: Uint8Array, { conversion, encoding, trimUnit, unitBytes }: Packing): Uint8Array {
  if (encoding !== undefined) {
    const end = trimUnit === 0 ? bytes.length : firstNul(bytes, trimUnit);
    return utf8Encoder.encode(readableText(bytes.subarray(0, end), encoding));
  }
  if (conversion === K.PACK_COPY) return bytes;
  const isBool = conversion === K.PACK_BOOL_8 || conversion === K.PACK_BOOL_32;
  return isBool ? boolsOf(bytes, unitBytes) : swapped(bytes, unitBytes);
}

function firstNul(bytes: Uint8Array, unit: number): number {
  let at = 0;
  while (at < bytes.length && !bytes.subarray(at, at + unit).every((byte) => byte === 0)) at += unit;
  return at;
}

function boolsOf(bytes: Uint8Array, unit: number): Uint8Array {
  const isSet = (index: number): boolean => bytes.subarray(index * unit, (index + 1) * unit).some((byte) => byte !== 0);
  return Uint8Array.from({ length: bytes.length / unit }, (_, index) => Number(isSet(index)));
}

/** The same elements in the other byte order. */
export function swapped(bytes: Uint8Array, unit: number): Uint8Array {
  return bytes.map((_, at) => bytes[at - (at % unit) + unit - 1 - (at % unit)] as number);
}
