import process from 'node:process';
import { CastbufError, ERROR_CODES } from '../errors/index.js';
import { emphasise } from './colour.js';
import { CommandError, Interrupted, OutputClosed } from './exit-status.js';
import { printable, printableLines } from './printable.js';

/** A line on stderr. */
export function say(message: string): void {
  process.stderr.write(`castbuf: ${printable(message)}\n`);
}

/** The one line of an error, and with DEBUG its stack. */
export function complain(error: unknown): void {
  if (error instanceof OutputClosed) return;
  const prefix = emphasise('castbuf:', 'red', process.stderr);
  process.stderr.write(`${prefix} ${printable(lineOf(error))}\n`);
  if (process.env['DEBUG']) process.stderr.write(`${printableLines(stackOf(error))}\n`);
}

/** Tells all of them; the last one ends the command, where there is one. @throws CommandError */
export function throwErrors(errors: readonly CommandError[]): void {
  const last = errors.at(-1);
  for (const error of errors.slice(0, -1)) complain(error);
  if (last !== undefined) throw last;
}

/** An error of the data: `<what> at offset 0x<hex> (record n): <hint>`. Records count from 0. */
export function describeDataError(error: CastbufError, record: number): string {
  return `${whatOf(error)} at offset 0x${(error.offset ?? 0).toString(16)} (record ${record}): ${hintOf(error)}`;
}

/** What is wrong with a record that is passed over. */
export function describeBadRecord(error: CastbufError, bytes: number): string {
  return `${whatOf(error)} at offset 0x${(error.offset ?? 0).toString(16)}: ${hintOf(error)}; its ${bytes} bytes are passed over`;
}

/** The library's hint, where it is not about the library. */
function hintOf({ code, hint, want, have }: CastbufError): string {
  if (code !== 'ERR_TRUNCATED_HEADER') return hint;
  return `${want} bytes are needed, ${have} are there; the input ends inside a record`;
}

/** What is wrong, and in which member. */
export function whatOf({ code, path }: CastbufError): string {
  return path === undefined || path === '' ? ERROR_CODES[code] : `${ERROR_CODES[code]} in ${path}`;
}

function lineOf(error: unknown): string {
  const isForUser = error instanceof CommandError || error instanceof CastbufError || error instanceof Interrupted;
  if (isForUser) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `${message}; this is a bug in castbuf, DEBUG=1 shows where`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, stack = '' } = error;
  return cause instanceof Error ? `${stack}\ncaused by ${cause.stack}` : stack;
}
