import { CastbufError, suggest } from '../errors/index.js';
import type { MemberShape, RecordShape, Shape } from '../plan/index.js';

/** What an object of a shape may have: its members, and those that promoted members show. */
type Named = Extract<Shape, { readonly kind: 'record' | 'overlay' | 'tagged' }>;

const NAMES = new WeakMap<Named, ReadonlySet<string>>();

/** A member that the shape does not have would be lost. What is undefined is not given. @throws CastbufError ERR_USAGE */
export function assertNoExtra(shape: Named, source: Readonly<Record<string, unknown>>, pathOf: () => string): void {
  let known = NAMES.get(shape);
  if (known === undefined) NAMES.set(shape, (known = new Set(namesShownBy(shape))));
  for (const name in source) {
    if (known.has(name) || !Object.hasOwn(source, name) || source[name] === undefined) continue;
    const path = pathOf();
    throw new CastbufError('ERR_USAGE', `no such member; ${suggest(name, [...known])}`, {
      path: path === '' ? name : `${path}.${name}`,
    });
  }
}

function namesShownBy(shape: Named): string[] {
  switch (shape.kind) {
    case 'record':
      return [...shape.members.flatMap(namesOf), ...unknownNames(shape)];
    case 'overlay':
      return shape.arms.flatMap(namesOf);
    case 'tagged':
      return [...shape.arms.flatMap(namesOf), ...(shape.otherwise < 0 ? ['raw'] : [])];
  }
}

function namesOf({ name, promoted, shape }: MemberShape): string[] {
  const isRecord = shape.kind === 'record' || shape.kind === 'overlay' || shape.kind === 'tagged';
  return promoted && isRecord ? namesShownBy(shape) : [name];
}

function unknownNames({ hasUnknownGaps, hasUnknownTail }: RecordShape): string[] {
  return [...(hasUnknownGaps ? ['unknownGaps'] : []), ...(hasUnknownTail ? ['unknownTail'] : [])];
}
