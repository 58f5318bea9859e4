import * as K from '../../assembly/messages/layout.js';
import type { Program } from '../program/index.js';
import type { MessageMachine, MessageProgram, MessageSetProgram } from './message-set.js';
import type { TagWindow } from './tag-windows.js';

/*
 * A call into the kernel, and what that looks up of a program, takes longer than the few integers of most messages. Where each of these lies in one aligned
 * word, they are compared here. What does not pass goes to the kernel, which finds out what it is and says what is wrong: so nothing is refused here.
 */

/** Bits of an aligned word of a record: `(words[at + word] >>> shift) & mask`. */
export interface WordField {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/** A guard of the program, as two unsigned numbers that are compared as signed ones: what is above `least`, and `span`, have their top bit turned. */
export interface WordGuard extends WordField {
  readonly least: number;
  readonly turnedSpan: number;
  readonly next: WordGuard | undefined;
}

/** A message of the set that words tell all of. */
export interface WordMessage {
  readonly index: number;
  /** What the discriminators show. */
  readonly tag: number;
  readonly guard: WordGuard | undefined;
  readonly fixedBytes: number;
  readonly mostBytes: number;
  readonly rule: number;
  readonly ruleField: WordField;
  readonly stride: number;
  readonly mostCount: number;
  /** What of the reply's room is 0 before it is handled: whole words, and never less than what the reply has at least. */
  readonly clearBytes: number;
}

/** Longer replies are cleared by the kernel. */
const MOST_CLEAR_BYTES = 256;

/**
 * `beginInKernel`, with a shorter way for those messages of the set. It is a closure, because V8 takes what a closure finds and nobody assigns for constants: so
 * it knows where the words lie, and how many there are. It does as long as a thread has one driver.
 * @param words the memory in which messages lie, from `firstByte` on
 */
export function withWordChecks(
  set: MessageSetProgram,
  words: Int32Array,
  firstByte: number,
  beginInKernel: MessageMachine['begin'],
): MessageMachine['begin'] {
  const tag = wordTag(set);
  if (tag === undefined) return beginInKernel;
  const messages = set.messages.map((message, index) => wordMessage(set, tag, message, index));
  const first = messages.find((message) => message !== undefined);
  if (first === undefined) return beginInKernel;
  const { leastBytes } = set;
  const { word: tagWord, mask: tagMask } = tag;
  let last: WordMessage = first;
  const lookInKernel: MessageMachine['begin'] = (input, bytes, output, room) => {
    const index = beginInKernel(input, bytes, output, room);
    last = messages[index] ?? last;
    return index;
  };
  return (input, bytes, output, room) => {
    const message = last;
    const at = input >> 2;
    const isInPlace = ((input | output) & 3) === 0 && input >= firstByte && output >= firstByte;
    if (!isInPlace || bytes < leastBytes || ((words[at + tagWord] as number) & tagMask) !== message.tag)
      return lookInKernel(input, bytes, output, room);
    let isGood = bytes >= message.fixedBytes && room >= message.clearBytes;
    for (let guard = message.guard; isGood && guard !== undefined; guard = guard.next) {
      const value = (words[at + guard.word] as number) >>> guard.shift;
      isGood = (((value - guard.least) & guard.mask) ^ -0x8000_0000) <= guard.turnedSpan;
    }
    let length = message.fixedBytes;
    if (isGood && message.rule !== K.RULE_FIXED) {
      const { word, shift, mask } = message.ruleField;
      const value = ((words[at + word] as number) >>> shift) & mask; // below 0: above 2 ** 31
      if (message.rule === K.RULE_TOTAL) {
        isGood = value >= length && value <= bytes;
        length = value;
      } else {
        isGood = value >= 0 && value <= message.mostCount && value * message.stride <= bytes - length;
        length += value * message.stride;
      }
    }
    if (!isGood || length > message.mostBytes) return lookInKernel(input, bytes, output, room);
    const end = (output + message.clearBytes) >> 2;
    let word = output >> 2;
    for (; word + 4 <= end; word += 4) {
      words[word] = 0;
      words[word + 1] = 0;
      words[word + 2] = 0;
      words[word + 3] = 0;
    }
    for (; word < end; word++) words[word] = 0;
    words[K.CONTROL_LENGTH >> 2] = length;
    return message.index;
  };
}

/** Where the discriminators lie, if that is one word. A message without any shows 0. */
export function wordTag({ windows }: MessageSetProgram): WordField | undefined {
  const [{ offset, mask }, ...others]: readonly [TagWindow, ...TagWindow[]] = windows;
  const shift = (offset & 3) * 8;
  const inWord = mask << BigInt(shift);
  if (others.length > 0 || inWord >> 32n !== 0n) return undefined;
  return { word: offset >> 2, shift, mask: Number(BigInt.asIntN(32, inWord)) };
}

/** What words tell of a message; undefined where they do not tell all. */
export function wordMessage(
  { patterns }: MessageSetProgram,
  { shift }: WordField,
  { input, output }: MessageProgram,
  index: number,
): WordMessage | undefined {
  const [pattern = 0n] = patterns[index] ?? [];
  const clearBytes = output?.clearBytes ?? 0;
  const word = (at: number): number => input.words[at] as number;
  const isOfWords =
    word(K.P_GUARDED) === 1 && word(K.P_SUM) < 0 && clearBytes % 4 === 0 && clearBytes <= MOST_CLEAR_BYTES;
  if (!isOfWords) return undefined;
  const guard = guardsOf(input);
  const rule = word(K.P_RULE);
  const ruleField = rule === K.RULE_FIXED ? { word: 0, shift: 0, mask: 0 } : fieldAt(input, K.P_RULE_FIELD);
  if (guard === 'none' || ruleField === undefined) return undefined;
  return {
    index,
    tag: Number(BigInt.asIntN(32, pattern << BigInt(shift))),
    guard,
    fixedBytes: word(K.P_FIXED_BYTES),
    mostBytes: word(K.P_MAX_MESSAGE),
    rule,
    ruleField,
    stride: word(K.P_STRIDE),
    mostCount: word(K.P_MAX_COUNT),
    clearBytes,
  };
}

/** The first of the guards, which leads to the others; 'none' where one is not of a single word. */
function guardsOf(program: Program): WordGuard | 'none' | undefined {
  const { words } = program;
  const first = (words[K.P_GUARDS_OFFSET] as number) / 4;
  let next: WordGuard | undefined;
  for (let guard = (words[K.P_GUARD_COUNT] as number) - 1; guard >= 0; guard--) {
    const at = first + guard * K.GUARD_WORDS;
    const field = fieldAt(program, at);
    if (field === undefined) return 'none';
    const { word, shift, mask } = field;
    const least = words[at + K.G_LEAST] as number;
    next = { word, shift, mask, least, turnedSpan: (words[at + K.G_SPAN] as number) ^ -0x8000_0000, next };
  }
  return next;
}

/** A field of the program's words as bits of one word of the record. */
function fieldAt({ words }: Program, at: number): WordField | undefined {
  const bit = (words[at + K.FIELD_OFFSET] as number) * 8 + (words[at + K.FIELD_SHIFT] as number);
  const mask = words[at + K.FIELD_MASK] as number;
  const isShort = words[at + K.FIELD_MASK + 1] === 0;
  const shift = bit & 31;
  // A mask is as many ones as the integer has bits.
  return isShort && shift + 32 - Math.clz32(mask) <= 32 ? { word: bit >> 5, shift, mask } : undefined;
}
