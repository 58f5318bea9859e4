import { findMember, memberNames, type LaidRecord, type LaidType, type Layout } from '../schema/index.js';
import { hasNames } from './field-names.js';
import { BYTES, unknownTypes } from './unknown-bytes.js';

/** What a row says of its record: the input that it is from, its type, the time and the interface of its packet, and where it lies. */
export const PLACE_KINDS = ['file', 'type', 'time', 'interface', 'offset', 'length'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** The type of what stands under a key of a row, or of an object in it; undefined where the record has no such key. */
export function typeOfKey(record: LaidRecord, key: string, isTop: boolean): LaidType | undefined {
  const type = key.includes('.') ? undefined : findMember(record.members, key)?.member.type;
  if (type !== undefined) return type;
  if (key === 'raw' && hasTaggedUnion(record)) return BYTES;
  return isTop ? unknownTypes(record).find(([name]) => name === key)?.[1] : undefined;
}

/** Whether `raw` may stand in a record: it is a tagged union, or one is promoted to it. */
export function hasTaggedUnion(record: LaidRecord): boolean {
  if (record.node.tag !== undefined) return true;
  return record.members.some(({ anonymous, type }) => anonymous && type.kind === 'record' && hasTaggedUnion(type));
}

/**
 * The key of a record's offset, for one: the word itself; where a type has a member of that name, recordOffset; and where it has
 * that, too, the same with as many underscores as it takes.
 */
export function placeKey(layouts: readonly Layout[], kind: PlaceKind): string {
  const isTaken = (key: string): boolean => layouts.some(({ root }) => typeOfKey(root, key, true) !== undefined);
  if (!isTaken(kind)) return kind;
  let key = `record${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  while (isTaken(key)) key += '_';
  return key;
}

/** By member, the key of its value's name: `<member>Name`, or with as many underscores before `Name` as it takes to be no member and no other's name. */
export function nameKeys(record: LaidRecord): ReadonlyMap<string, string> {
  const known = keysOf.get(record);
  if (known !== undefined) return known;
  const keys = new Map<string, string>();
  const taken = new Set(memberNames(record));
  for (const member of memberNames(record)) {
    const type = findMember(record.members, member)?.member.type;
    if (type === undefined || !hasNames(type)) continue;
    let stem = member;
    while (taken.has(`${stem}Name`)) stem += '_';
    taken.add(`${stem}Name`);
    keys.set(member, `${stem}Name`);
  }
  keysOf.set(record, keys);
  return keys;
}
const keysOf = new WeakMap<LaidRecord, ReadonlyMap<string, string>>();
