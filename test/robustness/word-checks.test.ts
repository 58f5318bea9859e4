import * as assert from 'uvu/assert';
import * as K from '../../assembly/messages/layout.js';
import { compileMessageSet } from '../../src/message-set/index.js';
import { withWordChecks } from '../../src/message-set/word-checks.js';
import { createReferenceMessageEngine } from '../../src/oracle/index.js';
import { compile, DEFAULT_LIMITS, type Limits } from '../../src/program/index.js';
import {
  array,
  bits,
  i16,
  i32,
  layoutOf,
  range,
  struct,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
} from '../../src/schema/index.js';
import { createCodec } from '../../src/js.js';
import { suite } from '../harness/index.js';

const MEMORY_BYTES = 65_536;
const FIRST_BYTE = 53_248;
const INPUT_AT = FIRST_BYTE + 64;
const ROOM_AT = FIRST_BYTE + 4096;
const DIRT = 0xee;
const reference = createReferenceMessageEngine();

interface Subject {
  readonly input: AnyType;
  readonly value: object;
  readonly output?: AnyType;
  readonly limits?: Partial<Limits>;
  /** Offsets of what is checked, and how many bytes that has. */
  readonly fields: readonly (readonly [offset: number, bytes: 1 | 2 | 4])[];
}

const Reply = struct('REPLY', { Size: u32, Answer: u32, More: u32 }, { length: 'Size' });

const SUBJECTS: Record<string, Subject> = {
  'ranges of every width': {
    input: struct('A', {
      A: range(u32, 5, 100),
      B: range(u16, 1, 0xfffe),
      C: range(u8, 0, 7),
      D: range(u8, 200, 255),
      E: u32,
    }),
    value: { A: 5, B: 1, C: 7, D: 255, E: 0 },
    fields: [
      [0, 4],
      [4, 2],
      [6, 1],
      [7, 1],
    ],
  },
  'ranges of signed integers, and of all but the largest': {
    input: struct('B', { A: range(i32, -5, 5), B: range(i16, -300, -2), C: u16, D: range(u32, 0, 0xffff_fffe) }),
    value: { A: -5, B: -2, C: 0, D: 0 },
    fields: [
      [0, 4],
      [4, 2],
      [8, 4],
    ],
  },
  'a count with a capacity, and a length': {
    input: struct(
      'C',
      { Size: u32, Count: u32, Items: array(u16, 'Count', { capacity: 3 }), Tail: u16 },
      { length: 'Size' },
    ),
    value: { Items: [1, 2, 3], Tail: 9 },
    output: Reply,
    fields: [
      [0, 4],
      [4, 4],
    ],
  },
  'counted elements': {
    input: struct('D', { Kind: range(u32, 1, 2), Count: u16, Flags: u16, Items: array(u32, 'Count') }),
    value: { Kind: 1, Flags: 0, Items: [1, 2, 3] },
    output: Reply,
    limits: { count: 4 },
    fields: [
      [0, 4],
      [4, 2],
    ],
  },
  'a message that may be longer than the limit': {
    input: struct('E', { Size: u32, A: range(u32, 0, 9), B: u64 }, { length: 'Size' }),
    value: { A: 9, B: 1n },
    limits: { messageBytes: 18 },
    fields: [
      [0, 4],
      [4, 4],
    ],
  },
  'counted elements up to the limit of bytes': {
    input: struct('F', { Count: u32, A: u32, Items: array(u32, 'Count') }),
    value: { A: 9, Items: [1, 2] },
    limits: { messageBytes: 16 },
    fields: [[0, 4]],
  },
  'bits of a word': {
    input: struct('G', {
      A: u16,
      Low: bits(u16, 4),
      High: bits(u16, 12),
      Count: u32,
      Items: array(u8, 'Count', { capacity: 4 }),
    }),
    value: { A: 1, Low: 3, High: 4, Items: [1] },
    fields: [[4, 4]],
  },
};

/** What stands for the kernel: it is asked for nothing else. */
const ASKED = -7;

function* bytesOf({ input, value, fields }: Subject): Generator<Uint8Array> {
  const good = createCodec(input).encode(value as never);
  yield good;
  for (let bytes = Math.max(0, good.length - 5); bytes < good.length; bytes++) yield good.slice(0, bytes);
  for (const more of [1, 2, 3, 4, 5, 8]) yield Uint8Array.of(...good, ...Array.from({ length: more }, () => 7));
  for (const [offset, bytes] of fields) {
    for (const one of valuesOf(good.length, bytes)) {
      for (const more of [0, 4, 8]) {
        const changed = Uint8Array.of(...good, ...Array.from({ length: more }, () => 7));
        for (let byte = 0; byte < bytes; byte++) changed[offset + byte] = Math.floor(one / 2 ** (8 * byte)) & 0xff;
        yield changed;
      }
    }
  }
}

/** Small ones, those about half and all of the width, and those about the message's bytes. */
function valuesOf(length: number, bytes: number): number[] {
  const all = 256 ** bytes;
  const near = [-302, -301, -300, -299, -6, -5, -4, -3, -2, -1].map((below) => all + below);
  const middle = [-1, 0, 1].flatMap((by) => [all / 2 + by, length + by, length + 4 + by, 100 + by, 200 + by]);
  const small = Array.from({ length: 20 }, (_, one) => one);
  return [...small, ...middle, ...near].filter((one) => one >= 0 && one < all);
}

function programOf(type: AnyType, limits: Partial<Limits> = {}): ReturnType<typeof compile> {
  return compile(layoutOf(type), { ...DEFAULT_LIMITS, ...limits });
}

function benchOf({ input, output, limits }: Subject) {
  const program = programOf(input, limits);
  const reply = output && programOf(output);
  const set = compileMessageSet(
    [],
    [{ name: 'Only', tags: [], input: program, output: reply, isOutputOptional: false }],
  );
  const words = new Int32Array(MEMORY_BYTES / 4);
  const begin = withWordChecks(set, words, FIRST_BYTE, () => ASKED);
  return {
    begin,
    memory: new Uint8Array(words.buffer),
    words,
    machine: reference.load(program),
    clearBytes: reply?.clearBytes ?? 0,
  };
}

suite('Checks of words', (test) => {
  for (const [name, subject] of Object.entries(SUBJECTS)) {
    test(`pass exactly what the reference engine takes, and say how long it is: ${name}`, () => {
      const { begin, memory, words, machine, clearBytes } = benchOf(subject);
      let good = 0;
      let asked = 0;
      for (const bytes of bytesOf(subject)) {
        memory.fill(DIRT, FIRST_BYTE);
        memory.set(bytes, INPUT_AT);
        const isGood = machine.check(bytes);
        const index = begin(INPUT_AT, bytes.length, ROOM_AT, clearBytes);
        assert.is(index, isGood ? 0 : ASKED, `[${bytes}]`);
        if (isGood) assert.is(words[K.CONTROL_LENGTH / 4], machine.outcome.length, `[${bytes}]`);
        assert.ok(memory.subarray(ROOM_AT, ROOM_AT + clearBytes).every((byte) => byte === (isGood ? 0 : DIRT)));
        assert.ok(memory.subarray(ROOM_AT + clearBytes, ROOM_AT + 400).every((byte) => byte === DIRT));
        if (isGood) good++;
        else asked++;
      }
      assert.ok(good > 2 && asked > 2, `${good} good, ${asked} asked`);
    });
  }
});
