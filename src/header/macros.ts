import { Lexer } from './lexer.js';
import { assertHeld, limitError } from './limits.js';
import { Source } from './source.js';
import { Token, textOf } from './token.js';

/** Characters of a token that a macro makes of others. */
const MAX_MADE_LENGTH = 1 << 18;

export interface Macro {
  readonly name: string;
  /** Names of the parameters; undefined for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  /** The last parameter takes all arguments that are left. */
  readonly isVariadic: boolean;
  readonly body: readonly Token[];
  /** Above 0 while the macro's own expansion is read: its name stays as it is then. */
  active: number;
}

/** The macro that the tokens after `#define` describe, or what is wrong with them. */
export function macroOf(tokens: readonly Token[]): Macro | string {
  const [name, open] = tokens;
  if (name?.kind !== 'name') return '#define takes a name';
  if (open === undefined || open.text !== '(' || open.spaceBefore) {
    return { name: name.text, parameters: undefined, isVariadic: false, body: tokens.slice(1), active: 0 };
  }
  const close = tokens.findIndex((token) => token.text === ')');
  if (close < 0) return `the parameters of ${name.text} do not end`;
  const parameters: string[] = [];
  let isVariadic = false;
  for (const token of tokens.slice(2, close)) {
    if (token.text === '...') {
      if (tokens[tokens.indexOf(token) - 1]?.kind !== 'name') parameters.push('__VA_ARGS__');
      isVariadic = true;
    } else if (token.kind === 'name') parameters.push(token.text);
    else if (token.text !== ',') return `'${token.text}' is no parameter of ${name.text}`;
  }
  return { name: name.text, parameters, isVariadic, body: tokens.slice(close + 1), active: 0 };
}

export interface MacroArgument {
  readonly raw: readonly Token[];
  /** Fully expanded; asked for only where a parameter stands alone. */
  expanded(): readonly Token[];
}

/** The body with arguments in the place of parameters, `#` and `##` done, at the place of `site`. */
export function substitute(macro: Macro, args: readonly MacroArgument[], site: Token): Token[] {
  const out: Token[] = [];
  let isPasting = false;
  let leftIsEmpty = false;
  const body = macro.parameters?.includes('__VA_ARGS__') ? withOptional(macro, args) : macro.body;
  for (let index = 0; index < body.length; index++) {
    const token = body[index] as Token;
    if (token.text === '##' && index > 0 && index + 1 < body.length) {
      isPasting = true;
      continue;
    }
    const isStringified = token.text === '#' && macro.parameters !== undefined;
    const parameter = isStringified ? parameterIn(macro, body[index + 1]) : parameterIn(macro, token);
    const isPastedNext = body[index + 1]?.text === '##' && index + 2 < body.length;
    const argument = args[parameter];
    let piece: Token[];
    if (argument === undefined) piece = [token.movedTo(site)];
    else if (isStringified) {
      piece = [stringified(argument.raw, site, token.spaceBefore)];
      index++;
    } else {
      const tokens = isPasting || isPastedNext ? argument.raw : argument.expanded();
      piece = tokens.map((one, nth) => one.movedTo(site, nth === 0 ? token.spaceBefore : one.spaceBefore));
    }
    const isComma = isPasting && macro.isVariadic && parameter === args.length - 1 && out.at(-1)?.text === ',';
    if (isComma && piece.length === 0) out.pop();
    else if (isPasting && !isComma && !leftIsEmpty && piece.length > 0) {
      out.push(...pasted(out.pop() as Token, piece.shift() as Token), ...piece);
    } else for (const one of piece) out.push(one);
    leftIsEmpty = piece.length === 0 && (!isPasting || leftIsEmpty) && argument !== undefined;
    isPasting = false;
    assertHeld(out.length, macro.name, () => site.place);
  }
  return out;
}

/** `__VA_OPT__(…)` is its content where there are variable arguments, and nothing where there are none. */
function withOptional(macro: Macro, args: readonly MacroArgument[]): readonly Token[] {
  if (!macro.body.some((token) => token.text === '__VA_OPT__')) return macro.body;
  const hasArguments = (args.at(-1)?.raw.length ?? 0) > 0;
  const out: Token[] = [];
  for (let index = 0; index < macro.body.length; index++) {
    const token = macro.body[index] as Token;
    if (token.text !== '__VA_OPT__' || macro.body[index + 1]?.text !== '(') {
      out.push(token);
      continue;
    }
    let depth = 0;
    for (index++; index < macro.body.length; index++) {
      const inner = macro.body[index] as Token;
      if (inner.text === ')' && --depth === 0) break;
      if (hasArguments && depth > 0) out.push(inner);
      if (inner.text === '(') depth++;
    }
  }
  return out;
}

function parameterIn(macro: Macro, token: Token | undefined): number {
  return token?.kind === 'name' && macro.parameters !== undefined ? macro.parameters.indexOf(token.text) : -1;
}

function stringified(tokens: readonly Token[], site: Token, spaceBefore: boolean): Token {
  assertLength(
    tokens.reduce((length, { text }) => length + text.length, 0),
    site,
  );
  const text = textOf(
    tokens.map((token) =>
      token.kind === 'string' || token.kind === 'character'
        ? new Token(
            'string',
            token.text.replaceAll(/["\\]/g, '\\$&'),
            token.source,
            token.offset,
            token.spaceBefore,
            false,
          )
        : token,
    ),
  );
  return new Token('string', `"${text}"`, site.source, site.offset, spaceBefore, false);
}

/** Each # inside another doubles what has to be escaped, and each ## may double a name. */
function assertLength(length: number, site: Token): void {
  if (length > MAX_MADE_LENGTH) throw limitError(`# or ## makes a token of ${length} characters`, site.place);
}

/** One token of two, or the two where they make none, as Microsoft's compiler has it. */
function pasted(left: Token, right: Token): Token[] {
  assertLength(left.text.length + right.text.length, left);
  const text = left.text + right.text;
  const lexer = new Lexer(new Source('', text), () => {});
  const token = lexer.next();
  if (token.text !== text) return [left, right];
  return [new Token(token.kind, text, left.source, left.offset, left.spaceBefore, false)];
}
