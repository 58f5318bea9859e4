import { acceptAttribute, isAttributeKeyword, type Attributes } from './attributes.js';
import { isLayoutWord } from './known-words.js';
import type { Parser } from './parser.js';
import type { Token } from './token.js';
import { skipWord } from './words.js';

/** After the word struct, union or enum: attributes, words that nothing defines, and the tag; undefined where there is none. */
export function readTag(parser: Parser, attributes: Attributes): Token | undefined {
  for (;;) {
    if (acceptAttribute(parser, attributes)) continue;
    const token = parser.cursor.peek();
    if (token.kind !== 'name') return undefined;
    if (!isUnknownAttribute(parser, token)) {
      parser.cursor.next();
      while (acceptAttribute(parser, attributes));
      return token;
    }
    skipWord(parser);
  }
}

/** `struct ATTRIBUTE tag {`, `struct ALIGN(4) tag {`, and `struct PACKED {`. A parenthesis may also begin a declarator. */
function isUnknownAttribute(parser: Parser, token: Token): boolean {
  const { cursor } = parser;
  if (cursor.peek(1).text === '{') return isLayoutWord(token.text);
  if (cursor.peek(1).text === '(') {
    if (cursor.peek(2).text === '*') return false;
    const behind = cursor.peekBehindBrackets(1);
    if (behind.text === '{') return true;
    return (
      behind.kind === 'name' &&
      !isAttributeKeyword(behind.text) &&
      /^(?:[{*]|\w+)$/.test(cursor.peekBehindBrackets(1, 1).text)
    );
  }
  let words = 1;
  while (cursor.peek(words).kind === 'name') words++;
  return words > 1 && cursor.peek(words).text === '{';
}
