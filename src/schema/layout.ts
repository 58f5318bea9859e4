import { CastbufError } from '../errors/index.js';
import { alignUp, placementFor, rulesOf, type Abi, type AbiRules, type Extent } from './abi.js';
import { isVariable } from './assert-record.js';
import type { AnyType } from './infer.js';
import {
  unitBytes,
  type Count,
  type Endian,
  type Node,
  type RecordNode,
  type ScalarNode,
  type TextEncoding,
} from './node.js';
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
  readonly bigEndian: boolean;
}

export interface LaidArray {
  readonly kind: 'array';
  readonly element: LaidType;
  readonly stride: number;
  readonly count: Count;
}
export interface LaidBytes {
  readonly kind: 'bytes';
  readonly count: Count;
}
export interface LaidText {
  readonly kind: 'text';
  readonly encoding: TextEncoding;
  readonly count: Count;
}
export interface LaidGuid {
  readonly kind: 'guid';
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
}

export interface LaidMember {
  readonly name: string;
  /** Its members are promoted to the record around it. */
  readonly anonymous: boolean;
  /** An unnamed bit-field. */
  readonly unnamed: boolean;
  /** From the start of the record around it; the least significant bit of byte 0 is bit 0. */
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
  /** Bytes that every message has: up to the part of varying length, else all of `bytes`. */
  readonly fixedBytes: number;
}

export type LaidType = Leaf | LaidArray | LaidBytes | LaidText | LaidGuid | LaidSplit | LaidPointed | LaidRecord;

/** `[path, bitOffset, bitSize]`, bits counted from the least significant bit of byte 0. */
export type FlatEntry = readonly [path: string, bitOffset: number, bitSize: number];

/** Where every member of a type lies under one ABI. */
export interface Layout {
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
  offsetOf(path: string): number;
}

/** The layout of a struct or union under an ABI; `msvc-x64` by default. */
export function layoutOf(type: AnyType, abi: Abi = 'msvc-x64'): Layout {
  const node = type['~node'];
  if (node.kind !== 'record')
    throw schemaError('', `a layout is of a struct or union, not of ${node.kind}; put it into struct(…)`);
  if (node.tag !== undefined) throw schemaError('', 'a tagged union needs a struct around it that holds its tag');
  const rules = rulesOf(abi);
  const root = layRecord(node, rules, 'little');
  if (root.fixedBytes === 0) throw schemaError(node.name ?? '', 'takes no bytes; give it a member with a size');
  return {
    name: node.name ?? '',
    kind: node.union ? 'union' : 'struct',
    abi: rules.name,
    size: root.bytes,
    align: root.align,
    flat: [...flatEntries(root, '', 0)],
    root,
    offsetOf: (path) => Math.floor(bitOffsetAt(root, path) / 8),
  };
}

function layRecord(node: RecordNode, rules: AbiRules, outer: Endian): LaidRecord {
  const endian = node.options.endian ?? outer;
  const placement = placementFor(rules, { union: node.union, pack: node.options.pack, align: node.options.align });
  const members = node.members.map((member) => {
    const { align, node: inner } = unwrapped(member.node);
    const anonymous = inner.kind === 'anonymous';
    const type = layType(anonymous ? inner.record : inner, rules, endian);
    const extent = extentOf(type, rules, inner, align);
    const unnamed = inner.kind === 'bit' && inner.unnamed;
    const named = { name: member.name, anonymous, unnamed, type };
    if (inner.kind === 'bit')
      return { ...named, bitSize: inner.width, ...placement.placeBits(extent, inner.width, unnamed) };
    const offset = extent.align > 0 ? placement.place(extent) : 0;
    return { ...named, bitSize: extent.bytes * 8, bitOffset: offset * 8, unitOffset: offset };
  });
  if (!node.union) assertOneByteOrder(node, members);
  const { bytes, align } = placement.finish();
  if (bytes > 0x7fffffff) throw schemaError(node.name ?? '', `has ${bytes} bytes; 2 GiB is the limit`);
  return { kind: 'record', node, members, bytes, align, fixedBytes: fixedBytesOf(node, members, bytes) };
}

/**
 * Bit-fields that share bytes are loaded alike: in one byte order and, where that is big-endian, from one unit. Otherwise
 * writing one would change the other.
 */
function assertOneByteOrder(node: RecordNode, members: readonly LaidMember[]): void {
  let before: LaidMember | undefined;
  for (const member of members) {
    const { type } = member;
    if (type.kind !== 'leaf' || !type.isBitField || member.unnamed) continue;
    if (before !== undefined && sharesBytes(before, member) && !loadsAlike(before, member)) {
      const path = node.name === undefined ? member.name : `${node.name}.${member.name}`;
      throw schemaError(
        path,
        `shares bytes with ${before.name} in another byte order or unit; put unnamed(…, 0) between them`,
      );
    }
    before = member;
  }
}

function loadedBytes({ type, bitOffset, bitSize, unitOffset }: LaidMember): [from: number, end: number] {
  const leaf = type as Leaf;
  if (leaf.bigEndian && leaf.bytes > 1) return [unitOffset, unitOffset + leaf.bytes];
  return [Math.floor(bitOffset / 8), Math.ceil((bitOffset + bitSize) / 8)];
}

function sharesBytes(one: LaidMember, other: LaidMember): boolean {
  const [from, end] = loadedBytes(one);
  const [otherFrom, otherEnd] = loadedBytes(other);
  return from < otherEnd && otherFrom < end;
}

function loadsAlike(one: LaidMember, other: LaidMember): boolean {
  const [left, right] = [one.type as Leaf, other.type as Leaf];
  const isBig = (leaf: Leaf): boolean => leaf.bigEndian && leaf.bytes > 1;
  if (!isBig(left) && !isBig(right)) return true;
  return isBig(left) === isBig(right) && left.bytes === right.bytes && one.unitOffset === other.unitOffset;
}

function unwrapped(node: Node): { align: number; node: Exclude<Node, { kind: 'aligned' }> } {
  return node.kind === 'aligned'
    ? { align: node.align, node: node.node as Exclude<Node, { kind: 'aligned' }> }
    : { align: 1, node };
}

function fixedBytesOf(node: RecordNode, members: readonly LaidMember[], bytes: number): number {
  const { length, versioned } = node.options;
  if (versioned && length !== undefined) return endOfField(members, length);
  if (node.tag?.sized) return 0;
  if (!isVariable(node)) return bytes;
  const tail = members[node.members.findIndex((member) => isVariable(member.node))] as LaidMember;
  return tail.bitOffset / 8 + (tail.type.kind === 'record' ? tail.type.fixedBytes : 0);
}

/** End of the bytes that a field is loaded from: a big-endian bit-field takes its whole unit. */
function endOfField(members: readonly LaidMember[], path: string): number {
  const found = findMember(members, path);
  if (found === undefined) return 0;
  const { member, bitOffset } = found;
  const [, end] =
    member.type.kind === 'leaf' && member.type.isBitField
      ? loadedBytes(member)
      : [0, Math.ceil((member.bitOffset + member.bitSize) / 8)];
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
      const { bytes, align } = extentOf(element, rules, node.element, unwrapped(node.element).align);
      if (bytes === 0)
        throw schemaError('', 'an array of elements without bytes has no end; give the element a member');
      return { kind: 'array', element, stride: alignUp(bytes, rules.family === 'gcc' ? align : 1), count: node.count };
    }
    case 'pointed': {
      const target = layType(node.target, rules, endian);
      const { offsetField, relativeTo } = node;
      return {
        kind: 'pointed',
        offsetField,
        relativeTo,
        target,
        targetBytes: extentOf(target, rules, node.target, 1).bytes,
      };
    }
    case 'aligned':
      return layType(node.node, rules, endian);
    case 'anonymous':
      return layRecord(node.record, rules, endian);
    case 'bytes':
      return { kind: 'bytes', count: node.count };
    case 'text':
      return { kind: 'text', encoding: node.encoding, count: node.count };
    case 'guid':
    case 'split':
      return node;
  }
}

function leaf(scalar: ScalarNode, rules: AbiRules, endian: Endian): Leaf {
  const bytes = scalar.bytes === 0 ? rules.pointerBytes : scalar.bytes;
  const bigEndian = (scalar.endian ?? endian) === 'big';
  return { kind: 'leaf', scalar, bytes, width: bytes * 8, isBitField: false, bigEndian };
}

/** Bytes and alignment of a type where it stands as a member; alignment 0 marks parts that take no place at all. */
function extentOf(type: LaidType, rules: AbiRules, node: Node, required: number): Extent {
  switch (type.kind) {
    case 'leaf':
      return { bytes: type.bytes, align: type.scalar.align ?? type.bytes, required };
    case 'guid':
      return { bytes: 16, align: 4, required };
    case 'bytes':
    case 'text': {
      const unit = type.kind === 'text' ? unitBytes(type.encoding) : 1;
      return { bytes: declaredCount(node, type.count) * unit, align: unit, required };
    }
    case 'array': {
      const inner = node.kind === 'aligned' ? node.node : node;
      const element =
        inner.kind === 'array'
          ? extentOf(type.element, rules, inner.element, unwrapped(inner.element).align)
          : { align: 1, required: 1 };
      const bytes = declaredCount(node, type.count) * type.stride;
      return { bytes, align: element.align, required: Math.max(required, element.required) };
    }
    case 'record': {
      const own = rules.family === 'msvc' ? requiredOf(type.node) : 1;
      return { bytes: type.bytes, align: type.align, required: Math.max(required, own) };
    }
    case 'split':
    case 'pointed':
      return { bytes: 0, align: 0, required: 1 };
  }
}

/** What `__declspec(align)` demands anywhere inside a record, which a pack around it does not lower. */
function requiredOf(node: RecordNode): number {
  const inner = node.members.map((member) => {
    const { align, node: own } = unwrapped(member.node);
    return own.kind === 'bit' ? 1 : Math.max(align, requiredInside(own));
  });
  return Math.max(node.options.align ?? 1, ...inner);
}

function requiredInside(node: Node): number {
  if (node.kind === 'record') return requiredOf(node);
  if (node.kind === 'anonymous') return requiredOf(node.record);
  if (node.kind === 'array') return requiredInside(node.element);
  return node.kind === 'aligned' ? Math.max(node.align, requiredInside(node.node)) : 1;
}

function declaredCount(node: Node, count: Count): number {
  if (count.kind === 'fixed') return count.count;
  if (count.kind === 'field' && count.capacity !== undefined) return count.capacity;
  const inner = node.kind === 'aligned' ? node.node : node;
  return 'declared' in inner ? inner.declared : 0;
}

function* flatEntries(record: LaidRecord, prefix: string, base: number): Generator<FlatEntry> {
  for (const { name, anonymous, unnamed, bitOffset, bitSize, type } of record.members) {
    if (unnamed || type.kind === 'split' || type.kind === 'pointed') continue;
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
  let at = 0;
  let record: LaidType = root;
  for (const step of path.split('.')) {
    const [, name = step, indices = ''] = /^([^[]*)((?:\[\d+\])*)$/.exec(step) ?? [];
    const found: Found | undefined = record.kind === 'record' ? findMember(record.members, name) : undefined;
    if (found === undefined) throw noSuchMember(root, path, record);
    at += found.bitOffset;
    record = found.member.type;
    for (const [, index] of indices.matchAll(/\[(\d+)\]/g)) {
      if (record.kind !== 'array') throw noSuchMember(root, path, record);
      at += Number(index) * record.stride * 8;
      record = record.element;
    }
  }
  return at;
}

function noSuchMember(root: LaidRecord, path: string, at: LaidType): CastbufError {
  const names = at.kind === 'record' ? memberNames(at).join(', ') : 'nothing below it';
  return new CastbufError('ERR_USAGE', `${root.node.name ?? 'the record'} has no member ${path}; there is ${names}`, {
    path,
  });
}

/** Names that decode shows, anonymous members promoted. */
export function memberNames(record: LaidRecord): string[] {
  return record.members.flatMap((member) => {
    if (member.unnamed) return [];
    return member.anonymous && member.type.kind === 'record' ? memberNames(member.type) : [member.name];
  });
}
