import type { PackStack } from './pack.js';
import { Token } from './token.js';

/** Where a parser stands in a run of tokens. */
export interface TokenCursor {
  /** The token `distance` ahead, 0 for the one that `next` gives. */
  peek(distance?: number): Token;
  next(): Token;
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
  /** Tokens that were looked at, pragmas included, from `head` on. */
  private readonly ahead: Token[] = [];
  private head = 0;
  /** The token that was consumed last. */
  last: Token | undefined;

  constructor(
    private readonly feed: () => Token,
    private readonly pack: PackStack,
    private readonly complain: (what: string, token: Token) => void,
  ) {}

  peek(distance = 0): Token {
    let at = this.head;
    for (let left = distance; ; at++) {
      const token = this.ahead[at] ?? this.pull();
      if (token.kind === 'pragma') continue;
      if (left-- === 0) return token;
    }
  }

  next(): Token {
    this.applyPragmas();
    const token = this.ahead[this.head] ?? this.pull();
    this.head++;
    if (this.head === this.ahead.length) {
      this.ahead.length = 0;
      this.head = 0;
    }
    this.last = token;
    return token;
  }

  /** Pragmas in front of the next token take effect: a record begins with it. */
  applyPragmas(): void {
    for (;;) {
      const token = this.ahead[this.head] ?? this.pull();
      if (token.kind !== 'pragma') return;
      this.head++;
      const problem = this.pack.apply(argumentsOf(token));
      if (problem !== undefined) this.complain(problem, token);
    }
  }

  private pull(): Token {
    const token = this.feed();
    this.ahead.push(token);
    return token;
  }
}

function argumentsOf({ pragma = [] }: Token): readonly Token[] {
  return pragma.slice(1).filter((token) => token.text !== '(' && token.text !== ')');
}
