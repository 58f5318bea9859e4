import { stat } from 'node:fs/promises';
import { CastbufError } from '../errors/index.js';
import { FilePieces } from './file-pieces.js';

/** The bytes of a file that others append to: at its end it waits for more. */
export class FollowedPieces extends FilePieces {
  private wake: (() => void) | undefined;

  constructor(
    private readonly path: string | URL,
    at: number,
    private readonly interval: number,
  ) {
    super(path, at);
  }

  override return(): ReturnType<FilePieces['return']> {
    const closed = super.return();
    this.wake?.();
    return closed;
  }

  /** @throws CastbufError ERR_SOURCE where the file is not the one that was read, or shorter than that was */
  protected override async hasMore(): Promise<boolean> {
    await this.pause();
    if (this.isClosed) return false;
    const own = await this.handle?.stat();
    if (own !== undefined && own.size < this.at) {
      const hint = `${String(this.path)} has ${own.size} bytes now, and ${this.at} were read: somebody has cut it; follow it anew`;
      throw new CastbufError('ERR_SOURCE', hint, { want: this.at, have: own.size });
    }
    if (own?.size === this.at && !(await this.isSameFile(own))) {
      const hint = `${String(this.path)} is another file now, or none, and all ${this.at} bytes of the one before were read; follow it anew`;
      throw new CastbufError('ERR_SOURCE', hint);
    }
    return true;
  }

  private async isSameFile({ dev, ino }: { readonly dev: number; readonly ino: number }): Promise<boolean> {
    const named = await stat(this.path).catch(() => undefined);
    return named?.dev === dev && named.ino === ino;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.interval);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
