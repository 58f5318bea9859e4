import * as assert from 'uvu/assert';
import { checkFunction } from '../../src/compile/check-text.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { decodeFunction, hasBytes, readFunction } from '../../src/compile/read-text.js';
import { codecOf, createCodecWith, programOf } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { Program } from '../../src/program/index.js';
import {
  bytes as bytesOf,
  CastbufError,
  enumeration,
  struct,
  tagged,
  u32,
  u64,
  u8,
  type AnyType,
  type Codec,
} from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { damagedMessages } from './damage.js';
import { drawnMessages } from './drawn-messages.js';
import { evaluate } from './evaluate.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

type Copy = (view: DataView, from: number, bytes: number) => Uint8Array;
interface Emitted {
  readonly text: string;
  decode(message: unknown): unknown;
  read(view: DataView, at: number, length: number, copy: Copy): unknown;
  check(view: DataView, at: number, end: number): number;
}

const engine = createReferenceEngine();

function emitted(program: Program): Emitted {
  const module = new ModuleText();
  const codec = new CodecText(module, program, 'Drawn');
  const check = checkFunction(codec);
  decodeFunction(codec, check);
  module.add(`export const read = ${readFunction(codec)};`);
  module.add(`export const check = ${check};`);
  const text = module.text();
  const { decodeDrawn: decode, read, check: own } = evaluate(text);
  return { text, decode, read, check: own } as never;
}

function resultOf(call: () => unknown): { value: unknown } | { error: object } | { thrown: string } {
  try {
    return { value: call() };
  } catch (error) {
    if (!(error instanceof CastbufError)) return { thrown: String(error) };
    const { code, message, hint, path, offset, fieldOffset, want, have } = error;
    return { error: { code, message, hint, path, offset, fieldOffset, want, have } };
  }
}

/** The members of all objects in a value, in their order. */
function orderOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orderOf);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return typeof value;
  return Object.entries(value).map(([name, member]) => [name, orderOf(member)]);
}

function compare(one: DrawnProgram, program: Program, choices: SeededChoices, damages: number): number {
  const { drawn, seed } = one;
  const own = emitted(program);
  const codec = codecOf(engine, drawn.type, program) as Codec<AnyType, unknown>;
  let good = 0;
  for (const message of drawnMessages(one, choices)) {
    for (const bytes of damagedMessages(message, choices, damages)) {
      const want = resultOf(() => codec.decode(bytes));
      const have = resultOf(() => own.decode(bytes));
      const found = difference(want, have);
      const where = `seed ${seed}: ${found} of [${bytes}]\n${drawn.source}\n${own.text}`;
      if (found !== undefined) assert.unreachable(where);
      if (!('value' in want)) continue;
      good++;
      assert.equal(orderOf((have as typeof want).value), orderOf(want.value), where);
    }
  }
  return good;
}

const NOTATIONS: readonly NonNullable<Program['notation']>[] = [
  { names: true, wide: 'bigint' },
  { names: true, wide: 'string' },
  { names: false, wide: 'number' },
  { names: true, wide: 'number' },
  { names: false, wide: 'string' },
];

const KINDS = 'Uint8 Int8 Uint16 Int16 Uint32 Int32 Float32 Float64 BigInt64 BigUint64'.split(' ');

/** A view that refuses every byte outside of a record. */
function guardedView(buffer: ArrayBuffer, at: number, end: number): DataView {
  const view = new DataView(buffer);
  for (const kind of KINDS) {
    const method = `get${kind}` as 'getUint32';
    const bytes = Number(/\d+$/.exec(kind));
    const read = view[method];
    view[method] = (place: number, little?: boolean) => {
      if (place < at || place + bytes / 8 > end) throw new Error(`${method} at ${place} of ${at} to ${end}`);
      return read.call(view, place, little);
    };
  }
  return view;
}

/** What is read of a record that was changed after its check; what lies around it has the value `around`. */
function readChanged(own: Emitted, record: Uint8Array, around: number): unknown {
  const bytes = new Uint8Array(record.length + 64).fill(around);
  bytes.set(record, 32);
  const end = 32 + record.length;
  const view = guardedView(bytes.buffer, 32, end);
  const copy: Copy = (_, from, count) => {
    if (from < 32 || count < 0 || from + count > end) throw new Error(`copies ${count} from ${from}`);
    return bytes.slice(from, from + count);
  };
  const result = resultOf(() => own.read(view, 32, record.length, copy));
  if ('thrown' in result && !result.thrown.startsWith('RangeError')) throw new Error(result.thrown);
  return result;
}

suite('emitted reads', (test) => {
  test('they give the values of the reference engine, on random schemas and damaged bytes', () => {
    const choices = new SeededChoices(15);
    let good = 0;
    for (const one of randomPrograms(rounds(3000, 300), 300)) good += compare(one, one.program, choices, 30);
    assert.ok(good > 3000, `${good} good records`);
  });

  test('also with the names of enums, and with 64-bit integers as numbers and strings', () => {
    const choices = new SeededChoices(16);
    let seed = 0;
    for (const one of randomPrograms(rounds(2000, 200), 9000)) {
      const notation = NOTATIONS[seed++ % NOTATIONS.length] as NonNullable<Program['notation']>;
      // Nobody can compile a type with a notation; in lists the errors of numbers are not those of the interpreter.
      if (one.drawn.source.includes('records(')) continue;
      compare(one, { ...one.program, notation }, choices, 10);
    }
  });

  test('they read nothing outside of a record that was changed after its check', () => {
    const choices = new SeededChoices(17);
    for (const one of randomPrograms(rounds(1500, 200), 12000)) {
      const own = emitted(one.program);
      assert.is(/\bcopy\(|\.gaps\(copy/.test(own.text), hasBytes(one.program.shape), own.text);
      for (const message of drawnMessages(one, choices)) {
        for (const bytes of damagedMessages(message, choices, 40)) {
          if (bytes.length < message.length) continue;
          const record = bytes.slice(0, message.length);
          const where = `seed ${one.seed} of [${record}]\n${one.drawn.source}\n${own.text}`;
          const found = difference(readChanged(own, record, 0x11), readChanged(own, record, 0xee));
          if (found !== undefined) assert.unreachable(`${found} ${where}`);
        }
      }
    }
  });

  test('an arm that ends the record is not read where its tag was changed to that of a longer one', () => {
    const arms = { A: [1, u8], B: [2, u64], C: [3, struct('C', { a: u32, b: u32 })] } as const;
    const type = struct('R', { t: u8, U: tagged('t', arms, { sized: true }) }, { pack: 1 });
    const own = emitted(programOf(type, {}));
    for (const tag of [2, 3]) {
      const { error } = readChanged(own, Uint8Array.of(tag, 9), 0) as { error: CastbufError };
      assert.equal([error.code, error.path], ['ERR_TARGET_TOO_SMALL', tag === 2 ? 'U.B' : 'U.C']);
    }
    assert.equal(readChanged(own, Uint8Array.of(1, 9), 0), { value: { t: 1, U: { A: 9 } } });
  });

  test('of several names of a value the first is shown, and no digits that are a name', () => {
    const type = struct('R', { e: enumeration('E', u64, { A: 1n, B: 1n, '5': 7n, C: 2n }) });
    for (const notation of NOTATIONS) {
      const program = { ...programOf(type, {}), notation };
      const codec = codecOf(engine, type, program) as Codec<AnyType, unknown>;
      const own = emitted(program);
      for (const value of [0n, 1n, 2n, 5n, 6n, 7n, 2n ** 60n]) {
        const message = new Uint8Array(BigUint64Array.of(value).buffer);
        const [want, have] = [resultOf(() => codec.decode(message)), resultOf(() => own.decode(message))];
        assert.equal(have, want, `${value} with ${JSON.stringify(notation)}`);
      }
    }
  });

  test('decode takes all kinds of bytes, and refuses what has none, as the codec does', () => {
    const type = struct('R', { n: u32, d: bytesOf('n') });
    const codec = createCodecWith(engine, type);
    const own = emitted(programOf(type, {}));
    const message = Uint8Array.of(2, 0, 0, 0, 7, 8, 9);
    const shared = new Uint8Array(new SharedArrayBuffer(7));
    shared.set(message);
    const detached = new Uint8Array(7);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const given: unknown[] = [
      message,
      message.buffer,
      ...('Buffer' in globalThis ? [Buffer.from(message)] : []),
      new DataView(message.buffer),
      new Uint16Array(message.buffer.slice(0, 6)),
      shared,
      shared.buffer,
      detached,
      undefined,
      null,
      5,
      'text',
      [1, 2],
      {},
      new Proxy(message, {}),
    ];
    for (const [index, one] of given.entries()) {
      const [want, have] = [resultOf(() => codec.decode(one as never)), resultOf(() => own.decode(one))];
      assert.equal(have, want, `given ${index}`);
    }
    const { d } = own.decode(message) as { d: Uint8Array };
    assert.is(d.buffer.byteLength, 2);
  });
});
