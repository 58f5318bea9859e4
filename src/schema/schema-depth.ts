import { CastbufError } from '../errors/index.js';
import type { Node } from './node.js';

/** Recursion over a schema is safe up to this depth; `limits.nesting` of a codec is lower. */
const MAX_SCHEMA_DEPTH = 512;

export function depthOf(node: Node): number {
  switch (node.kind) {
    case 'record':
    case 'array':
    case 'records':
      return node.depth;
    case 'anonymous':
      return node.record.depth;
    case 'aligned':
      return depthOf(node.node);
    case 'pointed':
    case 'trailing':
      return depthOf(node.target);
    default:
      return 0;
  }
}

/** @throws CastbufError ERR_LIMIT_NESTING */
export function assertDepth(depth: number): void {
  if (depth <= MAX_SCHEMA_DEPTH) return;
  throw new CastbufError('ERR_LIMIT_NESTING', `structs may nest ${MAX_SCHEMA_DEPTH} deep; flatten the schema`, {
    want: depth,
    have: MAX_SCHEMA_DEPTH,
  });
}
