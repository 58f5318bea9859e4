import { acceptAttribute, isAttributeKeyword, noAttributes } from './attributes.js';
import { homeOf } from './built-in-headers.js';
import { builtInType, SOFT_TYPE_WORDS, TYPE_WORDS } from './built-in-types.js';
import type { CType } from './c-type.js';
import { atomicType } from './atomic-type.js';
import { attributedType } from './attributed-type.js';
import { bitInteger } from './bit-integer.js';
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
} from './words.js';
import type { Token } from './token.js';

/** A type without a name, as in a cast or after sizeof. */
export function typeName(parser: Parser): CType {
  const { type } = specifiers(parser);
  return declarator(parser, type).type;
}

/** Reads specifiers in any order, as C allows them. Words that are no type and that nothing defines are passed over. */
export function specifiers(parser: Parser): Specifiers {
  const attributes = noAttributes();
  const words: string[] = [];
  let type: CType | undefined;
  let isTypedef = false;
  let unknown: Token | undefined;
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
      type = text === 'enum' ? enumSpecifier(parser, attributes) : recordSpecifier(parser, attributes);
      declaresTag = true;
    } else if (TYPE_OF.has(text) && !isTyped) {
      if (text === '_Atomic') attributes.atomic = token;
      type = typeOfSpecifier(parser);
    } else if (text === '_BitInt' && type === undefined) type = bitInteger(parser, words);
    else if (!isTyped && parser.scope.typeNamed(text) !== undefined) {
      parser.cursor.next();
      type = parser.scope.typeNamed(text) as CType;
      if (!parser.scope.hasType(text))
        parser.problems.note(`nothing declares ${text}, so it is what ${homeOf(text)} makes it`, token);
    } else if (isTyped ? isAttributeWord(parser) : isAttributeBeforeType(parser)) unknown = skipWord(parser);
    else if (!isTyped && beginsUnknownType(parser)) {
      parser.cursor.next();
      type = { kind: 'unknown', name: text, token };
    } else break;
  }
  const plain = type ?? typeOfWords(parser, words, start, unknown);
  return {
    type: atomicType(parser, attributedType(parser, plain, attributes), attributes.atomic),
    isTypedef,
    attributes,
    declaresTag,
  };
}

function typeOfWords(parser: Parser, words: readonly string[], start: Token, unknown: Token | undefined): CType {
  if (words.length === 0) throw noDeclaration(parser, start, unknown);
  const found: CType | undefined = words.join(' ') === 'void' ? { kind: 'void' } : builtInType(words, parser.model);
  if (found === undefined) throw refuse(`'${words.join(' ')}' is no type`, start);
  return found;
}

/** Names what is not known; the first word of the line may be `typedef`. */
function noDeclaration(parser: Parser, start: Token, unknown: Token | undefined): unknown {
  if (unknown !== undefined) return refuse(`nothing defines ${unknown.text}; define it, or declare the type`, unknown);
  const token = parser.cursor.peek();
  const isKnown = start === token || start.kind !== 'name' || STORAGE.has(start.text) || isAttributeKeyword(start.text);
  if (token.kind === 'name')
    return refuse(`no type is named ${token.text}; declare it, or include the header that does`, token);
  return isKnown && token.kind !== 'end'
    ? refuse(`'${token.text}' begins no declaration`, token)
    : refuse(`'${start.text}' begins no declaration`, start);
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
