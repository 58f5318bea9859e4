import * as K from '../../assembly/core/layout.js';
import { CastbufError, nearestOf } from '../errors/index.js';
import type { Op } from './ops.js';
import type { PlacedLists, Program } from './program.js';

/** An integer that all records of a set have at the same place. */
export type LeafWords = Pick<Op, 'kind' | 'offset' | 'bytes' | 'shift' | 'width' | 'flags'>;

/** The op of a discriminator that `commonLeaf` has found. */
export function leafOpOf({ paths }: Program, path: string): number {
  return paths.indexOf(path);
}

/** The words of the op with that path, where it stands at one place in every record; undefined where there is none. */
function leafAt({ words, paths }: Program, path: string): LeafWords | undefined {
  const op = paths.indexOf(path);
  return op < 0 || isMovable(words, op) ? undefined : leafWordsOf(words, op);
}

/** The same, or the integer that a short text is. */
function tagAt({ words, paths }: Program, path: string): LeafWords | undefined {
  const op = paths.indexOf(path);
  return op < 0 || isMovable(words, op) ? undefined : integerWords(words, op);
}

/** Most bytes of a text that is a discriminator: those of an integer. */
const MOST_TEXT_BYTES = 8;
const OPEN_FLAGS = K.F_COUNTED | K.F_REST | K.F_TERMINATED;

/** The words of a leaf, or of the integer that the bytes of a short text are, most significant first. */
function integerWords(words: Int32Array, op: number): LeafWords {
  const first = (words[K.P_OPS_OFFSET] as number) / 4 + op * K.OP_WORDS;
  const leaf = leafWordsAt(words, first);
  const bytes = leaf.bytes * (words[first + K.W_COUNT] as number);
  if (leaf.kind !== K.OP_RANGE || (leaf.flags & OPEN_FLAGS) !== 0 || bytes > MOST_TEXT_BYTES || bytes < 1) return leaf;
  const isWide = bytes * 8 > 53;
  const flags = (bytes > 1 ? K.F_BIG_ENDIAN : 0) | (isWide ? K.F_UNSIGNED_WIDE : 0);
  return { kind: isWide ? K.OP_WIDE : K.OP_NUMBER, offset: leaf.offset, bytes, shift: 0, width: bytes * 8, flags };
}

/** As `leafAt`, but as an integer of all of its bits, also where any besides 0 means true. */
export function bitsAt(program: Program, path: string): LeafWords | undefined {
  const leaf = leafAt(program, path);
  return leaf && { ...leaf, flags: leaf.flags & ~K.F_BOOL };
}

export function leafWordsOf(words: Int32Array, op: number): LeafWords {
  return leafWordsAt(words, (words[K.P_OPS_OFFSET] as number) / 4 + op * K.OP_WORDS);
}

/** The leaf of an op, or of one in a list of records, which failures tell by a number after those of the program's own ops. */
export function leafOfNumber({ words, ops, lists }: Program, number: number): LeafWords {
  return number < ops.length ? integerWords(words, number) : (lists as PlacedLists).leafOf(number);
}

/** @param first word of the op */
export function leafWordsAt(words: Int32Array, first: number): LeafWords {
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

/**
 * The integer at `path`, which all programs have at the same place in what each of their records has.
 * @param all what they are together, such as `all messages`
 * @throws CastbufError ERR_SCHEMA where it is no integer, or not there in all of them
 */
export function commonLeaf(path: string, programs: readonly Program[], all: string): LeafWords {
  return common(path, programs, (program) => leafAt(program, path), `in what ${all} have`);
}

/** The same of types of records, which a short text may tell apart, too. @throws CastbufError ERR_SCHEMA */
export function commonTag(path: string, programs: readonly Program[]): LeafWords {
  const where = 'in what all types have, and no text of up to 8 bytes';
  return common(path, programs, (program) => tagAt(program, path), where);
}

function common(
  path: string,
  programs: readonly Program[],
  find: (program: Program) => LeafWords | undefined,
  where: string,
): LeafWords {
  const leastBytes = Math.min(...programs.map(({ words }) => words[K.P_FIXED_BYTES] as number));
  const leaves = programs.map((program) => integerIn(program, path, find(program), leastBytes, where));
  const first = leaves[0] as LeafWords;
  const other = leaves.findIndex((leaf) => !isSame(first, leaf));
  if (other < 0) return first;
  const names = [programs[other], programs[0]].map((program) => program?.layout.name);
  throw refused(path, `${names[0]} does not have it where ${names[1]} has it; begin both with the same header`);
}

function integerIn(
  program: Program,
  path: string,
  leaf: LeafWords | undefined,
  leastBytes: number,
  where: string,
): LeafWords {
  const isInteger = leaf !== undefined && (leaf.kind === K.OP_NUMBER || leaf.kind === K.OP_WIDE);
  if (isInteger && (leaf.flags & (K.F_FLOAT | K.F_BOOL)) === 0 && leaf.offset + leaf.bytes <= leastBytes) return leaf;
  const near = nearestPath(path, program.paths);
  const hint = `${program.layout.name} has no integer of that name at a fixed place ${where}`;
  throw refused(path, near === undefined ? hint : `${hint}; did you mean ${near}?`);
}

/** Another path that may be meant: spelt nearly so, or of a member with that name in another struct. */
function nearestPath(path: string, paths: readonly string[]): string | undefined {
  const others = paths.filter((other) => other !== path);
  return nearestOf(path, others) ?? others.find((other) => lastName(other) === lastName(path));
}

function lastName(path: string): string | undefined {
  return path.split('.').at(-1);
}

/** How a leaf's bits are read; the rest of its flags says what they may be, and who fills them in. */
const READ_FLAGS = K.F_SIGNED | K.F_BIG_ENDIAN | K.F_FLOAT | K.F_BOOL;

function isSame(a: LeafWords, b: LeafWords): boolean {
  const isAtOnePlace = a.offset === b.offset && a.bytes === b.bytes && a.shift === b.shift && a.width === b.width;
  return isAtOnePlace && a.kind === b.kind && ((a.flags ^ b.flags) & READ_FLAGS) === 0;
}

/** @throws CastbufError ERR_SCHEMA where the discriminator cannot have this value */
export function assertTag(path: string, { width, flags }: LeafWords, tag: bigint): void {
  const isSigned = (flags & K.F_SIGNED) !== 0;
  if ((isSigned ? BigInt.asIntN(width, tag) : BigInt.asUintN(width, tag)) === tag) return;
  throw refused(path, `no ${isSigned ? 'signed' : 'unsigned'} ${width}-bit integer is ${tag}`);
}

/** The value of a discriminator that has these bits; a number where it is exact. */
export function valueOf({ width, flags }: LeafWords, bits: number | bigint): number | bigint {
  const value = (flags & K.F_SIGNED) === 0 ? BigInt(bits) : BigInt.asIntN(width, BigInt(bits));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
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
