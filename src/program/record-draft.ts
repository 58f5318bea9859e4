import type { ChecksumMethod, LaidRecord, OwnSum } from '../schema/index.js';
import type { Place } from './place.js';
import type { Derivation } from './program.js';

/** Bytes that are summed. Offsets are from the frame's base, negative ones from the end of the message. */
export interface SummedRange {
  readonly offset: number;
  /** First byte that is not summed any more; -1: the end of the message, and less: bytes before it. */
  readonly end: number;
}

/** A checksum whose leaf is compiled already. */
export interface PendingChecksum {
  readonly leafOp: number;
  readonly path: string;
  /** Bytes from the leaf to the end of the message, where it lies there; else 0. */
  readonly fromEnd: number;
  readonly ranges: readonly SummedRange[];
  readonly method: ChecksumMethod;
  /** Of a function of the user's. */
  readonly own: OwnSum | undefined;
  readonly guard: Place['guard'];
}

/** A record while its members are compiled: what they share, and what is left to do at its end. */
export interface RecordDraft {
  readonly record: LaidRecord;
  readonly place: Place;
  /** Names of members that values do not have: a split shows them as one number. */
  readonly hidden: ReadonlySet<string>;
  readonly checksums: PendingChecksum[];
  /** Of the records inside it: they are computed first, as its own sum them. */
  readonly nestedChecksums: PendingChecksum[];
  readonly derivations: Derivation[];
}

export const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

export function beginRecord(record: LaidRecord, place: Place, hidden = NOTHING_HIDDEN): RecordDraft {
  return { record, place, hidden, checksums: [], nestedChecksums: [], derivations: [] };
}
