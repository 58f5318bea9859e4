import {
  APOSTROPHE,
  beginsLine,
  classOf,
  CLASSES,
  DIGIT,
  DOT,
  endOfQuoted,
  endOfWord,
  HASH,
  LETTER,
  NEWLINE,
  QUOTE,
  SLASH,
  SPACE,
  STAR,
} from './characters.js';
import type { Source } from './source.js';
import { Token, type Note, type TokenKind } from './token.js';

const PUNCTUATORS = new Set(
  '... <<= >>= -> ++ -- << >> <= >= == != && || *= /= %= += -= &= ^= |= ## ::'
    .split(' ')
    .concat([...'[](){}.&*+-~!/%<>^|?:;=,#@`']),
);

/** Other spellings, the longest first. */
const DIGRAPHS: readonly (readonly [written: string, meant: string])[] = [
  ['%:%:', '##'],
  ['%:', '#'],
  ['<%', '{'],
  ['%>', '}'],
  ['<:', '['],
  [':>', ']'],
];

/** Second characters of longer punctuators. */
const CONTINUING = new Set([...PUNCTUATORS].filter((one) => one.length > 1).map((one) => one.charCodeAt(1)));

/** Comments that begin like this are for us. */
const NOTE = /^\/[*/]\s*castbuf:\s*([^]*?)\s*(?:\*\/)?$/;

/** Splits the text of one file into tokens. Comments are white space, but for notes to castbuf, which the next token carries. */
export class Lexer {
  private at = 0;
  private isLineStart = true;
  private notes: Note[] | undefined;

  constructor(
    readonly source: Source,
    private readonly complain: (what: string, token: Token) => void,
  ) {}

  get offset(): number {
    return this.at;
  }

  /** The next token, across lines. */
  next(): Token {
    return this.read(false);
  }

  /** The next token of this line, or one of kind `line-end`, which is not consumed. */
  nextInLine(): Token {
    return this.read(true);
  }

  /** The rest of the line as it is, comments included; for directives whose text is no list of tokens. */
  restOfLine(): string {
    const from = this.at;
    const end = this.source.text.indexOf('\n', from);
    this.at = end < 0 ? this.source.text.length : end;
    return this.source.text.slice(from, this.at).trim();
  }

  /** The text up to that character, which must stand on this line; it is consumed, too. */
  textUntil(end: string): string | undefined {
    const at = this.source.text.indexOf(end, this.at);
    const text = this.source.text.slice(this.at, at);
    if (at < 0 || text.includes('\n')) return undefined;
    this.at = at + 1;
    return text;
  }

  /** Goes to the next line whose first character is `#`, as fast as it can; false at the end of the text. */
  skipToDirective(): boolean {
    const { text } = this.source;
    while (this.at < text.length) {
      this.skipSpaceAndComments();
      if (this.isLineStart && text.charCodeAt(this.at) === HASH) return true;
      this.skipLine();
    }
    return false;
  }

  /** Goes on reading at an offset that a look at the text found. */
  moveTo(offset: number): void {
    this.at = offset;
    this.isLineStart = beginsLine(this.source.text, offset);
  }

  private skipSpaceAndComments(): void {
    const { text } = this.source;
    for (; this.at < text.length;) {
      const code = text.charCodeAt(this.at);
      if (code === NEWLINE) {
        this.isLineStart = true;
        this.at++;
      } else if (code < 128 && CLASSES[code] === SPACE) this.at++;
      else if (!this.skipComment()) return;
    }
  }

  /** To the end of the line; a comment that begins on it may end further down. */
  skipLine(): void {
    const { text } = this.source;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === NEWLINE) return;
      if (code === QUOTE) this.at = endOfQuoted(text, this.at, QUOTE) - 1;
      else if (code === SLASH && this.skipComment()) this.at--;
    }
  }

  private read(stopsAtLineEnd: boolean): Token {
    const { text } = this.source;
    const start = this.at;
    let code: number;
    for (;;) {
      code = text.charCodeAt(this.at);
      if (code === NEWLINE) {
        if (stopsAtLineEnd) return this.token('line-end', this.at, '', true);
        this.isLineStart = true;
        this.at++;
      } else if (code < 128 && CLASSES[code] === SPACE) this.at++;
      else if (code !== SLASH || !this.skipComment()) break;
    }
    const from = this.at;
    const spaceBefore = from > start;
    if (from >= text.length) return this.token(stopsAtLineEnd ? 'line-end' : 'end', from, '', spaceBefore);
    return this.readAt(from, code, spaceBefore);
  }

  private readAt(from: number, code: number, spaceBefore: boolean): Token {
    const { text } = this.source;
    const kind = classOf(code);
    if (kind === LETTER) {
      this.at = endOfWord(text, from);
      const quote = text.charCodeAt(this.at);
      if (
        (quote === QUOTE || quote === APOSTROPHE) &&
        this.at - from <= 2 &&
        /^(?:L|u|U|u8)$/.test(text.slice(from, this.at))
      ) {
        return this.quoted(from, this.at, quote, spaceBefore);
      }
      return this.token('name', from, text.slice(from, this.at), spaceBefore);
    }
    if (kind === DIGIT || (code === DOT && classOf(text.charCodeAt(from + 1)) === DIGIT)) {
      this.at = this.endOfNumber(from);
      return this.token('number', from, text.slice(from, this.at), spaceBefore);
    }
    if (code === QUOTE || code === APOSTROPHE) return this.quoted(from, from, code, spaceBefore);
    return this.punctuator(from, spaceBefore);
  }

  private punctuator(from: number, spaceBefore: boolean): Token {
    const { text } = this.source;
    const first = text.charAt(from);
    if (this.source.hasDigraphs) {
      const [written, meant] = DIGRAPHS.find(([one]) => text.startsWith(one, from)) ?? [];
      if (written !== undefined && meant !== undefined) {
        this.at = from + written.length;
        return this.token('punctuator', from, meant, spaceBefore);
      }
    }
    if (CONTINUING.has(text.charCodeAt(from + 1))) {
      for (let length = 3; length > 1; length--) {
        const longer = text.slice(from, from + length);
        if (longer.length < length || !PUNCTUATORS.has(longer)) continue;
        this.at = from + length;
        return this.token('punctuator', from, longer, spaceBefore);
      }
    }
    this.at = from + 1;
    return this.token(PUNCTUATORS.has(first) ? 'punctuator' : 'other', from, first, spaceBefore);
  }

  private quoted(from: number, quoteAt: number, quote: number, spaceBefore: boolean): Token {
    this.at = endOfQuoted(this.source.text, quoteAt, quote);
    const text = this.source.text.slice(from, this.at);
    const token = this.token(quote === QUOTE ? 'string' : 'character', from, text, spaceBefore);
    if (this.at < quoteAt + 2 || this.source.text.charCodeAt(this.at - 1) !== quote) {
      this.complain(`a ${quote === QUOTE ? 'string' : 'character'} that does not end on its line`, token);
    }
    return token;
  }

  /** A number as the preprocessor has it: digits, letters and dots, and a sign after an exponent. */
  private endOfNumber(from: number): number {
    const { text } = this.source;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const kind = classOf(code);
      if (kind === LETTER || kind === DIGIT || code === DOT) continue;
      if (!/[+-]/.test(text.charAt(at)) || !/[eEpP]/.test(text.charAt(at - 1)) || at === from) break;
    }
    return at;
  }

  /** Whether a comment began here; it is behind us then. */
  private skipComment(): boolean {
    const { text } = this.source;
    if (text.charCodeAt(this.at) !== SLASH) return false;
    const second = text.charCodeAt(this.at + 1);
    if (second !== STAR && second !== SLASH) return false;
    const from = this.at;
    const end = second === STAR ? text.indexOf('*/', from + 2) : text.indexOf('\n', from);
    if (second === STAR && end < 0) {
      this.complain('a comment that does not end', this.token('other', from, '/*', true));
    }
    this.at = end < 0 ? text.length : second === STAR ? end + 2 : end;
    this.noteDown(from);
    return true;
  }

  private noteDown(from: number): void {
    // Most comments say something else: one look at the text decides.
    if (!this.source.text.startsWith('castbuf:', from + 2) && !this.source.text.startsWith('castbuf:', from + 3))
      return;
    const [, text] = NOTE.exec(this.source.text.slice(from, this.at)) ?? [];
    if (text === undefined) return;
    (this.notes ??= []).push({ text, isTrailing: !this.isLineStart, place: this.source.placeOf(from) });
  }

  private token(kind: TokenKind, from: number, text: string, spaceBefore: boolean): Token {
    const token = new Token(kind, text, this.source, from, spaceBefore, this.isLineStart);
    if (kind !== 'line-end') {
      this.isLineStart = false;
      if (this.notes !== undefined) {
        token.notes = this.notes;
        this.notes = undefined;
      }
    }
    return token;
  }
}
