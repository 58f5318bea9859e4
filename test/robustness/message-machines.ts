import * as K from '../../assembly/core/layout.js';
import {
  compileMessageSet,
  type MessageEngine,
  type MessageMachine,
  type MessageSetProgram,
} from '../../src/message-set/index.js';
import type { Program } from '../../src/program/index.js';

/** Bytes of a machine's memory, and where a message and the room of its reply lie in it. */
const MEMORY_BYTES = 2560;
const ODD_PLACES = { inputAt: 37, roomAt: 1285 };
/** Where a kernel's checks of words are taken. */
const WORD_PLACES = { inputAt: 36, roomAt: 1284 };
/** The most that a message or a room may have here. */
export const MOST_BYTES = 1024;
/** What the room and everything around it hold before each call. */
const DIRT = 0xee;

/** A set of one message without a discriminator: `program` is what comes and what goes back. */
export function setOfOne(program: Program): MessageSetProgram {
  return compileMessageSet([], [{ name: 'Only', tags: [], input: program, output: program, isOutputOptional: false }]);
}

/** The program as one that has to be walked, whatever its guards could tell. */
export function walked(program: Program): Program {
  const words = program.words.slice();
  words[K.P_GUARDED] = 0;
  words[K.P_FINISH] = K.FINISH_WALK;
  return { ...program, words };
}

/** What a call of a machine answered; two of them are alike exactly when their texts are. */
export interface Verdict {
  readonly text: string;
  readonly isGood: boolean;
  /** The reply, where there is one. */
  readonly reply: Uint8Array | undefined;
}

/** A machine with a message and a room of fixed places, so that what two engines did can be compared byte for byte. */
export class MessageBench {
  readonly machine: MessageMachine;
  private readonly memory: Uint8Array;
  private readonly at: number;
  private readonly blankBytes: number;
  private readonly places: typeof ODD_PLACES;

  /** @param isInWords message and room begin at words; without it at odd addresses */
  constructor(engine: MessageEngine, program: Program, isInWords = false) {
    this.places = isInWords ? WORD_PLACES : ODD_PLACES;
    this.machine = engine.loadMessages(setOfOne(program), MEMORY_BYTES);
    this.at = this.machine.firstByte;
    this.blankBytes = program.blankBytes;
    this.memory = new Uint8Array(this.machine.buffer, 0, this.at + MEMORY_BYTES);
  }

  /** A message comes that has these bytes, and `room` bytes for its reply. */
  begin(message: Uint8Array, room: number): Verdict {
    const { at, machine, memory, places } = this;
    const { inputAt, roomAt } = places;
    memory.fill(DIRT, at);
    memory.set(message, at + inputAt);
    const index = machine.begin(at + inputAt, message.length, at + roomAt, room);
    const kept = memory.slice(at);
    if (index < 0)
      return { text: `${machine.refused} refused ${this.outcome()} [${sumOf(kept)}]`, isGood: false, reply: undefined };
    return { text: `${index} ${machine.messageBytes} bytes [${sumOf(kept)}]`, isGood: true, reply: undefined };
  }

  /** A handler has left `fill` in a room that was blank, as far as `begin` makes it so. */
  finish(fill: Uint8Array): Verdict {
    const { at, machine, memory, blankBytes } = this;
    const first = at + this.places.roomAt;
    memory.fill(DIRT, at);
    memory.fill(0, first, first + blankBytes);
    memory.set(fill, first);
    const bytes = machine.finish(0, first, Math.max(fill.length, blankBytes));
    if (bytes < 0) return { text: `refused ${this.outcome()}`, isGood: false, reply: undefined };
    const reply = memory.slice(first, first + bytes);
    return { text: `${bytes} bytes [${reply}] [${sumOf(memory.slice(at))}]`, isGood: true, reply };
  }

  private outcome(): string {
    const { status, op, recordOffset, fieldOffset, want, have, indices } = this.machine.outcome;
    return [status, op, recordOffset, fieldOffset, rounded(want), rounded(have), ...indices].join(' ');
  }
}

/** What passes the safe integers is divided exactly by one engine, and rounded first by the other. */
function rounded(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toPrecision(14) : String(value);
}

/** FNV-1a, to tell memories apart without keeping them. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) sum = Math.imul(sum ^ (bytes[index] as number), 0x01000193);
  return sum >>> 0;
}
