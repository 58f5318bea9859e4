import type { Column, Program, Shape } from './program.js';

/** What a member must be, as encode takes it; undefined where nothing says so. */
export function magicOf(shape: Shape): number | bigint | string | Uint8Array | undefined {
  if (shape.kind === 'bytes' || shape.kind === 'text' || shape.kind === 'guid') return shape.magic;
  if (shape.kind !== 'leaf') return undefined;
  const { check } = shape.leaf.scalar;
  return check?.kind === 'magic' ? check.value : undefined;
}

/** Whether encode fills a member in by itself, whatever its neighbours are. */
export function fillsItself(shape: Shape): boolean {
  return (shape.kind === 'leaf' && shape.late) || magicOf(shape) !== undefined;
}

/** What all elements of a column must be: a number, or the bytes of each range. */
export function columnMagic(
  { scalars }: Program,
  { op, magic }: Column,
): number | bigint | readonly number[] | undefined {
  const check = scalars[op]?.check;
  return check?.kind === 'magic' ? check.value : magic;
}
