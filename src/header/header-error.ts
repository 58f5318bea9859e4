import { CastbufError, type ErrorCode } from '../errors/index.js';

/** Where something stands in the text of a header. Line and column count from 1, as compilers print them. */
export interface HeaderPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line of text, without its end. */
  readonly text: string;
}

/** Longest part of a line that an excerpt shows. */
const EXCERPT_COLUMNS = 160;

/**
 * Something in a header that cannot be imported, and where it stands. `message` is one line; `excerpt` is the line of the header and,
 * below it, a caret.
 */
export class HeaderError extends CastbufError {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly excerpt: string;

  constructor(
    code: ErrorCode,
    what: string,
    readonly place: HeaderPlace,
    numbers: { want?: bigint; have?: bigint } = {},
  ) {
    super(code, `${place.file}:${place.line}:${place.column}: ${what}`, numbers);
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.excerpt = excerptOf(place);
  }
}

/**
 * Something in a header that was passed over, and where it stands: a word that nothing defines, an attribute or a pragma that castbuf
 * does not know. The import may lack its effect.
 */
export interface HeaderNote extends HeaderPlace {
  /** One line, without the place. */
  readonly what: string;
  /** `file:line:column: what`. */
  readonly message: string;
  /** The line of the header and, below it, a caret. */
  readonly excerpt: string;
}

export function noteAt(what: string, place: HeaderPlace): HeaderNote {
  const message = `${place.file}:${place.line}:${place.column}: ${what}`;
  return { ...place, what, message, excerpt: excerptOf(place) };
}

/** The line around the column, tabs as they are, so that the caret stands below its character in any terminal. */
function excerptOf({ text, column }: HeaderPlace): string {
  const from = column > EXCERPT_COLUMNS ? column - EXCERPT_COLUMNS / 2 : 0;
  const shown = text.slice(from, from + EXCERPT_COLUMNS).trimEnd();
  const before = text.slice(from, column - 1).replaceAll(/[^\t]/g, ' ');
  return `${shown}\n${before}^`;
}
