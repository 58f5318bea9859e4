import { OK } from '../../assembly/core/layout.js';
import type { Outcome } from './program.js';

/** An outcome before any call. */
export function emptyOutcome(): Outcome {
  return { status: OK, op: -1, recordOffset: 0, fieldOffset: 0, want: 0, have: 0, need: 0, length: 0, indices: [] };
}

/** Bytes that the record must have that an outcome refused: 0 where it refused none, or no more bytes would help. */
export function neededBytes({ status, need }: Outcome): number {
  return status === OK ? 0 : need;
}

/** Whether more input may make the record good that an outcome refused. */
export function isWaiting(outcome: Outcome, messageBytes: number): boolean {
  const need = neededBytes(outcome);
  return need > 0 && need <= messageBytes;
}
