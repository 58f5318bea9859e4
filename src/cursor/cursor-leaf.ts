import * as K from '../../assembly/core/layout.js';
import type { Program } from '../program/index.js';
import { bitsProperty, longBitsProperty, narrowed } from './cursor-bits.js';
import { opOf, type Op } from './code.js';
import type { Cursor, Property } from './cursor-property.js';
import { checkedProperty, namedProperty, refusalOf, type Refusal } from './cursor-refusal.js';
import { isLittle, readLeaf, readWideLeaf, writeLeaf, writeWideLeaf } from './leaf.js';

/*
 * Each kind of leaf has a getter and a setter of its own, one closure deep: see cursor-property.ts. They are alike to
 * the letter but for the DataView method, and have to be: a method that is passed in is a call that V8 cannot resolve
 * where it does not inline.
 */

/** A number, bigint or boolean of a record. */
export function leafProperty(program: Program, index: number): Property {
  const op = opOf(program, index);
  const refuse = refusalOf(op, program.paths[index] ?? '');
  const property = (op.kind === K.OP_WIDE ? wideProperty : numberProperty)(op, refuse);
  const checked = (op.flags & K.F_CHECKED) === 0 ? property : checkedProperty(program, index, op, property);
  return isEnum(program, index) ? namedProperty(program, index, op, checked) : checked;
}

function isEnum({ scalars }: Program, index: number): boolean {
  const enumeration = scalars[index]?.enumeration;
  return enumeration !== undefined && !enumeration.flags;
}

function numberProperty(op: Op, refuse: Refusal): Property {
  const { flags, offset } = op;
  if ((flags & K.F_FLOAT) !== 0) return floatProperty(op, refuse);
  if ((flags & K.F_BOOL) !== 0) return boolProperty(unsignedProperty(op, refuseNothing), refuse);
  if ((flags & K.F_SIGNED) === 0) return unsignedProperty(op, refuse);
  if (op.width === 8 && op.bytes === 1) return i8Property(offset, refuse);
  if (op.width === 16 && op.bytes === 2) return i16Property(offset, isLittle(op), refuse);
  if (op.width === 32 && op.bytes === 4) return i32Property(offset, isLittle(op), refuse);
  return op.width < 32
    ? signedBitsProperty(op, unsignedProperty(op, refuseNothing), refuse)
    : generalProperty(op, refuse);
}

function floatProperty(op: Op, refuse: Refusal): Property {
  if (op.bytes === 4) return f32Property(op.offset, isLittle(op), refuse);
  return op.bytes === 8 ? f64Property(op.offset, isLittle(op), refuse) : generalProperty(op, refuse);
}

/** For bits whose value was checked before. */
const refuseNothing: Refusal = () => undefined;

/** The bits of a leaf as an unsigned number, whatever they mean. */
function unsignedProperty(op: Op, refuse: Refusal): Property {
  const place = narrowed(op);
  const { offset, width, bytes } = place;
  if (width === 8 && bytes === 1) return u8Property(offset, refuse);
  if (width === 16 && bytes === 2) return u16Property(offset, isLittle(op), refuse);
  if (width === 32 && bytes === 4) return u32Property(offset, isLittle(op), refuse);
  const flags = op.flags & K.F_BIG_ENDIAN;
  return bitsProperty(place, refuse) ?? longBitsProperty(place, refuse) ?? generalProperty({ ...op, flags }, refuse);
}

function u8Property(offset: number, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getUint8(frame.at + offset);
    },
    set(value: number) {
      if (typeof value !== 'number' || (value & 0xff) !== value) refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setUint8(frame.at + offset, value);
    },
  };
}

function i8Property(offset: number, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getInt8(frame.at + offset);
    },
    set(value: number) {
      if (typeof value !== 'number' || (value << 24) >> 24 !== value) refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setInt8(frame.at + offset, value);
    },
  };
}

function u16Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getUint16(frame.at + offset, little);
    },
    set(value: number) {
      if (typeof value !== 'number' || (value & 0xffff) !== value) refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setUint16(frame.at + offset, value, little);
    },
  };
}

function i16Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getInt16(frame.at + offset, little);
    },
    set(value: number) {
      if (typeof value !== 'number' || (value << 16) >> 16 !== value) refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setInt16(frame.at + offset, value, little);
    },
  };
}

function u32Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getUint32(frame.at + offset, little);
    },
    set(value: number) {
      if (typeof value !== 'number' || value >>> 0 !== value) refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setUint32(frame.at + offset, value, little);
    },
  };
}

function i32Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getInt32(frame.at + offset, little);
    },
    set(value: number) {
      if (typeof value !== 'number' || (value | 0) !== value) refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setInt32(frame.at + offset, value, little);
    },
  };
}

function f32Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getFloat32(frame.at + offset, little);
    },
    set(value: number) {
      // The largest number that is rounded to the largest f32; the next one would become Infinity.
      if (typeof value !== 'number' || Math.abs(value) > 3.4028235677973362e38) refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setFloat32(frame.at + offset, value, little);
    },
  };
}

function f64Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getFloat64(frame.at + offset, little);
    },
    set(value: number) {
      if (typeof value !== 'number') refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setFloat64(frame.at + offset, value, little);
    },
  };
}

/** Every number but 0 is true. */
function boolProperty({ get, set }: Property, refuse: Refusal): Property {
  const write = set as (this: Cursor, value: number) => void;
  return {
    get() {
      return get.call(this) !== 0;
    },
    set(value: boolean) {
      if (typeof value !== 'boolean') refuse(value);
      write.call(this, value ? 1 : 0);
    },
  };
}

/** Fewer than 32 bits in two's complement. */
function signedBitsProperty({ width }: Op, { get, set }: Property, refuse: Refusal): Property {
  const read = get as (this: Cursor) => number;
  const write = set as (this: Cursor, value: number) => void;
  const unused = 32 - width;
  return {
    get() {
      return (read.call(this) << unused) >> unused;
    },
    set(value: number) {
      if (typeof value !== 'number' || (value << unused) >> unused !== value) refuse(value);
      write.call(this, (value << unused) >>> unused);
    },
  };
}

/** What no other kind fits: storage that a DataView has no method for, and more than 32 signed bits. */
function generalProperty(op: Op, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return readLeaf(frame.memory.view, frame.at + op.offset, op);
    },
    set(value: number) {
      refuse(value);
      const frame = this['~frame'];
      writeLeaf(frame.memory.view, frame.at + op.offset, op, value);
    },
  };
}

function wideProperty(op: Op, refuse: Refusal): Property {
  if (op.width !== 64 || op.bytes !== 8) return generalWideProperty(op, refuse);
  return ((op.flags & K.F_UNSIGNED_WIDE) === 0 ? i64Property : u64Property)(op.offset, isLittle(op), refuse);
}

function u64Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getBigUint64(frame.at + offset, little);
    },
    set(value: bigint | number) {
      refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setBigUint64(frame.at + offset, BigInt(value), little);
    },
  };
}

function i64Property(offset: number, little: boolean, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return frame.memory.view.getBigInt64(frame.at + offset, little);
    },
    set(value: bigint | number) {
      refuse(value);
      const frame = this['~frame'];
      frame.memory.view.setBigInt64(frame.at + offset, BigInt(value), little);
    },
  };
}

function generalWideProperty(op: Op, refuse: Refusal): Property {
  return {
    get() {
      const frame = this['~frame'];
      return readWideLeaf(frame.memory.view, frame.at + op.offset, op);
    },
    set(value: bigint | number) {
      refuse(value);
      const frame = this['~frame'];
      writeWideLeaf(frame.memory.view, frame.at + op.offset, op, BigInt(value));
    },
  };
}
