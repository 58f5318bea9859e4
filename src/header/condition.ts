import { Expander, expandList } from './expander.js';
import { ExpressionParser } from './expression.js';
import { FILE_TESTS } from './feature-tests.js';
import { listCursor } from './token-cursor.js';
import { assertHeld } from './limits.js';
import type { Preprocessor } from './preprocessor.js';
import { Refusal } from './problems.js';
import { textOf, Token } from './token.js';

/** Whether the expression of an `#if` is not 0; one that is wrong is reported, and does not hold. */
export function conditionHolds(preprocessor: Preprocessor, line: readonly Token[], site: Token): boolean {
  if (line.length === 0) {
    preprocessor.complain(`#${site.text} takes an expression`, site);
    return false;
  }
  const cursor = listCursor(expanded(preprocessor, line, site), site);
  try {
    const undefinedCall = (name: Token): void =>
      preprocessor.note(`nothing defines ${name.text}, so ${name.text}(…) is 0 in a condition`, name);
    const value = new ExpressionParser(cursor, { model: preprocessor.model, undefinedCall }).constant();
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

/** The line with macros replaced, and what asks for names, files and features decided, also where a macro asks. */
function expanded(preprocessor: Preprocessor, line: readonly Token[], site: Token): Token[] {
  const end = new Token('end', '', site.source, site.offset, false, false);
  let index = 0;
  const expander = new Expander(preprocessor, () => line[index++] ?? end);
  const out: Token[] = [];
  try {
    for (let token = expander.next(); token.kind !== 'end'; token = expander.next()) {
      assertHeld(out.length, 'this condition', () => site.place);
      if (token.kind !== 'name') out.push(token);
      else if (token.text === 'defined') out.push(number(isDefinedName(preprocessor, expander) ? 1 : 0, token));
      else if (preprocessor.features.isTest(token.text)) {
        const inside = argumentOf(preprocessor, expander, token);
        if (inside !== undefined) out.push(number(answer(preprocessor, token, inside), token));
      } else out.push(token);
    }
  } finally {
    expander.leaveAll();
  }
  return out;
}

function number(value: number, site: Token): Token {
  return new Token('number', String(value), site.source, site.offset, site.spaceBefore, false);
}

/** `NAME` or `(NAME)`, which is not replaced. */
function isDefinedName(preprocessor: Preprocessor, expander: Expander): boolean {
  const first = expander.raw();
  const isOpen = first.text === '(' && first.kind === 'punctuator';
  const name = isOpen ? expander.raw() : first;
  if (name.kind !== 'name') preprocessor.complain("'defined' takes a name", name);
  if (isOpen && expander.raw().text !== ')') preprocessor.complain("')' is missing behind the name", name);
  return preprocessor.isDefined(name.text);
}

/** The tokens in the parentheses; undefined where there are none. */
function argumentOf(preprocessor: Preprocessor, expander: Expander, test: Token): Token[] | undefined {
  const inside: Token[] = [];
  const open = expander.raw();
  for (let depth = 1; open.text === '(';) {
    const token = expander.raw();
    if (token.kind === 'end') break;
    if (token.text === '(') depth++;
    if (token.text === ')' && --depth === 0) return inside;
    inside.push(token);
  }
  preprocessor.complain(`${test.text} takes an argument in parentheses`, test);
  return undefined;
}

function answer(preprocessor: Preprocessor, test: Token, inside: readonly Token[]): number {
  if (!FILE_TESTS.has(test.text)) {
    return preprocessor.features.value(
      test.text,
      inside.map(({ text }) => text),
    );
  }
  const isSpelled = inside[0]?.text === '<' || inside[0]?.kind === 'string';
  const spelled = textOf(isSpelled ? inside : expandList(preprocessor, inside, test)).trim();
  const isNext = test.text === '__has_include_next';
  return preprocessor.canInclude(spelled.slice(1, -1), spelled.startsWith('<'), isNext) ? 1 : 0;
}
