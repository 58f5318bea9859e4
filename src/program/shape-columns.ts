import type { Column, Program, Shape } from './program.js';

/** Columns of a part of the record. */
export function columnsOfShape(program: Program, shape: Shape): Column[] {
  switch (shape.kind) {
    case 'record':
      return shape.members.flatMap((member) => columnsOfShape(program, member.shape));
    case 'overlay':
    case 'tagged':
      return shape.arms.flatMap((arm) => columnsOfShape(program, arm.shape));
    case 'array':
      return [...program.columns.filter(({ op }) => op === shape.op), ...columnsOfShape(program, shape.element)];
    default:
      return program.columns.filter((column) => column.op === shape.op);
  }
}

/** What a record, a tagged union or an array is made of: an untagged union is looked at as a whole. */
export function shapesIn(shape: Shape): readonly Shape[] {
  if (shape.kind === 'array') return [shape.element];
  const inner = shape.kind === 'record' ? shape.members : shape.kind === 'tagged' ? shape.arms : [];
  return inner.map((member) => member.shape);
}
