/** What is wrong with a reply is what its handler did: nothing was cut, and nobody lied. */
const HINTS: Readonly<Record<string, (want: unknown, have: unknown) => string>> = {
  ERR_DATA_OVERRUN: (want, have) =>
    `the reply says that it has ${want} bytes, and the handler wrote ${have}; set the member itself, which counts it, and not its count`,
  ERR_TRUNCATED_HEADER: (want, have) => `the reply needs ${want} bytes, and the handler wrote ${have}`,
  ERR_UNTERMINATED: () => 'the handler wrote no NUL at the end of the text; set the member itself, which adds it',
};

/** What is told of a reply, of the error that a message with these bytes has. */
export function replyHint({
  code,
  hint,
  want,
  have,
}: Readonly<Record<'code' | 'hint', string>> & { want?: unknown; have?: unknown }): string {
  return HINTS[code]?.(want, have) ?? `in the reply that the handler wrote ${hint}`;
}
