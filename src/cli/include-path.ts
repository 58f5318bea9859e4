import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { Include, IncludedFile, IncludeRequest } from '../header/index.js';
import { CommandError, ExitStatus, inputOutputError } from './exit-status.js';
import { identityOf, type FileIdentity } from './file-identity.js';
import { openInput, type Input } from './input.js';

/** Of a file that was found beside the one that includes it: `#include_next` in it searches all folders. */
const NO_FOLDER = -1;

/** The headers of Windows together have a tenth of it; a device or a pipe may never end. */
const MOST_HEADER_BYTES = 128 * 1024 * 1024;

/**
 * Where `#include` finds files, as C compilers search: `"name"` in the folder of the file that includes it, then both kinds in the
 * folders of `-I`, in their order.
 */
export class IncludePath {
  /** The name that a file was first found by. `#pragma once` knows it by that, whatever path leads to it. */
  private readonly names = new Map<string, string>();
  private readonly texts = new Map<string, string>();
  /** By name of a file: which of the folders it was found in. */
  private readonly folderOf = new Map<string, number>();
  private readonly read = new Map<string, FileIdentity>();

  /** @throws CommandError (input or output) for a folder that is not there */
  constructor(private readonly folders: readonly string[]) {
    for (const folder of folders) assertFolder(folder);
  }

  readonly find: Include = (name, { from, isSystem, isNext }: IncludeRequest) => {
    // Headers of Windows write <sys\types.h>, too.
    const path = name.replaceAll('\\', '/');
    if (isAbsolute(path)) return this.fileAt(path, NO_FOLDER);
    if (!isSystem && !isNext) {
      const beside = this.fileAt(join(dirname(from), path), NO_FOLDER);
      if (beside !== undefined) return beside;
    }
    const first = isNext ? (this.folderOf.get(from) ?? NO_FOLDER) + 1 : 0;
    for (let index = first; index < this.folders.length; index++) {
      const found = this.fileAt(join(this.folders[index] as string, path), index);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  /** The files that were read so far. */
  get identities(): readonly FileIdentity[] {
    return [...this.read.values()];
  }

  /** A file that the user named, or `-`. It may be a pipe. @throws CommandError (input or output); Interrupted */
  async open(path: string, signal: AbortSignal): Promise<IncludedFile> {
    const input = await openInput(path, 'the header', signal);
    const text = textOf(await wholeOf(input));
    if (input.identity !== undefined) this.read.set(path, input.identity);
    return path === '-' ? { text, name: '<stdin>' } : this.known(normalize(path), NO_FOLDER, text);
  }

  private fileAt(path: string, folder: number): IncludedFile | undefined {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const identity = identityOf(path, 'an included header');
    if (identity !== undefined && !this.read.has(path)) this.read.set(path, identity);
    return this.known(path, folder, this.texts.get(path) ?? readText(path));
  }

  private known(path: string, folder: number, text: string): IncludedFile {
    this.texts.set(path, text);
    const key = realPathOf(path);
    const name = this.names.get(key) ?? path;
    this.names.set(key, name);
    this.folderOf.set(name, folder);
    return { text, name };
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

function assertFolder(folder: string): void {
  try {
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
  } catch (error) {
    throw inputOutputError(`search ${folder} for headers`, error);
  }
}

/** Pipes have no other path. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function readText(path: string): string {
  try {
    return textOf(readFileSync(path));
  } catch (error) {
    throw inputOutputError(`read ${path}`, error);
  }
}

/** Without the byte order mark that editors on Windows put there; some of them save UTF-16. */
function textOf(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}
