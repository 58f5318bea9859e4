import * as K from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';
import type { Op } from './ops.js';
import type { Program } from './program.js';

/** An integer that all records of a set have at the same place. */
export type LeafWords = Pick<Op, 'kind' | 'offset' | 'bytes' | 'shift' | 'width' | 'flags'>;

/** The words of the op with that path, where it stands at one place in every record; undefined where there is none. */
export function leafAt({ words, paths }: Program, path: string): LeafWords | undefined {
  const op = paths.indexOf(path);
  return op < 0 || isMovable(words, op) ? undefined : leafWordsOf(words, op);
}

export function leafWordsOf(words: Int32Array, op: number): LeafWords {
  const first = (words[K.P_OPS_OFFSET] as number) / 4 + op * K.OP_WORDS;
  const word = (index: number): number => words[first + index] as number;
  return {
    kind: word(K.W_KIND),
    offset: word(K.W_OFFSET),
    bytes: word(K.W_BYTES),
    shift: word(K.W_SHIFT),
    width: word(K.W_WIDTH),
    flags: word(K.W_FLAGS),
  };
}

/** @throws CastbufError ERR_SCHEMA where the discriminator cannot have this value */
export function assertTag(path: string, { width, flags }: LeafWords, tag: bigint): void {
  const isSigned = (flags & K.F_SIGNED) !== 0;
  if ((isSigned ? BigInt.asIntN(width, tag) : BigInt.asUintN(width, tag)) === tag) return;
  throw refused(path, `no ${isSigned ? 'signed' : 'unsigned'} ${width}-bit integer is ${tag}`);
}

export function refused(path: string, hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint, { path });
}

const MOVING_KINDS = [K.OP_ARRAY, K.OP_UNION, K.OP_POINTED];

/** Whether the op stands in an array, a tagged union or a part that is pointed to. */
function isMovable(words: Int32Array, op: number): boolean {
  const ops = (words[K.P_OPS_OFFSET] as number) / 4;
  for (let around = 0; around < op; around++) {
    const at = ops + around * K.OP_WORDS;
    const isAround = (words[at + K.W_END] as number) > op;
    if (isAround && MOVING_KINDS.includes(words[at + K.W_KIND] as number)) return true;
  }
  return false;
}
