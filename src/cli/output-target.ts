import type { Stats } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { isDescriptor, isStandardOutput } from './descriptor-paths.js';

export type OutputTarget =
  | { readonly kind: 'standard output' }
  /** A device, a pipe: written where it is. */
  | { readonly kind: 'special'; readonly path: string; readonly isPipe: boolean }
  /** To be replaced when its successor is whole; `old` is undefined where there is none yet. */
  | { readonly kind: 'file'; readonly path: string; readonly old: Stats | undefined };

/** Links that lead from one to the next; systems stop at 40. */
const MOST_LINKS = 40;

/** What a path leads to. Links are followed, also one that leads to nothing yet: what it names is written, not the link. @throws an error of the operating system */
export async function targetOf(path: string): Promise<OutputTarget> {
  let last = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (isStandardOutput(last)) return { kind: 'standard output' };
    if (isDescriptor(last)) return { kind: 'special', path: last, isPipe: (await stat(last)).isFIFO() };
    const link = await linkAt(last);
    if (link === undefined) break;
    // Not joined: `..` after a link is not the folder that it seems to be.
    last = isAbsolute(link) ? link : `${dirname(last)}/${link}`;
  }
  return fileAt(last);
}

async function fileAt(path: string): Promise<OutputTarget> {
  const old = await statsAt(path);
  if (old?.isDirectory() === true || (old === undefined && path.endsWith('/'))) {
    throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
  }
  if (old === undefined || old.isFile()) return { kind: 'file', path, old };
  return { kind: 'special', path, isPipe: old.isFIFO() };
}

async function statsAt(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function linkAt(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch {
    return undefined;
  }
}
