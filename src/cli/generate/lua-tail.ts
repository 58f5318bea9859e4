import type { LaidMember, LaidRecord } from '../../schema/index.js';
import { bitRangeOf } from './lua-field.js';

/** The bytes of the record that have to be there for a member. */
export function loadedRange(
  member: LaidMember,
  record: LaidRecord,
): { readonly offset: number; readonly bytes: number } {
  const { type, bitOffset, bitSize } = member;
  const ofBits = type.kind === 'leaf' && type.isBitField ? bitRangeOf(type, member, record.fixedBytes) : undefined;
  return ofBits ?? { offset: Math.floor(bitOffset / 8), bytes: Math.ceil(bitSize / 8) };
}

/** The last member of a struct, where it is a `[1]` tail or a record that ends with one: C's way to say that more or nothing follows. */
export function openTail({ node, members }: LaidRecord): LaidMember | undefined {
  const last = node.union ? undefined : members.at(-1);
  if (last === undefined) return undefined;
  const { type } = last;
  const isTail =
    (type.kind === 'array' || type.kind === 'bytes' || type.kind === 'text') &&
    type.count.kind === 'fixed' &&
    type.count.count === 1;
  return isTail || (type.kind === 'record' && type.node.tag === undefined && openTail(type) !== undefined)
    ? last
    : undefined;
}

/** Bytes that every message has: all but an open tail. */
export function leastBytes(record: LaidRecord): number {
  const tail = openTail(record);
  if (tail === undefined) return record.fixedBytes;
  const ends = record.members.map((member) => {
    if (member === tail) return 0;
    const { offset, bytes } = loadedRange(member, record);
    return offset + bytes;
  });
  const inner = tail.type.kind === 'record' ? leastBytes(tail.type) : 0;
  return Math.max(...ends, tail.bitOffset / 8 + inner);
}
