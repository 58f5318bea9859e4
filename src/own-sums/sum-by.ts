import { CastbufError, shownValue } from '../errors/index.js';
import { OwnSum, type SumFunction } from '../schema/index.js';
import { OWN_SUMS } from './own-sums.js';

/**
 * A checksum that a function of yours computes, for `checksum`: formats whose sum has a byte more than the message, or that nobody else uses. It is called with
 * the bytes that are summed, one range after the other and the checksum's own as 0, and answers an integer of 0 up to what the member holds, at once. The bytes
 * are a view where they can be, good during the call, and not to be changed. What the function throws, or answers in place of a sum, is the ERR_CHECKSUM of
 * that record. It runs when nothing else is wrong with a record, outside the kernel, and may be asked more than once.
 * @throws CastbufError ERR_SCHEMA for what is no function
 * @example
 * ```ts
 * import { checksum, createCodec, struct, sumBy, u16, u8 } from 'castbuf';
 *
 * const alternating = sumBy((bytes) => bytes.reduce((sum, byte, at) => (sum + byte * (at + 1)) & 0xffff, 0));
 * const codec = createCodec(struct('FRAME', { A: u8, B: u8, Sum: checksum(u16, alternating, { to: 'Sum' }) }));
 * console.log(codec.encode({ A: 10, B: 20 })); // Uint8Array(4) [ 10, 20, 50, 0 ]
 * ```
 */
export function sumBy(sum: SumFunction): OwnSum {
  if (typeof sum === 'function') return new OwnSum(sum, OWN_SUMS);
  throw new CastbufError('ERR_SCHEMA', `sumBy takes a function of bytes, not ${shownValue(sum)}`, { path: '' });
}
