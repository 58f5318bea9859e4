import * as K from '../../assembly/core/layout.js';
import { nextChecks, type Op } from './ops.js';
import type { Program } from './program.js';

const MADE = new WeakMap<Program, Int32Array>();

/**
 * The words of a program that only measures records: what it accepts has an extent that can be believed, whatever else is wrong with it.
 *
 * A record that states its length is as long as that says, and no part is looked at. Any other reaches as far as its parts do, and these have to be
 * there. Of the values only those are checked that the extent follows from: a length, counts, tags and offsets.
 */
export function framingWords(program: Program): Int32Array {
  const known = MADE.get(program);
  if (known !== undefined) return known;
  const words = onlyMeasuring(program);
  MADE.set(program, words);
  return words;
}

function onlyMeasuring({ words: own, ops }: Program): Int32Array {
  const words = own.slice();
  const rule = own[K.P_RULE];
  const isStated = rule === K.RULE_TOTAL || rule === K.RULE_NEXT;
  const measures = (op: Op): boolean => !isStated && saysExtent(op);
  // Also what is around a part that measures: an array says how many of them there are, a union whether there is one.
  const around = nextChecks(ops, measures);
  const read = new Set([own[K.P_RULE_OP]]);
  for (const { index, ref } of ops) if (around[index] === index) read.add(ref);
  // What a measure is made of is read, too.
  for (const { index, kind, ref } of ops) if (kind === K.OP_MEASURE && read.has(index)) read.add(ref);
  const isKept = (op: Op): boolean => measures(op) || (read.has(op.index) && (op.flags & K.F_CHECKED) !== 0);
  const checks = nextChecks(ops, isKept);
  for (const op of ops) {
    const at = (own[K.P_OPS_OFFSET] as number) / 4 + op.index * K.OP_WORDS;
    const next = checks[op.index] as number;
    words[at + K.W_CHECK] = next;
    if (next !== op.index) quieten(words, at, op);
    else words[at + K.W_FLAGS] = op.flags & ~K.F_RECORDS; // what is in the part changes nothing of where it ends
  }
  return words;
}

/** Whether a record reaches further because of the op. */
function saysExtent({ kind, flags }: Op): boolean {
  return kind === K.OP_POINTED || (kind === K.OP_UNION && (flags & K.F_SIZED) !== 0) || (flags & K.F_TAIL) !== 0;
}

const PARTS: readonly number[] = [K.OP_RANGE, K.OP_ARRAY, K.OP_UNION, K.OP_POINTED, K.OP_CHECKSUM];

/** Makes the op one that refuses nothing. A number is still there for what it counts or selects, an arm for its union. */
function quieten(words: Int32Array, at: number, { kind, flags }: Op): void {
  const isPart = PARTS.includes(kind);
  if (isPart) words[at + K.W_KIND] = K.OP_NUMBER;
  words[at + K.W_FLAGS] = isPart ? 0 : flags & ~K.F_CHECKED;
}
