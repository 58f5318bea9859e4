import * as K from '../../assembly/core/layout.js';
import { leafOfNumber, type LeafWords, type Outcome, type Program } from '../program/index.js';
import { readWideLeaf } from './leaf.js';

/** Statuses that say the value of the op that failed. */
const OF_VALUES: readonly number[] = [K.WRONG_MAGIC, K.OUT_OF_RANGE, K.UNKNOWN_ENUM];

/**
 * The outcome of reading `bytes`, with all digits of a 64-bit value that was refused: engines answer with doubles.
 * @param tag the discriminator of a record set
 */
export function exactOutcome(program: Program, outcome: Outcome, bytes: Uint8Array, tag?: LeafWords): Outcome {
  const { status, op, recordOffset, fieldOffset, have } = outcome;
  if (Number.isSafeInteger(have)) return outcome;
  const isUnknown = status === K.UNKNOWN_MESSAGE;
  const isOfOp = op >= 0 && (isUnknown || OF_VALUES.includes(status));
  const leaf = isOfOp ? leafOfNumber(program, op) : isUnknown ? tag : undefined;
  if (leaf === undefined) return outcome;
  const at = recordOffset + fieldOffset;
  if (leaf.kind !== K.OP_WIDE || at < 0 || leaf.bytes > bytes.length - at) return outcome;
  return { ...outcome, have: readWideLeaf(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at, leaf) };
}
