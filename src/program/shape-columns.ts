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
      return program.columns.filter((column) => column.op === shape.op || column.op === leafOpOf(shape));
    default:
      return program.columns.filter((column) => column.op === shape.op);
  }
}

function leafOpOf(shape: Shape): number {
  return shape.kind === 'array' ? leafOpOf(shape.element) : shape.op;
}
