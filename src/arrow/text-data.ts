import { allocateBytes, readableText, type TextEncoding } from '../bytes/index.js';

import { assertPackedBytes, type Packing } from '../packing/index.js';

import type { ArrowData } from './arrow-type.js';
import type { Ranges } from './ranges.js';

const utf8 = /* @__PURE__ */ new TextEncoder();

/** Texts that are strings. */
export function utf8Data(texts: readonly string[]): ArrowData {
  const encoded = texts.map((text) => utf8.encode(text));
  const offsets = new Int32Array(texts.length + 1);
  encoded.forEach((bytes, index) => {
    offsets[index + 1] = (offsets[index] as number) + bytes.length;
  });
  const data = new Uint8Array(offsets[texts.length] as number);
  encoded.forEach((bytes, index) => data.set(bytes, offsets[index]));
  return { length: texts.length, nullCount: 0, validity: undefined, buffers: [offsets, data] };
}

/** How texts lie in their records. */
export interface TextForm {
  readonly encoding: TextEncoding;
  /** A text ends at its first NUL. */
  readonly endsAtNul: boolean;
}

/** Texts of records as UTF-8; U+FFFD stands for what cannot be. @throws CastbufError ERR_LENGTH above 2 GiB */
export function textData(ranges: Ranges, { encoding, endsAtNul }: TextForm, packing: Pick<Packing, 'path'>): ArrowData {
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const unit = isWide ? 2 : 1;
  /** Where the byte of a unit lies that says an ASCII character. */
  const low = encoding === 'utf-16be' ? 1 : 0;
  const { data, count } = ranges;
  const offsets = new Int32Array(count + 1);
  const out = new GrowingBytes(packing);
  for (let index = 0; index < count; index++) {
    const start = ranges.startOf(index);
    const end = start + ranges.bytesOf(index);
    const begin = out.length;
    // As many bytes as units: all that ASCII needs.
    const target = out.room((end - start) / unit);
    let to = begin;
    let at = start;
    for (; at < end; at += unit) {
      const byte = data[at + low] as number;
      const isAscii = byte < 0x80 && (!isWide || data[at + 1 - low] === 0);
      if (!isAscii || (byte === 0 && endsAtNul)) break;
      target[to++] = byte;
    }
    out.length = to;
    const isEnd = at >= end || (endsAtNul && isNul(data, at, unit));
    if (!isEnd) {
      // Decoded as a whole: a character may not begin where ASCII ends.
      out.length = begin;
      out.append(utf8.encode(readableText(data.subarray(start, textEnd(data, start, end, unit, endsAtNul)), encoding)));
    }
    offsets[index + 1] = out.length;
  }
  return { length: count, nullCount: 0, validity: undefined, buffers: [offsets, out.bytes()] };
}

function isNul(data: Uint8Array, at: number, unit: number): boolean {
  return data[at] === 0 && (unit === 1 || data[at + 1] === 0);
}

function textEnd(data: Uint8Array, start: number, end: number, unit: number, endsAtNul: boolean): number {
  let at = start;
  if (!endsAtNul) return end;
  while (at < end && !isNul(data, at, unit)) at += unit;
  return at;
}

class GrowingBytes {
  length = 0;
  private buffer = allocateBytes(1024);

  constructor(private readonly packing: Pick<Packing, 'path'>) {}

  /** The bytes so far, with room for so many more. */
  room(bytes: number): Uint8Array {
    const need = this.length + bytes;
    if (need > this.buffer.length) {
      assertPackedBytes(need, this.packing);
      const larger = allocateBytes(Math.max(need, Math.min(this.buffer.length * 2, 0x7fffffff)));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    return this.buffer;
  }

  append(bytes: Uint8Array): void {
    this.room(bytes.length).set(bytes, this.length);
    this.length += bytes.length;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }
}
