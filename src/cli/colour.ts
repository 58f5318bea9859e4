import process from 'node:process';

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39] } as const;

interface Terminal {
  readonly isTTY?: boolean;
}

/** Colours are for terminals, and not where NO_COLOR asks for none (https://no-color.org). */
export function hasColour({ isTTY }: Terminal): boolean {
  return isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

export function emphasise(text: string, style: keyof typeof CODES, where: Terminal): string {
  const [on, off] = CODES[style];
  return hasColour(where) ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}
