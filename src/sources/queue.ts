import { CastbufError } from '../errors/index.js';

/** A listener of any event: those of browsers and those of other libraries have no type in common. */
// oxlint-disable-next-line typescript/no-explicit-any
export type EventTaker = (event: any) => void;

/** Bytes that may wait in a queue, where nothing else is said. */
const MOST_QUEUED_BYTES = 64 * 1024 * 1024;

type Read = IteratorResult<Uint8Array, undefined>;
const DONE: Read = { done: true, value: undefined };

/** Options of sources whose bytes come whether somebody wants them or not. */
export interface QueueOptions {
  /** Bytes that may wait (default 64 MiB). Where more come, the source ends with ERR_LIMIT_MEMORY after those that wait: none is dropped in silence. */
  readonly maxQueuedBytes?: number;
}

/**
 * Bytes that come by events, for who asks for them one after the other. What has come before an end or an error is given before it.
 */
export class Queue implements AsyncIterableIterator<Uint8Array> {
  private readonly pieces: Uint8Array[] = [];
  private bytes = 0;
  private waiting: ((read: Read | PromiseLike<Read>) => void) | undefined;
  private end: { readonly error: unknown } | undefined;
  private isClosed = false;

  /**
   * @param close lets go of the source: nothing comes any more. Called once
   * @param taken called when a piece was given away
   */
  constructor(
    private readonly most: number = MOST_QUEUED_BYTES,
    private readonly close: (reason: 'full' | 'ended' | 'returned') => void,
    private readonly taken: () => void = () => {},
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(piece: Uint8Array): void {
    if (this.end !== undefined) return;
    if (this.waiting !== undefined) return this.give({ done: false, value: piece });
    if (this.bytes + piece.length > this.most) {
      const hint = `${this.bytes} bytes wait to be read, and ${piece.length} came: more than maxQueuedBytes, which is ${this.most}; read faster, have the sender wait for credit, or raise it`;
      const place = { want: this.bytes + piece.length, have: this.most };
      return this.finish(new CastbufError('ERR_LIMIT_MEMORY', hint, place), 'full');
    }
    this.pieces.push(piece);
    this.bytes += piece.length;
  }

  /** No more comes. @param error why; undefined where that is as it should be */
  finish(error: unknown, reason: 'full' | 'ended' = 'ended'): void {
    if (this.end !== undefined) return;
    this.end = { error };
    this.letGo(reason);
    if (this.waiting !== undefined) this.give(this.atEnd());
  }

  /** @throws what ended the source, once */
  next(): Promise<Read> {
    const piece = this.pieces.shift();
    if (piece !== undefined) {
      this.bytes -= piece.length;
      this.taken();
      return Promise.resolve({ done: false, value: piece });
    }
    if (this.end !== undefined) return this.atEnd();
    return new Promise((resolve) => (this.waiting = resolve));
  }

  return(): Promise<Read> {
    this.pieces.length = 0;
    this.end ??= { error: undefined };
    this.letGo('returned');
    if (this.waiting !== undefined) this.give(DONE);
    return Promise.resolve(DONE);
  }

  private atEnd(): Promise<Read> {
    const error = this.end?.error;
    this.end = { error: undefined };
    return error === undefined ? Promise.resolve(DONE) : Promise.reject(error as Error);
  }

  private give(read: Read | PromiseLike<Read>): void {
    const resolve = this.waiting as NonNullable<typeof this.waiting>;
    this.waiting = undefined;
    resolve(read);
    if (!('then' in read) && read.done !== true) this.taken();
  }

  private letGo(reason: 'full' | 'ended' | 'returned'): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.close(reason);
  }
}
