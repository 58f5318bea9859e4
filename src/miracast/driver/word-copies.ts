import { isSharedMemory } from '../session/gate.js';
import type { MessageSlot } from './message-slot.js';

/*
 * `set` of a typed array takes 30 to 50 ns whatever it copies, and most messages are a few words. Callers come with the same buffers again and again: views of
 * their words are made when they have come before.
 */

/** Longer messages and replies are copied by `set`. */
const MOST_BYTES = 256;

export const NO_WORDS = /* @__PURE__ */ new Int32Array(0);

/**
 * Makes the views by which `bringIn` and `bringOut` copy between the slot's buffers and message memory. None where the bytes begin between words, and
 * none where a buffer can change its size: such a view may have another length each time, which only `set` finds out while it copies.
 * @param readsInPlace messages are read in the caller's own buffer, where nobody else can change it while they are handled
 */
export function viewWords(slot: MessageSlot, readsInPlace: boolean): void {
  const { source, target, isSourceOwn, isTargetOwn, inputBytes, outputBytes } = slot;
  slot.areWordsKnown = true;
  if (!hasFixedLength(source) || !hasFixedLength(target)) return;
  if (isTargetOwn) {
    slot.targetWords = wordsOf(target, outputBytes);
    slot.targetCount = slot.targetWords.length;
  }
  if (readsInPlace && readInPlace(slot)) return;
  const isShort = isSourceOwn && inputBytes <= MOST_BYTES && inputBytes % 4 === 0;
  if (!isShort || (isTargetOwn && slot.targetCount === 0)) return;
  slot.sourceWords = wordsOf(source, inputBytes);
  slot.sourceCount = slot.sourceWords.length;
}

/** Has the message read where it is. False where that cannot be. */
function readInPlace(slot: MessageSlot): boolean {
  const { source, isSourceOwn, isTargetOwn, inputBytes, outputAt, targetWords } = slot;
  if (isTargetOwn && slot.targetCount === 0) return false;
  if (isSourceOwn) {
    const isOfWords = inputBytes % 4 === 0 && inputBytes > 0 && outputAt % 4 === 0;
    const words = isOfWords && !isSharedMemory(source.buffer) ? wordsOf(source, inputBytes) : NO_WORDS;
    if (words.length === 0) return false;
    slot.inputWords = words;
    slot.inputWord = 0;
    slot.sourceMemory = { view: new DataView(source.buffer, source.byteOffset, inputBytes), words };
    slot.binding++;
  }
  slot.isInPlace = true;
  slot.witness = isTargetOwn ? targetWords : slot.inputWords;
  return true;
}

/** Forgets the views: the slot is bound to other buffers. */
export function forgetWords(slot: MessageSlot): void {
  slot.areWordsKnown = false;
  slot.isUsed = false;
  slot.sourceWords = NO_WORDS;
  slot.sourceCount = 0;
  slot.targetWords = NO_WORDS;
  slot.targetCount = 0;
  slot.isInPlace = false;
  slot.witness = NO_WORDS;
  slot.sourceMemory = undefined;
}

/** How a slot's message and reply come from and to a caller's buffers, as words. Both answer false where that has to be done in another way. */
export interface WordCopies {
  /** Brings the message in. A buffer that was transferred away has no words any more. */
  readonly bringIn: (slot: MessageSlot) => boolean;
  /** Brings the first `bytes` bytes of the reply to the caller. */
  readonly bringOut: (slot: MessageSlot, bytes: number) => boolean;
}

/**
 * Closures, for which V8 takes `words` for a constant: see src/message-set/word-checks.ts. Sixteen words are written out, which makes them so long that V8 calls
 * them: what it would write into `MessagePath.run` it takes from the handler's cursors.
 * @param words message memory
 */
export function wordCopies(words: Int32Array): WordCopies {
  return {
    bringIn({ sourceWords, sourceCount, targetWords, targetCount, isTargetOwn, inputAt }) {
      if (sourceCount === 0 || sourceWords[0] === undefined) return false;
      if (isTargetOwn === true && (targetCount === 0 || targetWords[0] === undefined)) return false;
      let from = 0;
      let to = inputAt >> 2;
      for (; from + 16 <= sourceCount; from += 16, to += 16) {
        words[to] = sourceWords[from] as number;
        words[to + 1] = sourceWords[from + 1] as number;
        words[to + 2] = sourceWords[from + 2] as number;
        words[to + 3] = sourceWords[from + 3] as number;
        words[to + 4] = sourceWords[from + 4] as number;
        words[to + 5] = sourceWords[from + 5] as number;
        words[to + 6] = sourceWords[from + 6] as number;
        words[to + 7] = sourceWords[from + 7] as number;
        words[to + 8] = sourceWords[from + 8] as number;
        words[to + 9] = sourceWords[from + 9] as number;
        words[to + 10] = sourceWords[from + 10] as number;
        words[to + 11] = sourceWords[from + 11] as number;
        words[to + 12] = sourceWords[from + 12] as number;
        words[to + 13] = sourceWords[from + 13] as number;
        words[to + 14] = sourceWords[from + 14] as number;
        words[to + 15] = sourceWords[from + 15] as number;
      }
      for (; from < sourceCount; from++, to++) words[to] = sourceWords[from] as number;
      return true;
    },
    bringOut({ targetWords, targetCount, outputAt }, bytes) {
      const count = bytes >> 2;
      if ((bytes & 3) !== 0 || bytes > MOST_BYTES || count > targetCount || targetWords[0] === undefined) return false;
      let to = 0;
      let from = outputAt >> 2;
      for (; to + 16 <= count; from += 16, to += 16) {
        targetWords[to] = words[from] as number;
        targetWords[to + 1] = words[from + 1] as number;
        targetWords[to + 2] = words[from + 2] as number;
        targetWords[to + 3] = words[from + 3] as number;
        targetWords[to + 4] = words[from + 4] as number;
        targetWords[to + 5] = words[from + 5] as number;
        targetWords[to + 6] = words[from + 6] as number;
        targetWords[to + 7] = words[from + 7] as number;
        targetWords[to + 8] = words[from + 8] as number;
        targetWords[to + 9] = words[from + 9] as number;
        targetWords[to + 10] = words[from + 10] as number;
        targetWords[to + 11] = words[from + 11] as number;
        targetWords[to + 12] = words[from + 12] as number;
        targetWords[to + 13] = words[from + 13] as number;
        targetWords[to + 14] = words[from + 14] as number;
        targetWords[to + 15] = words[from + 15] as number;
      }
      for (; to + 4 <= count; from += 4, to += 4) {
        targetWords[to] = words[from] as number;
        targetWords[to + 1] = words[from + 1] as number;
        targetWords[to + 2] = words[from + 2] as number;
        targetWords[to + 3] = words[from + 3] as number;
      }
      for (; to < count; from++, to++) targetWords[to] = words[from] as number;
      return true;
    },
  };
}

function wordsOf({ buffer, byteOffset }: Uint8Array, bytes: number): Int32Array {
  if (byteOffset % 4 !== 0) return NO_WORDS;
  try {
    return new Int32Array(buffer, byteOffset, bytes >> 2);
  } catch {
    return NO_WORDS; // it was transferred away, which is found out elsewhere
  }
}

function hasFixedLength({ buffer }: Uint8Array): boolean {
  const { resizable, growable } = buffer as { readonly resizable?: boolean; readonly growable?: boolean };
  return resizable !== true && growable !== true;
}
