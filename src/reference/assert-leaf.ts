import { CastbufError } from '../errors/index.js';
import type { LeafShape } from '../plan/index.js';

/** What a setter of a cursor demands of its value. @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE */
export function assertLeafFits({ leaf, wide }: LeafShape, value: unknown, path: string): void {
  const { format } = leaf.scalar;
  const isRight =
    format === 'bool' ? typeof value === 'boolean' : typeof value === 'number' || (wide && typeof value === 'bigint');
  if (!isRight)
    throw new CastbufError(
      'ERR_TYPE',
      `give ${format === 'bool' ? 'true or false' : wide ? 'a bigint' : 'a number'}, not ${typeof value}`,
      { path },
    );
  if (format === 'bool' || format === 'float') return;
  const [least, most] = boundsOf(leaf.width, format === 'signed');
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (isWhole && BigInt(value as number) >= least && BigInt(value as number) <= most) return;
  throw new CastbufError('ERR_OUT_OF_RANGE', `${String(value)} is no whole number from ${least} to ${most}`, { path });
}

function boundsOf(width: number, isSigned: boolean): [bigint, bigint] {
  const bits = BigInt(width);
  return isSigned ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}
