import { Lexer } from './lexer.js';
import { Source } from './source.js';
import { textOf, type Token } from './token.js';

/** Parameters as written, without parentheses; the text is made when somebody asks for a declaration. */
export type ParameterText = () => string;

/** What stands between two brackets, each stretch of white space as one space. */
export function textBetween(open: Token, close: Token): ParameterText {
  return () => {
    const { source } = open;
    const isWritten = source.text[open.offset] === open.text && source.text[close.offset] === close.text;
    if (!isWritten || close.source !== source || close.offset < open.offset) return '…'; // a macro made one of them
    const lexer = new Lexer(new Source(source.name, source.text.slice(open.offset + 1, close.offset)), () => {});
    const tokens: Token[] = [];
    for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) tokens.push(token);
    return textOf(tokens);
  };
}
