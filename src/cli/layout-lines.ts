import { typeNameOf, type LaidMember, type LaidRecord, type Layout } from '../schema/index.js';

/** A line of a layout: a member, or bytes that no member uses. */
export interface LayoutLine {
  /** Path of a member; of padding, that of the record and the member before it. Lines of two ABIs meet by it. */
  readonly key: string;
  readonly depth: number;
  /** Undefined for padding. */
  readonly name: string | undefined;
  readonly typeName: string;
  readonly bitOffset: number;
  readonly bitSize: number;
  readonly isBitField: boolean;
}

/** Every member with its place, records with what is in them below, and the padding between. */
export function layoutLines({ root }: Layout): LayoutLine[] {
  return linesOf(root, { prefix: '', start: '', depth: 0 }, 0, root.bytes * 8);
}

/** Bits of padding, and the holes that they make. */
export function paddingOf(lines: readonly LayoutLine[]): { readonly holes: number; readonly bits: number } {
  const padding = lines.filter((line) => line.name === undefined);
  return { holes: padding.length, bits: padding.reduce((sum, line) => sum + line.bitSize, 0) };
}

/** Which record the lines are of. */
interface Nesting {
  /** Of the paths of its members. */
  readonly prefix: string;
  /** What padding in front of its members is behind: several anonymous records may stand below one prefix. */
  readonly start: string;
  readonly depth: number;
}

function linesOf(record: LaidRecord, nesting: Nesting, base: number, bits: number): LayoutLine[] {
  const { prefix, start, depth } = nesting;
  const lines: LayoutLine[] = [];
  const isUnion = record.node.union;
  let end = 0;
  let before = start;
  for (const member of record.members) {
    const { bitOffset, bitSize, type } = member;
    if (member.unnamed || type.kind === 'split' || type.kind === 'pointed') {
      if (!member.unnamed) lines.push(memberLine(member, prefix, base, depth));
      continue;
    }
    if (!isUnion && bitOffset > end) lines.push(paddingLine(prefix, before, base + end, bitOffset - end, depth));
    end = Math.max(end, bitOffset + bitSize);
    before = member.name;
    lines.push(...memberLines(member, nesting, base));
  }
  if (bits > end) lines.push(paddingLine(prefix, isUnion ? start : before, base + end, bits - end, depth));
  return lines;
}

function memberLines(member: LaidMember, { prefix, start, depth }: Nesting, base: number): LayoutLine[] {
  const { anonymous, type, name } = member;
  const at = base + member.bitOffset;
  if (type.kind !== 'record') return [memberLine(member, prefix, base, depth)];
  // What is promoted stands with the members around it.
  if (anonymous) return linesOf(type, { prefix, start: `${start}${name}/`, depth }, at, type.bytes * 8);
  return [
    memberLine(member, prefix, base, depth),
    ...linesOf(type, { prefix: `${prefix}${name}.`, start: '', depth: depth + 1 }, at, type.bytes * 8),
  ];
}

function memberLine(member: LaidMember, prefix: string, base: number, depth: number): LayoutLine {
  const { name, type, bitOffset, bitSize } = member;
  const isBitField = type.kind === 'leaf' && type.isBitField;
  return {
    key: prefix + name,
    depth,
    name,
    typeName: typeNameOf(type),
    bitOffset: base + bitOffset,
    bitSize,
    isBitField,
  };
}

function paddingLine(prefix: string, before: string, bitOffset: number, bitSize: number, depth: number): LayoutLine {
  const key = `${prefix}${before} padding`;
  return { key, depth, name: undefined, typeName: '', bitOffset, bitSize, isBitField: bitSize % 8 !== 0 };
}
