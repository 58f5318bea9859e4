import { unitBytes, type TextEncoding } from '../bytes/index.js';
import { assertString, CastbufError, suggest } from '../errors/index.js';
import { rulesOf, type Abi, type AbiRules } from './abi.js';
import { isVariable } from './assert-record.js';
import type { MemberPath } from './columns-of.js';
import type { AnyType } from './infer.js';
import {
  type BitNode,
  type Count,
  type Endian,
  type MemberNode,
  type Node,
  type RecordNode,
  type RecordsNode,
  type ScalarNode,
} from './node.js';
import { partName } from './part-name.js';
import { placementFor, type Extent, type Placement } from './placement.js';
import { nodeOf } from './type-of.js';
import { schemaError } from './schema-error.js';

/** A number in the record: a scalar, or `width` bits of one. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly scalar: ScalarNode;
  /** Bytes of the declared type, pointers resolved. */
  readonly bytes: number;
  /** Bits that are the value: all of them, or a bit-field's. */
  readonly width: number;
  readonly isBitField: boolean;
  /** Of more bytes than one, or with `fromHigh`. */
  readonly bigEndian: boolean;
  /** A bit-field whose bits count from the most significant one of a byte, so that they lie in the order of big-endian bytes. */
  readonly fromHigh: boolean;
  /** What it is aligned to where no pack is. */
  readonly align: number;
}

export interface LaidArray {
  readonly kind: 'array';
  readonly element: LaidType;
  readonly stride: number;
  readonly count: Count;
}
/** `magic`: bytes that every message has there. */
export interface LaidBytes {
  readonly kind: 'bytes';
  readonly count: Count;
  readonly magic?: readonly number[] | undefined;
}
export interface LaidText {
  readonly kind: 'text';
  readonly encoding: TextEncoding;
  readonly exact: boolean;
  readonly count: Count;
  readonly magic?: readonly number[] | undefined;
}
export interface LaidRecords {
  readonly kind: 'records';
  readonly node: RecordsNode;
  readonly count: Count;
  /** The ABI that its types are laid out for. */
  readonly abi: Abi;
  readonly types: readonly { readonly name: string; readonly record: LaidRecord }[];
}
export interface LaidGuid {
  readonly kind: 'guid';
  readonly magic?: readonly number[] | undefined;
}
export interface LaidSplit {
  readonly kind: 'split';
  /** Names of siblings, most significant first. */
  readonly parts: readonly string[];
}
export interface LaidPointed {
  readonly kind: 'pointed';
  readonly offsetField: string;
  readonly relativeTo: 'record' | 'field';
  readonly target: LaidType;
  readonly targetBytes: number;
  /** C's alignof of the target: encode puts it at a multiple of this. */
  readonly targetAlign: number;
}

/** A member after the part of varying length. */
export interface LaidTrailing {
  readonly kind: 'trailing';
  readonly target: LaidType;
  readonly targetBytes: number;
  /** Bytes from its first byte to the end of the record. */
  readonly fromEnd: number;
}

export interface LaidMember {
  readonly name: string;
  /** Its members are promoted to the record around it. */
  readonly anonymous: boolean;
  /** An unnamed bit-field. */
  readonly unnamed: boolean;
  /** From the start of the record around it; bit 0 is the least significant bit of byte 0, of a bit-field with `fromHigh` the most significant one. */
  readonly bitOffset: number;
  readonly bitSize: number;
  /** Bit-fields: byte where their unit starts. */
  readonly unitOffset: number;
  readonly type: LaidType;
}

export interface LaidRecord {
  readonly kind: 'record';
  readonly node: RecordNode;
  readonly members: readonly LaidMember[];
  /** `sizeof`. */
  readonly bytes: number;
  readonly align: number;
  /** What `__declspec(align)` demands of whoever has it as a member, and no pack lowers; 0 where nothing does. */
  readonly required: number;
  /** Bytes that every message has: up to the part of varying length, else all of `bytes`. */
  readonly fixedBytes: number;
  /** Bytes that every message has at its end, after the part of varying length. */
  readonly trailingBytes: number;
}

export type LaidType =
  | Leaf
  | LaidArray
  | LaidBytes
  | LaidText
  | LaidRecords
  | LaidGuid
  | LaidSplit
  | LaidPointed
  | LaidTrailing
  | LaidRecord;

/** `[path, bitOffset, bitSize]`, bits counted from the least significant bit of byte 0; of big-endian ABIs from the most significant one. */
export type FlatEntry = readonly [path: string, bitOffset: number, bitSize: number];

/** Where every member of a type lies under one ABI. */
export interface Layout<Path extends string = string> {
  readonly name: string;
  readonly kind: 'struct' | 'union';
  readonly abi: string;
  /** `sizeof`, in bytes. */
  readonly size: number;
  readonly align: number;
  /**
   * Members in declaration order: anonymous ones promoted, unnamed records expanded with dots; an array or a member of
   * a named record type is one entry, an open tail has 0 bits, unnamed bit-fields are left out.
   */
  readonly flat: readonly FlatEntry[];
  readonly root: LaidRecord;
  /**
   * Byte offset of a member, `ChunkInfo.EncodeRate` or `Items[2].Type`; for a bit-field the byte of its first bit.
   * @throws CastbufError ERR_USAGE when there is no such member
   */
  offsetOf(path: Path): number;
}

/**
 * The layout of a struct or union under an ABI: by default the one it was imported for, else `msvc-x64`.
 * @throws CastbufError ERR_SCHEMA also where a record takes no bytes, so that no message can consist of it
 */
export function layoutOf<T extends AnyType>(type: T, abi?: Abi): Layout<MemberPath<T>> {
  const layout = layoutOfAny(type, abi);
  if (layout.root.fixedBytes === 0) throw schemaError(layout.name, 'takes no bytes; give it a member with a size');
  return layout;
}

/** Bytes and alignment of any type where it stands as a member. */
export function extentOfType(type: AnyType, abi: Abi): { bytes: number; align: number } {
  const rules = rulesOf(abi);
  const node = type['~node'];
  const extent = extentOf(layType(node, rules, rules.endian), node);
  return { bytes: extent.bytes, align: alignmentOf(extent) };
}

/** The same layout, also of records that no message can consist of: without bytes, or with nothing but an open tail. */
export function layoutOfAny(type: AnyType, abi?: Abi): Layout {
  const node = nodeOf(type);
  if (node.kind !== 'record')
    throw schemaError('', `a layout is of a struct or union, not of ${partName(node)}; put it into struct(…)`);
  if (node.tag !== undefined) throw schemaError('', 'a tagged union needs a struct around it that holds its tag');
  const own = abi === undefined ? (node.options.abi ?? 'msvc-x64') : abi;
  const rules = rulesOf(own);
  const root = layRecord(node, rules, rules.endian);
  const layout: Layout = {
    name: node.name ?? '',
    kind: node.union ? 'union' : 'struct',
    abi: rules.name,
    size: root.bytes,
    align: root.align,
    flat: [...flatEntries(root, '', 0)],
    root,
    offsetOf: (path) => Math.floor(bitOffsetAt(root, path) / 8),
  };
  ABIS.set(layout, own);
  return layout;
}

const ABIS = /* @__PURE__ */ new WeakMap<Layout, Abi>();

/** The ABI of a layout, of which that has the name. */
export function abiOfLayout(layout: Layout): Abi {
  return ABIS.get(layout) as Abi;
}

/** Records are laid out once for each ABI and byte order: headers use the same ones in many places. */
const laidRecords = new WeakMap<RecordNode, Map<string, LaidRecord>>();

function layRecord(node: RecordNode, rules: AbiRules, outer: Endian): LaidRecord {
  const endian = node.options.endian ?? outer;
  const key = `${rules.base} ${rules.pack} ${endian}`;
  const known = laidRecords.get(node);
  const laid = known?.get(key) ?? layMembers(node, rules, endian);
  if (known === undefined) laidRecords.set(node, new Map([[key, laid]]));
  else known.set(key, laid);
  return laid;
}

function layMembers(node: RecordNode, rules: AbiRules, endian: Endian): LaidRecord {
  const { union, options } = node;
  const { pack, align: least, bitLayout } = options;
  if (bitLayout === 'ms' && rules.family === 'gcc' && rules.base !== 'gcc-x64')
    throw schemaError(node.name ?? '', `castbuf has bitLayout 'ms' (ms_struct) under gcc-x64, not under ${rules.base}`);
  const placement = placementFor(rules, { union, pack, align: least, bitLayout });
  const members = node.members.map((member) => {
    const { node: inner } = unwrapped(member.node);
    const anonymous = inner.kind === 'anonymous';
    const laid = layType(anonymous ? inner.record : inner, rules, endian);
    const type = inner.kind === 'bit' && isFromHigh(node, inner, rules, endian) ? fromHigh(laid as Leaf) : laid;
    const extent = extentOf(type, member.node);
    const unnamed = inner.kind === 'bit' && inner.unnamed;
    const { name } = member;
    if (inner.kind === 'bit') {
      const { bitOffset, unitOffset } = placement.placeBits(extent, inner.width, unnamed);
      return { name, anonymous, unnamed, type, bitSize: inner.width, bitOffset, unitOffset };
    }
    const offset = extent.align > 0 ? placement.place(extent) : 0;
    return { name, anonymous, unnamed, type, bitSize: extent.bytes * 8, bitOffset: offset * 8, unitOffset: offset };
  });
  const { bytes, align, required } = placement.finish();
  assertBitUnits(node, members, bytes);
  if (bytes > 0x7fffffff) throw schemaError(node.name ?? '', `has ${bytes} bytes; 2 GiB is the limit`);
  const fixedBytes = fixedBytesOf(node, members, bytes);
  const last = placementFor(rules, { union: false, pack, align: undefined, bitLayout });
  const trailingBytes = placeTrailing(node, members, last);
  return { kind: 'record', node, members, bytes, align, required, fixedBytes, trailingBytes };
}

/** Members after the part of varying length lie as in a struct of their own, which has no padding at its end and may begin anywhere. Answers its bytes. */
function placeTrailing(node: RecordNode, members: LaidMember[], placement: Placement): number {
  let end = 0;
  const places = members.map(({ type }, index) => {
    const { node: own } = node.members[index] as MemberNode;
    if (type.kind !== 'trailing' || own.kind !== 'trailing') return 0;
    const place = placement.place(extentOf(type.target, own.target));
    end = place + type.targetBytes;
    return place;
  });
  members.forEach((member, index) => {
    const { type } = member;
    if (type.kind === 'trailing')
      members[index] = { ...member, type: { ...type, fromEnd: end - (places[index] as number) } };
  });
  return end;
}

/** Whether the bits of a bit-field count from the most significant one of a byte. Little-endian ones of big-endian ABIs do not. */
function isFromHigh({ options }: RecordNode, { base }: BitNode, rules: AbiRules, endian: Endian): boolean {
  return options.bitsFrom === 'high' || (rules.endian === 'big' && (base.endian ?? endian) === 'big');
}

/** Its bits may leave a unit of one byte, so it has a byte order all the same. */
function fromHigh(leaf: Leaf): Leaf {
  return { ...leaf, fromHigh: true, bigEndian: leaf.bigEndian || leaf.bytes === 1 };
}

/**
 * Where bits count from the low end of a big-endian unit, they are loaded and written with the whole of it, so it lies inside its record, and has no bytes
 * that others hold: writing one would change the other. All other bits are loaded with the bytes that they lie in.
 */
function assertBitUnits(node: RecordNode, members: readonly LaidMember[], recordBytes: number): void {
  for (const member of members) {
    if (!isBitField(member)) continue;
    const { name, type, bitOffset, bitSize, unitOffset } = member;
    const path = node.name === undefined ? name : `${node.name}.${name}`;
    const unitEnd = unitOffset + type.bytes;
    if (type.fromHigh && !type.bigEndian)
      throw schemaError(path, 'bits count from the high end in big-endian units only');
    const isInUnit = bitOffset >= unitOffset * 8 && bitOffset + bitSize <= unitEnd * 8 && unitEnd <= recordBytes;
    if (isLoadedWhole(member) && !isInUnit)
      throw schemaError(path, `lies in no whole unit of ${type.bytes} bytes, which its bits are counted in`);
    const other = node.union || !type.bigEndian ? undefined : members.find((one) => isTorn(member, one));
    if (other !== undefined)
      throw schemaError(path, `shares bytes with ${other.name} in another byte order or unit; ${apart(other)}`);
  }
}

interface BitField extends LaidMember {
  readonly type: Leaf;
}

function isBitField(member: LaidMember): member is BitField {
  return member.type.kind === 'leaf' && member.type.isBitField && !member.unnamed;
}

function apart(other: LaidMember): string {
  return isBitField(other) ? 'put unnamed(…, 0) between them' : 'fill the unit with unnamed(…) bits';
}

/** Big-endian bits that count from the low end of their unit. */
function isLoadedWhole({ type }: BitField): boolean {
  return type.bigEndian && !type.fromHigh;
}

/** Whether another member holds bytes of big-endian bits, and not as bits that lie in the same order. */
function isTorn(member: BitField, other: LaidMember): boolean {
  if (other.unnamed || (isBitField(other) && isInOrder(member, other))) return false;
  const [from, end] = heldBytes(member);
  const [otherFrom, otherEnd] = heldBytes(other);
  return otherFrom < end && from < otherEnd;
}

function isInOrder(member: BitField, other: BitField): boolean {
  if (!isLoadedWhole(member)) return other.type.fromHigh;
  return isLoadedWhole(other) && other.type.bytes === member.type.bytes && other.unitOffset === member.unitOffset;
}

/** Where the bytes lie that are loaded for a member; of an open tail, where it begins. */
function heldBytes(member: LaidMember): [from: number, end: number] {
  const { bitOffset, bitSize, unitOffset } = member;
  if (isBitField(member) && isLoadedWhole(member)) return [unitOffset, unitOffset + member.type.bytes];
  return [Math.floor(bitOffset / 8), Math.ceil((bitOffset + bitSize) / 8)];
}

function unwrapped(node: Node): { align: number; packed: boolean; node: Exclude<Node, { kind: 'aligned' }> } {
  return node.kind === 'aligned'
    ? { align: node.align, packed: node.packed, node: node.node as Exclude<Node, { kind: 'aligned' }> }
    : { align: 0, packed: false, node };
}

function fixedBytesOf(node: RecordNode, members: readonly LaidMember[], bytes: number): number {
  const { length, versioned } = node.options;
  if (versioned && length !== undefined) return endOfField(members, length);
  if (node.tag?.sized) return 0;
  if (!isVariable(node)) return bytes;
  const tail = members[node.members.findIndex((member) => isVariable(member.node))] as LaidMember;
  return tail.bitOffset / 8 + (tail.type.kind === 'record' ? tail.type.fixedBytes : 0);
}

/** End of the bytes that a field is loaded from: bits that count from the low end of a big-endian unit take the whole of it. */
function endOfField(members: readonly LaidMember[], path: string): number {
  const found = findMember(members, path);
  if (found === undefined) return 0;
  const { member, bitOffset } = found;
  const [, end] = heldBytes(member);
  return (bitOffset - member.bitOffset) / 8 + end;
}

function layType(
  node: Exclude<Node, { kind: 'aligned' | 'anonymous' }> | Node,
  rules: AbiRules,
  endian: Endian,
): LaidType {
  switch (node.kind) {
    case 'scalar':
      return leaf(node, rules, endian);
    case 'bit':
      return { ...leaf(node.base, rules, endian), width: node.width, isBitField: true };
    case 'record':
      return layRecord(node, rules, endian);
    case 'array': {
      const element = layType(node.element, rules, endian);
      const extent = extentOf(element, node.element);
      if (extent.bytes === 0)
        throw schemaError('', 'an array of elements without bytes has no end; give the element a member');
      assertElementsAligned(extent);
      return { kind: 'array', element, stride: extent.bytes, count: node.count };
    }
    case 'pointed': {
      const target = layType(node.target, rules, endian);
      const { offsetField, relativeTo } = node;
      const extent = extentOf(target, node.target);
      const targetAlign = alignmentOf(extent);
      return { kind: 'pointed', offsetField, relativeTo, target, targetBytes: extent.bytes, targetAlign };
    }
    case 'trailing': {
      const target = layType(node.target, rules, endian);
      const targetBytes = extentOf(target, node.target).bytes;
      return { kind: 'trailing', target, targetBytes, fromEnd: targetBytes };
    }
    case 'aligned':
      return layType(node.node, rules, endian);
    case 'anonymous':
      return layRecord(node.record, rules, endian);
    case 'bytes':
      return { kind: 'bytes', count: node.count, magic: node.magic };
    case 'text':
      return { kind: 'text', encoding: node.encoding, exact: node.exact, count: node.count, magic: node.magic };
    case 'records':
      return { kind: 'records', node, count: node.count, abi: abiOf(rules), types: layTypes(node, rules) };
    case 'guid':
      return { kind: 'guid', magic: node.magic };
    case 'split':
      return node;
  }
}

/** Each as a message of its own, which has no byte order from around it. */
function layTypes({ types }: RecordsNode, rules: AbiRules): LaidRecords['types'] {
  return types.map(({ name, node }) => ({ name, record: layRecord(node, rules, rules.endian) }));
}

function abiOf({ base, pack: packed }: AbiRules): Abi {
  return packed === undefined ? base : { packed, base };
}

function leaf(scalar: ScalarNode, rules: AbiRules, endian: Endian): Leaf {
  const bytes = scalar.bytes === 0 ? rules.pointerBytes : scalar.bytes;
  const bigEndian = bytes > 1 && (scalar.endian ?? endian) === 'big';
  const align = scalar.align ?? Math.min(bytes, rules.numberAlign);
  return { kind: 'leaf', scalar, bytes, width: bytes * 8, isBitField: false, bigEndian, fromHigh: false, align };
}

/** Compilers refuse it, too: only the first element would lie at a boundary. */
function assertElementsAligned(extent: Extent): void {
  const align = alignmentOf(extent);
  if (extent.bytes % align === 0) return;
  throw schemaError('', `elements of ${extent.bytes} bytes cannot all be aligned to ${align}; put each into a struct`);
}

/** What a type is aligned to where no pack is. */
function alignmentOf({ align, required, packed }: Extent): number {
  return Math.max(packed ? 1 : align, required, 1);
}

/** Bytes and alignment of a type where it stands as a member; alignment 0 marks parts that take no place at all. */
function extentOf(type: LaidType, node: Node): Extent {
  const { align: least, packed, node: inner } = unwrapped(node);
  const { bytes, align, required } = naturalExtent(type, inner);
  return { bytes, align, required: Math.max(required, least), packed: packed && align > 0 };
}

/** The same without what the member demands. */
function naturalExtent(type: LaidType, node: Node): Omit<Extent, 'packed'> {
  switch (type.kind) {
    case 'leaf':
      return { bytes: type.bytes, align: type.align, required: 0 };
    case 'guid':
      return { bytes: 16, align: 4, required: 0 };
    case 'bytes':
    case 'records':
    case 'text': {
      const unit = type.kind === 'text' ? unitBytes(type.encoding) : 1;
      return { bytes: declaredCount(node, type.count) * unit, align: unit, required: 0 };
    }
    case 'array': {
      const element = node.kind === 'array' ? extentOf(type.element, node.element) : undefined;
      const { align = 1, required = 0, packed = false } = element ?? {};
      return { bytes: declaredCount(node, type.count) * type.stride, align: packed ? 1 : align, required };
    }
    case 'record':
      return { bytes: type.bytes, align: type.align, required: type.required };
    case 'split':
    case 'pointed':
    case 'trailing':
      return { bytes: 0, align: 0, required: 0 };
  }
}

function declaredCount(node: Node, count: Count): number {
  if (count.kind === 'fixed') return count.count;
  if (count.kind === 'field' && count.capacity !== undefined) return count.capacity;
  const inner = node.kind === 'aligned' ? node.node : node;
  return 'declared' in inner ? inner.declared : 0;
}

function* flatEntries(record: LaidRecord, prefix: string, base: number): Generator<FlatEntry> {
  for (const { name, anonymous, unnamed, bitOffset, bitSize, type } of record.members) {
    if (unnamed || type.kind === 'split' || type.kind === 'pointed' || type.kind === 'trailing') continue;
    if (type.kind === 'record' && anonymous) yield* flatEntries(type, prefix, base + bitOffset);
    else if (type.kind === 'record' && type.node.name === undefined)
      yield* flatEntries(type, `${prefix}${name}.`, base + bitOffset);
    else yield [prefix + name, base + bitOffset, bitSize];
  }
}

interface Found {
  readonly member: LaidMember;
  /** From the start of the record that the search began in. */
  readonly bitOffset: number;
}

/** The member at a dotted path, anonymous members promoted; undefined where there is none. */
export function findMember(members: readonly LaidMember[], path: string): Found | undefined {
  const dot = path.indexOf('.');
  const head = dot < 0 ? path : path.slice(0, dot);
  for (const member of members) {
    if (member.anonymous && member.type.kind === 'record') {
      const inner = findMember(member.type.members, path);
      if (inner !== undefined) return { ...inner, bitOffset: inner.bitOffset + member.bitOffset };
    } else if (member.name === head && !member.unnamed) {
      if (dot < 0) return { member, bitOffset: member.bitOffset };
      const inner = member.type.kind === 'record' ? findMember(member.type.members, path.slice(dot + 1)) : undefined;
      return inner && { ...inner, bitOffset: inner.bitOffset + member.bitOffset };
    }
  }
  return undefined;
}

function bitOffsetAt(root: LaidRecord, path: string): number {
  assertString('the path of a member', path);
  let at = 0;
  let record: LaidType = root;
  for (const step of path.split('.')) {
    const [, name = step, indices = ''] = /^([^[]*)((?:\[\d+\])*)$/.exec(step) ?? [];
    const found: Found | undefined = record.kind === 'record' ? findMember(record.members, name) : undefined;
    if (found === undefined) throw noSuchMember(root, path, record);
    at += found.bitOffset;
    record = found.member.type;
    if (record.kind === 'trailing') throw notPlaced(root, path, record.fromEnd);
    for (const [, index] of indices.matchAll(/\[(\d+)\]/g)) {
      if (record.kind !== 'array') throw noSuchMember(root, path, record);
      at += Number(index) * record.stride * 8;
      record = record.element;
    }
  }
  return at;
}

function notPlaced(root: LaidRecord, path: string, fromEnd: number): CastbufError {
  const where = `lies ${fromEnd} bytes before the end of each record, which varies`;
  return new CastbufError('ERR_USAGE', `${path} of ${root.node.name ?? 'the record'} ${where}`, { path });
}

function noSuchMember(root: LaidRecord, path: string, at: LaidType): CastbufError {
  const [name = ''] = path.split('.').slice(-1);
  const hint = at.kind === 'record' ? suggest(name, memberNames(at)) : 'there is nothing below it';
  return new CastbufError('ERR_USAGE', `${root.node.name ?? 'the record'} has no member ${path}; ${hint}`, { path });
}

/** Names that decode shows, anonymous members promoted. */
export function memberNames(record: LaidRecord): string[] {
  return record.members.flatMap((member) => {
    if (member.unnamed) return [];
    return member.anonymous && member.type.kind === 'record' ? memberNames(member.type) : [member.name];
  });
}
