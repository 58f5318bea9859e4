import type { Bytes } from '../bytes/index.js';
import { END, isLater, type Pieces } from './source.js';

/** No piece has come for as long as somebody wants to wait. */
export const LATE = Symbol('late');

/** The pieces of a source, for who may stop waiting for one. */
export class Input<Piece = Bytes> {
  /** The piece that was asked for last, until it comes. */
  private waiting: PromiseLike<Piece | typeof END> | undefined;
  private isOver = false;

  constructor(
    private readonly pieces: Pieces<Piece>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * The next piece. @param milliseconds how long to wait for it; Infinity: until it comes
   * @throws the signal's reason, what the source throws
   */
  async next(milliseconds: number): Promise<Piece | typeof END | typeof LATE> {
    this.signal?.throwIfAborted();
    try {
      const next = this.waiting ?? this.pieces.next();
      if (!isLater(next)) return this.seen(next);
      this.waiting = next;
      const piece = await this.arrival(next, milliseconds);
      return piece === LATE ? LATE : this.seen(piece);
    } catch (error) {
      // What has failed by itself holds nothing any more.
      this.isOver = this.signal?.aborted !== true;
      throw error;
    }
  }

  private seen(piece: Piece | typeof END): Piece | typeof END {
    this.waiting = undefined;
    this.isOver = piece === END;
    return piece;
  }

  private arrival(
    next: PromiseLike<Piece | typeof END>,
    milliseconds: number,
  ): PromiseLike<Piece | typeof END | typeof LATE> {
    const { signal } = this;
    if (signal === undefined && milliseconds === Infinity) return next;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const late = (): void => (stop(), resolve(LATE));
      const abort = (): void => (stop(), reject(signal?.reason as Error));
      const timer = milliseconds === Infinity ? undefined : setTimeout(late, milliseconds);
      signal?.addEventListener('abort', abort, { once: true });
      next.then(
        (piece) => (stop(), resolve(piece)),
        (error: Error) => (stop(), reject(error)),
      );
    });
  }

  /** Gives back what the source holds, unless it is over. @throws what the source throws then */
  async close(reason?: unknown): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    await this.pieces.close(reason, this.waiting !== undefined);
  }
}
