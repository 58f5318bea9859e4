import { CastbufError, shownValue } from '../errors/index.js';
import { memberOf } from '../schema/index.js';

/* What says how long a versioned record is. */

/** The length that is given, under one or more names; undefined where none is. @throws CastbufError ERR_LENGTH_FIELD */
export function givenLength(source: object, names: readonly string[], least: number, path: string): number | undefined {
  const given = names.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? memberOf(value, name) : undefined),
    source,
  );
  if (given === undefined) return undefined;
  const length = Number(given);
  if (Number.isSafeInteger(length) && length >= least) return length;
  const hint = `the record has at least ${least} bytes, not ${shownValue(given)}`;
  throw new CastbufError('ERR_LENGTH_FIELD', hint, { path, want: least });
}

/** A tail takes the place of the members that are not whole, and no other. @throws CastbufError ERR_DISAGREE */
export function assertTail(start: number, wanted: number, present: number, bytes: number, path: string): void {
  if (start === wanted) return;
  const want = present - wanted;
  const hint = `unknownTail begins at byte ${wanted} of a record of ${present} bytes, which leaves ${want} for it; ${bytes} are given`;
  throw new CastbufError('ERR_DISAGREE', hint, { path, want, have: bytes });
}
