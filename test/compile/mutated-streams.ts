import * as K from '../../assembly/core/layout.js';
import type { Op, Program } from '../../src/program/index.js';
import type { SeededChoices } from '../robustness/seeded-choices.js';
import { randomBytes } from './damage.js';

const MOST_BYTES = 2048;
/** Loops that take four records at a time need a few more. */
const RECORDS = [1, 1, 1, 2, 3, 5, 6, 12, 24];

/** Where the records of a stream begin; what was changed before may have moved them. */
interface Stream {
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
}

/**
 * Streams of a few records that are wrong in some way: cut, or with more after them; with bits flipped, bytes changed, taken out or repeated; and with lengths,
 * counts, tags and offsets that lie.
 */
export class MutatedStreams {
  /** Leaves that say how long something is, where it lies or which arm it has. */
  readonly #telling: readonly Op[];
  readonly #align: number;

  constructor(
    program: Program,
    private readonly messages: readonly Uint8Array[],
    private readonly choices: SeededChoices,
  ) {
    const { ops, words } = program;
    const refs = new Set([...ops.map(({ ref }) => ref), words[K.P_RULE_OP] as number]);
    this.#telling = ops.filter(({ index, bytes }) => refs.has(index) && bytes > 0);
    this.#align = program.layout.root.node.options.startAlign;
  }

  next(): Uint8Array {
    const { choices } = this;
    if (this.messages.length === 0 || choices.chance(2)) return randomBytes(choices.below(120), choices);
    const stream = this.#stream();
    let { bytes } = stream;
    for (let change = choices.pick([0, 1, 1, 1, 2, 2, 3, 4]); change > 0; change--)
      bytes = this.#changed(bytes, stream.starts);
    return bytes;
  }

  #stream(): Stream {
    const { choices } = this;
    const parts: Uint8Array[] = [];
    const starts: number[] = [];
    let end = 0;
    for (let count = choices.pick(RECORDS); count > 0; count--) {
      const message = choices.pick(this.messages);
      const gap = -end & (this.#align - 1);
      if (starts.length > 0 && end + gap + message.length > MOST_BYTES) break;
      parts.push(randomBytes(gap, choices), message);
      starts.push(end + gap);
      end += gap + message.length;
    }
    const bytes = new Uint8Array(end);
    end = 0;
    for (const part of parts) {
      bytes.set(part, end);
      end += part.length;
    }
    return { bytes, starts };
  }

  #changed(bytes: Uint8Array, starts: readonly number[]): Uint8Array {
    const { choices } = this;
    const at = choices.below(choices.chance(40) ? Math.min(bytes.length, 24) + 1 : bytes.length + 1);
    switch (
      choices.pick(['lie', 'lie', 'lie', 'flip', 'flip', 'byte', 'byte', 'cut', 'more', 'out', 'again'] as const)
    ) {
      case 'lie':
        return this.#lying(bytes, choices.pick(starts), at);
      case 'flip':
        return withByte(bytes, at, (bytes[at] as number) ^ (1 << choices.below(8)));
      case 'byte':
        return withByte(bytes, at, choices.pick([0, 1, 0x7f, 0x80, 0xff, choices.below(256)]));
      case 'cut':
        return bytes.slice(0, at);
      case 'more':
        return joined(bytes, randomBytes(choices.below(24), choices));
      case 'out':
        return joined(bytes.subarray(0, at), bytes.subarray(at + choices.below(9)));
      default:
        return joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - choices.below(9))));
    }
  }

  /** A number that something else follows from is a little more or less than it was, or at an edge, or just what fits or just not. */
  #lying(bytes: Uint8Array, start: number, otherwise: number): Uint8Array {
    const { choices } = this;
    if (this.#telling.length === 0) return withByte(bytes, otherwise, choices.below(9));
    const { offset, bytes: width, shift, flags } = choices.pick(this.#telling);
    const from = start + offset;
    // Wider ones than bigints of 64 bits are bit-fields that begin inside a byte.
    if (from + width > bytes.length) return withByte(bytes, otherwise, choices.below(256));
    const changed = bytes.slice();
    const isBig = (flags & K.F_BIG_ENDIAN) !== 0;
    const places = Array.from({ length: width }, (_, byte) => from + (isBig ? width - 1 - byte : byte));
    const old = places.reduce((sum, place, byte) => sum | (BigInt(changed[place] as number) << BigInt(8 * byte)), 0n);
    const lie = this.#lie(old >> BigInt(shift), bytes.length - start, 8 * width) << BigInt(shift);
    places.forEach((place, byte) => (changed[place] = Number((lie >> BigInt(8 * byte)) & 0xffn)));
    return changed;
  }

  #lie(old: bigint, left: number, width: number): bigint {
    const { choices } = this;
    const near = BigInt(choices.below(5) - 2);
    switch (choices.below(5)) {
      case 0:
        return old + near;
      case 1:
        return BigInt(choices.below(9));
      case 2:
        return BigInt(left) + near;
      case 3:
        return (1n << BigInt(choices.below(width + 1))) + near;
      default:
        return choices.chance(50) ? old * 2n + near : -1n - BigInt(choices.below(3));
    }
  }
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  if (at >= bytes.length) return bytes;
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
