import { acceptAttribute, noAttributes, type Attributes } from './attributes.js';
import { builtInType, SOFT_TYPE_WORDS, TYPE_WORDS } from './built-in-types.js';
import type { CType } from './c-type.js';
import { withVector } from './vector-type.js';
import { declarator } from './declarators.js';
import { enumSpecifier } from './enums.js';
import { ExpressionParser } from './expression.js';
import type { Parser, Specifiers } from './parser.js';
import { refuse } from './problems.js';
import { recordSpecifier } from './records.js';
import {
  beginsUnknownType,
  isAttributeBeforeType,
  isAttributeWord,
  skipWord,
  STORAGE,
  TAG_WORDS,
  TYPE_OF,
  VA_LIST,
} from './words.js';
import type { Token } from './token.js';

/** A type without a name, as in a cast or behind sizeof. */
export function typeName(parser: Parser): CType {
  const { type } = specifiers(parser);
  return declarator(parser, type).type;
}

/** Reads specifiers in any order, as C allows them. Words that are no type and mean nothing to us are attributes and go. */
export function specifiers(parser: Parser): Specifiers {
  const attributes = noAttributes();
  const words: string[] = [];
  let type: CType | undefined;
  let isTypedef = false;
  let declaresTag = false;
  const start = parser.cursor.peek();
  for (;;) {
    const token = parser.cursor.peek();
    const isTyped = type !== undefined || words.length > 0;
    if (acceptAttribute(parser, attributes)) continue;
    if (token.kind !== 'name') break;
    const { text } = token;
    if (STORAGE.has(text)) {
      parser.cursor.next();
      isTypedef ||= text === 'typedef';
      // The language of `extern "C" int f(void);`.
      if (text === 'extern' && parser.cursor.peek().kind === 'string') parser.cursor.next();
    } else if (TYPE_WORDS.has(text) && !(SOFT_TYPE_WORDS.has(text) && (isTyped || parser.scope.typedefs.has(text)))) {
      parser.cursor.next();
      words.push(text);
    } else if (TAG_WORDS.has(text) && !isTyped) {
      type = text === 'enum' ? enumSpecifier(parser) : recordSpecifier(parser);
      declaresTag = true;
    } else if (TYPE_OF.has(text) && !isTyped) type = typeOfSpecifier(parser);
    else if (text === VA_LIST && !isTyped) {
      parser.cursor.next();
      type = vaList(parser);
    } else if (!isTyped && parser.scope.typedefs.has(text)) {
      parser.cursor.next();
      type = parser.scope.typedefs.get(text) as CType;
    } else if (isTyped ? isAttributeWord(parser) : isAttributeBeforeType(parser)) skipWord(parser);
    else if (!isTyped && beginsUnknownType(parser)) {
      parser.cursor.next();
      type = { kind: 'unknown', name: text, token };
    } else break;
  }
  return { type: finished(parser, type, words, attributes, start), isTypedef, attributes, declaresTag };
}

function finished(
  parser: Parser,
  type: CType | undefined,
  words: readonly string[],
  attributes: Attributes,
  start: Token,
): CType {
  let found = type;
  if (words.length > 0) {
    found = words.join(' ') === 'void' ? { kind: 'void' } : builtInType(words, parser.longBytes);
    if (found === undefined) throw refuse(`'${words.join(' ')}' is no type`, start);
  }
  if (found === undefined) throw refuse(`'${start.text}' begins no declaration`, start);
  return withVector(found, attributes);
}

function typeOfSpecifier(parser: Parser): CType {
  const keyword = parser.cursor.next();
  parser.expect('(', `behind ${keyword.text}`);
  const type = parser.startsTypeName()
    ? parser.parseTypeName()
    : new ExpressionParser(parser.cursor, parser, parser.limits.nesting).typeOfExpression();
  parser.expect(')', `behind ${keyword.text}`);
  return type;
}

/** Microsoft's va_list is a char pointer; gcc's is an array of one record of 24 bytes. */
function vaList(parser: Parser): CType {
  const word = builtInType(['__int64'], 8) as CType;
  return parser.isMicrosoft
    ? { kind: 'pointer', target: builtInType(['char'], 4) as CType, bytes: 0 }
    : { kind: 'array', element: word, count: 3 };
}
