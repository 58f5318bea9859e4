import type { Column } from './program.js';
import type { Scope } from './scope.js';
import type { LeafPlace } from './storage.js';

/** The fixed arrays around a place, the outermost first: a member of their elements is one column. */
export interface Elements {
  /** Bytes from the record to the first element of the innermost, of which each around it is the first, too. */
  readonly start: number;
  /** An array of arrays is one level, as its elements lie one after the other. */
  readonly levels: readonly { readonly count: number; readonly stride: number }[];
  /** The arm around the outermost. */
  readonly guard: Column['guard'];
  /** The place is that of an element itself, and not of a member in it. */
  readonly isElement: boolean;
}

/** Where a record, or a part of one, stands: everything that what is nested in it inherits. */
export interface Place {
  /** Bytes from the frame's base. */
  readonly base: number;
  /** Bytes of the frame: no load reaches past them. */
  readonly frameBytes: number;
  readonly path: string;
  /** The leaves that counts, tags and offsets standing here may name. */
  readonly scope: Scope;
  /** Bytes of the root record that every message has, or of a versioned one all; 0 in every frame but the message's. */
  readonly columnBytes: number;
  /** Bytes from the frame's base, or that of the arrays around it, to the end of the message, where it lies there; else 0. */
  readonly fromEnd: number;
  /** In an element of fixed arrays that every message has; undefined elsewhere, and in arms of tagged unions in such an element. */
  readonly elements: Elements | undefined;
  /** The arm of a tagged union around it. */
  readonly guard: Column['guard'];
  /** Other members show the same bytes. */
  readonly shared: boolean;
  /** The message may end before it. */
  readonly versioned: boolean;
  /** In an arm of any union. */
  readonly inUnion: boolean;
}

/** The place of an array element or of a part that is pointed to: offsets count from its own base, and only `elements` may become columns. */
export function ownFrame(outer: Place, frame: Pick<Place, 'path' | 'frameBytes' | 'scope' | 'elements'>): Place {
  const fromEnd = frame.elements === undefined ? 0 : outer.fromEnd;
  return { ...outer, ...frame, base: 0, columnBytes: 0, fromEnd, guard: undefined, versioned: false };
}

/** A leaf's place in its frame, from its place in its record. */
export function leafPlace(record: Place, bitOffset: number, unitOffset: number): LeafPlace {
  return {
    bitOffset: record.base * 8 + bitOffset,
    unitOffset: record.base + unitOffset,
    recordBytes: record.frameBytes,
  };
}

/** Op of the tail of a versioned record: it stands before its members. */
export const VERSIONED_TAIL = 0;

/** The words that say what is around a union, a checksum or the tail of a versioned record: without it, they are not there. */
export function guardWords(guard: Place['guard']): { shift: number; width: number } {
  return { shift: guard?.union ?? -1, width: guard?.arm ?? 0 };
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
