import { assertOptions, CastbufError, shownValue, type OptionRule } from '../errors/index.js';
import { parseHeader, type Header, type HeaderOptions, type Include } from '../header/index.js';
import { IncludePath } from './include-path.js';

/** How a header file is read: `parseHeader`'s options, and where its includes are. */
export interface HeaderFileOptions extends Omit<HeaderOptions, 'include' | 'fileName'> {
  /** Folders that `#include` searches, in this order, as `-I` gives them; the folder of the including file goes before them. */
  readonly includeFolders?: readonly string[];
}

/** parseHeader looks at the values. */
const FILE_OPTIONS: Readonly<Record<keyof HeaderFileOptions, OptionRule>> = {
  abi: 'any',
  annotations: 'any',
  define: 'any',
  includeFolders: 'array',
  limits: 'any',
  strict: 'any',
  shortEnums: 'any',
  packStruct: 'any',
  endian: 'any',
  target: 'any',
};

/**
 * The include function of `parseHeader` for files, as the command line has it: `"name"` is searched in the folder of the file that includes
 * it, then both kinds in `folders`. A file whose name differs in the case of its letters only is found, with a note. Give parseHeader the
 * path of the header as `fileName`.
 * @throws CastbufError ERR_USAGE for a folder that is not there
 */
export function includeFrom(folders: readonly string[]): Include {
  assertFolders('includeFrom', folders);
  return new IncludePath(folders, failure).find;
}

/**
 * Imports a header file and what it includes. UTF-8 and UTF-16 with a byte order mark are read.
 * @throws CastbufError ERR_USAGE where the file or a folder cannot be read, or for a wrong option
 */
export function parseHeaderFile(path: string, options: HeaderFileOptions = {}): Header {
  if (typeof path !== 'string')
    throw new CastbufError('ERR_USAGE', `parseHeaderFile takes the path of a header, not ${shownValue(path)}`);
  assertOptions('parseHeaderFile', options, FILE_OPTIONS);
  const { includeFolders = [], ...ofText } = options;
  assertFolders('includeFolders', includeFolders);
  const files = new IncludePath(includeFolders, failure);
  const { text, name = path } = files.readSync(path);
  return parseHeader(text, { ...ofText, include: files.find, fileName: name });
}

function failure(doing: string, error: unknown): CastbufError {
  return new CastbufError('ERR_USAGE', `cannot ${doing}: ${(error as Error).message}`);
}

function assertFolders(what: string, folders: unknown): void {
  if (!Array.isArray(folders))
    throw new CastbufError('ERR_USAGE', `${what} takes a list of folders, not ${shownValue(folders)}`);
  const wrong: unknown = folders.find((folder) => typeof folder !== 'string');
  if (wrong !== undefined)
    throw new CastbufError('ERR_USAGE', `${what} takes the paths of folders, not ${shownValue(wrong)}`);
}
