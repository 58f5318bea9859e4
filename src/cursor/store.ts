import * as K from '../../assembly/core/layout.js';
import { asLeaf, readInteger, readSplit, type Op } from './code.js';
import { bitsFor, mostMeasured, nextMeasured } from './measure.js';
import { holdsLeaf, holdsWideLeaf, readWideLeaf, writeLeaf, writeWideLeaf } from './leaf.js';

/*
 * Writing and comparing the values of ops. `at` is the first byte of a leaf; the parts of a split have their own
 * offsets, so a split takes the base that they count from.
 */

/**
 * Writes a number, unless the bytes say it already in another form: any bool but 0 is true, and any NaN is NaN.
 * So a true that another arm of a union spelled 2 stays 2.
 */
export function storeNumber(view: DataView, at: number, leaf: Op, value: number): void {
  const hasForms = (leaf.flags & K.F_BOOL) !== 0 || Number.isNaN(value);
  if (hasForms && holdsLeaf(view, at, leaf, value)) return;
  writeLeaf(view, at, leaf, value);
}

export function storeSplit(view: DataView, base: number, split: Op, value: number): void {
  let left = value;
  for (const part of split.below.toReversed()) {
    const end = 2 ** part.width;
    writeLeaf(view, base + part.offset, part, left % end);
    left = Math.floor(left / end);
  }
}

/** Writes a number or bigint as the op takes it, of a measure the bits that make it. */
export function storeValue(view: DataView, base: number, op: Op, value: number | bigint): void {
  if (op.kind === K.OP_MEASURE) return storeValue(view, base, asLeaf(op), bitsFor(op, Number(value)) as number);
  if (op.kind === K.OP_SPLIT) storeSplit(view, base, op, Number(value));
  else if (op.kind === K.OP_WIDE) writeWideLeaf(view, base + op.offset, op, BigInt(value));
  else storeNumber(view, base + op.offset, op, Number(value));
}

/** Writes a value that has many forms, a true or NaN, with all bits set: it stays what it is while others write some of its bytes. */
export function fillForm(view: DataView, base: number, op: Op, value: number | bigint): void {
  const { kind, flags, bytes, offset } = op;
  if (kind !== K.OP_NUMBER || value === 0) return;
  if ((flags & K.F_BOOL) !== 0) return writeLeaf(view, base + offset, { ...op, flags: flags & ~K.F_BOOL }, -1);
  if (Number.isNaN(value)) for (let byte = 0; byte < bytes; byte++) view.setUint8(base + offset + byte, 0xff);
}

export function holdsValue(view: DataView, base: number, op: Op, value: number | bigint): boolean {
  if (op.kind === K.OP_SPLIT) return readSplit(view, base, op) === Number(value);
  if (op.kind === K.OP_WIDE) return holdsWideLeaf(view, base + op.offset, op, BigInt(value));
  return holdsLeaf(view, base + op.offset, op, Number(value));
}

/** What the bytes hold now, as a number. */
export function heldNumber(view: DataView, base: number, op: Op): number {
  return op.kind === K.OP_SPLIT ? readSplit(view, base, op) : readInteger(view, base + op.offset, op);
}

/** The same with all digits. */
export function heldInteger(view: DataView, base: number, op: Op): number | bigint {
  return op.kind === K.OP_WIDE ? readWideLeaf(view, base + op.offset, op) : heldNumber(view, base, op);
}

/** The largest integer that a leaf takes, or a measure makes: what an engine computes is never below 0. */
export function largestOf(op: Op): number {
  if (op.kind === K.OP_MEASURE) return mostMeasured(op);
  return 2 ** ((op.flags & K.F_SIGNED) === 0 ? op.width : op.width - 1) - 1;
}

/** Why a leaf cannot hold an integer that an engine computed, or no bits of a measure stand for it; undefined: they do. `want` is the nearest that would do. */
export function whyNotHeld(op: Op, value: number): { readonly status: number; readonly want: number } | undefined {
  const most = largestOf(op);
  if (value < 0 || value > most) return { status: K.OUT_OF_RANGE, want: most };
  if (op.kind !== K.OP_MEASURE || bitsFor(op, value) !== undefined) return undefined;
  return { status: K.NO_MEASURE, want: nextMeasured(op, value) };
}
