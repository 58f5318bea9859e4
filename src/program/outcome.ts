import { OK } from '../../assembly/core/layout.js';
import type { Outcome } from './program.js';

/** An outcome before any call. */
export function emptyOutcome(): Outcome {
  return { status: OK, op: -1, recordOffset: 0, fieldOffset: 0, want: 0, have: 0, need: 0, length: 0, indices: [] };
}
