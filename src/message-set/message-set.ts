import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import {
  assertTag,
  commonLeaf,
  refused,
  valueOf,
  type LeafWords,
  failureOf,
  type Outcome,
  type Program,
} from '../program/index.js';
import type { Engine } from '../message/index.js';
import { haveCommonBits, patternsOf, windowsOf, type TagWindow } from './tag-windows.js';

/** A message of a set: which it is, what it holds, and what its reply does. */
export interface MessageProgram {
  readonly name: string;
  /** The value of each discriminator. */
  readonly tags: readonly bigint[];
  readonly input: Program;
  readonly output: Program | undefined;
  /** A sender that gives no room for the reply has the message handled without one. */
  readonly isOutputOptional: boolean;
}

/** Messages that their discriminators tell apart; without one, a single message. */
export interface MessageSetProgram {
  readonly paths: readonly string[];
  /** The discriminators, which every message has at the same place. */
  readonly tags: readonly LeafWords[];
  /** Bytes that a message must have for its discriminators to be read. */
  readonly leastBytes: number;
  /** Where a message is looked at, and what is seen there in each message: ascending, the first window first. */
  readonly windows: readonly [TagWindow, ...TagWindow[]];
  readonly patterns: readonly (readonly bigint[])[];
  /** In the order of the patterns. */
  readonly messages: readonly MessageProgram[];
}

/**
 * A message set over memory of its own, in which messages and replies lie while they are handled. The memory never grows, so
 * views of it stay good. Addresses count from its start.
 */
export interface MessageMachine {
  readonly buffer: ArrayBuffer;
  /** The caller's bytes begin here: as many as the machine was loaded with. */
  readonly firstByte: number;
  /** Why the last call answered -1. */
  readonly outcome: Outcome;
  /** Which message `begin` refused last, -1 where its discriminator says none. */
  readonly refused: number;
  /** Bytes of the message that `begin` checked last. */
  readonly messageBytes: number;
  /**
   * Identifies and checks the message in [input, input + bytes) and blanks what its reply has at least in [output, output + room).
   * Returns its index in the set, or -1.
   */
  begin(input: number, bytes: number, output: number, room: number): number;
  /** Fills in what the reply derives and checks it; [output, output + reach) may be part of it. Returns its bytes, or -1. */
  finish(message: number, output: number, reach: number): number;
}

/** An engine that runs message sets, too. */
export interface MessageEngine extends Engine {
  /**
   * A message set over `bytes` bytes of memory, none of it shared with other machines.
   * @throws CastbufError ERR_KERNEL when this engine cannot run here, or has no memory
   */
  loadMessages(set: MessageSetProgram, bytes: number): MessageMachine;
}

/**
 * @param paths of the discriminators, such as `Header.Type`
 * @throws CastbufError ERR_SCHEMA where one is no integer at the same place in all messages, or two messages have the same values
 */
export function compileMessageSet(paths: readonly string[], messages: readonly MessageProgram[]): MessageSetProgram {
  const path = paths.join(', ');
  if (messages.length === 0) throw refused(path, 'a message set needs at least one message');
  const programs = messages.map(({ input }) => input);
  const tags = paths.map((one) => commonLeaf(one, programs, 'all messages'));
  if (haveCommonBits(tags)) throw refused(path, 'two discriminators have bits in common; give each only once');
  for (const message of messages) paths.forEach((one, i) => assertTag(one, at(tags, i), at(message.tags, i)));
  const windows = windowsOf(tags);
  const entries = messages
    .map((message) => ({ message, patterns: patternsOf(windows, tags, message.tags) }))
    .toSorted((a, b) => compare(a.patterns, b.patterns));
  const twice = entries.find(({ patterns }, i) => i > 0 && compare(patterns, at(entries, i - 1).patterns) === 0);
  if (twice !== undefined) {
    const { name, tags: values } = twice.message;
    const other = at(entries, entries.indexOf(twice) - 1).message.name;
    throw refused(path, `messages ${other} and ${name} have the same value, ${values.join(', ')}`);
  }
  return {
    paths,
    tags,
    leastBytes: Math.max(0, ...tags.map(({ offset, bytes }) => offset + bytes)),
    windows,
    patterns: entries.map(({ patterns }) => patterns),
    messages: entries.map(({ message }) => message),
  };
}

/**
 * The error of a message that an engine refused; `refused` is which it is, -1: none of the set.
 * @param bits of the discriminators in that message, where it has them
 */
export function messageFailureOf(
  { messages, paths, tags }: MessageSetProgram,
  outcome: Outcome,
  refused: number,
  bits: readonly bigint[] | undefined,
): CastbufError | undefined {
  const { status, op, want, have } = outcome;
  if (status === K.TRUNCATED_HEADER && op < 0) {
    const hint = `${want} bytes are needed, the sender's input buffer has ${have}`;
    return new CastbufError('ERR_TRUNCATED_HEADER', hint, { offset: 0, fieldOffset: 0, want, have });
  }
  // A record in a list of a message may be of no type, too.
  if (status !== K.UNKNOWN_MESSAGE || refused >= 0 || bits === undefined)
    return failureOf(at(messages, Math.max(0, refused)).input, outcome);
  const values = tags.map((leaf, index) => valueOf(leaf, at(bits, index)));
  const said = paths.map((path, index) => `${path} ${values[index]}`).join(' and ');
  const hint = `no message of this set has ${said}; add it, or give defineDriver \`otherwise\``;
  const { offset: fieldOffset } = at(tags, 0);
  return new CastbufError('ERR_UNKNOWN_MESSAGE', hint, { offset: 0, fieldOffset, path: paths[0], have: values[0] });
}

function compare(a: readonly bigint[], b: readonly bigint[]): number {
  const index = a.findIndex((pattern, i) => pattern !== b[i]);
  if (index < 0) return 0;
  return at(a, index) < at(b, index) ? -1 : 1;
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}
