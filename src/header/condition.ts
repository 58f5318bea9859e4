import { expandList } from './expander.js';
import { ExpressionParser } from './expression.js';
import { listCursor } from './token-cursor.js';
import type { Preprocessor } from './preprocessor.js';
import { Refusal } from './problems.js';
import { textOf, Token } from './token.js';

/** Whether the expression of an `#if` is not 0; one that is wrong is reported, and does not hold. */
export function conditionHolds(preprocessor: Preprocessor, line: readonly Token[], site: Token): boolean {
  if (line.length === 0) {
    preprocessor.complain(`#${site.text} takes an expression`, site);
    return false;
  }
  const tokens = expandList(preprocessor, withoutDefined(preprocessor, line), site);
  const cursor = listCursor(tokens, site);
  try {
    const value = new ExpressionParser(cursor, undefined).constant();
    const rest = cursor.peek();
    if (rest.kind !== 'end') preprocessor.complain(`'${rest.text}' does not belong to the expression`, rest);
    return value.value !== 0n;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const { hint } = thrown.error;
    preprocessor.complain(hint.replace(/^.*?:\d+:\d+: /, ''), site);
    return false;
  }
}

/** `defined NAME`, `defined(NAME)` and `__has_include(<name>)` are decided before macros are replaced. */
function withoutDefined(preprocessor: Preprocessor, line: readonly Token[]): Token[] {
  const out: Token[] = [];
  const number = (holds: boolean, site: Token): Token =>
    new Token('number', holds ? '1' : '0', site.source, site.offset, site.spaceBefore, false);
  for (let index = 0; index < line.length; index++) {
    const token = line[index] as Token;
    if (token.text === 'defined') {
      const isOpen = line[index + 1]?.text === '(';
      const name = line[index + (isOpen ? 2 : 1)];
      const known = name !== undefined && (preprocessor.macros.has(name.text) || name.text === '__has_include');
      out.push(number(known, token));
      index += isOpen ? 3 : 1;
    } else if (token.text === '__has_include' || token.text === '__has_include_next') {
      const close = line.findIndex((one, at) => at > index && one.text === ')');
      const end = close < 0 ? line.length : close;
      const spelled = textOf(line.slice(index + 2, end)).trim();
      out.push(number(preprocessor.canInclude(spelled.slice(1, -1), spelled.startsWith('<')), token));
      index = end;
    } else out.push(token);
  }
  return out;
}
