import { CommandError, ExitStatus } from './exit-status.js';
import { openInput, type Input } from './input.js';
import { say } from './messages.js';
import { counted } from './numbers-text.js';
import { unpacked } from './unpack.js';

/** What the user says of where records lie in a file. */
export interface DataRequest {
  /** Bytes of the file's own header. */
  readonly skip: number;
  /** Where the first record is that is read, from the start of the file; undefined: right after the header. */
  readonly offset: number | undefined;
  /** An input that begins as a packed one does is not unpacked. */
  readonly raw: boolean;
  /** Bytes that one may unpack to. */
  readonly maxUnpacked: number;
}

/** An input from its first record on. */
export interface DataInput extends Input {
  /** Bytes of the input before the pieces. */
  readonly start: number;
}

/**
 * Opens an input for its records, unpacked where gzip or zstd made it. One that is empty is told on stderr: it has no records, and that is no error.
 * @throws CommandError: input or output when it cannot be opened; data, while the pieces are read, where it ends before the first record
 */
export async function openData(
  path: string,
  { skip, offset, raw, maxUnpacked }: DataRequest,
  signal: AbortSignal,
): Promise<DataInput> {
  const input = await openInput(path, 'the input', signal);
  const whole = raw ? input.pieces : unpacked(input.pieces, { name: input.name, most: maxUnpacked });
  const start = Math.max(skip, offset ?? 0);
  return {
    name: input.name,
    bytes: input.bytes,
    identity: input.identity,
    start,
    pieces: afterStart(input, whole, start, offset === undefined ? '--skip' : '--offset'),
    get readBytes() {
      return input.readBytes;
    },
    close: () => input.close(),
  };
}

async function* afterStart(
  { name }: Input,
  pieces: AsyncIterable<Uint8Array>,
  start: number,
  option: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let seen = 0;
  for await (const piece of pieces) {
    const skipped = Math.min(piece.length, Math.max(0, start - seen));
    seen += piece.length;
    if (skipped < piece.length) yield skipped === 0 ? piece : piece.subarray(skipped);
  }
  if (seen === 0) say(`${name} is empty: it has no records`);
  if (seen >= start || seen === 0) return;
  const what = `${name} has ${counted(seen, 'byte')}, and ${option} ${start} is beyond its end`;
  throw new CommandError(ExitStatus.DATA, what);
}
