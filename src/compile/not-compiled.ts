import { CastbufError } from '../errors/index.js';
import type { Program } from '../program/index.js';

/** A module has no function of somebody else's. @throws CastbufError ERR_USAGE */
export function assertNoOwnSums({ own, paths }: Program): void {
  const [sum] = own?.ops ?? [];
  if (sum === undefined) return;
  const hint =
    'compiled codecs have no checksum by a function: read this type with createCodec, or leave the member a plain number, and sum by yourself';
  throw new CastbufError('ERR_USAGE', hint, { path: paths[sum.op] });
}
