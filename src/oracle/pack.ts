import * as K from '../../assembly/packing/layout.js';
import { allocateBytes, swapped, readableText } from '../bytes/index.js';
import { ARRAY_OF } from '../program/index.js';
import { assertPackable, assertPackedBytes, type PackedColumn, type Packing } from '../packing/index.js';
import type { ListColumn } from '../schema/index.js';
import { otherEngine } from './batch-reader.js';
import { leafGatherer } from './gather.js';

const utf8Encoder = /* @__PURE__ */ new TextEncoder();

/** Converts each row's range and joins the rows. @throws CastbufError ERR_LENGTH, ERR_STALE_BATCH; ERR_USAGE for a batch of another engine */
export function packOnReference(source: object, ranges: ListColumn, packing: Packing): PackedColumn {
  if ('arena' in source) throw otherEngine('this batch is');
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

function converted(bytes: Uint8Array, packing: Packing): Uint8Array {
  const { conversion, encoding, trimUnit, unitBytes } = packing;
  if (encoding !== undefined) {
    const end = trimUnit === 0 ? bytes.length : firstNul(bytes, trimUnit);
    return utf8Encoder.encode(readableText(bytes.subarray(0, end), encoding));
  }
  if (conversion === K.PACK_COPY) return bytes;
  return (packing.flags & K.F_COPIED) === 0 ? elementsOf(bytes, packing) : swapped(bytes, unitBytes);
}

function firstNul(bytes: Uint8Array, unit: number): number {
  let at = 0;
  while (at < bytes.length && !bytes.subarray(at, at + unit).every((byte) => byte === 0)) at += unit;
  return at;
}

/** Each number by itself. */
function elementsOf(bytes: Uint8Array, { kind, flags, unitBytes }: Packing): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const target = new ARRAY_OF[kind](bytes.length / unitBytes);
  const leaf = { offset: 0, bytes: unitBytes, shift: 0, width: unitBytes * 8, flags };
  const gather = leafGatherer(kind, leaf, view, target);
  for (let index = 0; index < target.length; index++) gather(index * unitBytes, index);
  return new Uint8Array(target.buffer);
}
