import * as K from '../../assembly/core/layout.js';
import type { Abi, LaidRecords, RecordsNode } from '../schema/index.js';
import { addCount } from './compile-counted.js';
import { leafOpOf } from './discriminator.js';
import type { Draft } from './draft.js';
import { setWide } from './guards.js';
import type { Op } from './ops.js';
import { join, type Place } from './place.js';
import type { Limits, ListedOps, ListedType, Program, RecordList, RecordsShape } from './program.js';

/** What a node of `records` brings along. */
export interface RecordLists {
  /** @throws CastbufError ERR_SCHEMA */
  listOf(node: RecordsNode, abi: Abi, limits: Limits): RecordList;
}

/** A part of a draft that is records of a set. */
export interface RecordsPart {
  readonly op: Op;
  readonly path: string;
  readonly list: RecordList;
}

/** To whoever does not look into it, the part is a range of bytes. */
export function compileRecords(draft: Draft, { node, abi, count }: LaidRecords, place: Place): RecordsShape {
  const { path, base } = place;
  const op = draft.ops.add({ kind: K.OP_RANGE, offset: base, bytes: 1, shift: 1, flags: K.F_RECORDS }, path);
  addCount(draft, op, count, 1, place);
  draft.needsWalk = true;
  draft.columns.uncovered(path, place);
  const list = (node.lists as RecordLists).listOf(node, abi, draft.limits);
  draft.records.push({ op, path, list });
  return { kind: 'records', op: op.index, list };
}

/** Numbers for the ops of all records in a program of `ownOps` ops. */
export function listedOps(parts: readonly RecordsPart[], ownOps: number): ListedOps[] {
  const listed: ListedOps[] = [];
  let first = ownOps;
  const add = (path: string, program: Program | undefined, count: number): void => {
    listed.push({ first, end: first + count, path, program });
    first += count;
  };
  for (const { path, list } of parts) {
    add(`${path}[]`, undefined, 1);
    for (const { program } of list.types) add(`${path}[]`, program, opNumbers(program));
  }
  return listed;
}

function opNumbers({ ops, listed }: Program): number {
  return listed.at(-1)?.end ?? ops.length;
}

/**
 * The set of each part, to lie after the program:
 *
 *   | discriminator, entries | program of the first type | of the second | ...
 */
export function setSections(parts: readonly RecordsPart[], listed: readonly ListedOps[]): Int32Array[] {
  let next = 0;
  return parts.map(({ list }) => {
    const numbers = listed.slice(next, next + list.types.length + 1).map(({ first }) => first);
    next += numbers.length;
    return sectionOf(list, numbers);
  });
}

function sectionOf({ types, tag, tagPath, tags, otherwise }: RecordList, numbers: readonly number[]): Int32Array {
  const [record = 0, ...firsts] = numbers;
  const tableWords = K.SET_ENTRIES + tags.length * K.SET_ENTRY_WORDS;
  let end = tableWords;
  const places = types.map(({ program: { words } }) => (end += words.length) - words.length);
  const section = new Int32Array(end);
  const [{ program: first }] = types as readonly [ListedType, ...ListedType[]];
  const tagOp = leafOpOf(first, tagPath);
  section[K.SET_TAG_OP] = (places[0] as number) * 4 + (first.words[K.P_OPS_OFFSET] as number) + tagOp * K.OP_BYTES;
  section[K.SET_TAG_END] = tag.offset + tag.bytes;
  section[K.SET_TAG_NUMBER] = (firsts[0] as number) + tagOp;
  section[K.SET_RECORD_NUMBER] = record;
  section[K.SET_TAG_COUNT] = tags.length;
  const setEntry = (at: number, type: number): void => {
    section[at + K.SET_PROGRAM] = type < 0 ? 0 : (places[type] as number) * 4;
    section[at + K.SET_FIRST_NUMBER] = type < 0 ? 0 : (firsts[type] as number);
  };
  setEntry(K.SET_OTHERWISE, otherwise);
  tags.forEach(([value, type], index) => {
    const at = K.SET_ENTRIES + index * K.SET_ENTRY_WORDS;
    setWide(section, at + K.SET_TAG, value);
    setEntry(at, type);
  });
  types.forEach(({ program: { words } }, type) => section.set(words, places[type] as number));
  return section;
}

/** An op as the program has it that it belongs to, with the path from the record around all. */
export interface OwnedOp {
  readonly program: Program;
  /** -1: none of a record's ops, but the record. */
  readonly op: number;
  readonly path: string;
}

/** Whose op a number is, which may be that of a record inside a part. */
export function ownerOf(program: Program, op: number): OwnedOp {
  const inside = program.listed.findLast(({ first }) => first <= op);
  if (inside === undefined) return { program, op, path: op < 0 ? '' : (program.paths[op] ?? '') };
  if (inside.program === undefined) return { program, op: -1, path: inside.path };
  const inner = ownerOf(inside.program, op - inside.first);
  return { ...inner, path: join(inside.path, inner.path) };
}
