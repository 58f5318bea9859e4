import type { AnyType, TagValue } from './infer.js';
import { schemaError } from './schema-error.js';

/**
 * The values that select a type, and the type, of `[1, Type]`, `[[2, 3], Type]` or `['otherwise', Type]`. Which values can be is up to those
 * who know the member that has them.
 * @throws CastbufError ERR_SCHEMA for what is no such pair
 */
export function tagsAndType(
  name: string,
  definition: unknown,
): [tags: readonly TagValue[] | 'otherwise', type: AnyType] {
  const [tags, type] = Array.isArray(definition) ? (definition as unknown[]) : [];
  if (typeof type !== 'object' || type === null)
    throw schemaError(name, 'give the value that says it and its type, as [1, Type]');
  const values = tags === 'otherwise' ? tags : Array.isArray(tags) ? [...(tags as TagValue[])] : [tags as TagValue];
  return [values, type as AnyType];
}
