/**
 * Characters that steer a terminal, break a line, or turn the direction of the text around them: C0, DEL and C1, line and paragraph separators,
 * and the marks of bidirectional text.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what this finds
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Those that JSON.stringify does not escape: all but C0. */
const LEFT_BY_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text from outside (names of files, headers, data) on one line, as a terminal may show it: `\x1b` for an escape character. */
export function printable(text: string): string {
  return text.replaceAll(STEERING, (character) => SHORT_ESCAPES[character] ?? codeEscape(character));
}

/** The same for a text of several lines, whose line ends and tabs stay. */
export function printableLines(text: string): string {
  return text.replaceAll(STEERING, (character) => (/[\n\t]/.test(character) ? character : codeEscape(character)));
}

/** JSON of a value. JSON.stringify leaves DEL, C1 and the marks as they are; escaped they are the same strings for whoever reads them. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(LEFT_BY_JSON, unicodeEscape);
}

function codeEscape(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff ? unicodeEscape(character) : `\\x${code.toString(16).padStart(2, '0')}`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
