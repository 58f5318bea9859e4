import { isAttributeKeyword } from './attributes.js';
import { TYPE_WORDS } from './built-in-types.js';
import type { Parser } from './parser.js';
import type { Token } from './token.js';

export const TAG_WORDS = new Set(['struct', 'union', 'enum', 'class', '__interface']);
export const STORAGE = new Set(['typedef', 'extern', 'static']);
export const TYPE_OF = new Set(['typeof', '__typeof__', '__typeof', '__typeof_unqual__', '_Typeof', 'decltype']);
export const VA_LIST = '__builtin_va_list';

/** Whether a type begins with this token. */
export function startsType(parser: Parser, token: Token): boolean {
  if (token.kind !== 'name') return false;
  const { text } = token;
  return (
    parser.scope.typedefs.has(text) ||
    TYPE_WORDS.has(text) ||
    TAG_WORDS.has(text) ||
    TYPE_OF.has(text) ||
    text === VA_LIST ||
    QUALIFIERS.has(text)
  );
}
const QUALIFIERS = new Set(['const', 'volatile', '__unaligned', '__const', '__volatile__', '_Atomic', '__extension__']);

/** A word between a type and what it declares: `VOID NTAPI f(…)`, `ULONG UNALIGNED *p`. */
export function isAttributeWord(parser: Parser): boolean {
  const next = parser.cursor.peek(1);
  if (next.text === '*') return true;
  if (isAttributeKeyword(next.text) || STORAGE.has(next.text)) return false;
  if (next.kind === 'name' && isUpperCase(next.text) && !isUpperCase(parser.cursor.peek().text)) return false; // `int c RESERVED;`
  if (next.kind === 'name') return !parser.scope.typedefs.has(parser.cursor.peek().text) || isWordLike(parser, next);
  // NAME(…) and then the declarator: the parenthesis is the attribute's.
  return next.text === '(' && isUpperCase(parser.cursor.peek().text) && parser.cursor.nameFollows(1);
}

/** After a type, a typedef's name before another name can only be an attribute that is a type somewhere else. */
function isWordLike(parser: Parser, next: Token): boolean {
  return next.kind === 'name' && !startsType(parser, next);
}

/** A word before the type: `NTAPI`, `_In_reads_(n)`. */
export function isAttributeBeforeType(parser: Parser): boolean {
  const next = parser.cursor.peek(1);
  if (next.text === '(') {
    const after = parser.cursor.peekBehindBrackets(1);
    return after.kind === 'name' || after.text === ';' || after.text === '}';
  }
  if (next.kind !== 'name') return false;
  if (startsType(parser, next) || STORAGE.has(next.text) || /^__?(?:attribute|declspec)/.test(next.text)) return true;
  // Two unknown words: the second is a type only if it declares something itself.
  const third = parser.cursor.peek(2);
  return third.kind === 'name' || third.text === '*' || (third.text === '(' && parser.cursor.nameFollows(2));
}

export function beginsUnknownType(parser: Parser): boolean {
  const next = parser.cursor.peek(1);
  return next.kind === 'name' || next.text === '*' || next.text === '(' || next.text === ':';
}

export function skipWord(parser: Parser): void {
  parser.cursor.next();
  if (parser.is('(')) parser.skipBalanced();
}

const isUpperCase = (text: string): boolean => text.startsWith('_') || /^[A-Z][A-Z0-9_]*$/.test(text);
