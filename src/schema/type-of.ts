import { schemaError } from './schema-error.js';
import type { AnyType } from './infer.js';
import type { Node } from './node.js';

/** Wraps a node as the type that the checker sees; the `~` members it declares have no run-time side. */
export function typeOf<T extends AnyType>(node: Node): T {
  return Object.freeze({ '~node': Object.freeze(node) }) as unknown as T;
}

/** The node of a type, or an error that tells JavaScript callers what is missing. */
export function nodeOf(type: AnyType): Node {
  const node = (type as AnyType | undefined)?.['~node'];
  if (node !== undefined) return node;
  throw schemaError('', 'is no castbuf type; write u32, array(u8, 4), struct(…) and so on');
}
