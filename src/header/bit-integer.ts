import { builtInType } from './built-in-types.js';
import type { CType } from './c-type.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';

/** `_BitInt(n)` where it is one of the integers that the schema has; `words` are those in front of it, `unsigned` perhaps. */
export function bitInteger(parser: Parser, words: string[]): CType {
  const keyword = parser.cursor.next();
  parser.expect('(', 'behind _BitInt');
  const { value } = parser.constantExpression();
  parser.expect(')', 'behind the width');
  const isUnsigned = words.splice(0).includes('unsigned') || parser.accept('unsigned');
  parser.accept('signed');
  const type = builtInType([...(isUnsigned ? ['unsigned'] : []), `__int${value}`], parser.model);
  if (type === undefined || value > 64n)
    throw refuse(`castbuf has no _BitInt(${value}); those of 8, 16, 32 and 64 bits are integers`, keyword);
  return type;
}
