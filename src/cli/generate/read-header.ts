import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CastbufError } from '../../errors/index.js';
import { parseHeader, type Header, type Include } from '../../header/index.js';
import type { NamedAbi } from '../../schema/index.js';
import { CommandError, ExitStatus, inputOutputError } from '../exit-status.js';
import { openInput } from '../input.js';

export interface HeaderSource {
  readonly file: string;
  readonly abi: NamedAbi;
  /** Folders of `-I`, in order. */
  readonly includes: readonly string[];
  /** `NAME` or `NAME=VALUE`, as `-D` gives them. */
  readonly defines: readonly string[];
}

/** Reads a C header from a file, or from standard input for `-`. @throws CommandError (input or output, schema) */
export async function readHeader({ file, abi, includes, defines }: HeaderSource, signal: AbortSignal): Promise<Header> {
  const text = await readText(file, signal);
  const define = Object.fromEntries(
    defines.map((given) => {
      const equals = given.indexOf('=');
      return equals < 0 ? [given, '1'] : [given.slice(0, equals), given.slice(equals + 1)];
    }),
  );
  try {
    return parseHeader(text, { abi, define, include: includeFrom(includes), fileName: file === '-' ? 'stdin' : file });
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    const status = error.code === 'ERR_USAGE' ? ExitStatus.USAGE : ExitStatus.SCHEMA;
    throw new CommandError(status, error.message, { cause: error });
  }
}

async function readText(file: string, signal: AbortSignal): Promise<string> {
  const input = await openInput(file, signal);
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of input.pieces) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** Looks where compilers look: beside the file that includes, if the name is in quotes, and then in the folders of `-I`. */
function includeFrom(folders: readonly string[]): Include {
  return (name, { from, isSystem, isNext }) => {
    const beside = dirname(from);
    const after = isNext ? folders.indexOf(beside) + 1 : 0;
    const searched = [...(isSystem || isNext ? [] : [beside]), ...folders.slice(after)];
    for (const folder of searched) {
      const path = join(folder, name);
      const text = textIfThere(path);
      if (text !== undefined) return { text, name: path };
    }
    return undefined;
  };
}

function textIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw inputOutputError(`read ${path}`, error);
  }
}
