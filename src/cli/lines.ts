import { CommandError, ExitStatus } from './exit-status.js';

const NEWLINE = 10;
/** A message of 16 MiB is twice that in hex; more than this in one line is no NDJSON. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

export interface Line {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
}

/** Drops a byte order mark, which Windows puts before a text. */
const START = new TextDecoder('utf-8', { fatal: true });
/** After the start the same character is text. */
const REST = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that begin in a line, counted from 1. @throws CommandError (data) where they are no UTF-8 */
export function textOf(bytes: Uint8Array, line: number): string {
  try {
    return (line === 1 ? START : REST).decode(bytes);
  } catch (error) {
    throw new CommandError(ExitStatus.DATA, `no UTF-8 (line ${line}): rows are text in UTF-8`, { cause: error });
  }
}

/** The lines of a source that comes in pieces, without their newlines, and without a byte order mark. @throws CommandError (data) with the line's number */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  const decoded = (bytes: Uint8Array, number: number): Line => ({ number, text: textOf(bytes, number) });
  let number = 1;
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      const rest = piece.subarray(start, end);
      yield decoded(partBytes === 0 ? rest : Buffer.concat([...parts, rest]), number++);
      parts = [];
      partBytes = 0;
      start = end + 1;
    }
    if (start === piece.length) continue;
    parts.push(piece.slice(start));
    partBytes += piece.length - start;
    if (partBytes > MAX_LINE_BYTES) {
      throw new CommandError(ExitStatus.DATA, `a line of more than 64 MiB (line ${number}): are these rows?`);
    }
  }
  if (partBytes > 0) yield decoded(Buffer.concat(parts), number);
}
