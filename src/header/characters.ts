export const LETTER = 1;
export const DIGIT = 2;
export const SPACE = 3;

/** Class of each ASCII character; everything above is a letter. */
export const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_$]/.test(character)) return LETTER;
  if (/[0-9]/.test(character)) return DIGIT;
  return /[ \t\r\v\f]/.test(character) ? SPACE : 0;
});

export const [NEWLINE, QUOTE, APOSTROPHE, SLASH, STAR, BACKSLASH, DOT, HASH] = [...'\n"\'/*\\.#'].map((one) =>
  one.charCodeAt(0),
) as [number, number, number, number, number, number, number, number];

/** NaN, the end of the text, is of no class. */
export const classOf = (code: number): number => (code < 128 ? (CLASSES[code] as number) : code >= 128 ? LETTER : 0);

/** After the last letter or digit of the word that begins at `from`. */
export function endOfWord(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at++) {
    const kind = classOf(text.charCodeAt(at));
    if (kind !== LETTER && kind !== DIGIT) break;
  }
  return at;
}

/** After the closing quote, or at the end of the line where there is none. */
export function endOfQuoted(text: string, quoteAt: number, quote: number): number {
  for (let at = quoteAt + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && text.charCodeAt(at + 1) !== NEWLINE) at++;
    else if (code === quote) return at + 1;
    else if (code === NEWLINE) return at;
  }
  return text.length;
}

/** Nothing but white space stands before it on its line; a comment that ends there is white space, too. */
export function beginsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && CLASSES[text.charCodeAt(at)] === SPACE) at--;
  return at < 0 || text.charCodeAt(at) === NEWLINE || text.startsWith('*/', at - 1);
}
