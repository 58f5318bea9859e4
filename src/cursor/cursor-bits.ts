import * as K from '../../assembly/core/layout.js';
import type { Op } from './code.js';
import type { Property } from './cursor-property.js';
import type { Refusal } from './cursor-refusal.js';

/**
 * The same bits as few bytes further on: bits of an 8-byte unit that lie in four of its bytes are read as one u32.
 *
 *   FrameNumber : 40, PartNumber : 24   byte 0 1 2 3 4 5 6 7
 *                                            F F F F F P P P
 *   PartNumber                                       | u32 | >>> 8
 */
export function narrowed(op: Op): Op {
  const { bytes, shift, width, offset, flags } = op;
  const skipped = Math.min(4, shift >>> 3);
  const left = shift - skipped * 8;
  if (bytes !== 8 || left + width > 32) return op;
  const isBig = (flags & K.F_BIG_ENDIAN) !== 0;
  return { ...op, bytes: 4, shift: left, offset: offset + (isBig ? 4 - skipped : skipped) };
}

/** Fewer bits than their 1, 2 or 4 bytes have, unsigned; undefined for other storage. */
export function bitsProperty({ offset, bytes, shift, width, flags }: Op, refuse: Refusal): Property | undefined {
  if (width > 31) return undefined;
  const mask = 2 ** width - 1;
  const little = (flags & K.F_BIG_ENDIAN) === 0;
  if (bytes === 1) return bits8Property(offset, shift, mask, refuse);
  if (bytes === 2) return bits16Property(offset, shift, mask, little, refuse);
  return bytes === 4 ? bits32Property(offset, shift, mask, little, refuse) : undefined;
}

function bits8Property(offset: number, shift: number, mask: number, refuse: Refusal): Property {
  const others = ~(mask << shift);
  return {
    get() {
      const frame = this['~frame'];
      return (frame.memory.view.getUint8(frame.at + offset) >>> shift) & mask;
    },
    set(value: number) {
      if (typeof value !== 'number' || (value & mask) !== value) refuse(value);
      const frame = this['~frame'];
      const at = frame.at + offset;
      const { view } = frame.memory;
      view.setUint8(at, (view.getUint8(at) & others) | (value << shift));
    },
  };
}

function bits16Property(offset: number, shift: number, mask: number, little: boolean, refuse: Refusal): Property {
  const others = ~(mask << shift);
  return {
    get() {
      const frame = this['~frame'];
      return (frame.memory.view.getUint16(frame.at + offset, little) >>> shift) & mask;
    },
    set(value: number) {
      if (typeof value !== 'number' || (value & mask) !== value) refuse(value);
      const frame = this['~frame'];
      const at = frame.at + offset;
      const { view } = frame.memory;
      view.setUint16(at, (view.getUint16(at, little) & others) | (value << shift), little);
    },
  };
}

function bits32Property(offset: number, shift: number, mask: number, little: boolean, refuse: Refusal): Property {
  const others = ~(mask << shift);
  return {
    get() {
      const frame = this['~frame'];
      return (frame.memory.view.getUint32(frame.at + offset, little) >>> shift) & mask;
    },
    set(value: number) {
      if (typeof value !== 'number' || (value & mask) !== value) refuse(value);
      const frame = this['~frame'];
      const at = frame.at + offset;
      const { view } = frame.memory;
      view.setUint32(at, (view.getUint32(at, little) & others) | (value << shift), little);
    },
  };
}

/**
 * 33 to 53 unsigned bits at the bottom of 8 bytes, as two 32-bit halves: no bigint is made. 2 ** 32 is written out: of a
 * module's constant, bundled as a variable, V8 loads the value and asks for its type every time.
 */
export function longBitsProperty({ offset, bytes, shift, width, flags }: Op, refuse: Refusal): Property | undefined {
  if (bytes !== 8 || shift !== 0 || width <= 32) return undefined;
  const little = (flags & K.F_BIG_ENDIAN) === 0;
  const low = offset + (little ? 0 : 4);
  const high = offset + (little ? 4 : 0);
  const mask = 2 ** (width - 32) - 1;
  const end = 2 ** width;
  return {
    get() {
      const frame = this['~frame'];
      const { view } = frame.memory;
      return (view.getUint32(frame.at + high, little) & mask) * 0x1_0000_0000 + view.getUint32(frame.at + low, little);
    },
    set(value: number) {
      if (typeof value !== 'number' || !(value >= 0 && value < end) || Math.floor(value) !== value) refuse(value);
      const frame = this['~frame'];
      const { view } = frame.memory;
      const at = frame.at + high;
      view.setUint32(frame.at + low, value >>> 0, little);
      view.setUint32(at, (view.getUint32(at, little) & ~mask) | Math.floor(value / 0x1_0000_0000), little);
    },
  };
}
