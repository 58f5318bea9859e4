import {
  beginsAsCapture,
  CAPTURE_HEAD_BYTES,
  isCapture,
  MAGIC_BYTES,
  openCapture,
  type CaptureInput,
  type CaptureRequest,
} from './capture-input.js';
import { CommandError, ExitStatus, usageError } from './exit-status.js';
import { openInput, type Input } from './input.js';
import type { OnBadRecordAsked } from './bad-records.js';
import { say } from './messages.js';
import { counted } from './numbers-text.js';
import { headOf, unpacked, withHead } from './unpack.js';

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
  /** What is wanted of a capture; undefined where one is taken as its bytes. */
  readonly capture: CaptureRequest | undefined;
  readonly onBadRecord: OnBadRecordAsked;
}

/** An input from its first record on. */
export interface DataInput extends Input {
  /** Bytes of the input before the pieces. */
  readonly start: number;
  /** The packets that have the records, once the first bytes have come; undefined where the input is no capture. They are its pieces then. */
  capture(): Promise<OpenCapture | undefined>;
}

/** What an input has where it is a capture, and what is wanted of it. */
export interface OpenCapture extends CaptureInput {
  readonly request: CaptureRequest;
  readonly offset: number;
}

/**
 * Opens an input for its records, unpacked where gzip or zstd made it. One that is empty is told on stderr: it has no records, and that is no error.
 * @throws CommandError: input or output when it cannot be opened; data, while the pieces are read, where it ends before the first record
 */
export async function openData(
  path: string,
  { skip, offset, raw, maxUnpacked, capture: request, onBadRecord }: DataRequest,
  signal: AbortSignal,
): Promise<DataInput> {
  const input = await openInput(path, 'the input', signal);
  const whole = raw ? input.pieces : unpacked(input.pieces, { name: input.name, most: maxUnpacked });
  const start = Math.max(skip, offset ?? 0);
  const iterator = whole[Symbol.asyncIterator]();
  // The bytes are asked for when they are needed: an input may be a pipe that says nothing yet.
  let begun: Promise<BegunInput> | undefined;
  const begin = (): Promise<BegunInput> => (begun ??= begunInput(iterator, request !== undefined));
  const capture = async (): Promise<OpenCapture | undefined> => {
    if (request === undefined) return undefined;
    const { pieces, isPackets } = await begin();
    if (isPackets) return { ...(await openCapture(pieces, onBadRecord !== 'stop')), request, offset: offset ?? 0 };
    if (!isChosen(request)) return undefined;
    throw usageError(`--interface, --link-type and --packet-skip are for captures, and ${input.name} is none`);
  };
  let opened: ReturnType<typeof capture> | undefined;
  return {
    name: input.name,
    bytes: input.bytes,
    identity: input.identity,
    start,
    capture: () => (opened ??= capture()),
    pieces: afterStart(input, piecesOf(begin), start, offset === undefined ? '--skip' : '--offset'),
    get readBytes() {
      return input.readBytes;
    },
    close: () => input.close(),
  };
}

/** Whether the user has said something that only captures have. */
function isChosen({ interface: id, linkType, packetSkip }: CaptureRequest): boolean {
  return id !== undefined || linkType !== undefined || packetSkip > 0;
}

/** The pieces of an input whose first bytes have come. */
interface BegunInput {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly isPackets: boolean;
}

/** No more bytes are waited for than tell that it is no capture: 4 of what is none. */
async function begunInput(iterator: AsyncIterator<Uint8Array>, mayBeCapture: boolean): Promise<BegunInput> {
  const first = await headOf(iterator, mayBeCapture ? MAGIC_BYTES : 0);
  const again = withHead(first, iterator);
  if (!mayBeCapture || !beginsAsCapture(first)) return { pieces: again, isPackets: false };
  const head = await headOf(again, CAPTURE_HEAD_BYTES);
  return { pieces: withHead(head, again), isPackets: isCapture(head) };
}

async function* piecesOf(begin: () => Promise<BegunInput>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* (await begin()).pieces;
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
