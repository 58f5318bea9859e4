import { constants, createReadStream, fstatSync, open as openCallback, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { isStandardInput } from './descriptor-paths.js';
import { inputOutputError, Interrupted } from './exit-status.js';
import { identityOf, type FileIdentity } from './file-identity.js';

const open = promisify(openCallback);
const PIECE_BYTES = 256 * 1024;
const STANDARD_INPUT = 0;

/** A file or standard input, read a piece at a time. */
export interface Input {
  /** As messages call it. */
  readonly name: string;
  /** Bytes that there are; undefined for a pipe. */
  readonly bytes: number | undefined;
  /** Undefined for what may be written while it is read. */
  readonly identity: FileIdentity | undefined;
  /** The pieces end with Interrupted when the user stops, also while nothing comes. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Bytes that were read so far. */
  readonly readBytes: number;
  close(): void;
}

/** `role` is what messages call it: `the input`. @throws CommandError (input or output) when it cannot be opened */
export async function openInput(path: string, role: string, signal: AbortSignal): Promise<Input> {
  if (isStandardInput(path)) {
    const name = 'standard input';
    return new StreamInput(name, sizeOf(STANDARD_INPUT), identityOf(STANDARD_INPUT, role), process.stdin, signal);
  }
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
    const fd = await open(path, flagsOf(found));
    return new StreamInput(path, sizeOf(fd), identityOf(fd, role), streamOf(fd, found.isFIFO()), signal);
  } catch (error) {
    throw inputOutputError(`read ${path}`, error);
  }
}

/**
 * Without O_NONBLOCK the system waits for the writer of a pipe in the call, which no signal ends. Only on Linux does a pipe that has had no writer yet not look
 * like one that has ended.
 */
function flagsOf(found: Stats): number {
  const mayWait = found.isFIFO() && process.platform === 'linux';
  return mayWait ? constants.O_RDONLY | constants.O_NONBLOCK : constants.O_RDONLY;
}

/** Pipes and terminals are read on the event loop: a thread that waits in a read would keep the process. */
function streamOf(fd: number, isPipe: boolean): Readable {
  if (isPipe) return new Socket({ fd, readable: true, writable: false });
  return isatty(fd) ? new ReadStream(fd) : createReadStream('', { fd, highWaterMark: PIECE_BYTES });
}

function sizeOf(fd: number): number | undefined {
  try {
    const found = fstatSync(fd);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

class StreamInput implements Input {
  readBytes = 0;
  private readonly stop = (): void => void this.stream.destroy(new Interrupted());

  constructor(
    readonly name: string,
    readonly bytes: number | undefined,
    readonly identity: FileIdentity | undefined,
    private readonly stream: Readable,
    private readonly signal: AbortSignal,
  ) {
    // An error that comes before anybody reads is told to whoever reads then.
    stream.on('error', () => {});
    if (signal.aborted) this.stop();
    else signal.addEventListener('abort', this.stop);
  }

  get pieces(): AsyncIterable<Uint8Array> {
    return this.read();
  }

  close(): void {
    this.signal.removeEventListener('abort', this.stop);
    this.stream.destroy();
  }

  private async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const piece of this.stream as AsyncIterable<Uint8Array>) {
        this.readBytes += piece.length;
        yield piece;
      }
    } catch (error) {
      if (this.signal.aborted) throw new Interrupted();
      throw inputOutputError(`read ${this.name}`, error);
    } finally {
      this.close();
    }
  }
}
