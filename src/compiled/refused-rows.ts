import { CastbufError, integerText, rangeHint } from '../errors/index.js';

/*
 * What is wrong with a row of columns. `at` is where its record begins, `field` counts from there.
 */

/**
 * A number that its bits cannot hold. `want` is the most that they hold, where the number follows from other columns, or 0.
 * @param least with `most`, what the schema says
 */
export function unfit(
  at: number,
  field: number,
  path: string,
  want: number,
  have: number,
  least?: number | bigint,
  most?: number | bigint,
  isFloat = false,
): CastbufError {
  const shown = integerText(have);
  const plain = want === 0 ? `${shown} does not fit` : `it holds ${integerText(want)} at most, not ${shown}`;
  const hint = least === undefined || most === undefined ? plain : rangeHint(least, most, have, isFloat);
  return new CastbufError('ERR_OUT_OF_RANGE', hint, { path, want, have, offset: at, fieldOffset: field });
}

/** A number that is given where another one follows, or the bytes of a union as two columns have them. */
export function disagree(at: number, field: number, path: string, want: number, have: number): CastbufError {
  const hint =
    want === have
      ? 'members over the same bytes differ; give one of them'
      : `${integerText(have)} is given where ${integerText(want)} follows from the other members; leave one of them out`;
  return new CastbufError('ERR_DISAGREE', hint, { path, want, have, offset: at, fieldOffset: field });
}
