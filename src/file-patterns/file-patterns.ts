import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const WILD = /[*?]/;

/** Whether a word stands for the files that match it: it has `*` or `?`, and is no file itself. */
export function isPattern(word: string): boolean {
  return WILD.test(word) && !existsSync(word);
}

/** The files that match a pattern, in the order of their names. `*` and `?` match no `/`, and no dot at the start of a name. */
export function filesMatching(pattern: string): readonly string[] {
  const [folder, name] = [dirname(pattern), basename(pattern)];
  const folders = WILD.test(folder) ? filesMatching(folder) : [folder];
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
