import * as K from '../../../assembly/core/layout.js';
import type { Op } from '../../cursor/index.js';
import { guardsIn, type ProgramGuard } from '../../program/index.js';
import type { CodecText } from '../codec-text.js';
import { bitsOf, bytesOfLeaf } from './assembly-leaf.js';

/** How the records of one type of a set are found in a stream without a walk. */
export interface RoutedType {
  readonly fixedBytes: number;
  readonly mostBytes: number;
  /** Undefined: only a walk knows how long a record is. */
  readonly length: RoutedLength | undefined;
  /** What is looked at in the records of a block; undefined: only a walk knows whether they are good. */
  readonly rules: RoutedRules | undefined;
}

/** A record has `base` bytes, and `stride` for each that `count` counts. */
export interface RoutedLength {
  readonly base: number;
  readonly stride: number;
  readonly count: Op | undefined;
  readonly mostCount: number;
}

export interface RoutedRules {
  readonly guards: readonly ProgramGuard[];
  /** What counts a part that need not take all that the record's own length leaves. */
  readonly tail: { readonly count: Op; readonly stride: number; readonly most: number } | undefined;
}

const MOST_U32 = 0xffffffff;

export function routedTypeOf(codec: CodecText): RoutedType {
  const { code } = codec;
  const fixedBytes = code.word(K.P_FIXED_BYTES);
  const length = lengthOf(codec);
  const rules = length === undefined ? undefined : rulesOf(codec);
  return { fixedBytes, mostBytes: code.word(K.P_MAX_MESSAGE), length, rules };
}

function lengthOf({ code }: CodecText): RoutedLength | undefined {
  const rule = code.word(K.P_RULE);
  const fixedBytes = code.word(K.P_FIXED_BYTES);
  if (rule === K.RULE_FIXED) return { base: fixedBytes, stride: 0, count: undefined, mostCount: MOST_U32 };
  if (rule !== K.RULE_TOTAL && rule !== K.RULE_COUNTED) return undefined;
  const { ruleOp: count } = code;
  if (!isSmallCount(count)) return undefined;
  if (rule === K.RULE_TOTAL) return { base: 0, stride: 1, count, mostCount: MOST_U32 };
  return { base: fixedBytes, stride: code.word(K.P_STRIDE), count, mostCount: code.word(K.P_MAX_COUNT) };
}

/** Undefined where something else can be wrong with a record than its integers, and its tail's room. */
function rulesOf({ code, program }: CodecText): RoutedRules | undefined {
  if (code.word(K.P_WALK) === 0) return { guards: [], tail: undefined };
  if (!program.isGuarded || code.word(K.P_SUM) >= 0) return undefined;
  const guards = guardsIn(program.words);
  const part = code.word(K.P_RULE) === K.RULE_TOTAL && program.tailOp >= 0 ? code.ops[program.tailOp] : undefined;
  if (part === undefined || (part.flags & K.F_REST) !== 0) return { guards, tail: undefined };
  const count = part.ref as Op;
  if (!isSmallCount(count)) return undefined;
  return { guards, tail: { count, stride: code.word(K.P_STRIDE), most: code.word(K.P_MAX_COUNT) } };
}

/** An unsigned integer in 4 bytes of a record. */
function isSmallCount(op: Op): boolean {
  const isUnsigned = op.kind === K.OP_NUMBER && (op.flags & (K.F_SIGNED | K.F_FLOAT | K.F_BOOL)) === 0;
  return isUnsigned && bytesOfLeaf(op).bytes <= 4;
}

/** Bytes of the record at an address, as it says itself: a u64. */
export function routedBytes({ base, stride, count }: RoutedLength, at: string): string {
  if (count === undefined) return String(base);
  const counted = `<u64>${bitsOf(count, at).text}`;
  const bytes = stride === 1 ? counted : `${counted} * ${stride}`;
  return base === 0 ? bytes : `${bytes} + ${base}`;
}

/** The length that all types have as the same leaf; undefined where they do not. */
export function commonLength(types: readonly RoutedType[]): Op | undefined {
  const [first] = types;
  const leaf = first?.length?.count;
  if (leaf === undefined) return undefined;
  const isCommon = types.every(({ length }) => length !== undefined && length.base === 0 && isSame(length.count, leaf));
  return isCommon ? leaf : undefined;
}

function isSame(one: Op | undefined, other: Op): boolean {
  if (one === undefined) return false;
  const order = (one.flags ^ other.flags) & K.F_BIG_ENDIAN;
  const { offset, bytes, shift, width } = one;
  return (
    order === 0 && offset === other.offset && bytes === other.bytes && shift === other.shift && width === other.width
  );
}
