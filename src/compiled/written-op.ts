import type { ToldOp } from './refused-records.js';

/** An op as the record writer takes it; what does not matter there is 0. */
export function writtenOp(
  path: string,
  words: readonly number[],
  ref?: ToldOp,
  below: ToldOp[] = [],
  range?: string,
  exact: readonly bigint[] = [],
  moreRanges?: readonly number[],
): ToldOp {
  const [index = 0, kind = 0, offset = 0, bytes = 0, shift = 0, width = 0, flags = 0, count = 0, align = 1] = words;
  const constant = words[9] ?? 0;
  const own = { path, index, kind, offset, bytes, shift, width, flags, constant, count, align };
  return { ...own, ref, below, moreRanges, range, exact };
}
