import { write as writeCallback } from 'node:fs';
import { constants, open, type FileHandle } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inputOutputError, OutputClosed } from './exit-status.js';
import type { StopRequest } from './interruption.js';
import type { Output } from './output.js';
import type { TemporaryFile } from './temporary-file.js';

const write = promisify(writeCallback);
/** How long to wait for the other end of a pipe. */
const RETRY_MILLISECONDS = 5;
/** Of a terminal that does not say how wide it is, or says 0. */
const DEFAULT_COLUMNS = 80;

/** An output that a command has opened, and ends in one of two ways. */
export abstract class OpenOutput implements Output {
  readonly isTerminal: boolean = false;
  readonly width: number | undefined = undefined;
  readonly path: string | undefined = undefined;

  constructor(
    private readonly fd: number,
    /** What it is to write to it, as messages call that. */
    protected readonly doing: string,
    private readonly interruption: StopRequest,
  ) {}

  /** What was written stays. @throws CommandError (input or output) */
  abstract keep(): Promise<void>;
  /** An error is on its way to the user: what was written goes, where that can be. */
  abstract giveUp(): Promise<void>;

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.writeSome(bytes.subarray(at));
  }

  /** Pipes are non-blocking, so a reader that does not read stops this program but not its signals. */
  private async writeSome(bytes: Uint8Array): Promise<number> {
    try {
      return (await write(this.fd, bytes)).bytesWritten;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EOF') throw new OutputClosed();
      if (code !== 'EAGAIN') throw inputOutputError(this.doing, error);
    }
    this.interruption.throwIfOver();
    await setTimeout(RETRY_MILLISECONDS);
    return 0;
  }
}

export class StandardOutput extends OpenOutput {
  static readonly DESCRIPTOR = 1;
  // Node makes a pipe non-blocking when it is asked for process.stdout.
  override readonly isTerminal = process.stdout.isTTY === true;
  override readonly width = this.isTerminal ? process.stdout.columns || DEFAULT_COLUMNS : undefined;

  constructor(interruption: StopRequest) {
    super(StandardOutput.DESCRIPTOR, 'write to standard output', interruption);
  }

  async keep(): Promise<void> {}

  async giveUp(): Promise<void> {}
}

/** A device or a pipe. */
class SpecialOutput extends OpenOutput {
  constructor(
    private readonly file: FileHandle,
    path: string,
    interruption: StopRequest,
  ) {
    super(file.fd, `write ${path}`, interruption);
  }

  async keep(): Promise<void> {
    try {
      await this.file.close();
    } catch (error) {
      throw inputOutputError(this.doing, error);
    }
  }

  async giveUp(): Promise<void> {
    await this.file.close().catch(() => {});
  }
}

/** @throws an error of the operating system; Interrupted while it waits for the reader of a pipe */
export async function openSpecial(
  { path, isPipe }: { readonly path: string; readonly isPipe: boolean },
  name: string,
  interruption: StopRequest,
): Promise<OpenOutput> {
  const file = await (isPipe ? openPipe(path, interruption.signal) : open(path, 'w'));
  return new SpecialOutput(file, name, interruption);
}

/** Without a reader the system would wait in the call, which no signal ends. */
async function openPipe(path: string, signal: AbortSignal): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    signal.throwIfAborted();
    await setTimeout(RETRY_MILLISECONDS);
  }
}

/** A file that takes its name when it is whole. */
export class NewFileOutput extends OpenOutput {
  override readonly path: string;

  constructor(
    private readonly file: TemporaryFile,
    path: string,
    interruption: StopRequest,
  ) {
    super(file.fd, `write ${path}`, interruption);
    this.path = file.path;
  }

  async keep(): Promise<void> {
    try {
      await this.file.replace();
    } catch (error) {
      await this.giveUp();
      throw inputOutputError(this.doing, error);
    }
  }

  async giveUp(): Promise<void> {
    await this.file.remove().catch(() => {});
  }
}
