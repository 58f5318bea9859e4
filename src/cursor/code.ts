import * as K from '../../assembly/core/layout.js';
import type { Program } from '../program/index.js';
import { readLeaf, readWideLeaf, type LeafBits } from './leaf.js';
import { measured } from './measure.js';

/** One op of a program, its words by name; see assembly/core/layout.ts for what each kind makes of them. */
export interface Op extends LeafBits {
  readonly index: number;
  readonly kind: number;
  readonly offset: number;
  readonly constant: number;
  readonly count: number;
  readonly align: number;
  /** The leaf that counts, selects, points or is summed. */
  readonly ref: Op | undefined;
  /** Of a checksum of several ranges: offset and end of each after the first, as `offset` and `bytes` are of that. */
  readonly moreRanges: readonly number[] | undefined;
  /** The ops directly below it. */
  readonly below: Op[];
}

/** Whether an op sums bytes, by itself or by a function. */
export function isSum(kind: number): boolean {
  return kind === K.OP_CHECKSUM || kind === K.OP_OWN_SUM;
}

/** A program's words as cursors, encoding and the reference engine walk them. */
export class Code {
  readonly ops: readonly Op[];
  /** The ops of the record itself. */
  readonly top: readonly Op[];
  /** Constants as signed and unsigned 64-bit integers, as floats, and as the nearest number of the signed integer. */
  readonly signed: BigInt64Array;
  readonly unsigned: BigUint64Array;
  readonly floats: Float64Array;
  readonly numbers: Float64Array;

  /** @param words as `compile` assembles them; they are not copied */
  constructor(readonly words: Int32Array) {
    const first = this.word(K.P_CONSTS_OFFSET);
    const count = (this.word(K.P_GUARDS_OFFSET) - first) / 8;
    const { buffer, byteOffset } = words;
    this.signed = new BigInt64Array(buffer, byteOffset + first, count);
    this.unsigned = new BigUint64Array(buffer, byteOffset + first, count);
    this.floats = new Float64Array(buffer, byteOffset + first, count);
    this.numbers = Float64Array.from(this.signed, Number);
    const { ops, top } = this.readOps();
    this.ops = ops;
    this.top = top;
  }

  /** A word of the header. */
  word(index: number): number {
    return this.words[index] as number;
  }

  get ruleOp(): Op {
    return this.ops[this.word(K.P_RULE_OP)] as Op;
  }

  private opWord(op: number, word: number): number {
    return this.word(this.word(K.P_OPS_OFFSET) / 4 + op * K.OP_WORDS + word);
  }

  private readOps(): { ops: Op[]; top: Op[] } {
    const ops = Array.from({ length: this.word(K.P_OP_COUNT) }, (_, index) => ({
      index,
      kind: this.opWord(index, K.W_KIND),
      offset: this.opWord(index, K.W_OFFSET),
      bytes: this.opWord(index, K.W_BYTES),
      shift: this.opWord(index, K.W_SHIFT),
      width: this.opWord(index, K.W_WIDTH),
      flags: this.opWord(index, K.W_FLAGS),
      constant: this.opWord(index, K.W_CONST),
      count: this.opWord(index, K.W_COUNT),
      align: this.opWord(index, K.W_ALIGN),
      ref: undefined as Op | undefined,
      moreRanges: this.moreRangesOf(index),
      below: [] as Op[],
    }));
    const top: Op[] = [];
    const around: Op[] = [];
    for (const op of ops) {
      op.ref = ops[this.opWord(op.index, K.W_REF)];
      while (this.endOf(around.at(-1)) <= op.index) around.pop();
      (around.at(-1)?.below ?? top).push(op);
      around.push(op);
    }
    return { ops, top };
  }

  private moreRangesOf(op: number): readonly number[] | undefined {
    const ranges = this.opWord(op, K.W_COUNT) >> K.MORE_RANGES_SHIFT;
    if (!isSum(this.opWord(op, K.W_KIND)) || ranges === 0) return undefined;
    const end = this.opWord(op, K.W_CONST);
    return [...this.numbers.subarray(end - 2 * ranges, end)];
  }

  /** Index after everything below an op. */
  private endOf(op: Op | undefined): number {
    return op === undefined ? Infinity : this.opWord(op.index, K.W_END);
  }
}

const CODES = new WeakMap<Int32Array, Code>();

/** A program's words, read once for all who walk them. */
export function codeOf({ words }: Pick<Program, 'words'>): Code {
  let code = CODES.get(words);
  if (code === undefined) CODES.set(words, (code = new Code(words)));
  return code;
}

export function opOf(program: Pick<Program, 'words'>, index: number): Op {
  return codeOf(program).ops[index] as Op;
}

/** The value of an integer leaf, of a 64-bit one the nearest number; what a measure makes of one. */
export function readInteger(view: DataView, at: number, leaf: Op): number {
  if (leaf.kind === K.OP_MEASURE) return measured(leaf, readInteger(view, at, asLeaf(leaf)));
  return leaf.kind === K.OP_WIDE ? Number(readWideLeaf(view, at, leaf)) : readLeaf(view, at, leaf);
}

/** The leaf that a length or count is read from: the op, or what it measures. */
export function leafOf(op: Op): Op {
  return op.kind === K.OP_MEASURE ? (op.ref as Op) : op;
}

/** The bits that a measure is made of, as a leaf. */
export function asLeaf(measure: Op): Op {
  const { width, flags } = measure;
  if (width <= 53) return { ...measure, kind: K.OP_NUMBER };
  return { ...measure, kind: K.OP_WIDE, flags: (flags & K.F_SIGNED) === 0 ? flags | K.F_UNSIGNED_WIDE : flags };
}

/** The value of a split: its parts joined, the most significant first. */
export function readSplit(view: DataView, base: number, split: Op): number {
  let value = 0;
  for (const part of split.below) value = value * 2 ** part.width + readLeaf(view, base + part.offset, part);
  return value;
}

/** Number of the arm that a union's tag selects, -1 for none. `frame` is where the tag's offset counts from. */
export function selectArm(code: Code, view: DataView, frame: number, union: Op): number {
  const tag = union.ref as Op;
  const at = frame + tag.offset;
  const isSelecting =
    tag.kind === K.OP_WIDE
      ? matcher(code.signed, BigInt.asIntN(64, readWideLeaf(view, at, tag)))
      : matcher(code.numbers, readLeaf(view, at, tag));
  const index = union.below.findIndex(isSelecting);
  return index >= 0 ? index : union.below.findIndex((arm) => (arm.flags & K.F_OTHERWISE) !== 0);
}

function matcher<T>(constants: ArrayLike<T>, tag: T): (arm: Op) => boolean {
  return ({ constant, count }) => {
    for (let index = constant; index < constant + count; index++) if (constants[index] === tag) return true;
    return false;
  };
}
