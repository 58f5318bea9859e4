import * as K from '../../assembly/core/layout.js';
import { CastbufError, integerText, messageLimitHint, withoutOffset } from '../errors/index.js';
import type { Op } from '../cursor/index.js';
import type { Refusal } from '../writing/index.js';
import { unsaid } from './said-counts.js';

/* Why a record that is written is refused, as src/program/failure.ts tells it. */

export function aboveLimit(want: number, have: number): CastbufError {
  return new CastbufError('ERR_LIMIT_MESSAGE_BYTES', messageLimitHint(want, have), { fieldOffset: 0, want, have });
}

/** A length, an offset or a checksum is given where another one follows. */
export function notFollowing(
  path: string,
  fieldOffset: number,
  want: number | bigint,
  have: number | bigint,
): CastbufError {
  const hint = `${integerText(have)} is given where ${integerText(want)} follows from the other members; leave one of them out`;
  return new CastbufError('ERR_DISAGREE', hint, { path, fieldOffset, want, have });
}

/** What follows does not fit its leaf. @param range what the leaf may be, where the schema says it */
export function notHeld(
  path: string,
  fieldOffset: number,
  want: number | bigint,
  have: number,
  range?: string,
): CastbufError {
  const fits =
    want === 0
      ? `${integerText(have)} does not fit`
      : `it holds ${integerText(want)} at most, not ${integerText(have)}`;
  const hint = range === undefined ? fits : `it must be ${range} and is ${integerText(have)}`;
  return new CastbufError('ERR_OUT_OF_RANGE', hint, { path, fieldOffset, want, have });
}

/** An op with what errors tell of it. */
export interface ToldOp extends Op {
  readonly path: string;
  readonly range: string | undefined;
  /** Bounds, or the magic value, that a double may not hold. */
  readonly exact: readonly bigint[];
}

/** The error for what the record writer refuses. */
export function refusedRecord({ status, op, fieldOffset, want: rounded, have, indices }: Refusal): CastbufError {
  if (status === K.LIMIT_MESSAGE_BYTES) return aboveLimit(Number(rounded), Number(have));
  const { path: own, range, exact } = op as ToldOp;
  let next = 0;
  const path = own.replaceAll('[]', () => `[${indices[next++] ?? ''}]`);
  const isExact = typeof rounded === 'bigint' || Number.isSafeInteger(rounded);
  const want = isExact ? rounded : (exact.find((bound) => Number(bound) === rounded) ?? rounded);
  if (status === K.OUT_OF_RANGE) return notHeld(path, fieldOffset, want, Number(have), range);
  if (status === K.NO_MEASURE) return unsaid(path, Number(rounded), Number(have), fieldOffset);
  if (want !== have) return notFollowing(path, fieldOffset, want, have);
  const hint = 'members over the same bytes differ; give one of them';
  return new CastbufError('ERR_DISAGREE', hint, { path, fieldOffset, want, have });
}

/** What is written has no place in the caller's bytes. */
export function refusedWritten(error: unknown): unknown {
  return error instanceof CastbufError ? withoutOffset(error) : error;
}
