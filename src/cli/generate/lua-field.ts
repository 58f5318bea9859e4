import { normalise, type LaidMember, type LaidType, type Leaf, type ScalarNode } from '../../schema/index.js';
import { luaString } from './lua-literals.js';

/** The bytes that a number is taken from, in the record around it, and the bits of it in them. */
export interface BitRange {
  readonly offset: number;
  readonly bytes: number;
  /** From the least significant bit of the bytes. */
  readonly shift: number;
  /** Undefined for whole numbers. */
  readonly mask: bigint | undefined;
}

/** Masks of more bytes are no numbers of every Lua in Wireshark: such fields are told their value. */
export const MASKED_BYTES = 4;

/** Where the bits of a bit-field are loaded from; undefined where they lie in more than 8 bytes. */
export function bitRangeOf(
  leaf: Leaf,
  { bitOffset, bitSize, unitOffset }: LaidMember,
  recordBytes: number,
): BitRange | undefined {
  const unitEnd = unitOffset + leaf.bytes;
  const isInUnit =
    unitOffset >= 0 && bitOffset >= unitOffset * 8 && bitOffset + bitSize <= unitEnd * 8 && unitEnd <= recordBytes;
  const offset = isInUnit ? unitOffset : Math.floor(bitOffset / 8);
  const bytes = isInUnit ? leaf.bytes : Math.ceil((bitOffset + bitSize) / 8) - offset;
  if (bytes > 8) return undefined;
  const before = bitOffset - offset * 8;
  const shift = leaf.fromHigh ? bytes * 8 - before - bitSize : before;
  return { offset, bytes, shift, mask: ((1n << BigInt(bitSize)) - 1n) << BigInt(shift) };
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
  const loaded = range?.bytes ?? bytes;
  const size = loaded > MASKED_BYTES ? 8 : loaded;
  const mask = range?.mask === undefined || size > MASKED_BYTES ? [] : [`0x${range.mask.toString(16)}`];
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
