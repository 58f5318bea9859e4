import { normalise, type LaidMember, type LaidType, type Leaf, type ScalarNode } from '../../schema/index.js';
import { luaMask, luaString } from './lua-literals.js';

/** The bytes that a number is taken from, in the record around it, and the bits of it in them. */
export interface BitRange {
  readonly offset: number;
  readonly bytes: 1 | 2 | 4 | 8;
  /** Undefined for whole numbers. */
  readonly mask: bigint | undefined;
}

/** Where the bits of a member are loaded from; undefined where no number of up to 8 bytes inside the record has them all. */
export function bitRangeOf(leaf: Leaf, member: LaidMember, recordBytes: number): BitRange | undefined {
  const { bitOffset, bitSize, unitOffset } = member;
  if (!leaf.isBitField) return { offset: bitOffset / 8, bytes: leaf.bytes as BitRange['bytes'], mask: undefined };
  const mask = (offset: number): bigint => ((1n << BigInt(bitSize)) - 1n) << BigInt(bitOffset - offset * 8);
  const holds = (offset: number, bytes: number): boolean =>
    offset >= 0 &&
    offset * 8 <= bitOffset &&
    bitOffset + bitSize <= (offset + bytes) * 8 &&
    offset + bytes <= recordBytes;
  if (holds(unitOffset, leaf.bytes)) {
    return { offset: unitOffset, bytes: leaf.bytes as BitRange['bytes'], mask: mask(unitOffset) };
  }
  for (const bytes of [1, 2, 4, 8] as const) {
    const offset = Math.min(Math.floor(bitOffset / 8), recordBytes - bytes);
    if (holds(offset, bytes)) return { offset, bytes, mask: mask(offset) };
  }
  return undefined;
}

/** A ProtoField; `table` is the name of an enum's value table. */
export function protoField(
  filterName: string,
  name: string,
  type: LaidType,
  range: BitRange | undefined,
  table: string | undefined,
): string {
  const [kind, ...details] = partsOf(type, range, table);
  return `ProtoField.${kind}(${[luaString(filterName), luaString(name), ...details].join(', ')})`;
}

function partsOf(type: LaidType, range: BitRange | undefined, table: string | undefined): string[] {
  switch (type.kind) {
    case 'leaf':
      return numberParts(type, range, table);
    case 'text':
      return ['string'];
    case 'guid':
      return ['guid'];
    default:
      return ['bytes'];
  }
}

function numberParts({ scalar, bytes }: Leaf, range: BitRange | undefined, table: string | undefined): string[] {
  const size = range?.bytes ?? bytes;
  const mask = range?.mask === undefined ? [] : [luaMask(range.mask)];
  const { format } = scalar;
  if (format === 'float') return [size === 4 ? 'float' : 'double'];
  // A boolean has the number of bits of what the mask is for in place of a base.
  if (format === 'bool') return ['bool', String(size * 8), 'nil', ...mask];
  const base = isHexadecimal(scalar) ? 'base.HEX' : 'base.DEC';
  return [`${format === 'signed' && base === 'base.DEC' ? 'int' : 'uint'}${size * 8}`, base, table ?? 'nil', ...mask];
}

function isHexadecimal({ bytes, name, enumeration }: ScalarNode): boolean {
  return bytes === 0 || name === 'NTSTATUS' || enumeration?.flags === true;
}

/** `{ [0] = "NONE", … }`: of names with the same value the first one. */
export function valueTable(scalar: ScalarNode): string[] {
  const names = new Map<number | bigint, string>();
  for (const [name, value] of Object.entries(scalar.enumeration?.values ?? {})) {
    const number = normalise(scalar, value);
    if (!names.has(number)) names.set(number, name);
  }
  return [...names].map(([value, name]) => `  [${value}] = ${luaString(name)},`);
}
