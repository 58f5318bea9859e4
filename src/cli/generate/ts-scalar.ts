import {
  align,
  be,
  enumeration,
  flags,
  le,
  magic,
  numberType,
  range,
  SCALARS,
  time,
  type AnyType,
  type Scalar,
  type ScalarNode,
} from '../../schema/index.js';
import { Inexpressible } from './inexpressible.js';
import { blockText, callText, keyText, numberText, quoted } from './ts-literals.js';

/** TypeScript that makes a type, and the type it makes: what is written is laid out before it is believed. */
export interface Expression {
  readonly text: string;
  readonly type: AnyType;
}

/** A number type; `define` gives a name to the text of an enum. */
export function scalarExpression(
  node: ScalarNode,
  define: (name: string, expression: Expression) => Expression,
): Expression {
  if (node.checksum !== undefined) throw new Inexpressible('a checksum does not come from a header');
  return inByteOrder(
    node,
    atAlignment(node, (one) => checked(one, timed(one, named(one, define)))),
  );
}

/** An alignment of its own above the size is written as a demand, which lies elsewhere under MSVC's pack only. */
function atAlignment(node: ScalarNode, write: (node: ScalarNode) => Expression): Expression {
  const { align: own, bytes } = node;
  if (own === undefined || plainOf(node) !== undefined) return write(node);
  if (own < bytes) throw new Inexpressible(`${node.name} with an alignment of ${own}`);
  const { text, type } = write({ ...node, align: undefined });
  return { text: callText('align', text, String(own)), type: align(type, own) };
}

function plain(node: ScalarNode): Expression {
  const found = plainOf(node);
  if (found === undefined) throw new Inexpressible(`there is no number type ${node.name}`);
  const [text, scalar] = found;
  return { text, type: numberType(scalar) };
}

/** The number type that the node is, but for names and checks, and its constructor's name. */
function plainOf({ name, bytes, format, align: own, enumeration: names }: ScalarNode): [string, Scalar] | undefined {
  return [...SCALARS].find(
    ([, other]) =>
      other.bytes === bytes &&
      other.format === format &&
      other.align === own &&
      (names !== undefined || other.name === name),
  );
}

function named(node: ScalarNode, define: (name: string, expression: Expression) => Expression): Expression {
  const base = plain(node);
  if (node.enumeration === undefined) return base;
  const { name, values, flags: isFlags } = node.enumeration;
  const isStrict = node.check?.kind === 'strict';
  const lines = Object.entries(values).map(([key, value]) => `${keyText(key)}: ${numberText(value)},`);
  const text = callText(
    isFlags ? 'flags' : 'enumeration',
    quoted(name),
    base.text,
    blockText(lines),
    isStrict ? '{ strict: true }' : '',
  );
  const type = isFlags ? flags(name, base.type, values) : enumeration(name, base.type, values, { strict: isStrict });
  return define(name, { text, type });
}

/** A FILETIME is a time by itself, also as the base of an enum. */
function timed({ time: rule }: ScalarNode, { text, type }: Expression): Expression {
  if (rule === undefined || (type['~node'] as ScalarNode).time !== undefined) return { text, type };
  const { unit, epoch } = rule;
  const said = [
    ...(unit === 's' ? [] : [`unit: ${quoted(unit)}`]),
    ...(epoch === '1970-01-01' ? [] : [`epoch: ${quoted(epoch)}`]),
  ];
  const options = said.length === 0 ? '' : `{ ${said.join(', ')} }`;
  return { text: callText('time', text, options), type: time(type, rule) };
}

function checked({ check }: ScalarNode, { text, type }: Expression): Expression {
  if (check?.kind === 'magic') {
    return { text: callText('magic', text, numberText(check.value)), type: magic(type, check.value) };
  }
  if (check?.kind === 'range') {
    const { min, max } = check;
    return { text: callText('range', text, numberText(min), numberText(max)), type: range(type, min, max) };
  }
  return { text, type };
}

function inByteOrder({ endian }: ScalarNode, { text, type }: Expression): Expression {
  if (endian === undefined) return { text, type };
  return endian === 'big'
    ? { text: callText('be', text), type: be(type) }
    : { text: callText('le', text), type: le(type) };
}
