import { builtInType, TYPE_WORDS } from './built-in-types.js';
import type { CType } from './c-type.js';
import type { TypeContext } from './operand.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';
import type { TokenCursor } from './token-cursor.js';

/**
 * What an expression in the text of a macro may ask: the types of the header are all known by then, so a type name is words of a
 * built-in type, a typedef or a tag, and stars.
 */
export function specifiersOf(parser: Parser, cursor: TokenCursor): TypeContext {
  const { scope, model } = parser;
  const isTag = (): boolean => /^(?:struct|union|enum)$/.test(cursor.peek().text);
  return {
    model,
    startsTypeName: () =>
      isTag() || TYPE_WORDS.has(cursor.peek().text) || scope.typeNamed(cursor.peek().text) !== undefined,
    parseTypeName: () => {
      let type = baseType();
      while (/^(?:\*|const|volatile)$/.test(cursor.peek().text)) {
        if (cursor.next().text === '*') type = { kind: 'pointer', target: type, bytes: 0 };
      }
      return type;
    },
    sizeOf: (type) => parser.sizeOf(type),
    alignOf: (type) => parser.alignOf(type),
    preferredAlignOf: (type) => parser.preferredAlignOf(type),
    memberOf: (type, name) => parser.memberOf(type, name),
    constant: (name) => parser.constant(name),
  };

  function baseType(): CType {
    const first = cursor.peek();
    if (isTag()) {
      cursor.next();
      const found = scope.tags.get(cursor.next().text);
      if (found === undefined) throw refuse('there is no such record', first);
      return found;
    }
    const words: string[] = [];
    while (TYPE_WORDS.has(cursor.peek().text)) words.push(cursor.next().text);
    if (words.join(' ') === 'void') return { kind: 'void' };
    const found = words.length > 0 ? builtInType(words, model) : scope.typeNamed(cursor.next().text);
    if (found === undefined) throw refuse(`'${first.text}' is no type`, first);
    return found;
  }
}
