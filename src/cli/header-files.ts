import { headerText, IncludePath } from '../header-files/index.js';
import type { Include, IncludedFile } from '../header/index.js';
import { CommandError, ExitStatus, inputOutputError } from './exit-status.js';
import { identityOf, type FileIdentity } from './file-identity.js';
import { openInput, type Input } from './input.js';

/** The headers of Windows together have a tenth of it; a device or a pipe may never end. */
const MOST_HEADER_BYTES = 128 * 1024 * 1024;

/** The headers that a command reads, and what they include. It knows which files they are, so that no output takes the place of one. */
export class HeaderFiles {
  private readonly read = new Map<string, FileIdentity>();
  private readonly path: IncludePath;

  /** @throws CommandError (input or output) for a folder that is not there */
  constructor(folders: readonly string[]) {
    this.path = new IncludePath(folders, inputOutputError, (path) => this.included(path));
  }

  get find(): Include {
    return this.path.find;
  }

  /** The files that were read so far. */
  get identities(): readonly FileIdentity[] {
    return [...this.read.values()];
  }

  /** A file that the user named, or `-`. It may be a pipe. @throws CommandError (input or output); Interrupted */
  async open(path: string, signal: AbortSignal): Promise<IncludedFile> {
    const input = await openInput(path, 'the header', signal);
    const text = headerText(await wholeOf(input));
    if (input.identity !== undefined) this.read.set(path, input.identity);
    return path === '-' ? { text, name: '<stdin>' } : this.path.opened(path, text);
  }

  private included(path: string): void {
    const identity = this.read.has(path) ? undefined : identityOf(path, 'an included header');
    if (identity !== undefined) this.read.set(path, identity);
  }
}

async function wholeOf({ pieces, name }: Input): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    read.push(piece);
    bytes += piece.length;
    if (bytes > MOST_HEADER_BYTES) {
      throw new CommandError(ExitStatus.SCHEMA, `${name} has more than 128 MiB; is it a C header?`);
    }
  }
  return Buffer.concat(read);
}
