import type { ProbedType } from '../columns/index.js';
import { readTag, type CursorFactory, type FramedCursor } from '../cursor/index.js';
import { bitsAt, type Program } from '../program/index.js';
import type { LaidMember, LaidRecord, Leaf } from '../schema/index.js';

/*
 * What is true of most records, though others decode: padding is zero, an enum has a value with a name, a bool is 0 or 1, nothing follows the members. Where
 * the next record begins is looked for in bytes that are no records, and zeros and small numbers make a record there of almost anything. Such facts tell which of
 * several places it is. They refuse none: where no place has them, the first that decodes is taken.
 */

/** Whether the record at `at` of `bytes` bytes looks like one. */
export type LooksLikeRecord = (view: DataView, at: number, bytes: number) => boolean;

interface Fact {
  /** Offset after the bytes that it is about. */
  readonly end: number;
  holds(view: DataView, at: number): boolean;
}

/** Where nothing is known of a record besides whether it decodes, each looks like one. */
export function looksOf({ program, cursors }: Pick<ProbedType, 'program' | 'cursors'>): LooksLikeRecord {
  const { root } = program.layout;
  const facts = factsOf(program, root, '', 0).filter(({ end }) => end <= root.fixedBytes);
  const ends = root.node.options.length === undefined ? () => true : endsWithMembers(cursors);
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
function factsOf(program: Program, record: LaidRecord, prefix: string, base: number): Fact[] {
  if (record.node.union) return [];
  const facts: Fact[] = [];
  let end = base;
  for (const { name, anonymous, bitOffset, bitSize, type } of record.members) {
    if (!hasPlace(type)) continue;
    const at = base + Math.floor(bitOffset / 8);
    if (at > end) facts.push(zeros(end, at));
    end = Math.max(end, base + Math.ceil((bitOffset + bitSize) / 8));
    const path = prefix + name;
    if (type.kind === 'record') facts.push(...factsOf(program, type, anonymous ? prefix : `${path}.`, at));
    if (type.kind === 'leaf') facts.push(...factsOfLeaf(program, type, path));
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

function factsOfLeaf(program: Program, { scalar }: Leaf, path: string): Fact[] {
  const { enumeration, format } = scalar;
  const known =
    format === 'bool' ? [0, 1] : enumeration?.flags === false ? Object.values(enumeration.values) : undefined;
  const leaf = bitsAt(program, path);
  if (known === undefined || leaf === undefined) return [];
  const values = new Set(known.map((value) => BigInt.asUintN(leaf.width, BigInt(value))));
  return [{ end: leaf.offset + leaf.bytes, holds: (view, at) => values.has(readTag(view, at, leaf)) }];
}
