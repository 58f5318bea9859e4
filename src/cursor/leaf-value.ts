import * as K from '../../assembly/core/layout.js';
import type { Program } from '../program/index.js';
import { narrowed } from './cursor-bits.js';
import { asLeaf, opOf, type Op } from './code.js';
import { isLittle, readLeaf, readWideLeaf } from './leaf.js';
import { measured } from './measure.js';

/*
 * Numbers without a cursor. As with cursors' getters each kind has a closure of its own, so small that V8 inlines it wherever the place in the
 * text that calls it has seen one kind: see message/record-copies.ts. They are alike but for the DataView method, and have to be.
 */

/** Reads a number of the record, or of the part, that begins at byte `at`. */
export type LeafValue<V = number | bigint | boolean> = (view: DataView, at: number) => V;

/** A number, bigint or boolean, as a cursor's getter has it. */
export function leafValue(program: Program, index: number): LeafValue {
  const op = opOf(program, index);
  if (op.kind === K.OP_WIDE) return wideValue(op);
  return (op.flags & K.F_BOOL) === 0 ? numberValue(op) : boolValue(op);
}

/** The number of an integer leaf, of a 64-bit one the nearest; what a measure makes of one. */
export function integerValue(op: Op): LeafValue<number> {
  if (op.kind === K.OP_MEASURE) {
    const bits = integerValue(asLeaf(op));
    return (view, at) => measured(op, bits(view, at));
  }
  if (op.kind !== K.OP_WIDE) return numberValue(op);
  const read = wideValue(op);
  return (view, at) => Number(read(view, at));
}

function boolValue(op: Op): LeafValue<boolean> {
  const read = unsignedValue(op);
  return (view, at) => read(view, at) !== 0;
}

function wideValue(op: Op): LeafValue<bigint> {
  const { offset, width, bytes, flags } = op;
  if (width !== 64 || bytes !== 8) return (view, at) => readWideLeaf(view, at + offset, op);
  const little = isLittle(op);
  return (flags & K.F_UNSIGNED_WIDE) === 0
    ? (view, at) => view.getBigInt64(at + offset, little)
    : (view, at) => view.getBigUint64(at + offset, little);
}

function numberValue(op: Op): LeafValue<number> {
  const { flags, width, bytes } = op;
  if ((flags & K.F_FLOAT) !== 0) return floatValue(op);
  if ((flags & K.F_SIGNED) === 0) return unsignedValue(op);
  if (width > 32) return generalValue(op);
  return width === bytes * 8 && bytes !== 3 ? signedValue(op) : signedBitsValue(op);
}

function floatValue(op: Op): LeafValue<number> {
  const { offset, bytes } = op;
  const little = isLittle(op);
  if (bytes === 4) return (view, at) => view.getFloat32(at + offset, little);
  return bytes === 8 ? (view, at) => view.getFloat64(at + offset, little) : generalValue(op);
}

function signedValue(op: Op): LeafValue<number> {
  const { offset, bytes } = op;
  const little = isLittle(op);
  if (bytes === 1) return (view, at) => view.getInt8(at + offset);
  if (bytes === 2) return (view, at) => view.getInt16(at + offset, little);
  return (view, at) => view.getInt32(at + offset, little);
}

function signedBitsValue(op: Op): LeafValue<number> {
  const read = unsignedValue(op);
  const unused = 32 - op.width;
  return (view, at) => (read(view, at) << unused) >> unused;
}

/** The bits of an integer, which its callers give a sign; those of a bool may be 0 and 1. */
function unsignedValue(op: Op): LeafValue<number> {
  const place = narrowed(op);
  const { offset, bytes, width } = place;
  const little = isLittle(place);
  if (width !== bytes * 8) return bitsValue(place);
  if (bytes === 1) return (view, at) => view.getUint8(at + offset);
  if (bytes === 2) return (view, at) => view.getUint16(at + offset, little);
  return bytes === 4 ? (view, at) => view.getUint32(at + offset, little) : generalValue(place);
}

/** Fewer bits than their storage has. */
function bitsValue(op: Op): LeafValue<number> {
  const { offset, bytes, shift, width } = op;
  const little = isLittle(op);
  const mask = 2 ** Math.min(width, 31) - 1;
  if (width <= 31) {
    if (bytes === 1) return (view, at) => (view.getUint8(at + offset) >>> shift) & mask;
    if (bytes === 2) return (view, at) => (view.getUint16(at + offset, little) >>> shift) & mask;
    if (bytes === 4) return (view, at) => (view.getUint32(at + offset, little) >>> shift) & mask;
  }
  return bytes === 8 && shift === 0 && width > 32 ? longBitsValue(op) : generalValue(op);
}

/** 33 to 53 bits at the bottom of 8 bytes; see longBitsProperty. */
function longBitsValue(op: Op): LeafValue<number> {
  const { offset, width } = op;
  const little = isLittle(op);
  const low = offset + (little ? 0 : 4);
  const high = offset + (little ? 4 : 0);
  const mask = 2 ** (width - 32) - 1;
  return (view, at) => (view.getUint32(at + high, little) & mask) * 0x1_0000_0000 + view.getUint32(at + low, little);
}

function generalValue(op: Op): LeafValue<number> {
  return (view, at) => readLeaf(view, at + op.offset, op);
}
