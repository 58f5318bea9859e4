import * as K from '../../assembly/core/layout.js';
import { asLeaf, type Op } from '../cursor/index.js';
import { storeText } from './leaf-text.js';
import type { ModuleText } from './module-text.js';

/**
 * Statements that have a leaf, whose offset counts from `base`, say an integer, which it has the bits for.
 * @param value a variable with it
 * @param place texts of the path, the offset in the record and that of the record, for an error
 */
export function storeCount(module: ModuleText, op: Op, value: string, place: readonly string[], base = 'at'): string[] {
  if (op.kind !== K.OP_MEASURE)
    return [storeText(module, op, 'view', base, op.kind === K.OP_WIDE ? `BigInt(${value})` : value)];
  const leaf = asLeaf(op);
  const bits = `${value}Bits`;
  const call = `${module.use('bitsSaying')}(${[measureConstant(module, op), value, ...place].join(', ')})`;
  return [
    `const ${bits} = ${call};`,
    storeText(module, leaf, 'view', base, leaf.kind === K.OP_WIDE ? `BigInt(${bits})` : bits),
  ];
}

/** The constant of a module that the functions of `castbuf/compiled` know a measure by. */
export function measureConstant(module: ModuleText, op: Op): string {
  const { kind, offset, bytes, shift, width, flags, constant, count, align, ref } = op;
  const leaf = ref as Op;
  const own = { kind, offset, bytes, shift, width, flags, constant, count, align };
  const text = Object.entries(own).map(([name, word]) => `${name}: ${word}`);
  const refText = `ref: { kind: ${leaf.kind}, shift: ${leaf.shift}, width: ${leaf.width} }`;
  return module.constant('MEASURE', `{ ${[...text, refText].join(', ')} }`);
}
