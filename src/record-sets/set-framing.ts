import * as K from '../../assembly/core/layout.js';
import { framingWords, leafWordsOf, type Program } from '../program/index.js';
import type { RecordSetProgram } from '../record-types/index.js';

/** Programs that only measure the records of a set, and which of them measures one. */
export interface SetFraming {
  readonly programs: readonly Int32Array[];
  /** For a record of the type with that number; -1: its discriminator says none. Below 0: nothing says how long it is. */
  of(type: number): number;
}

const MADE = new WeakMap<RecordSetProgram, SetFraming>();

export function setFraming(set: RecordSetProgram): SetFraming {
  let framing = MADE.get(set);
  if (framing === undefined) MADE.set(set, (framing = makeFraming(set)));
  return framing;
}

function makeFraming(set: RecordSetProgram): SetFraming {
  const common = commonFraming(set);
  const programs = [...set.types.map(framingWords), ...(common === undefined ? [] : [common])];
  const unknown = common === undefined ? -1 : programs.length - 1;
  return { programs, of: (type) => (type < 0 ? unknown : type) };
}

/** Where all types state their length in the same way, one whose type nobody knows does so, too. */
function commonFraming({ types, tag }: RecordSetProgram): Int32Array | undefined {
  const [first] = types as readonly [Program];
  const stated = statedLength(first);
  if (stated === undefined || types.some((type) => statedLength(type) !== stated)) return undefined;
  const words = framingWords(first).slice();
  const { offset, bytes } = leafWordsOf(words, words[K.P_RULE_OP] as number);
  words[K.P_TRAILING_BYTES] = 0;
  words[K.P_FIXED_BYTES] = Math.max(tag.offset + tag.bytes, offset + bytes);
  return words;
}

/** The leaf that says a record's length, as text to compare; undefined where none does, or what it may be is a rule of the type. */
function statedLength({ words, limits }: Program): string | undefined {
  if (words[K.P_RULE] !== K.RULE_TOTAL) return undefined;
  const op = words[K.P_RULE_OP] as number;
  const own = wordsOf(words, op);
  const isMeasure = own[K.W_KIND] === K.OP_MEASURE;
  const leaf = leafWordsOf(words, isMeasure ? (own[K.W_REF] as number) : op);
  const made = isMeasure ? [K.W_SHIFT, K.W_WIDTH, K.W_TIMES, K.W_PLUS, K.W_ALIGN].map((word) => own[word]) : [];
  return (leaf.flags & K.F_CHECKED) === 0 ? JSON.stringify([leaf, made, limits.messageBytes]) : undefined;
}

function wordsOf(words: Int32Array, op: number): Int32Array {
  const first = (words[K.P_OPS_OFFSET] as number) / 4 + op * K.OP_WORDS;
  return words.subarray(first, first + K.OP_WORDS);
}
