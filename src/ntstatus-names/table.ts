import { toSigned } from '../ntstatus/index.js';
import { PACKED_NAMES } from './names.js';

/*
 * The names lie packed in one string, a status a line, ascending by unsigned value (`names.ts`, which a script generates):
 *
 *   0 SUCCESS            the value in hex, where it is not the one before plus one
 *   =WAIT_0              the value of the line before: a second name
 *   WAIT_1               the value of the line before plus one
 *   10001 !DBG_…         a name that does not start with STATUS_
 *
 * The string is unpacked on first use, once.
 */

/** A name and its value. */
export interface NtStatusEntry {
  /** The full name, such as `STATUS_PENDING` or `RPC_NT_CALL_FAILED`. */
  readonly name: string;
  /** The value, signed. */
  readonly value: number;
}

const PREFIX = 'STATUS_';

interface Table {
  /** Signed value -> its names, the primary one first. Never empty. Insertion order is ascending by unsigned value. */
  readonly namesOf: ReadonlyMap<number, readonly [string, ...string[]]>;
  /** Full name -> signed value. */
  readonly valueOf: ReadonlyMap<string, number>;
}

let table: Table | undefined;

function unpacked(): Table {
  return (table ??= unpack(PACKED_NAMES));
}

function unpack(packed: string): Table {
  const namesOf = new Map<number, [string, ...string[]]>();
  const valueOf = new Map<string, number>();
  let value = 0;
  for (const line of packed.split('\n')) {
    const space = line.indexOf(' ');
    const isSecondName = line.startsWith('=');
    if (space >= 0) value = Number.parseInt(line.slice(0, space), 16) | 0;
    else if (!isSecondName) value = (value + 1) | 0;

    const short = line.slice(isSecondName ? 1 : space + 1);
    const name = short.startsWith('!') ? short.slice(1) : PREFIX + short;
    const names = namesOf.get(value);
    if (names === undefined) namesOf.set(value, [name]);
    else names.push(name);
    valueOf.set(name, value);
  }
  return { namesOf, valueOf };
}

/**
 * The name of an NTSTATUS, such as `STATUS_INFO_LENGTH_MISMATCH`; `undefined` when the value has none.
 *
 * Six values have two names, and this gives the primary one. The rule: a name that ends in `WAIT_0` gives way, because it
 * is the start of a range and not an outcome (0 is STATUS_SUCCESS, not STATUS_WAIT_0; 0x80 is STATUS_ABANDONED, not
 * STATUS_ABANDONED_WAIT_0); otherwise it is the name that stands first in ntstatus.tsv.
 *
 * @param value signed or unsigned: -1073741820 and 0xC0000004 are the same status.
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function ntStatusName(value: number): string | undefined {
  return unpacked().namesOf.get(toSigned(value))?.[0];
}

/**
 * Every name of an NTSTATUS, the primary one (see `ntStatusName`) first; an empty array when the value has none.
 * The array is the caller's own.
 *
 * @param value signed or unsigned.
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function ntStatusNames(value: number): string[] {
  return [...(unpacked().namesOf.get(toSigned(value)) ?? [])];
}

/**
 * The value of a name, signed; `undefined` when there is no such status. The prefix `STATUS_` may be left out, as in the
 * keys of `NtStatus`: `STATUS_PENDING` and `PENDING` both give 259. Upper case, as the names are written.
 *
 * @throws TypeError when `name` is not a string.
 */
export function ntStatusValue(name: string): number | undefined {
  if (typeof name !== 'string') {
    throw new TypeError(`the name of an NTSTATUS must be a string, not a value of type ${typeof name}`);
  }
  const { valueOf } = unpacked();
  return valueOf.get(name) ?? valueOf.get(PREFIX + name);
}

/**
 * Every name with its value, ascending by unsigned value; a value with two names comes twice, its primary name first.
 */
export function* ntStatusEntries(): Generator<NtStatusEntry, void, undefined> {
  for (const [value, names] of unpacked().namesOf) {
    for (const name of names) yield { name, value };
  }
}

/**
 * An NTSTATUS for people: `STATUS_PENDING (0x00000103)`, or `0xE0000001` when the value has no name. Always eight digits.
 *
 * @param value signed or unsigned.
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function formatNtStatus(value: number): string {
  const name = ntStatusName(value);
  const hex = `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
  return name === undefined ? hex : `${name} (${hex})`;
}
