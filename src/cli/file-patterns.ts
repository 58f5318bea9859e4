import { filesMatching, isPattern } from '../file-patterns/index.js';
import { inputOutputError } from './exit-status.js';

/**
 * The files that the words of a command line mean. Shells put names in the place of `*.bin`, but not those of Windows, and not in quotes: a word with `*` or `?`
 * that is no file stands for all files that match it, in the order of their names. `*` and `?` match no `/`, and no dot at the start of a name.
 * @throws CommandError (input or output) where no file matches
 */
export function matchingFiles(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (!isPattern(word)) return [word];
    const found = filesMatching(word);
    if (found.length > 0) return found;
    throw inputOutputError(`read ${word}`, new Error('no file matches it'));
  });
}
