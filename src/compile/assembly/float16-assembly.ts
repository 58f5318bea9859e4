import { floatRowOf, isConvertedFloat, type Column } from '../../program/index.js';
import * as K from '../../../assembly/core/layout.js';
import { floatOfLeaf, type Op } from '../../cursor/index.js';
import { floatName } from '../../schema/index.js';
import { hexText } from '../module-text.js';

/*
 * AssemblyScript that converts floats of 2 bytes. Each format has functions of its own, as what they compute with is constant: see src/schema/floats.ts for the same with the exponent as
 * a parameter.
 */

function nameOf(op: Op): string {
  return floatName(floatRowOf(op));
}

/** What they compute with. */
function constantsOf(op: Op): { name: string; exponent: number; fraction: number; bias: number } {
  const { exponent } = floatRowOf(op);
  return { name: nameOf(op), exponent, fraction: 15 - exponent, bias: 2 ** (exponent - 1) - 1 };
}

/** A call of the function that `singleHelper` declares. @param bits text of the float's bits */
export function singleCall(op: Op, bits: string): string {
  return `${nameOf(op)}ToSingle(${bits})`;
}

/** The float's bits as those of a single, for a column. */
export function singleHelper(op: Op): string {
  const { name, exponent, fraction, bias } = constantsOf(op);
  return `/** A float of 2 bytes as the bits of a single, those of a NaN included. */
function ${name}ToSingle(bits: u32): u32 {
  const sign = (bits & 0x8000) << 16;
  const rest = bits & 0x7fff;
  if (rest >= ${hexText(0x8000 - 2 ** fraction)}) return sign | 0x7f800000 | (rest << ${8 + exponent});
  // Where it has no exponent, its fraction counts units of 2^${1 - bias - fraction}.
  if (rest < ${hexText(2 ** fraction)}) return sign | reinterpret<u32>(<f32>(<f64>rest * ${2 ** (1 - bias - fraction)}));
  return sign | ((rest << ${8 + exponent}) + (${127 - bias} << 23));
}`;
}

/** A call of the function that `fromSingleHelper` declares. @param single text of the single's bits */
export function fromSingleCall(op: Op, single: string): string {
  return `${nameOf(op)}OfSingle(${single})`;
}

/** A single as the nearest float of 2 bytes, of two the even one. */
export function fromSingleHelper(op: Op): string {
  const { name, exponent, fraction, bias } = constantsOf(op);
  const infinity = hexText(0x8000 - 2 ** fraction);
  return `/** The ${name} that is nearest to a single; -1: it would become infinite. Of a NaN the bits that it has. */
function ${name}OfSingle(single: u32): i32 {
  const sign = <i32>((single >> 16) & 0x8000);
  const rest = single & 0x7fffffff;
  if (rest > 0x7f800000) {
    const fraction = <i32>((rest >> ${8 + exponent}) & ${hexText(2 ** fraction - 1)});
    return sign | ${infinity} | (fraction == 0 ? ${hexText(2 ** (fraction - 1))} : fraction);
  }
  if (rest == 0x7f800000) return sign | ${infinity};
  const value = <f64>reinterpret<f32>(rest);
  if (value > ${floatOfLeaf(op).farthest}) return -1;
  const exponent = max<i32>(<i32>(rest >> 23) - 127, ${1 - bias});
  // To the nearest whole number of units, ties to even: a double at 2^52 has no fraction.
  const units = value * reinterpret<f64>(<u64>(${1023 + fraction} - exponent) << 52) + 4503599627370496.0 - 4503599627370496.0;
  return sign | ((exponent + ${bias - 1}) * ${2 ** fraction} + <i32>units);
}`;
}

/** A call of the function that `doubleHelper` declares. @param bits text of the float's bits */
export function doubleCall(op: Op, bits: string): string {
  return `${nameOf(op)}ToDouble(${bits})`;
}

/** The float's value. */
export function doubleHelper(op: Op): string {
  const { name, exponent, fraction, bias } = constantsOf(op);
  const highest = 2 ** exponent - 1;
  return `/** The value of a float of 2 bytes. */
function ${name}ToDouble(bits: u16): f64 {
  const exponent = <i64>((bits >> ${fraction}) & ${highest});
  const fraction = <f64>(bits & ${hexText(2 ** fraction - 1)});
  let value = exponent === 0 ? fraction * ${2 ** (1 - bias - fraction)} : (fraction + ${2 ** fraction}.0) * reinterpret<f64>((exponent + ${1023 - bias - fraction}) << 52);
  if (exponent === ${highest}) value = fraction === 0.0 ? Infinity : NaN;
  return bits >> 15 ? -value : value;
}`;
}

/** The functions that the columns need whose floats are converted, each once. */
export function float16Helpers(ops: readonly Op[], columns: readonly Column[], helper: (op: Op) => string): string[] {
  const converted = columns
    .map(({ op }) => ops[op] as Op)
    .filter((op) => op.kind === K.OP_NUMBER && isConvertedFloat(op));
  return [...new Set(converted.map(helper))];
}
