import { acceptAttribute, noAttributes, type Attributes } from './attributes.js';
import { depthOf, type CType } from './c-type.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';
import { isAttributeWord, skipWord, startsType, STORAGE } from './words.js';
import { textBetween, type ParameterText } from './parameter-text.js';
import type { Token } from './token.js';

/** One declarator with the type that its name has. */
export interface Declared {
  readonly name: string | undefined;
  /** The name, or where it would stand. */
  readonly token: Token;
  readonly type: CType;
  readonly attributes: Attributes;
}

interface Shape {
  readonly name: string | undefined;
  readonly token: Token;
  /** From the type before the declarator to the type of its name. */
  readonly wrap: (base: CType) => CType;
}

type Suffix = { kind: 'array'; count: number | undefined } | { kind: 'function'; parameters: ParameterText };

const MAX_COUNT = 0x7fffffff;
const CALLING_CONVENTION =
  /^__?(?:cdecl|stdcall|fastcall|thiscall|vectorcall|pascal|clrcall|regcall|attribute(?:__)?|declspec)$/;

/** A declarator with a name or, in casts and parameters, without one. */
export function declarator(parser: Parser, base: CType): Declared {
  const attributes = noAttributes();
  const { name, token, wrap } = shape(parser, attributes);
  const type = wrap(base);
  // Whoever follows a type does so recursively.
  if (depthOf(type) > parser.limits.nesting)
    throw refuse(`its type is made of more than ${parser.limits.nesting} others`, token);
  return { name, token, type, attributes };
}

function shape(parser: Parser, attributes: Attributes): Shape {
  return parser.nested(parser.cursor.peek(), () => {
    const pointers = pointerList(parser, attributes);
    const inner = direct(parser, attributes);
    const suffixes = suffixList(parser, attributes, inner);
    const wrap = (base: CType): CType => {
      let type = base;
      for (const bytes of pointers) type = { kind: 'pointer', target: type, bytes };
      for (const suffix of suffixes.toReversed()) {
        type =
          suffix.kind === 'array'
            ? { kind: 'array', element: type, count: suffix.count }
            : { kind: 'function', result: type, parameters: suffix.parameters };
      }
      return inner.wrap(type);
    };
    return { name: inner.name, token: inner.token, wrap };
  });
}

function pointerList(parser: Parser, attributes: Attributes): (0 | 4 | 8)[] {
  const pointers: (0 | 4 | 8)[] = [];
  for (;;) {
    const token = parser.cursor.peek();
    if (token.text === '*' || token.text === '^') {
      parser.cursor.next();
      pointers.push(0);
    } else if (acceptAttribute(parser, attributes)) {
      if (attributes.pointerBytes > 0 && pointers.length > 0) {
        pointers[pointers.length - 1] = attributes.pointerBytes;
        attributes.pointerBytes = 0;
      }
    } else if (token.kind === 'name' && isAttributeWord(parser)) skipWord(parser);
    else return pointers;
  }
}

function direct(parser: Parser, attributes: Attributes): Shape {
  const token = parser.cursor.peek();
  if (token.text === '(' && isGroup(parser)) {
    parser.cursor.next();
    const inner = shape(parser, attributes);
    parser.expect(')', 'behind the declarator');
    return inner;
  }
  const wrap = (base: CType): CType => base;
  if (token.kind !== 'name') return { name: undefined, token, wrap };
  parser.cursor.next();
  return { name: token.text, token, wrap };
}

/** Whether a parenthesis groups a declarator; else it holds the parameters of a function without a name. */
function isGroup(parser: Parser): boolean {
  const next = parser.cursor.peek(1);
  if (next.text === '*' || next.text === '^' || next.text === '(') return true;
  if (next.kind !== 'name') return false;
  if (CALLING_CONVENTION.test(next.text)) return true;
  if (!startsType(parser, next)) return true;
  return parser.cursor.peek(2).text === ')' && parser.cursor.peek(3).text === '(';
}

function suffixList(parser: Parser, attributes: Attributes, { name, token: declared }: Shape): Suffix[] {
  const suffixes: Suffix[] = [];
  // A macro that nothing defines may hold declarations; in the parameters of a function C forgets them.
  const macro = name !== undefined && /^(?:_|[A-Z][A-Z\d_]*$)/.test(name) ? declared : undefined;
  for (;;) {
    const token = parser.cursor.peek();
    if (acceptAttribute(parser, attributes)) continue;
    if (token.text === '[') suffixes.push(arraySuffix(parser));
    else if (token.text === '(' && token.kind === 'punctuator') {
      suffixes.push({ kind: 'function', parameters: textBetween(token, parser.skipBalanced(macro)) });
    } else if (name !== undefined && token.kind === 'name' && !startsType(parser, token) && !STORAGE.has(token.text)) {
      skipWord(parser); // `ULONG Flags OPTIONAL;`
    } else return suffixes;
  }
}

function arraySuffix(parser: Parser): Suffix {
  const open = parser.cursor.next();
  while (parser.is('static') || acceptAttribute(parser, noAttributes())) if (parser.is('static')) parser.cursor.next();
  if (parser.accept(']')) return { kind: 'array', count: undefined };
  if (parser.is('*') && parser.cursor.peek(1).text === ']') {
    parser.cursor.next();
    parser.cursor.next();
    return { kind: 'array', count: undefined };
  }
  const { value } = parser.constantExpression();
  parser.expect(']', 'behind the number of elements');
  if (value < 0n) throw refuse(`an array of ${value} elements`, open);
  if (value > MAX_COUNT) throw refuse(`an array of ${value} elements; ${MAX_COUNT} is the limit`, open);
  return { kind: 'array', count: Number(value) };
}
