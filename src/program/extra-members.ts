import { CastbufError, suggest } from '../errors/index.js';
import type { Shape } from './program.js';
import { shownMembers } from './shown-members.js';

/** What an object of a shape may have: its members, and those that promoted members show. */
type Named = Extract<Shape, { readonly kind: 'record' | 'overlay' | 'tagged' }>;

const NAMES = new WeakMap<Named, ReadonlySet<string>>();

/** A member that the shape does not have would be lost. What is undefined is not given. @throws CastbufError ERR_USAGE */
export function assertNoExtra(shape: Named, source: Readonly<Record<string, unknown>>, pathOf: () => string): void {
  let known = NAMES.get(shape);
  if (known === undefined) NAMES.set(shape, (known = new Set(shownMembers(shape).map((member) => member.name))));
  for (const name in source) {
    if (known.has(name) || !Object.hasOwn(source, name) || source[name] === undefined) continue;
    const path = pathOf();
    throw new CastbufError('ERR_USAGE', `no such member; ${suggest(name, [...known])}`, {
      path: path === '' ? name : `${path}.${name}`,
    });
  }
}
