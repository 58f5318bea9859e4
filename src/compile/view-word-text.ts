import * as K from '../../assembly/core/layout.js';
import { isLittle, type Op } from '../cursor/index.js';
import type { CodecText } from './codec-text.js';
import { leafAccessor, PLACE, type Accessor } from './view-leaf-text.js';

/*
 * Members that are whole aligned words of a message, which are read and written as words: an access of a typed array is faster than one of a DataView. The place
 * of a message has no words where that begins between words, or is gone; then the view is used, which throws where nothing is there.
 */

/** Is the member a whole word, at a multiple of 4? */
export function isWord(codec: CodecText, index: number): boolean {
  const op = codec.code.ops[index] as Op;
  const { kind, bytes, width, offset, flags } = op;
  const isInteger = kind === K.OP_NUMBER && (flags & (K.F_BOOL | K.F_FLOAT)) === 0;
  return isInteger && bytes === 4 && width === 32 && offset % 4 === 0 && isLittle(op);
}

/** The accessor of a word. */
export function wordAccessor(codec: CodecText, index: number): Accessor {
  const { offset, flags } = codec.code.ops[index] as Op;
  const { get, set } = leafAccessor(codec, index, 'place');
  const [seat, read = ''] = get.split('\n');
  if (seat !== 'const { view, at } = place;' || !read.startsWith('return ')) return leafAccessor(codec, index);
  const word = `words[word${offset === 0 ? '' : ` + ${offset / 4}`}]`;
  const isSigned = (flags & K.F_SIGNED) !== 0;
  const viewed = read.slice('return '.length, -1).replace('view.', 'place.view.').replace('(at', '(place.at');
  const head = `const place = ${PLACE};\nconst { words, word } = place;`;
  return {
    get: `${head}\nreturn (${word} ?? ${viewed}) ${isSigned ? '| 0' : '>>> 0'};`,
    set: setText(set, head, word, isSigned),
  };
}

/** The same checks, and a store to the word where there is one. */
function setText(set: string, head: string, word: string, isSigned: boolean): string {
  const lines = set.split('\n');
  const store = /^view\.set(?:Uint|Int)32\((at(?: \+ \d+)?), (.*), true\);$/.exec(lines.at(-1) ?? '');
  if (store === null) return `const place = ${PLACE};\n${set}`;
  const [, at = '', given = ''] = store;
  const before = lines.slice(0, -1).filter((line) => line !== 'const { view, at } = place;');
  const whole = `value ${isSigned ? '| 0' : '>>> 0'}`;
  // What is a word already needs no call to find that out.
  const wholeOr = (text: string): string => `typeof value === 'number' && (${whole}) === value ? value : ${text}`;
  const checked = before.map((line) =>
    line.startsWith('const given = ') ? `const given = ${wholeOr(line.slice('const given = '.length, -1))};` : line,
  );
  if (given !== 'given') checked.push(`const given = ${wholeOr(given)};`);
  const index = word.slice('words['.length, -1);
  return [
    ...checked,
    head,
    `if (${index} < words.length) ${word} = given;`,
    `else place.view.set${isSigned ? 'Int' : 'Uint'}32(place.${at}, given, true);`,
  ].join('\n');
}
