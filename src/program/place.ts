import type { Column } from './program.js';
import type { Scope } from './scope.js';
import type { LeafPlace } from './storage.js';

/** Where a record, or a part of one, stands: everything that what is nested in it inherits. */
export interface Place {
  /** Bytes from the frame's base. */
  readonly base: number;
  /** Bytes of the frame: no load reaches past them. */
  readonly frameBytes: number;
  readonly path: string;
  /** The leaves that counts, tags and offsets standing here may name. */
  readonly scope: Scope;
  /** Bytes of the root record that every message has; 0 where nothing becomes a column: in every frame but the message's. */
  readonly columnBytes: number;
  /** Bytes from the frame's base to the end of the message, where it lies there; else 0. */
  readonly fromEnd: number;
  /** The arm of a tagged union around it. */
  readonly guard: Column['guard'];
  /** Other members show the same bytes. */
  readonly shared: boolean;
  /** The message may end before it. */
  readonly versioned: boolean;
  /** In an arm of any union. */
  readonly inUnion: boolean;
}

/** The place of an array element or of a part that is pointed to: offsets count from its own base, and it is no column. */
export function ownFrame(outer: Place, frame: Pick<Place, 'path' | 'frameBytes' | 'scope'>): Place {
  return { ...outer, ...frame, base: 0, columnBytes: 0, fromEnd: 0, guard: undefined, versioned: false };
}

/** A leaf's place in its frame, from its place in its record. */
export function leafPlace(record: Place, bitOffset: number, unitOffset: number): LeafPlace {
  return {
    bitOffset: record.base * 8 + bitOffset,
    unitOffset: record.base + unitOffset,
    recordBytes: record.frameBytes,
  };
}

/** The words that say which arm is around a union or a checksum: without the arm, it is not there. */
export function guardWords(guard: Place['guard']): { shift: number; width: number } {
  return { shift: guard?.union ?? -1, width: guard?.arm ?? 0 };
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
