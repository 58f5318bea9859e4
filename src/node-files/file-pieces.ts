import type { Buffer as NodeBuffer } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { CastbufError, shownValue } from '../errors/index.js';

/** A file: its path, or a handle of it, which stays open and stays where it is. */
export type FileSource = string | URL | FileHandle;

/** Reads of this size keep a disk busy, and two of them fit into a cache. */
const PIECE_BYTES = 1024 * 1024;

type Read = IteratorResult<Uint8Array, undefined>;
const DONE: Read = { done: true, value: undefined };

/**
 * The bytes of a file in pieces. The next one is read while the one before it is decoded. A piece is good until the next one is asked for: the memory of two
 * is all there is.
 */
export class FilePieces implements AsyncIterableIterator<Uint8Array> {
  protected handle: FileHandle | undefined;
  private readonly buffers: readonly [NodeBuffer, NodeBuffer] = [
    Buffer.allocUnsafeSlow(PIECE_BYTES),
    Buffer.allocUnsafeSlow(PIECE_BYTES),
  ];
  private turn = 0;
  private ahead: Promise<number> | undefined;
  protected isClosed = false;

  /** @param at where reading begins */
  constructor(
    private readonly file: FileSource,
    protected at: number,
  ) {
    if (typeof file !== 'string' && !(file instanceof URL) && typeof (file as Partial<FileHandle>)?.read !== 'function')
      throw new CastbufError('ERR_TYPE', `a file is a path, a URL or a FileHandle, not ${shownValue(file)}`);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws an error of the operating system, after which nothing is open */
  async next(): Promise<Read> {
    try {
      while (!this.isClosed) {
        this.handle ??= await this.opened();
        const bytes = await (this.ahead ?? this.read(this.handle));
        this.ahead = undefined;
        if (bytes > 0 && !this.isClosed) return { done: false, value: this.taken(bytes, this.handle) };
        if (bytes === 0 && !this.isClosed && !(await this.hasMore())) return await this.return();
      }
      return DONE;
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  async return(): Promise<Read> {
    if (this.isClosed) return DONE;
    this.isClosed = true;
    await this.ahead?.catch(() => undefined);
    if (this.handle !== this.file) await this.handle?.close();
    return DONE;
  }

  /** At the end, whether to look again. */
  protected hasMore(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** The bytes that were read; the next ones are read meanwhile. */
  private taken(bytes: number, handle: FileHandle): Uint8Array {
    const piece = this.buffers[this.turn] as NodeBuffer;
    this.at += bytes;
    this.turn = 1 - this.turn;
    this.ahead = this.read(handle);
    this.ahead.catch(() => undefined); // whoever asks for it hears of it
    return piece.subarray(0, bytes);
  }

  private async opened(): Promise<FileHandle> {
    const { file } = this;
    return typeof file === 'string' || file instanceof URL ? open(file) : file;
  }

  private async read(handle: FileHandle): Promise<number> {
    const { bytesRead } = await handle.read(this.buffers[this.turn] as NodeBuffer, 0, PIECE_BYTES, this.at);
    return bytesRead;
  }
}
