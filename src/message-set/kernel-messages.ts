import * as K from '../../assembly/messages/layout.js';
import { CastbufError } from '../errors/index.js';
import { emptyOutcome, setWide, type Outcome, type Program } from '../program/index.js';
import type { MessageMachine, MessageSetProgram } from './message-set.js';
import { growTo, type CoreExports, KernelModules, fetchOutcome } from '../memory/index.js';
import { MESSAGES } from './messages-module.js';
import { withWordChecks } from './word-checks.js';

/*
 *   linear memory, once and for all
 *   | control | set | programs | the caller's: messages and replies |
 */

/** A message set on a kernel of its own: what lies in its memory moves for nobody. */
export class KernelMessages implements MessageMachine {
  readonly buffer: ArrayBuffer;
  readonly firstByte: number;
  private readonly i32: Int32Array;
  private readonly f64: Float64Array;
  private readonly last: Outcome = emptyOutcome();
  readonly begin: MessageMachine['begin'];
  readonly finish: MessageMachine['finish'];

  constructor(start: (bytes: number) => CoreExports, set: MessageSetProgram, bytes: number) {
    const words = placeSet(set);
    this.firstByte = K.PROGRAM_PTR + words.byteLength;
    const wanted = this.firstByte + bytes + K.MESSAGE_SLACK;
    const core = start(wanted);
    growTo(core.memory, wanted); // that of a whole kernel
    this.buffer = core.memory.buffer;
    this.i32 = new Int32Array(this.buffer);
    this.f64 = new Float64Array(this.buffer);
    this.i32.set(words, K.PROGRAM_PTR >> 2);
    const kernel = new KernelModules(core).use(MESSAGES);
    this.begin = withWordChecks(set, this.i32, this.firstByte, kernel.beginMessage);
    this.finish = finishOf(set, this.i32, kernel.finishMessage);
    if (kernel.openMessages(K.PROGRAM_PTR) === K.OK) return;
    throw new CastbufError('ERR_KERNEL', 'the kernel refuses the message set; this is a bug in castbuf');
  }

  get outcome(): Outcome {
    const { last, i32 } = this;
    last.status = i32[K.CONTROL_STATUS >> 2] as number;
    fetchOutcome(last, i32, this.f64);
    return last;
  }

  get refused(): number {
    return this.i32[K.CONTROL_ROWS >> 2] as number;
  }

  get messageBytes(): number {
    return this.i32[K.CONTROL_LENGTH >> 2] as number;
  }
}

/** As `MessageMachine.finish`. A call into the kernel costs more than all there is to do for a reply of one length. */
function finishOf(
  set: MessageSetProgram,
  words: Int32Array,
  finishInKernel: MessageMachine['finish'],
): MessageMachine['finish'] {
  const fixed = set.messages.map(({ output }) => fixedReply(output));
  const view = new DataView(words.buffer);
  return (message, output, reach) => {
    const { bytes, lengthOffset } = fixed[message] as FixedReply;
    if (bytes < 0) return finishInKernel(message, output, reach);
    if (lengthOffset >= 0) {
      const at = output + lengthOffset;
      if ((at & 3) === 0) words[at >> 2] = bytes;
      else view.setUint32(at, bytes, true);
    }
    return bytes;
  };
}

/** A reply that nothing has to be found out about when its handler is done. */
interface FixedReply {
  /** -1: it is not one of these. */
  readonly bytes: number;
  /** Where its length goes, a whole u32; -1: nowhere. */
  readonly lengthOffset: number;
}

function fixedReply(program: Program | undefined): FixedReply {
  if (program === undefined) return { bytes: 0, lengthOffset: -1 };
  const word = (index: number): number => program.words[index] as number;
  const bytes = word(K.P_FIXED_BYTES);
  if (word(K.P_FINISH) === K.FINISH_NOTHING) return { bytes, lengthOffset: -1 };
  const op = word(K.P_OPS_OFFSET) / 4 + word(K.P_RULE_OP) * K.OP_WORDS;
  const isWhole = word(K.P_FINISH) === K.FINISH_LENGTH && word(op + K.W_BYTES) === 4 && word(op + K.W_WIDTH) === 32;
  return isWhole ? { bytes, lengthOffset: word(op + K.W_OFFSET) } : { bytes: -1, lengthOffset: -1 };
}

/** The set and its programs as they lie from PROGRAM_PTR on. */
function placeSet({ leastBytes, windows, patterns, messages }: MessageSetProgram): Int32Array {
  const [first, ...others] = windows;
  const moreAt = K.MESSAGE_SET_WORDS + messages.length * K.MESSAGE_WORDS;
  const tagsAt = moreAt + others.length * K.MORE_WORDS;
  const table = new Int32Array(tagsAt + messages.length * others.length * 2);
  const parts: Int32Array[] = [table];
  let at = table.length;
  const place = (program: Program | undefined): number => {
    if (program === undefined) return 0;
    parts.push(program.words);
    at += program.words.length;
    return addressOf(at - program.words.length);
  };
  table[K.M_COUNT] = messages.length;
  table[K.M_LEAST_BYTES] = leastBytes;
  table[K.M_WINDOW_OFFSET] = first.offset;
  setWide(table, K.M_WINDOW_MASK, first.mask);
  table[K.M_MORE_COUNT] = others.length;
  table[K.M_MORE] = addressOf(moreAt);
  others.forEach(({ offset, mask }, index) => {
    table[moreAt + index * K.MORE_WORDS + K.MORE_OFFSET] = offset;
    setWide(table, moreAt + index * K.MORE_WORDS + K.MORE_MASK, mask);
  });
  messages.forEach(({ input, output, isOutputOptional }, index) => {
    const entry = K.MESSAGE_SET_WORDS + index * K.MESSAGE_WORDS;
    const [tag = 0n, ...moreTags] = patterns[index] ?? [];
    const moreTagsAt = tagsAt + index * others.length * 2;
    setWide(table, entry + K.MESSAGE_TAG, tag);
    moreTags.forEach((more, window) => setWide(table, moreTagsAt + window * 2, more));
    table[entry + K.MESSAGE_MORE_TAGS] = addressOf(moreTagsAt);
    table[entry + K.MESSAGE_OPTIONAL] = Number(isOutputOptional);
    table[entry + K.MESSAGE_INPUT] = place(input);
    table[entry + K.MESSAGE_OUTPUT] = place(output);
  });
  const words = new Int32Array(at);
  let next = 0;
  for (const part of parts) {
    words.set(part, next);
    next += part.length;
  }
  return words;
}

function addressOf(word: number): number {
  return K.PROGRAM_PTR + word * 4;
}
