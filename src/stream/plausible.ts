import type { ProbedType } from '../columns/index.js';
import type { CursorFactory, FramedCursor } from '../cursor/index.js';
import type { Program } from '../program/index.js';
import type { LaidMember, LaidRecord, Leaf } from '../schema/index.js';

/*
 * What bytes of a record mostly are, though decoding takes others: padding is zero, an enum has a value with a name, a bool is 0 or 1, nothing follows the members. A start of records is
 * looked for in bytes that are no records, and zeros and small numbers make a record there of almost anything. Such facts tell which of several starts it is.
 * They refuse none: where no start has them, the first that decodes is taken.
 */

/** Whether the record at `at` of `bytes` bytes looks like one. */
export type LooksLikeRecord = (view: DataView, at: number, bytes: number) => boolean;

interface Fact {
  /** Offset after the bytes that it is about. */
  readonly end: number;
  holds(view: DataView, at: number): boolean;
}

const KNOWN = new WeakMap<Program, LooksLikeRecord | undefined>();

/** Undefined: nothing is known of a record besides whether it decodes. */
export function looksOf({ program, cursors }: ProbedType): LooksLikeRecord | undefined {
  if (!KNOWN.has(program)) KNOWN.set(program, looksOfAll(program, cursors));
  return KNOWN.get(program);
}

function looksOfAll(program: Program, cursors: CursorFactory): LooksLikeRecord | undefined {
  const { root } = program.layout;
  const facts = factsOf(root, 0).filter(({ end }) => end <= root.fixedBytes);
  const statesLength = root.node.options.length !== undefined;
  if (facts.length === 0 && !statesLength) return undefined;
  const ends = statesLength ? endsWithMembers(cursors) : () => true;
  return (view, at, bytes) =>
    facts.every((fact) => fact.end > bytes - root.trailingBytes || fact.holds(view, at)) && ends(view, at, bytes);
}

/** Whether a record that says its length has no bytes after its members. */
function endsWithMembers(cursors: CursorFactory): LooksLikeRecord {
  let shown: DataView | undefined;
  let cursor: FramedCursor | undefined;
  return (view, at, bytes) => {
    if (cursor === undefined || shown !== view) cursor = cursors.framed(view);
    shown = view;
    cursor.frame.move(at, bytes);
    return (cursor.view as { readonly unknownTail?: Uint8Array }).unknownTail === undefined;
  };
}

/** Of the members at places that never move. Arms of a union are not looked at, as only some of them hold. */
function factsOf(record: LaidRecord, base: number): Fact[] {
  if (record.node.union) return [];
  const facts: Fact[] = [];
  let end = base;
  for (const { bitOffset, bitSize, type } of record.members) {
    const at = base + Math.floor(bitOffset / 8);
    if (!hasPlace(type)) continue;
    if (at > end) facts.push(zeros(end, at));
    end = Math.max(end, base + Math.ceil((bitOffset + bitSize) / 8));
    if (type.kind === 'record') facts.push(...factsOf(type, at));
    if (type.kind === 'leaf' && !type.isBitField) facts.push(...factsOfLeaf(type, at));
  }
  if (base + record.bytes > end) facts.push(zeros(end, base + record.bytes));
  return facts;
}

/** A part of varying length, and what lies after it or where an offset says, are somewhere else in each record. */
function hasPlace({ kind }: LaidMember['type']): boolean {
  return kind !== 'split' && kind !== 'pointed' && kind !== 'trailing';
}

function zeros(start: number, end: number): Fact {
  return {
    end,
    holds: (view, at) => {
      for (let offset = start; offset < end; offset++) if (view.getUint8(at + offset) !== 0) return false;
      return true;
    },
  };
}

function factsOfLeaf({ scalar, bytes, bigEndian }: Leaf, offset: number): Fact[] {
  const { enumeration, format } = scalar;
  const known =
    format === 'bool' ? [0, 1] : enumeration?.flags === false ? Object.values(enumeration.values) : undefined;
  if (known === undefined) return [];
  const values = new Set(known.map((value) => BigInt.asUintN(bytes * 8, BigInt(value))));
  return [{ end: offset + bytes, holds: (view, at) => values.has(integerAt(view, at + offset, bytes, bigEndian)) }];
}

function integerAt(view: DataView, at: number, bytes: number, bigEndian: boolean): bigint {
  let value = 0n;
  for (let index = 0; index < bytes; index++)
    value = (value << 8n) | BigInt(view.getUint8(at + (bigEndian ? index : bytes - 1 - index)));
  return value;
}
