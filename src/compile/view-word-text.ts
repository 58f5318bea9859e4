import * as K from '../../assembly/core/layout.js';
import { isLittle, type Op } from '../cursor/index.js';
import type { CodecText } from './codec-text.js';
import { quoted } from './module-text.js';
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

/**
 * The accessor of a word. What is rare is in functions of the run time: V8 takes no more than so many bytecodes into the function that handles a message.
 */
export function wordAccessor(codec: CodecText, index: number): Accessor {
  const { module, program, code } = codec;
  const { offset, flags } = code.ops[index] as Op;
  const isSigned = (flags & K.F_SIGNED) !== 0;
  const bits = isSigned ? '| 0' : '>>> 0';
  const place = `const place = ${PLACE};`;
  const word = `place.word${offset === 0 ? '' : ` + ${offset / 4}`}`;
  const get = [
    place,
    `const value = place.words[${word}];`,
    `return value === undefined ? ${module.use(isSigned ? 'viewedInt' : 'viewedUint')}(place, ${offset}) : value${isSigned ? '' : ' >>> 0'};`,
  ];
  const path = quoted(program.paths[index] ?? '');
  const isPlain = (flags & K.F_CHECKED) === 0 && program.scalars[index]?.enumeration === undefined;
  if (!isPlain) return { get: get.join('\n'), set: leafAccessor(codec, index).set };
  const set = [
    place,
    `const at = ${word};`,
    `if (typeof value === 'number' && (value ${bits}) === value && at < place.words.length) place.words[at] = value;`,
    `else ${module.use(isSigned ? 'putInt' : 'putUint')}(place, ${offset}, value, ${path});`,
  ];
  return { get: get.join('\n'), set: set.join('\n') };
}
