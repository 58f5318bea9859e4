import { shownValue } from '../errors/index.js';
import { shownMembers, type LeafShape, type Shape } from '../program/index.js';
import type { Assignment, ListCursor } from './cursor-assign.js';
import { floatOf } from '../schema/index.js';
import { isNamedShape, type GivenMembers } from './cursor-given.js';

/**
 * Reads the written parts again and compares them with the given values. They differ where a given count is not the number of given elements, where two
 * arms of a union say different things, and where two arrays share a count: the later write has overwritten the earlier one. @throws CastbufError ERR_DISAGREE
 */
export function assertAgrees(assignment: Assignment, shown: unknown, shape: Shape, given: unknown): void {
  const hasParts = isNamedShape(shape) || shape.kind === 'array';
  if (hasParts && shown === undefined) throw disagreement(assignment, shape, shown, given);
  if (isNamedShape(shape)) {
    for (const { name, shape: member } of shownMembers(shape)) {
      const value = (given as GivenMembers)[name];
      if (value !== undefined) assertAgrees(assignment, (shown as GivenMembers)[name], member, value);
    }
  } else if (shape.kind === 'array') {
    const [list, values] = [shown as ListCursor, given as readonly unknown[]];
    if (list.length !== values.length) throw disagreement(assignment, shape, list.length, values.length);
    const depth = assignment.indices.length;
    values.forEach((value, index) => {
      assignment.indices[depth] = index;
      if (value !== undefined) assertAgrees(assignment, list.at(index), shape.element, value);
    });
    assignment.indices.length = depth;
  } else if (!isSame(shape, shown, given)) throw disagreement(assignment, shape, shown, given);
}

function disagreement(assignment: Assignment, shape: Shape, shown: unknown, given: unknown): Error {
  const what = shape.kind === 'array' ? ' elements' : '';
  const hint = `${shownValue(given)}${what} given, where other members make it ${shownValue(shown)}; give values that agree, or leave out what follows from others`;
  return assignment.fail('ERR_DISAGREE', shape, hint, numberOf(shown), numberOf(given));
}

function numberOf(value: unknown): number | bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

function isSame(shape: Shape, shown: unknown, given: unknown): boolean {
  switch (shape.kind) {
    case 'leaf':
      return isSameLeaf(shape, shown, given);
    case 'bytes': {
      const [one, other] = [shown as Uint8Array | undefined, given as Uint8Array];
      return one?.length === other.length && one.every((byte, index) => byte === other[index]);
    }
    case 'guid':
      return shown === (given as string).replace(/[{}]/g, '').toLowerCase();
    default:
      return shown === given;
  }
}

function isSameLeaf({ leaf, wide }: LeafShape, shown: unknown, given: unknown): boolean {
  if (leaf.scalar.format === 'float') return Object.is(floatOf(leaf.scalar).round(given as number), shown);
  return given === shown || (wide && Number.isSafeInteger(given) && BigInt(given as number) === shown);
}
