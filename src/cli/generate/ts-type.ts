import {
  align,
  anonymous,
  array,
  be,
  bits,
  bytes,
  guid,
  text as textType,
  unnamed,
  type AnyType,
  type Count,
  type RecordNode,
} from '../../schema/index.js';
import { Inexpressible } from './inexpressible.js';
import { callText, optionsText, quoted } from './ts-literals.js';
import { scalarExpression, type Expression } from './ts-scalar.js';

export type Node = AnyType['~node'];
type CountedNode = Extract<Node, { kind: 'array' | 'bytes' | 'text' }>;

/** What the expression of a type needs from the module around it. */
export interface TypeScope {
  /** A record inside another one, `baseBits` from the start of the record that has a name. */
  nested(node: RecordNode, baseBits: number): Expression;
  /** Makes a constant of an enum, or finds the one that is there. */
  define(name: string, expression: Expression): Expression;
}

/** A type as the schema language has it. @throws Inexpressible where it has no words for it */
export function typeExpression(node: Node, scope: TypeScope, baseBits: number): Expression {
  switch (node.kind) {
    case 'scalar':
      return scalarExpression(node, (name, expression) => scope.define(name, expression));
    case 'bit': {
      const base = typeExpression(node.base, scope, baseBits);
      const name = node.unnamed ? 'unnamed' : 'bits';
      const type = node.unnamed ? unnamed(base.type, node.width) : bits(base.type, node.width);
      return { text: callText(name, base.text, String(node.width)), type };
    }
    case 'guid':
      return { text: 'guid', type: guid };
    case 'array':
    case 'bytes':
    case 'text':
      return countedExpression(node, scope);
    case 'record':
      return inByteOrder(node, scope.nested(node, baseBits));
    case 'anonymous': {
      const record = scope.nested(node.record, baseBits);
      return { text: callText('anonymous', record.text), type: anonymous(record.type) };
    }
    case 'aligned':
      // `packed` takes the type's own alignment from the elements of an array; a text without it is laid out otherwise, and not taken.
      return aligned(typeExpression(node.node, scope, baseBits), node.align);
    case 'records':
    case 'split':
    case 'pointed':
    case 'trailing':
      throw new Inexpressible(`a ${node.kind} member does not come from a header`);
  }
}

/** The type at a multiple of `bytesAligned`; 0 demands nothing. */
export function aligned({ text, type }: Expression, bytesAligned: number): Expression {
  if (bytesAligned === 0) return { text, type };
  return { text: callText('align', text, String(bytesAligned)), type: align(type, bytesAligned) };
}

function inByteOrder({ options }: RecordNode, { text, type }: Expression): Expression {
  return options.endian === 'big' ? { text: callText('be', text), type: be(type) } : { text, type };
}

function countedExpression(node: CountedNode, scope: TypeScope): Expression {
  const { count, declared } = node;
  const size = sizeOf(count);
  const options = {
    ...(count.kind === 'field' && count.unit === 'bytes' && { unit: count.unit }),
    ...(count.kind === 'field' && count.capacity !== undefined && { capacity: count.capacity }),
    ...(declared > 0 && { declared }),
  };
  const given = optionsText(options);
  const shown = size === undefined ? (given === '' ? '' : 'undefined') : sizeText(size);
  switch (node.kind) {
    case 'bytes':
      return { text: callText('bytes', shown, given), type: bytes(plainSize(size), options) };
    case 'text': {
      const encoding = quoted(node.encoding);
      return { text: callText('text', encoding, shown, given), type: textType(node.encoding, size, options) };
    }
    case 'array': {
      const element = typeExpression(node.element, scope, 0);
      return {
        text: callText('array', element.text, shown, given),
        type: array(element.type, plainSize(size), options),
      };
    }
  }
}

type Size = number | string | { readonly until: 'nul' } | undefined;

function sizeOf(count: Count): Size {
  switch (count.kind) {
    case 'fixed':
      return count.count;
    case 'field':
      return count.field;
    case 'rest':
      return undefined;
    case 'terminated':
      return { until: 'nul' };
  }
}

function plainSize(size: Size): number | string | undefined {
  if (typeof size === 'object') throw new Inexpressible('only text ends at a NUL');
  return size;
}

function sizeText(size: Exclude<Size, undefined>): string {
  if (typeof size === 'object') return "{ until: 'nul' }";
  return typeof size === 'string' ? quoted(size) : String(size);
}
