import { shownValue } from '../errors/index.js';
import { align, naturallyAligned } from './adjusted-types.js';
import type { BitLeaf, WiderThanSafe } from './columns-of.js';
import type { EnumName } from './enum-types.js';
import { namedEntries } from './given-names.js';
import type { AnyType, Infer, Promoted, Type, Unnamed } from './infer.js';
import type { BitNode, ScalarNode } from './node.js';
import { PLAIN_RECORD, recordNode } from './record-node.js';
import { scalarOf, type WideInput } from './scalars.js';
import { schemaError } from './schema-error.js';
import { nodeOf, typeOf } from './type-of.js';

type BitValue<T extends AnyType, W> =
  Infer<T> extends boolean ? boolean : W extends WiderThanSafe ? KindOf<Infer<T>, bigint> : KindOf<Infer<T>, number>;
/** The values of an enum stay what they are. */
type KindOf<Value, Kind> = Value extends Kind ? Value : Kind;
type BitInput<T extends AnyType, W> =
  Infer<T> extends boolean
    ? boolean
    : W extends WiderThanSafe
      ? WideInput | T['~in']
      : Infer<T> extends number
        ? T['~in']
        : number | EnumName<T>;
type BitNamed<T extends AnyType, W> =
  BitValue<T, W> extends boolean
    ? boolean
    : EnumName<T> extends never
      ? BitValue<T, W>
      : Infer<T> extends BitKind<W>
        ? T['~named']
        : BitKind<W> | EnumName<T>;
type BitKind<W> = W extends WiderThanSafe ? bigint : number;
type BitGroup<T extends AnyType, G> = Type<
  { -readonly [K in keyof G]: BitValue<T, G[K]> },
  { readonly [K in keyof G]: BitInput<T, G[K]> },
  { -readonly [K in keyof G]: BitValue<T, G[K]> },
  { -readonly [K in keyof G]: BitLeaf<T['~columns'], Infer<T>, G[K]> },
  { -readonly [K in keyof G]: BitNamed<T, G[K]> }
> &
  Promoted;

/**
 * Bit-fields: `bits(u32, 3)` is one member; `bits(u64, { FrameNumber: 40, PartNumber: 24 })` an unnamed struct of
 * them, least significant first, that promotes its members inside a union or `anonymous`.
 * Units follow the ABI: MSVC starts a new one when the type's size changes, gcc packs across types.
 */
export function bits<T extends AnyType, const W extends number>(
  base: T,
  width: W,
): Type<BitValue<T, W>, BitInput<T, W>, BitValue<T, W>, BitLeaf<T['~columns'], Infer<T>, W>, BitNamed<T, W>>;
export function bits<T extends AnyType, const G extends Readonly<Record<string, number>>>(
  base: T,
  widths: G,
): Omit<BitGroup<T, G>, '~promoted'>;
export function bits(base: AnyType, widths: number | Readonly<Record<string, number>>): AnyType {
  if (typeof widths === 'number') return bitType(base, widths, false);
  const members = namedEntries(widths).map(([name, width]) => ({ name, node: bitNode(base, width, name, false) }));
  return typeOf(recordNode(undefined, false, members, undefined, PLAIN_RECORD));
}

/** An unnamed bit-field, which only takes space; width 0 closes the unit that a bit-field before it opened. */
export function unnamed(base: AnyType, width: number): Type<never> & Unnamed {
  return bitType(base, width, true) as Type<never> & Unnamed;
}

/**
 * A bit-field of a type that has another alignment than its size. One that is raised, as by Microsoft's typedefs, is a demand of the
 * member; one that gcc's typedefs set is the type's own.
 */
function bitType(base: AnyType, width: number, isUnnamed: boolean): AnyType {
  const node = nodeOf(base);
  if (node.kind !== 'aligned' || node.node.kind !== 'scalar') return typeOf(bitNode(base, width, '', isUnnamed));
  const plain = typeOf(node.node);
  const scalar = node.packed ? naturallyAligned(plain, Math.max(1, node.align)) : plain;
  const made = typeOf(bitNode(scalar, width, '', isUnnamed));
  return node.packed ? made : align(made, node.align);
}

function bitNode(base: AnyType, width: number, name: string, isUnnamed: boolean): BitNode {
  const node = nodeOf(base);
  if (
    node.kind !== 'scalar' ||
    node.checksum !== undefined ||
    scalarOf(node.format, node.bytes, node.exponent)?.hasBits !== true
  ) {
    throw schemaError(name, 'a bit-field takes an integer type of a fixed size, such as u32');
  }
  const least = isUnnamed ? 0 : 1;
  if (!Number.isInteger(width) || width < least || width > node.bytes * 8) {
    const bits = `${least} to ${node.bytes * 8} bits`;
    throw schemaError(name, `a bit-field of ${node.name} is ${bits} wide, not ${shownValue(width)}`);
  }
  assertCheckFits(node, width, name);
  return { kind: 'bit', base: node, width, unnamed: isUnnamed };
}

/** A check that no value of the bit-field passes is a mistake. */
function assertCheckFits({ check, format }: ScalarNode, width: number, name: string): void {
  if (check === undefined || check.kind === 'strict') return;
  const [min, max] = check.kind === 'magic' ? [check.value, check.value] : [check.min, check.max];
  const least = format === 'signed' ? -(2 ** (width - 1)) : 0;
  const most = format === 'signed' ? 2 ** (width - 1) - 1 : 2 ** width - 1;
  if (min > most || max < least) throw schemaError(name, `no value of ${width} bits passes the ${check.kind} check`);
}
