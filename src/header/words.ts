import { isAttributeKeyword } from './attributes.js';
import { TYPE_WORDS } from './built-in-types.js';
import { isHarmlessWord } from './known-words.js';
import type { Parser } from './parser.js';
import type { Token } from './token.js';

export const TAG_WORDS = new Set(['struct', 'union', 'enum', 'class', '__interface']);
export const STORAGE = new Set(['typedef', 'extern', 'static']);
export const TYPE_OF = new Set(
  'typeof __typeof__ __typeof typeof_unqual __typeof_unqual__ _Typeof decltype _Atomic'.split(' '),
);

/** Whether a type begins with this token. */
export function startsType(parser: Parser, token: Token): boolean {
  if (token.kind !== 'name') return false;
  const { text } = token;
  return (
    TYPE_WORDS.has(text) ||
    TAG_WORDS.has(text) ||
    TYPE_OF.has(text) ||
    QUALIFIERS.has(text) ||
    text === '_BitInt' ||
    parser.scope.typeNamed(text) !== undefined
  );
}
const QUALIFIERS = new Set(['const', 'volatile', '__unaligned', '__const', '__volatile__', '__extension__']);

/** A word between a type and what it declares: `VOID NTAPI f(…)`, `ULONG UNALIGNED *p`. */
export function isAttributeWord(parser: Parser): boolean {
  const next = parser.cursor.peek(1);
  if (next.text === '*') return true;
  if (isAttributeKeyword(next.text) || STORAGE.has(next.text)) return false;
  if (next.kind === 'name' && isUpperCase(next.text) && !isUpperCase(parser.cursor.peek().text)) return false; // `int c RESERVED;`
  if (next.kind === 'name')
    return parser.scope.typeNamed(parser.cursor.peek().text) === undefined || isWordLike(parser, next);
  // NAME(…) and then the declarator: the parenthesis is the attribute's.
  return next.text === '(' && isUpperCase(parser.cursor.peek().text) && nameFollows(parser, 1);
}

/** Whether a name stands after the bracket that opens there; attributes stand after functions, too. */
function nameFollows({ cursor }: Parser, distance: number): boolean {
  return cursor.nameFollows(distance) && !isAttributeKeyword(cursor.peekBehindBrackets(distance).text);
}

/** After a type, a typedef's name before another name can only be an attribute that is a type somewhere else. */
function isWordLike(parser: Parser, next: Token): boolean {
  return next.kind === 'name' && !startsType(parser, next);
}

/** A word before the type: `NTAPI`, `_In_reads_(n)`. */
export function isAttributeBeforeType(parser: Parser): boolean {
  const { cursor } = parser;
  if (cursor.peek(1).text === '(') {
    const after = cursor.peekBehindBrackets(1);
    return after.kind === 'name' || after.text === ';' || after.text === '}';
  }
  let at = 1;
  // Calling conventions and the like stand before the name, too: `UNKNOWN __stdcall f(…)`.
  while (isPlainWord(parser, cursor.peek(at)) && cursor.peek(at + 1).kind === 'name') at++;
  const next = cursor.peek(at);
  if (next.kind !== 'name') return false;
  if (startsType(parser, next) || STORAGE.has(next.text) || /^__?(?:attribute|declspec)/.test(next.text)) return true;
  // Two unknown words: the second is a type only if it declares something itself.
  let behind = at + 1;
  while (isPlainWord(parser, cursor.peek(behind)) && /^(?:\w+|\*)$/.test(cursor.peek(behind + 1).text)) behind++;
  const third = cursor.peek(behind);
  return third.kind === 'name' || third.text === '*' || (third.text === '(' && nameFollows(parser, behind));
}

/** A word without arguments that is no type and no name of something. */
function isPlainWord(parser: Parser, token: Token): boolean {
  const { kind, text } = token;
  if (kind !== 'name' || startsType(parser, token)) return false;
  return (
    isHarmlessWord(text) ||
    (isAttributeKeyword(text) && !/^(?:__?attribute|__?declspec|_?alignas|asm|__asm)/i.test(text))
  );
}

export function beginsUnknownType(parser: Parser): boolean {
  const next = parser.cursor.peek(1);
  return next.kind === 'name' || next.text === '*' || next.text === '(' || next.text === ':';
}

/** Passes over a word that nothing defines, and what it is called with. */
export function skipWord(parser: Parser): Token {
  const word = parser.cursor.next();
  if (parser.is('(')) parser.skipBalanced(word);
  parser.passOver(word);
  return word;
}

const isUpperCase = (text: string): boolean => text.startsWith('_') || /^[A-Z][A-Z0-9_]*$/.test(text);
