import { shownValue } from '../errors/index.js';
import { integerBounds, magicOf, type LeafShape, type SplitShape } from '../program/index.js';
import { noSuchName, numberOfText, overflowHint } from '../schema/index.js';
import type { Implied, ValueWriter } from './value-writer.js';

/** Writes a number, bigint or boolean to its place, after every check that needs no bytes. */
export function takeLeaf(writer: ValueWriter, shape: LeafShape, member: unknown): void {
  const { op, leaf, wide, late } = shape;
  const given = typeof member === 'string' ? numberNamed(writer, shape, member) : member;
  const implied = writer.impliedBy(op);
  const value = given ?? impliedValue(implied, wide) ?? magicOf(shape);
  if (given === null) throw writer.wrong(op, given, describe(shape));
  if (value === undefined && late) return writer.put(op, undefined);
  if (leaf.scalar.format === 'bool') {
    if (typeof value !== 'boolean') throw writer.wrong(op, value, 'true or false');
    return writer.put(op, Number(value));
  }
  if (leaf.scalar.format === 'float') return writer.put(op, takeFloat(writer, shape, value));
  const integer = wide ? takeWide(writer, shape, value) : takeInteger(writer, shape, value);
  if (given !== undefined && implied !== undefined && !implied.agrees(integer)) {
    const want = implied.value;
    const hint =
      want === undefined
        ? `${shownValue(given)} does not fit: ${implied.why()}`
        : `it must be ${want}, because ${implied.why()}, and is ${shownValue(given)}; leave it out`;
    throw writer.fail('ERR_DISAGREE', op, hint, { want, have: integer });
  }
  writer.put(op, integer);
}

export function takeSplit(writer: ValueWriter, { op, width }: SplitShape, value: unknown): void {
  const most = 2 ** width - 1;
  if (typeof value !== 'number') throw writer.wrong(op, value, 'a number');
  assertRange(writer, op, value, 0, most);
  writer.put(op, value);
}

/** The value of an enum's name, the number of a 64-bit integer's digits; what is neither is refused as it is. */
function numberNamed(writer: ValueWriter, { op, leaf, wide }: LeafShape, text: string): unknown {
  const number = numberOfText(text, leaf.scalar, wide);
  if (number !== undefined) return number;
  const unknown = noSuchName(text, leaf.scalar);
  if (unknown !== undefined) throw writer.fail('ERR_UNKNOWN_ENUM', op, unknown);
  return text;
}

/** Counts and tags as the leaf takes them. */
function impliedValue(implied: Implied | undefined, wide: boolean): number | bigint | undefined {
  const value = implied?.value;
  return value === undefined || wide ? value : Number(value);
}

function describe({ wide, leaf }: LeafShape): string {
  return leaf.scalar.format === 'bool' ? 'true or false' : wide ? 'a bigint or a safe integer' : 'a number';
}

function takeFloat(writer: ValueWriter, shape: LeafShape, value: unknown): number {
  if (typeof value !== 'number') throw writer.wrong(shape.op, value, 'a number');
  const hint = overflowHint(shape.leaf.scalar, value);
  if (hint !== undefined) throw writer.fail('ERR_OUT_OF_RANGE', shape.op, hint, { have: value });
  return Number.isNaN(value) ? Number.NaN : value; // a NaN may come with any bits, and is written with the same ones everywhere
}

function takeInteger(writer: ValueWriter, shape: LeafShape, value: unknown): number {
  if (typeof value !== 'number') throw writer.wrong(shape.op, value, 'a number');
  assertRange(writer, shape.op, value, shape.least, shape.most);
  return value;
}

function assertRange(writer: ValueWriter, op: number, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw writer.fail('ERR_OUT_OF_RANGE', op, `${value} is no whole number from ${least} to ${most}`, {
    want: value < least ? least : most,
    have: value,
  });
}

function takeWide(writer: ValueWriter, shape: LeafShape, value: unknown): bigint {
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isSafeInteger(value))) {
    if (typeof value === 'number') {
      throw writer.fail('ERR_OUT_OF_RANGE', shape.op, `${value} is no safe integer; give a bigint`, { have: value });
    }
    throw writer.wrong(shape.op, value, describe(shape));
  }
  const wide = BigInt(value);
  const { width, scalar } = shape.leaf;
  const isSigned = scalar.format === 'signed';
  const fitted = isSigned ? BigInt.asIntN(width, wide) : BigInt.asUintN(width, wide);
  if (fitted === wide) return wide;
  const [least, most] = integerBounds(width, isSigned);
  throw writer.fail('ERR_OUT_OF_RANGE', shape.op, `${wide} is not from ${least} to ${most}`, {
    want: wide < least ? least : most,
    have: wide,
  });
}
