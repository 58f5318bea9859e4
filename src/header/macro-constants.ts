import { expandList } from './expander.js';
import { ExpressionParser } from './expression.js';
import { stringLiteral, type IntegerValue } from './integer.js';
import type { Macro } from './macros.js';
import type { TypeContext } from './operand.js';
import type { Parser } from './parser.js';
import type { Preprocessor } from './preprocessor.js';
import { Refusal } from './problems.js';
import { specifiersOf } from './type-name-list.js';
import { listCursor } from './token-cursor.js';
import { Token } from './token.js';
import { Source } from './source.js';

/** A text longer than this is code and no constant. */
const MAX_TOKENS = 64;

/** Tokens that all steps of its expansion make. */
const MAX_EXPANSION = 512;

/** The values of object-like macros, found when they are asked for: a system header has tens of thousands. */
export class MacroConstants {
  private readonly site: Token;
  /** Tokens that all of them together may still make; the headers of Windows take 65,000. */
  private tokensLeft = 1 << 20;

  constructor(
    private readonly preprocessor: Preprocessor,
    private readonly parser: Parser,
  ) {
    this.site = new Token('name', '', new Source('(constants)', ''), 0, false, false);
  }

  names(): string[] {
    return [...this.preprocessor.macros.values()].filter(isCandidate).map((macro) => macro.name);
  }

  integer(name: string): IntegerValue | undefined {
    const value = this.value(name);
    return typeof value === 'object' ? value : undefined;
  }

  /** An integer, a text, a floating-point number; undefined where the macro is none of them. */
  value(name: string): IntegerValue | string | number | undefined {
    const macro = this.preprocessor.macros.get(name);
    if (macro === undefined || !isCandidate(macro) || this.tokensLeft <= 0) return undefined;
    const tokens = this.expanded(macro);
    if (tokens === undefined || tokens.length === 0 || tokens.length > MAX_TOKENS) return undefined;
    if (tokens.every((token) => token.kind === 'string'))
      return tokens.map((token) => stringLiteral(token.text)).join('');
    return this.evaluated(tokens) ?? floatOf(tokens);
  }

  private expanded(macro: Macro): Token[] | undefined {
    const before = this.preprocessor.tokensLeft;
    const allowed = Math.min(this.tokensLeft, MAX_EXPANSION);
    this.preprocessor.tokensLeft = allowed;
    try {
      macro.active++;
      return expandList(this.preprocessor, macro.body, this.site);
    } catch {
      return undefined; // more tokens than a constant has
    } finally {
      macro.active--;
      this.tokensLeft -= allowed - Math.max(0, this.preprocessor.tokensLeft);
      this.preprocessor.tokensLeft = before;
    }
  }

  private evaluated(tokens: readonly Token[]): IntegerValue | undefined {
    const cursor = listCursor(tokens, this.site);
    const context: TypeContext = specifiersOf(this.parser, cursor);
    try {
      const value = new ExpressionParser(cursor, context).constant();
      return cursor.peek().kind === 'end' ? value : undefined;
    } catch (thrown) {
      if (thrown instanceof Refusal) return undefined;
      throw thrown;
    }
  }
}

function isCandidate(macro: Macro): boolean {
  return macro.parameters === undefined && macro.body.length > 0 && macro.body.length <= MAX_TOKENS;
}

function floatOf(tokens: readonly Token[]): number | undefined {
  const text = tokens.map((token) => token.text).join('');
  return /^[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?[fFlL]?$/.test(text)
    ? Number.parseFloat(text)
    : undefined;
}
