import { F_RECORDS } from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import type { Program } from '../program/index.js';

/** Lists of records are the interpreter's alone. @throws CastbufError ERR_USAGE */
export function assertNoRecords({ ops, paths }: Program): void {
  const list = ops.find(({ flags }) => (flags & F_RECORDS) !== 0);
  if (list !== undefined) throw noRecords(paths[list.index]);
}

/** A module has no function of somebody else's. @throws CastbufError ERR_USAGE */
export function assertNoOwnSums({ own, paths }: Program): void {
  const [sum] = own?.ops ?? [];
  if (sum === undefined) return;
  const hint =
    'compiled codecs have no checksum by a function: read this type with createCodec, or leave the member a plain number, and sum by yourself';
  throw new CastbufError('ERR_USAGE', hint, { path: paths[sum.op] });
}

/** @param path of the part */
export function noRecords(path: string | undefined): CastbufError {
  const hint =
    'compiled codecs have no records(…): read this type with createCodec, or give the part as bytes(…) and compile the set by itself';
  return new CastbufError('ERR_USAGE', hint, { path });
}
