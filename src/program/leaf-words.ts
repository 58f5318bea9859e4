import * as K from '../../assembly/core/layout.js';
import { normalise, scalarOf, type Leaf, type ScalarNode } from '../schema/index.js';
import { kindBytes } from './column-arrays.js';
import { leafKind } from './columns.js';

/** Whether a leaf is a bigint in objects and has all 64 bits: above 53 bits, and pointers whatever their size. */
export function isWide({ scalar, width }: Leaf): boolean {
  if (scalar.format === 'float' || scalar.format === 'bool') return false;
  return width > 53 || scalar.bytes === 0;
}

/** `storedBytes`: those that its bits are loaded from. */
export function leafFlags(leaf: Leaf, storedBytes: number): number {
  const { format, exponent } = leaf.scalar;
  const wideUnsigned = isWide(leaf) && format === 'unsigned' ? K.F_UNSIGNED_WIDE : 0;
  const byFormat = { signed: K.F_SIGNED, float: K.F_FLOAT, bool: K.F_BOOL, unsigned: 0 }[format];
  const copied = isCopied(leaf, storedBytes) ? K.F_COPIED : 0;
  const reversed = leaf.bigEndian && storedBytes > 1 ? K.F_BIG_ENDIAN : 0;
  return byFormat | wideUnsigned | copied | reversed | (exponent << K.F_EXPONENT_SHIFT);
}

/** Whether an element of its column has the bits of its storage, no more and no others. */
function isCopied(leaf: Leaf, storedBytes: number): boolean {
  const { format, exponent } = leaf.scalar;
  if (scalarOf(format, leaf.bytes, exponent)?.how !== 'copied') return false;
  return leaf.width === storedBytes * 8 && kindBytes(leafKind(leaf)) === storedBytes;
}

const CHECK_FLAGS = { magic: K.F_CHECK_MAGIC, range: K.F_CHECK_RANGE, strict: K.F_CHECK_STRICT } as const;
const MAX_I64 = 0x7fff_ffff_ffff_ffffn;

/** The flag of a leaf's check, and the constants it compares with. */
export function checkWords(leaf: Leaf): { flag: number; constants: (number | bigint)[] } | undefined {
  const { check, enumeration, format } = leaf.scalar;
  if (check === undefined) return undefined;
  const flag = CHECK_FLAGS[check.kind];
  if (check.kind === 'strict') return { flag, constants: enumValues(leaf.scalar, enumeration?.values ?? {}) };
  const constants = check.kind === 'magic' ? [check.value] : [check.min, check.max];
  // Bits of a 64-bit type are compared as signed: no value of theirs passes the largest.
  const isCapped = format !== 'float' && !isWide(leaf);
  return {
    flag,
    constants: isCapped ? constants.map((value) => (BigInt(value) > MAX_I64 ? MAX_I64 : value)) : constants,
  };
}

function enumValues(scalar: ScalarNode, values: Readonly<Record<string, number | bigint>>): (number | bigint)[] {
  return Object.values(values).map((value) => normalise(scalar, value));
}
