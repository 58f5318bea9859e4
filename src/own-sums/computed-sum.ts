import { OP_WIDE } from '../../assembly/core/layout.js';
import type { Op, SummedBytes } from '../cursor/index.js';
import { shownValue } from '../errors/index.js';
import type { SumFunction } from '../schema/index.js';

/** In place of a sum: why there is none. */
export class NoSum {
  constructor(readonly why: string) {}
}

/** What a function says that a checksum has to be; a bigint where its leaf has 64 bits. */
export function computedSum(sum: SumFunction, leaf: Op, summed: SummedBytes): number | bigint | NoSum {
  const most = 2n ** BigInt(leaf.bytes * 8) - 1n;
  let answer: unknown;
  try {
    answer = sum(bytesOf(summed));
  } catch (thrown) {
    return new NoSum(`its function threw ${thrownText(thrown)}`);
  }
  const bits = typeof answer === 'bigint' || Number.isSafeInteger(answer) ? BigInt(answer as number) : -1n;
  if (bits >= 0n && bits <= most) return leaf.kind === OP_WIDE ? bits : Number(bits);
  const promise = answer instanceof Promise ? ', and not later' : '';
  return new NoSum(`its function answers ${shownValue(answer)}; a sum is an integer from 0 to ${most}${promise}`);
}

/** The bytes as they lie there, where the checksum itself does not lie among them. */
function bytesOf({ bytes, start, end, hole, holeEnd }: SummedBytes): Uint8Array {
  if (hole >= end || holeEnd <= start) return bytes.subarray(start, Math.max(start, end));
  const copy = bytes.slice(start, end);
  return copy.fill(0, Math.max(0, hole - start), holeEnd - start);
}

function thrownText(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? `'${message}'` : shownValue(thrown);
}
