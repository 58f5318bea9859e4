import { fstatSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { inputOutputError, Interrupted } from './exit-status.js';

const PIECE_BYTES = 256 * 1024;
const STANDARD_INPUT = '-';

/** A file or standard input, read a piece at a time. */
export interface Input {
  /** As messages call it. */
  readonly name: string;
  /** Bytes that there are; undefined for a pipe. */
  readonly bytes: number | undefined;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Bytes that were read so far. */
  readonly readBytes: number;
  close(): void;
}

/** @throws CommandError (input or output) when it cannot be opened */
export async function openInput(path: string, signal: AbortSignal): Promise<Input> {
  if (path === STANDARD_INPUT) return new StreamInput('standard input', pipeBytes(), process.stdin, signal);
  try {
    const file = await open(path, 'r');
    const found = await file.stat();
    if (found.isDirectory()) {
      await file.close();
      throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    }
    return new StreamInput(path, found.isFile() ? found.size : undefined, streamOf(file), signal);
  } catch (error) {
    throw inputOutputError(`read ${path}`, error);
  }
}

/** Whether two paths are one file, so that writing the one would destroy the other before it is read. */
export async function isSameFile(path: string, other: string): Promise<boolean> {
  if (path === STANDARD_INPUT || other === STANDARD_INPUT) return false;
  try {
    const [first, second] = await Promise.all([stat(path), stat(other)]);
    return first.isFile() && first.dev === second.dev && first.ino === second.ino;
  } catch {
    return false;
  }
}

function streamOf(file: FileHandle): Readable {
  return file.createReadStream({ highWaterMark: PIECE_BYTES });
}

function pipeBytes(): number | undefined {
  try {
    const found = fstatSync(0);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

class StreamInput implements Input {
  readBytes = 0;
  private readonly abort = (): void => void this.stream.destroy(new Interrupted());

  constructor(
    readonly name: string,
    readonly bytes: number | undefined,
    private readonly stream: Readable,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.abort);
  }

  get pieces(): AsyncIterable<Uint8Array> {
    return this.read();
  }

  close(): void {
    this.signal.removeEventListener('abort', this.abort);
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
