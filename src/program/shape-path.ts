import type { Program, Shape } from './program.js';

/** Path of what a shape describes: `[]` for array elements. A struct has no op of its own; its `op` is that of its first member. */
export function pathOfShape({ paths }: Program, shape: Shape): string {
  return shape.kind === 'record' ? shape.path : (paths[shape.op] ?? '');
}
