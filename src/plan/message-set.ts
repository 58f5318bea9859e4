import * as K from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';
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
    const { width, isSigned } = own;
    if ((isSigned ? BigInt.asIntN(width, tag) : BigInt.asUintN(width, tag)) !== tag) {
      throw refused(path, `no ${isSigned ? 'signed' : 'unsigned'} ${width}-bit integer is ${tag}`);
    }
  }
  const sorted = messages
    .map((message) => ({ ...message, tag: message.tag & field.mask }))
    .toSorted((a, b) => (a.tag < b.tag ? -1 : 1));
  const twice = sorted.find(({ tag }, index) => tag === sorted[index - 1]?.tag);
  if (twice !== undefined) throw refused(path, `two messages have the value ${twice.tag}`);
  return { tagField: field, leastBytes: Math.max(own.end, field.offset + 8), messages: sorted };
}

function discriminator(
  { words, paths, layout }: Program,
  path: string,
  leastBytes: number,
): { field: Field; offset: number; end: number; width: number; isSigned: boolean } {
  const op = paths.indexOf(path);
  const first = (words[K.P_OPS_OFFSET] as number) / 4 + op * K.OP_WORDS;
  const word = (index: number): number => words[first + index] as number;
  const leaf = {
    kind: word(K.W_KIND),
    offset: word(K.W_OFFSET),
    bytes: word(K.W_BYTES),
    shift: word(K.W_SHIFT),
    width: word(K.W_WIDTH),
    flags: word(K.W_FLAGS),
  };
  const field = op < 0 || isMovable(words, op) ? undefined : fieldOf(leaf, leastBytes);
  const { offset, bytes, width, flags } = leaf;
  if (field !== undefined && offset + bytes <= leastBytes) {
    return { field, offset, end: offset + bytes, width, isSigned: (flags & K.F_SIGNED) !== 0 };
  }
  const hint = `${layout.name} has no little-endian integer of that name at a fixed place, in messages of at least 8 bytes`;
  throw refused(path, hint);
}

const MOVING_KINDS = [K.OP_ARRAY, K.OP_UNION, K.OP_POINTED];

/** Whether the op stands in an array, a tagged union or a part that is pointed to. */
function isMovable(words: Int32Array, op: number): boolean {
  const ops = (words[K.P_OPS_OFFSET] as number) / 4;
  for (let around = 0; around < op; around++) {
    const at = ops + around * K.OP_WORDS;
    const isAround = (words[at + K.W_END] as number) > op;
    if (isAround && MOVING_KINDS.includes(words[at + K.W_KIND] as number)) return true;
  }
  return false;
}

function refused(path: string, hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint, { path });
}
