import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { guardsIn, type ProgramGuard } from '../../program/index.js';
import type { Op } from '../../cursor/index.js';
import { hexText } from '../module-text.js';
import { bitsOf, place } from './assembly-leaf.js';

/*
 * Records that need no walk: every check is one of an integer in the fixed part, and one leaf says how long they are, if anything does.
 */

/** How such records are measured. */
export interface Measured {
  readonly fixedBytes: number;
  /** The leaf that counts the tail or says the length; undefined: all are of one length. */
  readonly count: Op | undefined;
  /** Bytes of what is counted; 0: the leaf says the bytes of the record. */
  readonly stride: number;
  /** Most bytes of a record, and most of what may be counted. */
  readonly mostBytes: number;
  readonly mostCount: number;
  readonly guards: readonly ProgramGuard[];
}

/** Undefined where only a walk knows. */
export function measuredOf({ code, program }: CodecText): Measured | undefined {
  const needsWalk = code.word(K.P_WALK) !== 0;
  if (needsWalk && (code.word(K.P_GUARDED) === 0 || code.word(K.P_SUM) >= 0)) return undefined;
  const rule = code.word(K.P_RULE);
  const fixedBytes = code.word(K.P_FIXED_BYTES);
  const mostBytes = code.word(K.P_MAX_MESSAGE);
  const guards = needsWalk ? guardsIn(program.words) : [];
  const same = { fixedBytes, mostBytes, guards };
  if (rule === K.RULE_FIXED) return { ...same, count: undefined, stride: 0, mostCount: 0 };
  if (rule !== K.RULE_COUNTED && rule !== K.RULE_TOTAL) return undefined;
  const { ruleOp: count } = code;
  const isInteger = count.kind === K.OP_NUMBER && (count.flags & (K.F_SIGNED | K.F_FLOAT | K.F_BOOL)) === 0;
  if (!isInteger || count.width > 32) return undefined;
  if (rule === K.RULE_TOTAL) return { ...same, count, stride: 0, mostCount: mostBytes };
  const stride = code.word(K.P_STRIDE);
  const mostCount = Math.min(code.word(K.P_MAX_COUNT), Math.floor((mostBytes - fixedBytes) / stride));
  return { ...same, count, stride, mostCount: Math.max(0, mostCount) };
}

/** Bytes of the record at an address, as the leaf says it: an i64. */
export function lengthOf({ count, fixedBytes, stride }: Measured, at: string): string {
  if (count === undefined) return String(fixedBytes);
  const value = `<i64>${bitsOf(count, at).text}`;
  if (stride === 0) return value;
  return `${stride === 1 ? value : `${value} * ${stride}`} + ${fixedBytes}`;
}

/** An expression: whether all guards let the record at an address pass; '' where there is none. */
export function guardsText({ guards }: Pick<Measured, 'guards'>, at: string): string {
  return guards.map((guard) => guardText(guard, at)).join(' & ');
}

export function guardText({ offset, shift, mask, least, span }: ProgramGuard, at: string): string {
  const load = `load<u64>(${place(at, offset)})`;
  const shifted = shift === 0 ? load : `(${load} >> ${shift})`;
  const isWhole = mask === (1n << 64n) - 1n;
  if (span === 0n) return `(${isWhole ? shifted : `(${shifted} & ${hexText(mask)})`} == ${hexText(least)})`;
  const above = least === 0n ? shifted : `(${shifted} - ${hexText(least)})`;
  return `((${isWhole ? above : `${above} & ${hexText(mask)}`}) <= ${hexText(span)})`;
}
