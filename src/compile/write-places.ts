import type { Op } from '../cursor/index.js';
import type { Spot, WriteBody } from './write-body.js';

/** A part of varying length: where its bytes are from. */
export interface RangeSource {
  /** How many bytes it has. */
  readonly length: string;
  /** Text that writes them, to `room` at `at`. `path` is in it. */
  write(room: string, at: string): string;
  /** The given bytes, where it is no text. */
  readonly bytes: string | undefined;
}

/** Where what was checked goes: emitted by an emitter of places, which knows offsets and the end of the record. */
export interface WritePlaces {
  body: WriteBody;
  begin(): void;
  /** A number, boolean or bigint. @param value the text of one, simple enough to be there twice */
  number(op: Op, value: string, spot: Spot, isLate: boolean): void;
  range(op: Op, from: RangeSource, spot: Spot): void;
  /** `count` elements: `element` emits one, given where it lies. */
  array(op: Op, count: string, spot: Spot, element: (spot: Spot) => void): void;
  /** Room for the arm of a union that ends the record. */
  arm(union: Op, index: number, spot: Spot): void;
  raw(op: Op, bytes: string, spot: Spot): void;
  checksum(op: Op, spot: Spot): void;
  tail(bytes: string): void;
  /** Fills in the record's length and checksums, and answers. */
  end(checksums: readonly Op[]): void;
}

/** What only records need whose parts may lie over each other, or that may end early. */
export interface RecordPlaces extends WritePlaces {
  pointed(op: Op, units: string, spot: Spot, inside: (spot: Spot) => void): void;
  /** Members after the part of varying length: `end` is the variable with where they end. */
  trailing(bytes: number, inside: (end: string) => void): void;
  atEnd(op: Op, end: string, spot: Spot, inside: (spot: Spot) => void): void;
  gaps(given: string): void;
  version(present: string): void;
  /** Answers the variable that endArms takes. */
  beginArms(isShared: string): string;
  arms(isPartial: string, inside: () => void): void;
  endArms(arms: string): void;
}
