import { replyError, type CastbufError } from '../../errors/index.js';
import { failureOf, type Outcome, type Program } from '../../program/index.js';

/** The error of a reply that an engine refused. */
export function replyFailureOf(program: Program, outcome: Outcome): CastbufError | undefined {
  const failure = failureOf(program, outcome);
  return failure === undefined || failure.code === 'ERR_KERNEL' ? failure : replyError(failure);
}
