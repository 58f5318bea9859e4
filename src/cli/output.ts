import { write as writeCallback } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inputOutputError, OutputClosed } from './exit-status.js';

const write = promisify(writeCallback);
const STANDARD_OUTPUT = 1;
/** How long to wait for a reader that shares its pipe with a program which made it non-blocking. */
const RETRY_MILLISECONDS = 5;

/**
 * Where the data goes. Writes are not on the event loop, so a reader that does not read stops this program but not its
 * signals; each is awaited, so no more than one buffer is on its way.
 */
export interface Output {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  readonly width: number | undefined;
  /** @throws OutputClosed when nobody reads it any more; CommandError (input or output) */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** A file that is made or emptied, or standard output where no path is given. */
export async function openOutput(path: string | undefined): Promise<Output> {
  if (path === undefined || path === '-') return new StandardOutput();
  try {
    return new FileOutput(path, await open(path, 'w'));
  } catch (error) {
    throw inputOutputError(`write ${path}`, error);
  }
}

class StandardOutput implements Output {
  readonly isTerminal = process.stdout.isTTY === true;
  readonly width = this.isTerminal ? process.stdout.columns : undefined;

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.writeSome(bytes.subarray(at));
  }

  async close(): Promise<void> {}

  private async writeSome(bytes: Uint8Array): Promise<number> {
    try {
      const { bytesWritten } = await write(STANDARD_OUTPUT, bytes);
      return bytesWritten;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EOF') throw new OutputClosed();
      if (code !== 'EAGAIN') throw inputOutputError('write to standard output', error);
      await sleep(RETRY_MILLISECONDS);
      return 0;
    }
  }
}

class FileOutput implements Output {
  readonly isTerminal = false;
  readonly width = undefined;

  constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) at += (await this.file.write(bytes, at)).bytesWritten;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'EPIPE' ? new OutputClosed() : inputOutputError(`write ${this.path}`, error);
    }
  }

  async close(): Promise<void> {
    try {
      await this.file.close();
    } catch (error) {
      throw inputOutputError(`write ${this.path}`, error);
    }
  }
}
