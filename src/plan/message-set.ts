import * as K from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';
import { assertTag, leafAt, refused, type LeafWords } from './discriminator.js';
import { fieldOf, type Field } from './guards.js';
import type { Outcome, Program } from './program.js';

/** A message of a set: which it is, what it holds, and what its reply does. */
export interface MessageProgram {
  readonly tag: bigint;
  readonly input: Program;
  readonly output: Program | undefined;
}

/** Messages that one discriminator tells apart, ascending by tag. */
export interface MessageSetProgram {
  /** The discriminator, which every message has at the same place. */
  readonly tagField: Field;
  /** Bytes that a message must have for its discriminator to be read. */
  readonly leastBytes: number;
  /** Their tags are within the field's mask. */
  readonly messages: readonly MessageProgram[];
}

/**
 * A message set over memory of its own, in which messages and replies lie while they are handled. The memory never grows, so
 * views of it stay good. Addresses count from its start.
 */
export interface MessageMachine {
  readonly buffer: ArrayBuffer;
  /** [firstByte, buffer.byteLength) is the caller's. */
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

/**
 * @param path of the discriminator, such as `Header.Type`
 * @throws CastbufError ERR_SCHEMA where it is no integer at the same place in all messages, or two messages have one tag
 */
export function compileMessageSet(path: string, messages: readonly MessageProgram[]): MessageSetProgram {
  const [first] = messages;
  if (first === undefined) throw new CastbufError('ERR_SCHEMA', 'a message set needs at least one message', { path });
  const leastBytes = Math.min(...messages.map(({ input }) => input.words[K.P_FIXED_BYTES] as number));
  const own = discriminator(first.input, path, leastBytes);
  const { field } = own;
  for (const { input, tag } of messages) {
    const other = discriminator(input, path, leastBytes);
    if (other.field.offset !== field.offset || other.field.shift !== field.shift || other.field.mask !== field.mask) {
      const names = [input.layout.name, first.input.layout.name] as const;
      throw refused(path, `${names[0]} does not have it where ${names[1]} has it; begin both with the same header`);
    }
    assertTag(path, own.leaf, tag);
  }
  const sorted = messages
    .map((message) => ({ ...message, tag: message.tag & field.mask }))
    .toSorted((a, b) => (a.tag < b.tag ? -1 : 1));
  const twice = sorted.find(({ tag }, index) => tag === sorted[index - 1]?.tag);
  if (twice !== undefined) throw refused(path, `two messages have the value ${twice.tag}`);
  return { tagField: field, leastBytes: Math.max(own.end, field.offset + 8), messages: sorted };
}

function discriminator(
  program: Program,
  path: string,
  leastBytes: number,
): { leaf: LeafWords; field: Field; end: number } {
  const leaf = leafAt(program, path);
  const field = leaf && fieldOf(leaf, leastBytes);
  const end = leaf === undefined ? 0 : leaf.offset + leaf.bytes;
  if (leaf !== undefined && field !== undefined && end <= leastBytes) return { leaf, field, end };
  const hint = `${program.layout.name} has no little-endian integer of that name at a fixed place, in messages of at least 8 bytes`;
  throw refused(path, hint);
}
