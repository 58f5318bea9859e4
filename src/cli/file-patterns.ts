import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inputOutputError } from './exit-status.js';

const WILD = /[*?]/;

/**
 * The files that the words of a command line mean. Shells put names in the place of `*.bin`, but not those of Windows, and not in quotes: a word with `*` or `?`
 * that is no file stands for all files that match it, in the order of their names. `*` and `?` match no `/`, and no dot at the start of a name.
 * @throws CommandError (input or output) where no file matches
 */
export function matchingFiles(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (!WILD.test(word) || existsSync(word)) return [word];
    const found = matches(word);
    if (found.length > 0) return found;
    throw inputOutputError(`read ${word}`, new Error('no file matches it'));
  });
}

function matches(pattern: string): readonly string[] {
  const [folder, name] = [dirname(pattern), basename(pattern)];
  const folders = WILD.test(folder) ? matches(folder) : [folder];
  const isMatch = matcherOf(name);
  return folders.flatMap((one) => {
    const names = WILD.test(name) ? namesIn(one).filter((found) => isMatch.test(found)) : [name];
    const paths = names.map((found) => (folder === '.' && !pattern.startsWith('.') ? found : join(one, found)));
    return paths.filter((path) => existsSync(path));
  });
}

function matcherOf(name: string): RegExp {
  const text = name
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${WILD.test(name[0] ?? '') ? '(?!\\.)' : ''}${text}$`, 's');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // what is no folder has no files
  }
}
