import * as K from '../../assembly/layout.js';
import type { Outcome, Program } from './program.js';

export function emptyOutcome(): Outcome {
  return { status: K.OK, op: -1, recordOffset: 0, fieldOffset: 0, want: 0, have: 0, length: 0, indices: [] };
}

/**
 * Only the first `taken` of `available` bytes were looked at, because a message may not be longer. An overrun of them
 * is the limit's doing where the real bytes would have held the part.
 */
export function blameLimit(outcome: Outcome, program: Program, taken: number, available: number): void {
  if (outcome.status !== K.DATA_OVERRUN) return;
  const isRecordLength = outcome.op === program.words[K.P_RULE_OP] && program.words[K.P_RULE] !== K.RULE_COUNTED;
  const needed = isRecordLength ? outcome.want : outcome.fieldOffset + outcome.want;
  if (outcome.recordOffset + needed > available) return;
  outcome.status = K.LIMIT_MESSAGE_BYTES;
  outcome.op = -1;
  outcome.fieldOffset = 0;
  outcome.want = needed;
  outcome.have = taken;
}
