import * as K from '../../assembly/packing/layout.js';
import { CastbufError } from '../errors/index.js';
import { allocateBytes } from '../bytes/index.js';
import { ARRAY_OF, kindBytes } from '../program/index.js';
import { assertPackable, assertPackedBytes, MAX_PACKED_BYTES, type PackedColumn, type Packing } from './packing.js';
import type { ListColumn } from '../schema/index.js';
import type { Arena } from '../memory/index.js';
import { PACKING } from './packing-module.js';
import { otherEngine } from '../message/kernel.js';

/**
 * Packs a column through the regions of single messages, which no batch lies in, as large as they are: nothing grows, so every
 * batch stays good. Ranges that lie in linear memory are packed where they are.
 *
 *   message: bytes of some rows      ranges: their offsets, their lengths      output: what they became
 *
 * @throws CastbufError ERR_LENGTH, ERR_STALE_BATCH
 */
export function packOnKernel(source: object, ranges: ListColumn, packing: Packing): PackedColumn {
  if (!('arena' in source)) throw otherEngine('this batch is');
  const arena = source.arena as Arena;
  const total = assertPackable(ranges, packing);
  const packer = new Packer(arena, ranges, packing, total);
  const rows = ranges.offsets.length;
  for (let row = 0; row < rows;) {
    const laid = packer.lay(row);
    if (laid > 0) packer.packLaid(row, laid);
    else packer.packLong(row);
    row += Math.max(laid, 1);
  }
  return packer.finish();
}

/** Bytes from which on a row that needs no conversion is copied by itself: one copy instead of three outweighs the call. */
const LONG_COPY_BYTES = 1024;

class Packer {
  private readonly offsets: Int32Array;
  private bytes: Uint8Array;
  private written = 0;
  /** Most bytes of the input that one call takes. */
  private readonly mostBytes: number;
  private readonly isCopy: boolean;
  private readonly mostRows: number;
  private readonly isInMemory: boolean;
  private readonly elementBytes: number;
  /** The part of the data that the rows that are laid lie in. */
  private low = 0;
  private high = 0;

  constructor(
    private readonly arena: Arena,
    private readonly ranges: ListColumn,
    private readonly packing: Packing,
    total: number,
  ) {
    const { encoding, kind, unitBytes } = packing;
    this.elementBytes = kindBytes(kind);
    const growth = encoding === undefined ? Math.max(1, this.elementBytes / unitBytes) : K.PACK_GROWTH;
    const room = Math.min(arena.bytes('message') - K.PACK_SLACK, (arena.bytes('output') - K.PACK_SLACK) / growth);
    // Whole elements, and vectors of them.
    const stepBytes = 8 * unitBytes;
    this.mostBytes = Math.floor(room / stepBytes) * stepBytes;
    this.mostRows = Math.floor(arena.bytes('ranges') / 8);
    this.isCopy = packing.conversion === K.PACK_COPY;
    this.isInMemory = ranges.data.buffer === arena.buffer;
    this.offsets = new Int32Array(ranges.offsets.length + 1);
    // Exact, but for texts that are not all ASCII.
    this.bytes = allocateBytes(Math.min((total / unitBytes) * this.elementBytes, MAX_PACKED_BYTES));
  }

  /** Lays the ranges of as many rows from `first` on as one call takes, relative to the first of them. */
  lay(first: number): number {
    const { arena, mostBytes } = this;
    const { offsets, lengths } = this.ranges;
    const longest = this.isCopy ? LONG_COPY_BYTES - 1 : mostBytes;
    const starts = arena.ptr('ranges') >> 2;
    const sizes = starts + this.mostRows;
    const { i32 } = arena;
    const end = Math.min(offsets.length, first + this.mostRows);
    let low = -1;
    let high = 0;
    let sum = 0;
    let row = first;
    for (; row < end; row++) {
      const bytes = lengths[row] as number;
      const at = offsets[row] as number;
      if (bytes > 0) {
        if (low < 0) low = at;
        sum += bytes;
        if (at < low || at + bytes - low > mostBytes || sum > mostBytes || bytes > longest) break;
        high = Math.max(high, at + bytes);
      }
      i32[starts + row - first] = bytes > 0 ? at - low : 0;
      i32[sizes + row - first] = bytes;
    }
    this.low = Math.max(low, 0);
    this.high = Math.max(high, this.low);
    return row - first;
  }

  packLaid(first: number, rows: number): void {
    const before = this.written;
    this.run(rows);
    const { elementBytes, offsets } = this;
    const { i32 } = this.arena;
    const ends = this.arena.ptr('ranges') >> 2;
    for (let row = 0; row < rows; row++) {
      offsets[first + row + 1] = (before + (i32[ends + row] as number)) / elementBytes;
    }
  }

  /** A row that one call does not take, in pieces that end where a character does. */
  packLong(row: number): void {
    const start = this.ranges.offsets[row] as number;
    const end = this.textEnd(start, start + (this.ranges.lengths[row] as number));
    if (this.isCopy) this.put(this.ranges.data.subarray(start, end));
    else this.packPieces(start, end);
    this.offsets[row + 1] = this.written / this.elementBytes;
  }

  private packPieces(start: number, end: number): void {
    const { arena, mostBytes } = this;
    const laid = arena.ptr('ranges') >> 2;
    for (let at = start; at < end; at = this.high) {
      this.low = at;
      this.high = end - at <= mostBytes ? end : this.characterEnd(at + mostBytes);
      arena.i32[laid] = 0;
      arena.i32[laid + this.mostRows] = this.high - at;
      this.run(1);
    }
  }

  finish(): PackedColumn {
    const { written, elementBytes, offsets } = this;
    const { buffer } = this.bytes.length === written ? this.bytes : this.bytes.slice(0, written);
    return { offsets, data: new ARRAY_OF[this.packing.kind](buffer, 0, written / elementBytes) };
  }

  /** Packs what is laid, and takes it out of linear memory. */
  private run(rows: number): void {
    const { arena, packing, low, high } = this;
    const { data } = this.ranges;
    let source = data.byteOffset + low;
    if (!this.isInMemory) {
      source = arena.ptr('message');
      arena.u8.set(data.subarray(low, high), source);
    }
    const laid = arena.ptr('ranges');
    const output = arena.ptr('output');
    const status = arena
      .use(PACKING)
      .packRows(
        packing.conversion,
        packing.trimUnit,
        source,
        high - low,
        laid,
        laid + this.mostRows * 4,
        rows,
        output,
        arena.bytes('output'),
      );
    if (status !== K.OK) throw new CastbufError('ERR_KERNEL', 'the kernel refused to pack; this is a bug in castbuf');
    this.put(arena.u8.subarray(output, output + (arena.i32[K.CONTROL_LENGTH >> 2] as number)));
  }

  private put(packed: Uint8Array): void {
    this.ensure(this.written + packed.length);
    this.bytes.set(packed, this.written);
    this.written += packed.length;
  }

  private ensure(bytes: number): void {
    if (bytes <= this.bytes.length) return;
    assertPackedBytes(bytes, this.packing);
    const larger = allocateBytes(Math.min(Math.max(bytes, Math.ceil(this.bytes.length * 1.5)), MAX_PACKED_BYTES));
    larger.set(this.bytes.subarray(0, this.written));
    this.bytes = larger;
  }

  private textEnd(start: number, end: number): number {
    const { trimUnit } = this.packing;
    const { data } = this.ranges;
    if (trimUnit === 0) return end;
    // The last byte of a unit; of a unit of one byte, that byte.
    const last = trimUnit - 1;
    let at = start;
    while (at < end && (data[at] !== 0 || data[at + last] !== 0)) at += trimUnit;
    return at;
  }

  /** A place at or just before `at` where no character begins before it and ends after it. */
  private characterEnd(at: number): number {
    const { data } = this.ranges;
    const { conversion } = this.packing;
    if (conversion === K.PACK_UTF_16 || conversion === K.PACK_UTF_16BE) {
      const high = data[conversion === K.PACK_UTF_16 ? at - 1 : at - 2] as number;
      return (high & 0xfc) === 0xd8 ? at - 2 : at;
    }
    if (conversion !== K.PACK_UTF_8) return at;
    // Bytes that continue nothing are a character each: more than three in a row may be cut anywhere after the third.
    let cut = at;
    while (cut > at - 3 && ((data[cut] as number) & 0xc0) === 0x80) cut--;
    return ((data[cut] as number) & 0xc0) === 0x80 ? at : cut;
  }
}
