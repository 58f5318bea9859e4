import { randomBytes } from 'node:crypto';
import { rmSync, type Stats } from 'node:fs';
import { access, constants, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Paths of those that exist, for a process that is about to end. */
const existing = new Set<string>();

/** What a process that ends at once does not leave. */
export function removeTemporaryFiles(): void {
  for (const path of existing) rmSync(path, { force: true });
  existing.clear();
}

const MODE_BITS = 0o7777;
/** Without those that run a file as its owner or group, who may be others now. */
const PERMISSION_BITS = 0o777;

/**
 * A file under a name of its own in the folder of the file that it will be. `replace` gives it that file's name in one step, so that under the name there is
 * the old file or the whole new one, whatever happens on the way.
 */
export class TemporaryFile {
  private constructor(
    private readonly file: FileHandle,
    readonly path: string,
    private readonly target: string,
    private readonly old: Stats | undefined,
  ) {
    existing.add(path);
  }

  /** `old` is the file that has the target's name now. @throws an error of the operating system */
  static async create(target: string, old: Stats | undefined): Promise<TemporaryFile> {
    // A file that nobody may write is not replaced, though its folder would allow it.
    if (old !== undefined) await access(target, constants.W_OK);
    // Not made of the target's name, which may already be as long as a name can be.
    const path = `${dirname(target)}/.castbuf-${randomBytes(8).toString('hex')}.tmp`;
    const mode = old === undefined ? 0o666 : 0o600;
    return new TemporaryFile(await open(path, 'wx', mode), path, target, old);
  }

  get fd(): number {
    return this.file.fd;
  }

  /** @throws an error of the operating system; the target is then as it was */
  async replace(): Promise<void> {
    if (this.old !== undefined) await this.takeOwnerAndMode(this.old);
    // Otherwise a crash of the system may find the new name and not its bytes.
    await this.file.sync();
    await this.file.close();
    await rename(this.path, this.target);
    existing.delete(this.path);
  }

  async remove(): Promise<void> {
    await this.file.close();
    await rm(this.path, { force: true });
    existing.delete(this.path);
  }

  private async takeOwnerAndMode({ uid, gid, mode }: Stats): Promise<void> {
    const mine = await this.file.stat();
    const isSameOwner = (mine.uid === uid && mine.gid === gid) || (await this.changeOwner(uid, gid));
    await this.file.chmod(mode & (isSameOwner ? MODE_BITS : PERMISSION_BITS));
  }

  /** Only root may give a file away. */
  private async changeOwner(uid: number, gid: number): Promise<boolean> {
    try {
      await this.file.chown(uid, gid);
      return true;
    } catch {
      return false;
    }
  }
}
