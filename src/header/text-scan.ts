import {
  beginsLine,
  classOf,
  CLASSES,
  endOfQuoted,
  endOfWord,
  HASH,
  LETTER,
  NEWLINE,
  SLASH,
  SPACE,
} from './characters.js';

/** What a character does to text that is passed over: brackets open and close, others have to be looked at. */
const QUOTED = 2;
const STOPPING = 3;
const STEPS = new Int8Array(128);
for (const [characters, step] of [
  ['([{', 1],
  [')]}', -1],
  ['"\'', QUOTED],
  ['/#', STOPPING],
] as const) {
  for (const one of characters) STEPS[one.charCodeAt(0)] = step;
}
const [OPEN_BRACE, OPEN_PARENTHESIS, CLOSE_PARENTHESIS, SEMICOLON, ASTERISK] = [...'{();*'].map((one) =>
  one.charCodeAt(0),
) as [number, number, number, number, number];

const ENDING = new Set('()[]{};,=');

/**
 * Looks at the text of a header without making tokens of it: most of a system header is functions, of which nothing is
 * needed. It knows strings and comments, stops before directives, and leaves comments that do not end to the lexer.
 */
export class TextScan {
  constructor(
    private readonly text: string,
    /** Where it stands. */
    public at: number,
  ) {}

  /**
   * Passes over what `depth` open brackets hold, up to the bracket that closes the outermost, a directive or the end of
   * the text, and returns how many are open then. It stops in front of a brace, too, where it is told so.
   */
  inside(depth: number, stopsAtBraces = false): number {
    const { text } = this;
    let open = depth;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      const step = code < 128 ? (STEPS[code] as number) : 0;
      if (step === 0) continue;
      if (step === QUOTED) this.at = endOfQuoted(text, this.at, code) - 1;
      else if (step === STOPPING) {
        const end = code === SLASH ? this.endOfComment() : this.at;
        if (end > this.at) this.at = end - 1;
        else if (end < 0 || (code === HASH && beginsLine(text, this.at))) return open;
      } else {
        if (open + step === 0 || (stopsAtBraces && code === OPEN_BRACE)) return open;
        open += step;
      }
    }
    return open;
  }

  /** Passes over the rest of a bracket; false where a directive, a brace that is asked for or the end of the text comes first. */
  bracket(stopsAtBraces = false): boolean {
    if (this.inside(1, stopsAtBraces) > 1 || STEPS[this.text.charCodeAt(this.at)] !== -1) return false;
    this.at++;
    return true;
  }

  /** Whether a bracket, `;`, `,` or `=` comes next. */
  punctuatorFollows(): boolean {
    return this.space() && ENDING.has(this.text.charAt(this.at));
  }

  /**
   * Passes over the rest of a function, declared or defined. False where it is not certain that this is one and that nothing
   * else is declared: where a word is not `harmless`, say because it is a macro, where parentheses hold braces, and where one word
   * alone stands before them.
   */
  function(harmless: (word: string) => boolean): boolean {
    const { text } = this;
    let hasName = false;
    for (let before = 0; this.space();) {
      const code = text.charCodeAt(this.at);
      if (classOf(code) === LETTER) {
        const from = this.at;
        this.at = endOfWord(text, from);
        if (!harmless(text.slice(from, this.at))) return false;
        hasName = true;
      } else if (code === OPEN_PARENTHESIS) {
        this.at++;
        if (!hasName || !this.bracket(true)) return false;
      } else if (code === SEMICOLON || code === OPEN_BRACE) {
        this.at++;
        return before === CLOSE_PARENTHESIS && (code === SEMICOLON || this.bracket());
      } else if (code === ASTERISK) this.at++;
      else return false;
      before = code === OPEN_PARENTHESIS ? CLOSE_PARENTHESIS : code;
    }
    return false;
  }

  /** Passes over white space and comments; false at the end of the text, and where a comment does not end. */
  private space(): boolean {
    const { text } = this;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === NEWLINE || CLASSES[code] === SPACE) continue;
      const end = code === SLASH ? this.endOfComment() : this.at;
      if (end === this.at) return true;
      if (end < 0) return false;
      this.at = end - 1;
    }
    return false;
  }

  /** After the comment that begins here; -1 where it does not end, and where it stands when none begins. */
  private endOfComment(): number {
    const { text, at } = this;
    const second = text.charCodeAt(at + 1);
    if (second === ASTERISK) {
      const end = text.indexOf('*/', at + 2);
      return end < 0 ? -1 : end + 2;
    }
    if (second !== SLASH) return at;
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
}
