import type { Node } from './node.js';

/** A part of a schema as its author wrote it, for errors: `u8`, `a struct`, `at(…)`. */
export function partName(node: Node): string {
  switch (node.kind) {
    case 'scalar':
      return node.name;
    case 'bit':
      return 'a bit-field';
    case 'array':
      return 'an array';
    case 'record':
      return node.tag !== undefined ? 'a tagged union' : node.union ? 'a union' : 'a struct';
    case 'anonymous':
      return 'an anonymous member';
    case 'aligned':
      return partName(node.node);
    case 'trailing':
      return partName(node.target);
    case 'pointed':
      return 'at(…)';
    case 'records':
      return 'records(…)';
    case 'split':
      return 'split(…)';
    default:
      return node.kind; // bytes, text, guid
  }
}
