import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError, ExitStatus } from './exit-status.js';
import { sizeText } from './numbers-text.js';
import { ZstdWindows } from './zstd-windows.js';

/** Twice what the file of a day's capture has, and far below what fills a disk. */
export const DEFAULT_MOST_UNPACKED = 4 * 1024 ** 3;

/** Bytes of a window, which the unpacker keeps in memory: what zstd itself takes without being asked to take more. One segment is its own window. */
const MOST_WINDOW_BYTES = 128 * 1024 ** 2;

/** How a packed input begins. The third byte of gzip is its only method. */
const MAGICS = { gzip: [0x1f, 0x8b, 0x08], zstd: [0x28, 0xb5, 0x2f, 0xfd] } as const;
export type Packing = keyof typeof MAGICS;
/** Enough to tell the packing. */
const HEAD_BYTES = 4;
/** Bytes that zstd is given at a time: a block of 4 bytes may stand for 128 KiB, and what comes out of them waits in memory. */
const ZSTD_STEP_BYTES = 1024;

export interface UnpackOptions {
  /** As messages call the input. */
  readonly name: string;
  /** Bytes that it may unpack to. */
  readonly most: number;
}

type Pieces = AsyncGenerator<Uint8Array, void, undefined>;

export function packingOf(head: Uint8Array): Packing | undefined {
  const names = Object.keys(MAGICS) as Packing[];
  return names.find((name) => MAGICS[name].every((byte, at) => head[at] === byte));
}

/**
 * What gzip or zstd made an input of, a piece at a time; an input that begins as neither does stays as it is.
 * @throws CommandError (data) where it cannot be unpacked, or has more than `most` bytes
 */
export async function* unpacked(pieces: AsyncIterable<Uint8Array>, { name, most }: UnpackOptions): Pieces {
  const iterator = pieces[Symbol.asyncIterator]();
  const head = await headOf(iterator);
  const whole = withHead(head, iterator);
  const packing = packingOf(head);
  if (packing === undefined) return yield* whole;
  let bytes = 0;
  try {
    for await (const piece of packing === 'gzip' ? gunzipped(whole) : unzstd(whole)) {
      bytes += piece.length;
      if (bytes > most) throw tooMuch(name, most);
      yield piece;
    }
  } catch (error) {
    if (!isFormatError(error)) throw error;
    const hint = '--raw takes its bytes as they are';
    const what = `${name} begins as ${packing} does and cannot be unpacked: ${(error as Error).message}; ${hint}`;
    throw new CommandError(ExitStatus.DATA, what, { cause: undefined });
  }
}

/** The first bytes of pieces: at least as many as are asked for, where there are so many. */
export async function headOf(iterator: AsyncIterator<Uint8Array>, least = HEAD_BYTES): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < least) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    parts.push(value);
    bytes += value.length;
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}

/** The pieces that `headOf` has begun with, all of them. */
export async function* withHead(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): Pieces {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* gunzipped(pieces: AsyncIterable<Uint8Array>): Pieces {
  const gunzip = createGunzip();
  // What is wrong with either comes out of the loop.
  pipeline(Readable.from(pieces, { objectMode: false }), gunzip, () => {});
  yield* gunzip as AsyncIterable<Uint8Array>;
}

async function* unzstd(pieces: AsyncIterable<Uint8Array>): Pieces {
  const { Decompress } = await import('fzstd');
  const windows = new ZstdWindows();
  let ready: Uint8Array[] = [];
  const stream = new Decompress((piece) => void ready.push(piece.slice()));
  const push = (piece: Uint8Array, isLast: boolean): Uint8Array[] => {
    ready = [];
    windows.add(piece);
    if (windows.widest > MOST_WINDOW_BYTES)
      throw new FormatError(`its window has more than ${sizeText(MOST_WINDOW_BYTES)}; unpack it with zstd -d`);
    try {
      stream.push(piece, isLast);
    } catch (error) {
      throw new FormatError((error as Error).message);
    }
    return ready;
  };
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; at += ZSTD_STEP_BYTES)
      yield* push(piece.subarray(at, at + ZSTD_STEP_BYTES), false);
  yield* push(new Uint8Array(0), true);
}

/** What an unpacker says of its input. */
class FormatError extends Error {}

function isFormatError(error: unknown): boolean {
  return error instanceof FormatError || (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;
}

function tooMuch(name: string, most: number): CommandError {
  const what = `${name} unpacks to more than ${sizeText(most)}; --max-unpacked ${Math.ceil(most / 1024 ** 3) * 4}G allows more`;
  return new CommandError(ExitStatus.DATA, what);
}
