import * as K from '../../assembly/core/layout.js';
import { leafWordsOf, type LeafWords, type Outcome, type Program } from '../program/index.js';
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
  const isValue = op >= 0 && (OF_VALUES.includes(status) || status === K.UNKNOWN_MESSAGE);
  const leaf = isValue
    ? program.lists && op >= program.ops.length
      ? program.lists.leafOf(op)
      : leafWordsOf(program.words, op)
    : status === K.UNKNOWN_MESSAGE
      ? tag
      : undefined;
  if (leaf === undefined) return outcome;
  const at = recordOffset + fieldOffset;
  if (leaf.kind !== K.OP_WIDE || at < 0 || leaf.bytes > bytes.length - at) return outcome;
  return { ...outcome, have: readWideLeaf(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at, leaf) };
}
