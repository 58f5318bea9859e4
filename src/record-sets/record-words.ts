import * as K from '../../assembly/record-sets/layout.js';
import { columnWords } from '../columns/index.js';
import { leafWordsOf, setWide, type LeafWords, type Program } from '../program/index.js';
import type { RecordSetProgram } from '../record-types/index.js';

/** Largest tag of a set whose tags need no search. */
const MOST_TABLE_TAG = 1023;
const MOST_U32 = 0xffffffff;

/** An unsigned integer in 4 bytes of a record: `(load32(offset) >> shift) & mask`. */
type SmallField = readonly [offset: number, shift: number, mask: number];
const NO_FIELD: SmallField = [0, 0, 0];

/** Word of entry `type`, from the start of the set. */
export function entryWord(type: number): number {
  return K.RECORD_SET_WORDS + type * K.TYPE_WORDS;
}

/** The set and the programs of its types as they lie from PROGRAM_PTR on; where the programs lie, in words. */
export function placeRecordSet(set: RecordSetProgram): { words: Int32Array; programs: readonly number[] } {
  const { types, tags, otherwise } = set;
  const entries = types.map(entryOf);
  const isMeasured = types.map((program, type) => measure(program, entries[type] as Int32Array));
  const table = tableOf(set, isMeasured);
  const tagsAt = entryWord(types.length + 1);
  const entriesAt = tagsAt + tags.length * 2;
  const tableAt = entriesAt + tags.length;
  const tagOpAt = tableAt + table.length;
  let end = alignToEven(tagOpAt + K.OP_WORDS);
  const programs = types.map((program) => {
    const { length } = columnWords(program);
    end += length;
    return end - length;
  });
  const words = new Int32Array(end);
  const address = (word: number): number => K.PROGRAM_PTR + word * 4;
  const entry = (type: number): number => address(entryWord(type < 0 ? types.length : type));
  words[K.R_TYPE_COUNT] = types.length;
  words[K.R_LEAST_BYTES] = set.leastBytes;
  words[K.R_TAG_END] = set.tag.offset + set.tag.bytes;
  words[K.R_TAG_OP] = address(tagOpAt);
  words.set(opOf(set.tag), tagOpAt);
  words[K.R_START_ALIGN] = set.startAlign;
  words[K.R_TAGS] = address(tagsAt);
  words[K.R_TAG_ENTRIES] = address(entriesAt);
  words[K.R_TAG_COUNT] = tags.length;
  words[K.R_OTHERWISE] = entry(otherwise);
  words[K.R_TABLE] = table.length === 0 ? 0 : address(tableAt);
  words[K.R_TABLE_COUNT] = Math.max(0, table.length - 1);
  words.set(smallField(set.tag, set.leastBytes) ?? NO_FIELD, K.R_TAG_FIELD);
  words.set(lengthInCommon(set) ?? NO_FIELD, K.R_LENGTH_FIELD);
  tags.forEach(([tag, type], index) => {
    setWide(words, tagsAt + index * 2, tag);
    words[entriesAt + index] = entry(type);
  });
  table.forEach((type, tag) => (words[tableAt + tag] = entry(type)));
  types.forEach((program, type) => {
    const at = programs[type] as number;
    words.set(columnWords(program), at);
    // Records of one length do not lie one after the other here, so their columns are not gathered as if they did.
    if (program.words[K.P_RULE] === K.RULE_FIXED) words[at + K.P_RULE] = K.RULE_EXTENT;
    words.set(entries[type] as Int32Array, entryWord(type));
    for (const word of [K.T_PROGRAM, K.T_GUARDS, K.T_GUARDS_END]) {
      const index = entryWord(type) + word;
      words[index] = (words[index] as number) + address(at);
    }
  });
  words[entryWord(types.length) + K.T_FIXED_BYTES] = MOST_U32;
  return { words, programs };
}

/** Types of tags 0, 1, … and of all larger ones, -1 for those that need a walk; empty where tags have to be searched for. */
function tableOf({ tag, tags, otherwise, leastBytes }: RecordSetProgram, isMeasured: readonly boolean[]): number[] {
  const most = Number(tags.at(-1)?.[0] ?? 0n);
  if (most > MOST_TABLE_TAG || smallField(tag, leastBytes) === undefined) return [];
  const table = Array.from({ length: most + 2 }, () => otherwise);
  for (const [value, type] of tags) table[Number(value)] = type;
  return table.map((type) => (isMeasured[type] === true ? type : -1));
}

/** The discriminator as an op of its own: where it is a text, no program has one that reads it as a number. */
function opOf({ kind, offset, bytes, shift, width, flags }: LeafWords): Int32Array {
  const words = new Int32Array(K.OP_WORDS);
  words[K.W_KIND] = kind;
  words[K.W_OFFSET] = offset;
  words[K.W_BYTES] = bytes;
  words[K.W_SHIFT] = shift;
  words[K.W_WIDTH] = width;
  words[K.W_FLAGS] = flags;
  return words;
}

/** Where all types have their length at one place. */
function lengthInCommon({ types, leastBytes }: RecordSetProgram): SmallField | undefined {
  const fields = types.map((program) =>
    program.words[K.P_RULE] === K.RULE_TOTAL ? ruleField(program, leastBytes) : undefined,
  );
  const [first] = fields;
  return fields.every((field) => field !== undefined && String(field) === String(first)) ? first : undefined;
}

function ruleField({ words }: Program, recordBytes: number): SmallField | undefined {
  const op = words[K.P_RULE_OP] as number;
  return op < 0 ? undefined : smallField(leafWordsOf(words, op), recordBytes);
}

/** What an entry says about a type; its addresses count from the program. */
function entryOf(program: Program, type: number): Int32Array {
  const { words } = program;
  const entry = new Int32Array(K.TYPE_WORDS);
  const guards = words[K.P_GUARDS_OFFSET] as number;
  entry[K.T_NUMBER] = type;
  entry[K.T_FIXED_BYTES] = words[K.P_FIXED_BYTES] as number;
  entry[K.T_GUARDS] = guards;
  entry[K.T_GUARDS_END] = guards + (words[K.P_GUARD_COUNT] as number) * K.GUARD_BYTES;
  return entry;
}

/** Fills in what measures and checks records without a walk; false where only a walk can. */
function measure(program: Program, entry: Int32Array): boolean {
  const { words, limits } = program;
  if (words[K.P_WALK] !== 0 && (!program.isGuarded || words[K.P_SUM] !== -1)) return false;
  const fixedBytes = words[K.P_FIXED_BYTES] as number;
  const rule = words[K.P_RULE] as number;
  const count = rule === K.RULE_FIXED ? NO_FIELD : ruleField(program, fixedBytes);
  const tail = rule === K.RULE_TOTAL ? tailField(program, fixedBytes) : NO_FIELD;
  if (count === undefined || tail === undefined || fixedBytes > limits.messageBytes) return false;
  entry[K.T_MOST_BYTES] = limits.messageBytes;
  entry[K.T_BASE] = rule === K.RULE_TOTAL ? 0 : fixedBytes;
  entry[K.T_STRIDE] = rule === K.RULE_TOTAL ? 1 : (words[K.P_STRIDE] as number);
  entry[K.T_MOST_COUNT] = rule === K.RULE_TOTAL ? MOST_U32 : limits.count;
  entry.set(count, K.T_COUNT_FIELD);
  entry.set(tail, K.T_TAIL_FIELD);
  entry[K.T_TAIL_STRIDE] = words[K.P_STRIDE] as number;
  entry[K.T_MOST_TAIL] = limits.count;
  return true;
}

/** What counts the part after the fixed one in a record that says its whole length. */
function tailField({ words, tailOp }: Program, fixedBytes: number): SmallField | undefined {
  if (tailOp < 0) return NO_FIELD;
  const at = (words[K.P_OPS_OFFSET] as number) / 4 + tailOp * K.OP_WORDS;
  if (((words[at + K.W_FLAGS] as number) & K.F_REST) !== 0) return NO_FIELD;
  return smallField(leafWordsOf(words, words[at + K.W_REF] as number), fixedBytes);
}

/** The leaf in 4 bytes of a record that has `recordBytes` at least; undefined where it does not fit. */
function smallField(
  { kind, offset, bytes, shift, width, flags }: LeafWords,
  recordBytes: number,
): SmallField | undefined {
  const isInteger = kind === K.OP_NUMBER && (flags & (K.F_FLOAT | K.F_BOOL)) === 0;
  if (!isInteger || (flags & (K.F_BIG_ENDIAN | K.F_SIGNED)) !== 0 || recordBytes < 4) return undefined;
  // Its 4 bytes may begin before it, so that they never pass the record's end, or hold the wide storage of a bit-field.
  const first = offset + (shift >> 3);
  const start = Math.min(first, recordBytes - 4);
  const inside = (offset - start) * 8 + shift;
  return bytes > 8 || inside + width > 32 ? undefined : [start, inside, width === 32 ? MOST_U32 : 2 ** width - 1];
}

function alignToEven(words: number): number {
  return words + (words & 1);
}
