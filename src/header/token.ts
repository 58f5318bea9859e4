import type { HeaderPlace } from './header-error.js';
import type { Source } from './source.js';

export type TokenKind =
  | 'name'
  | 'number'
  | 'string'
  | 'character'
  | 'punctuator'
  /** `#pragma` or `__pragma`; its tokens are in `pragma`. */
  | 'pragma'
  | 'other'
  /** End of a line, where the preprocessor asks for lines. */
  | 'line-end'
  | 'end';

/** A comment that speaks to castbuf: `castbuf: count=Size`. */
export interface Note {
  readonly text: string;
  /** Something stands before it on its line, so it speaks about that. */
  readonly isTrailing: boolean;
  readonly place: HeaderPlace;
}

/** One preprocessing token. Tokens that a macro made stand where the macro was used. */
export class Token {
  /** Never expanded: it is the name of a macro, found inside that macro's own expansion. */
  isPainted = false;
  pragma: readonly Token[] | undefined = undefined;
  /** Comments to castbuf in front of the token. */
  notes: readonly Note[] | undefined = undefined;

  constructor(
    readonly kind: TokenKind,
    readonly text: string,
    readonly source: Source,
    /** Into `source.text`. */
    readonly offset: number,
    readonly spaceBefore: boolean,
    readonly isFirstOfLine: boolean,
  ) {}

  get place(): HeaderPlace {
    return this.source.placeOf(this.offset);
  }

  /** The same token where another one stands: in the expansion of a macro. */
  movedTo(site: Token, spaceBefore: boolean = this.spaceBefore): Token {
    const moved = new Token(this.kind, this.text, site.source, site.offset, spaceBefore, false);
    moved.isPainted = this.isPainted;
    moved.pragma = this.pragma;
    return moved;
  }
}

/** Tokens as text again, one space where there was white space. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map((token, index) => (index > 0 && token.spaceBefore ? ` ${token.text}` : token.text)).join('');
}
