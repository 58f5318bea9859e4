import type { LayoutPragmas } from './layout-pragmas.js';
import { Token } from './token.js';

/** Tokens that the arguments of an attribute may have. */
const LONGEST_ATTRIBUTE = 2000;

/** Where a parser stands in a run of tokens. */
export interface TokenCursor {
  /** The token `distance` ahead, 0 for the one that `next` gives. */
  peek(distance?: number): Token;
  next(): Token;
}

/** Where the tokens of a header come from. */
export interface TokenFeed {
  /** `end` for ever after the last. */
  next(): Token;
  /**
   * Skips the text inside `depth` open brackets as far as it can be skipped without making tokens of it, and returns how many of
   * them are open then. It never skips the bracket that closes the outermost, nor, where it is told so, a brace.
   */
  skipInside(depth: number, stopsAtBraces: boolean): number;
  /** Whether it is certain, without making tokens, that the bracket which was read last closes before a punctuator. */
  punctuatorFollows(): boolean;
  /**
   * Skips the rest of a declaration whose first token was read, if it is certain, without making tokens, that it is a function's
   * and that none of its words is decisive.
   */
  skipFunction(isDecisive: (word: string) => boolean): boolean;
}

/** By how much a token changes how deep the brackets are. */
export function bracketStep({ kind, text }: Token): -1 | 0 | 1 {
  if (kind !== 'punctuator') return 0;
  if (text === '(' || text === '[' || text === '{') return 1;
  return text === ')' || text === ']' || text === '}' ? -1 : 0;
}

export function listCursor(tokens: readonly Token[], site: Token): TokenCursor {
  const end = new Token('end', '', site.source, site.offset, false, false);
  let index = 0;
  return {
    peek: (distance = 0) => tokens[index + distance] ?? end,
    next: () => tokens[index++] ?? end,
  };
}

/**
 * The tokens of a header with any lookahead. A `#pragma pack` between two tokens takes effect when the first of them is
 * consumed, however far the parser has looked ahead.
 */
export class PackingCursor implements TokenCursor {
  /** Tokens that were looked at, pragmas included, from `head` to `tail`. What lies behind is old: emptying an array is slow. */
  private readonly ahead: Token[] = [];
  private head = 0;
  private tail = 0;
  /** The token that was consumed last. */
  last: Token | undefined;

  constructor(
    private readonly feed: TokenFeed,
    private readonly pragmas: LayoutPragmas,
  ) {}

  peek(distance = 0): Token {
    let at = this.head;
    for (let left = distance; ; at++) {
      const token = at < this.tail ? (this.ahead[at] as Token) : this.pull();
      if (token.kind === 'pragma') continue;
      if (left-- === 0) return token;
    }
  }

  /** The token after the bracket that opens `distance` ahead, or further on; looks no further than an attribute is long. */
  peekBehindBrackets(distance: number, beyond = 0): Token {
    for (let at = distance, depth = 0; at < distance + LONGEST_ATTRIBUTE; at++) {
      const token = this.peek(at);
      if (token.kind === 'end') return token;
      depth += bracketStep(token);
      if (depth === 0) return this.peek(at + 1 + beyond);
    }
    return this.peek(distance);
  }

  /** Whether a name stands after that bracket. Mostly the text tells, and no tokens have to be made. */
  nameFollows(distance: number): boolean {
    this.peek(distance);
    const isLast = this.head + distance === this.tail - 1;
    return !(isLast && this.feed.punctuatorFollows()) && this.peekBehindBrackets(distance).kind === 'name';
  }

  next(): Token {
    this.applyPragmas();
    const token = this.head < this.tail ? (this.ahead[this.head] as Token) : this.pull();
    this.head++;
    if (this.head === this.tail) this.head = this.tail = 0;
    this.last = token;
    return token;
  }

  /** Skips what an open bracket holds, and returns the one that closes it; `end` where none does. `onBrace` hears of braces in it. */
  skipInside(onBrace?: () => void): Token {
    for (let depth = 1; ;) {
      if (this.head === this.tail) depth = this.feed.skipInside(depth, onBrace !== undefined);
      const token = this.next();
      if (token.kind === 'end') return token;
      if (token.text === '{' && token.kind === 'punctuator') onBrace?.();
      depth += bracketStep(token);
      if (depth === 0) return token;
    }
  }

  /** Skips the declaration that begins with the next token, if it is certain that it is a function's. */
  skipFunction(isDecisive: (word: string) => boolean): boolean {
    const { text, kind } = this.peek();
    const isAlone = this.tail - this.head === 1;
    if (!isAlone || kind !== 'name' || isDecisive(text) || !this.feed.skipFunction(isDecisive)) return false;
    this.next();
    return true;
  }

  /** Pragmas in front of the next token take effect: a record begins with it. */
  applyPragmas(): void {
    for (;;) {
      const token = this.head < this.tail ? (this.ahead[this.head] as Token) : this.pull();
      if (token.kind !== 'pragma') return;
      this.head++;
      this.pragmas.apply(token);
    }
  }

  private pull(): Token {
    const token = this.feed.next();
    this.ahead[this.tail++] = token;
    return token;
  }
}
