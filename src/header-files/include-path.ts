import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { Include, IncludedFile, IncludeRequest } from '../header/index.js';

/** Of a file that was found beside the one that includes it: `#include_next` in it searches all folders. */
const NO_FOLDER = -1;

/** An error for a refusal of the operating system. `doing` says what was tried: `read driver.h`. */
export type Failure = (doing: string, error: unknown) => Error;

/**
 * Where `#include` finds files, as C compilers search: `"name"` in the folder of the file that includes it, then both kinds in the
 * folders of `-I`, in their order. Where no file has the name, one that has it in other letters (`USB.h` for `usb.h`) is taken and noted:
 * most headers of Windows were written where that makes no difference.
 */
export class IncludePath {
  /** The name that a file was first found by. `#pragma once` knows it by that, whatever path leads to it. */
  private readonly names = new Map<string, string>();
  private readonly texts = new Map<string, string>();
  /** By name of a file: which of the folders it was found in. */
  private readonly folderOf = new Map<string, number>();
  /** By folder: the names in it, by their small letters. */
  private readonly listings = new Map<string, ReadonlyMap<string, string>>();

  /**
   * `onInclude` hears of each included file before it is read.
   * @throws what `fail` makes, for a folder that is not there
   */
  constructor(
    private readonly folders: readonly string[],
    private readonly fail: Failure,
    private readonly onInclude: (path: string) => void = () => {},
  ) {
    for (const folder of folders) this.assertFolder(folder);
  }

  readonly find: Include = (name, { from, isSystem, isNext }: IncludeRequest) => {
    // Headers of Windows write <sys\types.h>, too.
    const path = name.replaceAll('\\', '/');
    if (isAbsolute(path)) return this.fileAt(path, NO_FOLDER);
    const first = isNext ? (this.folderOf.get(from) ?? NO_FOLDER) + 1 : 0;
    const places = this.folders.map((folder, index) => ({ folder, index })).slice(first);
    if (!isSystem && !isNext) places.unshift({ folder: dirname(from), index: NO_FOLDER });
    for (const { folder, index } of places) {
      const found = this.fileAt(join(folder, path), index);
      if (found !== undefined) return found;
    }
    for (const { folder, index } of places) {
      const other = this.inAnyCase(folder, path);
      const found = other === undefined ? undefined : this.fileAt(join(folder, other), index);
      if (found !== undefined) return { ...found, note: `${path} was not found, but ${other} was` };
    }
    return undefined;
  };

  /** A file that was read already, which others may include. */
  opened(path: string, text: string): IncludedFile {
    return this.known(normalize(path), NO_FOLDER, text);
  }

  /** A file that the caller named. @throws what `fail` makes */
  readSync(path: string): IncludedFile {
    return this.opened(path, this.readText(path));
  }

  private fileAt(path: string, folder: number): IncludedFile | undefined {
    if (!isFile(path)) return undefined;
    this.onInclude(path);
    return this.known(path, folder, this.texts.get(path) ?? this.readText(path));
  }

  /** The path below a folder that differs from `path` in the case of its letters only. */
  private inAnyCase(folder: string, path: string): string | undefined {
    const found: string[] = [];
    for (const part of path.split('/')) {
      const isThere = part === '' || part === '.' || part === '..';
      const name = isThere ? part : this.listing(join(folder, ...found)).get(part.toLowerCase());
      if (name === undefined) return undefined;
      found.push(name);
    }
    return found.join('/');
  }

  private listing(folder: string): ReadonlyMap<string, string> {
    const known = this.listings.get(folder);
    if (known !== undefined) return known;
    const names = new Map<string, string>();
    try {
      for (const name of readdirSync(folder).sort())
        if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    } catch {
      // What is no folder, or may not be read, has no files for us.
    }
    this.listings.set(folder, names);
    return names;
  }

  private known(path: string, folder: number, text: string): IncludedFile {
    this.texts.set(path, text);
    const key = realPathOf(path);
    const name = this.names.get(key) ?? path;
    this.names.set(key, name);
    this.folderOf.set(name, folder);
    return { text, name };
  }

  private assertFolder(folder: string): void {
    try {
      if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
    } catch (error) {
      throw this.fail(`search ${folder} for headers`, error);
    }
  }

  private readText(path: string): string {
    try {
      // Such as /dev/zero, which never ends.
      if (statSync(path).isCharacterDevice()) throw new Error('it is a device');
      return headerText(readFileSync(path));
    } catch (error) {
      throw this.fail(`read ${path}`, error);
    }
  }
}

/** There is no file of a name that the system does not take: one that is too long, or has a NUL. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
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

/** Without the byte order mark that editors on Windows put there; some of them save UTF-16. */
export function headerText(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}
