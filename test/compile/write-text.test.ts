import * as assert from 'uvu/assert';
import { codecOf, createCodecWith } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { compile, limitsOf, type Limits } from '../../src/program/index.js';
import {
  array,
  bits,
  bool,
  bytes,
  enumeration,
  f32,
  i64,
  layoutOf,
  magic,
  split,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
} from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { emittedEncoder, shownTold, type Encoder } from './emitted-encoder.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';
import { makeWrong, watched } from './wrong-given.js';

const engine = createReferenceEngine();

/** What is no schema is left out. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Both encode what `values` makes for each: the same bytes, the same errors, and the same reads where they are logged. */
function isRefusedAlike(
  { seed, program, drawn }: DrawnProgram,
  encoder: Encoder,
  what: string,
  values: () => [unknown, unknown],
  logs?: [string[], string[]],
): boolean {
  const reference = codecOf(engine, drawn.type, program);
  const [one, other] = values();
  const want = shownTold(() => reference.encode(one as never));
  const have = shownTold(() => encoder.encode(other));
  // Bytes that a getter took away while they were read: the interpreter passes on what the platform throws.
  if (want.startsWith('"TypeError: Cannot perform')) return true;
  if (want !== have || (logs !== undefined && String(logs[0]) !== String(logs[1])))
    assert.unreachable(`${what} of schema ${seed}\nwant ${want}\nhave ${have}\n${drawn.source}\n${encoder.text}`);
  return want.startsWith('{"code');
}

suite('emitted encode', (test) => {
  function compareAll(count: number, limits: (seed: number) => Partial<Limits>): { good: number; wrong: number } {
    let [good, wrong] = [0, 0];
    for (const drawnProgram of randomPrograms(count, 0, limits)) {
      const { seed, program, drawn } = drawnProgram;
      const encoder = emittedEncoder(program);
      const choices = new SeededChoices(seed + 7);
      for (let round = 0; round < 6; round++) {
        const { given } = drawn.value(choices);
        if (!isRefusedAlike(drawnProgram, encoder, `value ${round}`, () => [given, given])) good++;
        for (let mutation = 0; mutation < 4; mutation++) {
          const value = makeWrong(choices, given, program);
          if (isRefusedAlike(drawnProgram, encoder, `mutation ${round}.${mutation}`, () => [value, value])) wrong++;
        }
      }
    }
    return { good, wrong };
  }

  test('random values, and values that are wrong somewhere', () => {
    const count = rounds(2400, 160);
    const { good, wrong } = compareAll(count, () => ({}));
    assert.ok(good > count && wrong > count, `${good} good, ${wrong} wrong`);
  });

  test('messages above a limit', () => {
    const count = rounds(1200, 80);
    const { good, wrong } = compareAll(count, (seed) => ({ messageBytes: [4, 9, 17, 40, 90][seed % 5] as number }));
    assert.ok(good > count / 4 && wrong > count, `${good} good, ${wrong} wrong`);
  });

  test('members are read as often and in the same order, and may change while they are read', () => {
    for (const drawnProgram of randomPrograms(rounds(1500, 100))) {
      const { seed, program, drawn } = drawnProgram;
      const encoder = emittedEncoder(program);
      const choices = new SeededChoices(seed + 9);
      for (let round = 0; round < 6; round++) {
        const { given } = drawn.value(choices);
        const value = round % 3 === 1 ? makeWrong(choices, given, program) : given;
        const logs: [string[], string[]] = [[], []];
        const one = (log: string[]): unknown =>
          watched(value, log, round % 3 === 2 ? new SeededChoices(seed + round) : undefined);
        isRefusedAlike(drawnProgram, encoder, `watched ${round}`, () => [one(logs[0]), one(logs[1])], logs);
      }
    }
  });

  const same = (type: AnyType, values: readonly unknown[], limits: Partial<Limits> = {}): void => {
    const reference = createCodecWith(engine, type, { limits });
    const encoder = emittedEncoder(compile(layoutOf(type), limitsOf(limits)));
    for (const value of values) {
      const want = shownTold(() => reference.encode(value as never));
      assert.is(
        shownTold(() => encoder.encode(value)),
        want,
        encoder.text,
      );
      assert.is(
        shownTold(() => encoder.sizeOf(value)),
        shownTold(() => reference.sizeOf(value as never)),
      );
    }
  };

  test('names that JavaScript has other uses for', () => {
    const names =
      `__proto__ constructor toString valueOf hasOwnProperty value output record view refusal key size tail low high rest given has
isObject raw class let name length arguments eval undefined NaN Number BigInt Math OP_x NAMES_Type armOfU1Type isNAMES_Type putType checkType encodeType index at end`
        .split(/\s+/)
        .filter((name) => name !== '__proto__');
    const odd = [...names, "it's", 'a`b', '${x}', 'a\\b', '', 'ünï', '1st', 'a b', '"'];
    for (const make of [
      (members: Record<string, AnyType>) => struct('T', members),
      (members: Record<string, AnyType>) => struct('T', { ...members, zMagic: magic(u8, 9) }),
      (members: Record<string, AnyType>) => struct('T', { items: array(struct('I', members), 2) }),
      (members: Record<string, AnyType>) =>
        struct('T', { u: union('', ...Object.entries(members).map(([name, type]) => ({ [name]: type }))) }),
    ]) {
      const usable = odd.filter((name) => {
        try {
          struct('T', { [name]: u8 });
          return true;
        } catch {
          return false;
        }
      });
      const members = Object.fromEntries(usable.map((name) => [name, u8]));
      const value = Object.fromEntries(usable.map((name, index) => [name, index + 1]));
      const one = Object.fromEntries(usable.map((name) => [name, 7]));
      const values = [
        value,
        one,
        { ...value, [usable[3] as string]: 'x' },
        {},
        Object.fromEntries(Object.entries(value).slice(5)),
      ];
      same(
        make(members) as AnyType,
        values.flatMap((given) => [given, { items: [given, one] }, { items: [one, given] }, { u: given }]),
      );
      for (const [name] of Object.entries(members)) {
        const wide = struct('T', { ...members, [name]: bits(u64, 40) }) as AnyType;
        same(wide, [value, { ...value, [name]: 2 ** 39 + 5 }, { ...value, [name]: 2 ** 40 }]);
      }
    }
  });

  test('a tag that is magic, or a bool, and a count that is both a tag and a magic number', () => {
    for (const Tag of [magic(u8, 3), magic(u64, 3n), bool(u8), i64] as AnyType[]) {
      for (const arms of [
        { a: [1, u8], b: [[2, 3], u16] },
        { a: [1, u8], b: ['otherwise', u8] },
      ] as const) {
        const type = attempt(() =>
          struct('M', {
            T: Tag,
            U: tagged('T', arms as unknown as Record<string, [number, AnyType]>),
            V: array(u8, 'T', { capacity: 3 }),
          }),
        );
        const plain = attempt(() =>
          struct('M', { T: Tag, U: tagged('T', arms as unknown as Record<string, [number, AnyType]>) }),
        );
        const values = [{ b: 1 }, { a: 1 }, { raw: new Uint8Array(2) }].flatMap((U) =>
          [undefined, 1, 2, 3, 3n, 5, true, 'x', null].flatMap((T) =>
            [0, 1, 3].map((count) => ({ T, U, V: new Uint8Array(count) })),
          ),
        );
        for (const made of [type, plain]) if (made !== undefined) same(made as AnyType, values);
        if (plain !== undefined)
          same(
            plain as AnyType,
            values.map(({ T, U }) => ({ T, U })),
          );
      }
    }
  });

  const Everything = struct('EVERYTHING', {
    Magic: magic(u32, 0x1234n),
    Kind: u8,
    Choice: tagged('Kind', { a: [1, u16], b: [2, struct('B', { x: u8, y: u8 })] }),
    Color: enumeration('COLOR', u16, { RED: 1, GREEN: 2, toString: 3 }),
    Flag: bool(u8),
    Ratio: f32,
    Wide: i64,
    High: u8,
    Low: u16,
    Both: split('High', 'Low'),
    Count: u16,
    Data: bytes('Count'),
  }) as AnyType;
  const good = {
    Choice: { a: 5 },
    Color: 'GREEN',
    Flag: true,
    Ratio: 0.5,
    Wide: -5n,
    Both: 0x123456,
    Data: Uint8Array.of(1, 2, 3),
  };

  test('each member with each value', () => {
    const odd = [undefined, null, 1, -1, 0.5, NaN, 1e39, 2 ** 60, 5n, 1n << 63n, 'RED', 'toString', 'valueOf', '12', '', true, {}, [], { b: { x: 1, y: 2 } }, { a: 1, b: 2 }, new Uint8Array(2), () => 1, Symbol('s'), Object.prototype.valueOf, new Number(1)]; // prettier-ignore
    const names = [
      'Magic',
      'Kind',
      'Choice',
      'Color',
      'Flag',
      'Ratio',
      'Wide',
      'Both',
      'Count',
      'Data',
      'High',
      'other',
    ];
    same(Everything, [good, null, 5, 'x', [], undefined, new Uint8Array(4), ...names.flatMap((name) => odd.map((value) => Object.assign({}, good, { [name]: value })))]); // prettier-ignore
  });

  test('what is asked of a value: not valueOf, toString, toJSON or Symbol.toPrimitive', () => {
    const asked = (): never => {
      throw new Error('asked');
    };
    const number = { valueOf: asked, toString: asked, toJSON: asked, [Symbol.toPrimitive]: asked };
    for (const name of Object.keys(good)) same(Everything, [{ ...good, [name]: number }]);
  });

  test('a target that is too small, detached, no bytes, or taken away by a getter', () => {
    const reference = createCodecWith(engine, Everything);
    const encoder = emittedEncoder(compile(layoutOf(Everything), limitsOf({})));
    const bytesOf = reference.sizeOf(good as never);
    const gone = new Uint8Array(100);
    structuredClone(gone, { transfer: [gone.buffer] });
    for (const make of [
      () => new Uint8Array(bytesOf),
      () => new Uint8Array(bytesOf - 1),
      () => new Uint8Array(0),
      () => new ArrayBuffer(200),
      () => new DataView(new ArrayBuffer(200), 3),
      () => new Uint16Array(100),
      () => new Uint8Array(new SharedArrayBuffer(200)),
      () => gone,
      () => gone.buffer,
      () => 5,
      () => null,
      () => [1],
    ]) {
      const [one, other] = [make(), make()] as [never, never];
      const want = shownTold(() => reference.encodeInto(good as never, one));
      assert.is(
        shownTold(() => encoder.encodeInto(good, other)),
        want,
      );
      assert.equal(other, one);
      assert.is(
        shownTold(() => encoder.encodeInto({}, other)),
        shownTold(() => reference.encodeInto({} as never, one)),
      );
    }
    const taken = (target: Uint8Array): object => ({
      ...good,
      get Data() {
        if (target.length > 0) structuredClone(target, { transfer: [target.buffer] });
        return good.Data;
      },
    });
    const [one, other] = [new Uint8Array(100), new Uint8Array(100)];
    assert.is(
      shownTold(() => encoder.encodeInto(taken(other), other)),
      shownTold(() => reference.encodeInto(taken(one) as never, one)),
    );
  });

  test('a getter that encodes while its value is encoded, with and without success', () => {
    const Plain = emittedEncoder(compile(layoutOf(struct('P', { A: u8, B: u8 }) as AnyType), limitsOf({})), 'P');
    const Over = emittedEncoder(
      compile(layoutOf(struct('O', { U: union('', { A: u16 }, { B: u8 }), C: u8 }) as AnyType), limitsOf({})),
      'O',
    );
    const inner = [
      () => Plain.encode({ A: 8, B: 9 }),
      () => Plain.write({ A: 8, B: 9 }),
      () => Plain.encodeInto({ A: 8, B: 9 }, new Uint8Array(2)),
      () => shownTold(() => Plain.encode({ A: 900 })),
      () => Over.encode({ U: { A: 0x1234 }, C: 5 }),
      () => shownTold(() => Over.encode({ U: { A: 0x1234, B: 1 }, C: 5 })),
      () => shownTold(() => Over.encode({ U: {}, C: 5 })),
    ];
    for (const call of inner) {
      const plain = { A: 1, get B() { call(); return 2; } }; // prettier-ignore
      assert.equal([...Plain.encode(plain)], [1, 2]);
      assert.equal([...Plain.write(plain)], [1, 2]);
      assert.is(Plain.sizeOf(plain), 2);
      const target = new Uint8Array(3);
      Plain.encodeInto(plain, target);
      assert.equal([...target], [1, 2, 0]);
      const over = { U: { A: 0x4142 }, get C() { call(); return 2; } }; // prettier-ignore
      assert.equal([...Over.encode(over)], [0x42, 0x41, 2, 0]);
      const broken = { A: 1, get B(): number { call(); throw new Error('mine'); } }; // prettier-ignore
      assert.throws(() => Plain.encode(broken), 'mine');
      assert.equal([...Plain.encode({ A: 6, B: 7 })], [6, 7]);
    }
    const nested = (depth: number): object => ({
      A: depth,
      get B() {
        return depth === 0 ? 5 : (Plain.encode(nested(depth - 1))[1] as number) + 1;
      },
    });
    assert.equal([...Plain.encode(nested(20))], [20, 25]);
  });

  test('long parts, whose memory grows, after longer ones, which leave bytes behind', () => {
    const Long = struct('L', { N: u32, pad: u8, T: u32, D: bytes('N') }) as AnyType;
    const Texts = struct('T', { N: u32, D: text('utf-16le', 'N') }) as AnyType;
    const BigTexts = struct('T', { N: u32, D: text('utf-16be', 'N') }) as AnyType;
    const Items = struct(
      'I',
      { L: u32, N: u16, D: array(struct('P', { a: u8, b: u32 }), 'N') },
      { length: 'L' },
    ) as AnyType;
    const Next = struct('X', { L: u16, A: u8 }, { next: 'L', startAlign: 8 }) as AnyType;
    for (const count of [5000, 0, 3, 47, 48, 49, 70_000, 1]) {
      const Late = struct('S', { a: u8, b: u8, N: u32, D: bytes('N'), S: split('a', 'b') }) as AnyType;
      same(Late, [{ S: 0x1234, D: new Uint8Array(count).fill(7) }]);
      same(Long, [{ pad: 1, T: 2, D: new Uint8Array(count).fill(7) }]);
      same(Texts, [{ D: 'é'.repeat(count) }]);
      same(BigTexts, [{ D: 'é'.repeat(count) }]);
      const element = { a: 1, b: 2 };
      same(Items, [{ D: Array.from({ length: count }, () => element) }, { L: count, D: [element] }]);
      same(Items, [{ D: Array.from({ length: count }, () => element), unknownTail: new Uint8Array(5) }, { D: [], L: count, unknownTail: new Uint8Array(2) }]); // prettier-ignore
      same(Next, [{ A: 1, L: count }, { A: 1, L: -1 }, { A: 1, L: 8, unknownTail: new Uint8Array(3) }, { A: 1, unknownTail: new Uint8Array(count) }]); // prettier-ignore
    }
  });

  test('bytes in shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(100)).fill(6);
    same(Everything, [
      { ...good, Data: shared },
      { ...good, Data: shared.subarray(0, 3) },
    ]);
    same(struct('S', { F: bytes(100), U: union('', { a: bytes(3) }, { b: u8 }) }) as AnyType, [
      { F: shared, U: { a: shared.subarray(4, 7) } },
    ]);
  });
});
