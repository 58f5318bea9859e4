import { ExpressionParser } from './expression.js';
import type { Parser } from './parser.js';

/** Words that begin an assertion. */
export const ASSERTIONS = new Set(['C_ASSERT', 'static_assert', '_Static_assert', '__C_ASSERT__', 'STATIC_ASSERT']);

/** Evaluates an assertion if one comes next. One that is false is reported with the numbers it compares. */
export function acceptAssertion(parser: Parser): boolean {
  const keyword = parser.cursor.peek();
  if (keyword.kind !== 'name' || !ASSERTIONS.has(keyword.text) || parser.cursor.peek(1).text !== '(') return false;
  parser.cursor.next();
  parser.cursor.next();
  const expression = new ExpressionParser(parser.cursor, parser, parser.limits.nesting);
  const { value } = expression.constant();
  let message = '';
  if (parser.accept(',') && parser.cursor.peek().kind === 'string') message = `: ${parser.cursor.next().text}`;
  parser.expect(')', `behind ${keyword.text}`);
  parser.accept(';');
  if (value !== 0n) return true;
  const { compared } = expression;
  const numbers = compared === undefined ? '' : `: ${compared.have} ${compared.operator} ${compared.want}`;
  parser.problems.add(`the ${keyword.text} is false${numbers}${message}`, keyword.place, compared);
  return true;
}
