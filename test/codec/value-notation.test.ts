import * as assert from 'uvu/assert';
import {
  anonymous,
  array,
  at,
  bits,
  enumeration,
  flags,
  fromJson,
  i64,
  packedAbi,
  pointer,
  recordSet,
  struct,
  tagged,
  toJson,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type InferInput,
} from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { drawSchema } from '../robustness/random-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { difference } from '../robustness/same-value.js';
import { codecError } from '../pack/codec-error.js';
import { expectType, type Equal } from '../types/equal.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const SCHEMAS = rounds(300, 40);

const Kind = enumeration('KIND', u8, { OFF: 0, LOW: 1, AGAIN: 1, HIGH: 2 });
const Strict = enumeration('STRICT', u8, { NO: 0, YES: 1 }, { strict: true });
const Wide = enumeration('WIDE', u64, { ZERO: 0, '7': 8 });
const Item = struct('Item', { kind: Kind, ticks: u64 });
const Message = struct('Message', {
  kind: Kind,
  strict: Strict,
  wide: Wide,
  mode: flags('MODE', u8, { READ: 1 }),
  low: bits(Kind, 2),
  rest: bits(u8, 6),
  long: bits(u64, 60),
  id: bits(u64, 4),
  handle: pointer,
  kinds: array(Kind, 2),
  items: array(Item, 2),
});

const VALUE = {
  kind: 2,
  strict: 1 as const,
  wide: 8n,
  mode: 1,
  low: 1,
  rest: 0,
  long: 5n,
  id: 3,
  handle: 9n,
  kinds: [0, 9],
  items: [
    { kind: 1, ticks: 3n },
    { kind: 7, ticks: 2n ** 53n },
  ],
};

engineSuite('how decoded values show numbers', (test, { createCodec, createSetCodec }) => {
  const abi = packedAbi(1);
  const plain = createCodec(Message, { abi });
  const bytes = plain.encode(VALUE);

  test('names of enums, of several the first; a number that has none stays one', () => {
    const codec = createCodec(Message, { abi, names: true });
    const value = codec.decode(bytes);
    expectType<Equal<typeof value.kind, 'OFF' | 'LOW' | 'AGAIN' | 'HIGH' | number>>(true);
    expectType<Equal<typeof value.strict, 'NO' | 'YES'>>(true);
    expectType<Equal<typeof value.wide, 'ZERO' | '7' | bigint>>(true);
    expectType<Equal<typeof value.mode, number>>(true);
    expectType<Equal<typeof value.low, 'OFF' | 'LOW' | 'AGAIN' | 'HIGH' | number>>(true);
    expectType<Equal<typeof value.long, bigint>>(true);
    const items = [
      { kind: 'LOW', ticks: 3n },
      { kind: 7, ticks: 2n ** 53n },
    ];
    const names = { kind: 'HIGH', strict: 'YES', wide: '7', low: 'LOW', kinds: ['OFF', 9], items };
    assert.equal(value, { ...VALUE, ...names });
    assert.equal(codec.encode(value), bytes);
    assert.equal(toJson(codec, value), toJson(plain, VALUE));
    assert.equal(plain.encode(fromJson(codec, toJson(codec, value))), bytes);
    const batch = decodeBatch(codec, encodeBatch(codec, [value, value]));
    assert.equal(batch.value(1), value);
    assert.equal(batch.copy().value(0), value);
    assert.is(plain.decode(bytes).kind, 2, 'another codec of the type shows what it did');
    assert.is(codec.view(bytes).kind, 2, 'cursors show numbers');
    assert.equal(batch.columns['kind'], new Uint8Array([2, 2]));
  });

  test('64-bit integers as digits; those of an enum, which encode would take for a name, stay bigints', () => {
    const codec = createCodec(Message, { abi, names: true, wide: 'string' });
    const value = codec.decode(bytes);
    expectType<Equal<typeof value.wide, 'ZERO' | '7' | `${bigint}`>>(true);
    expectType<
      Equal<(typeof value.items)[number], { kind: 'OFF' | 'LOW' | 'AGAIN' | 'HIGH' | number; ticks: `${bigint}` }>
    >(true);
    assert.equal([value.wide, value.long, value.handle, value.id], ['7', '5', '9', 3]);
    assert.is(value.items[1]?.ticks, '9007199254740992');
    assert.equal(codec.encode(value), bytes);
    const digits = codec.decode(plain.encode({ ...VALUE, wide: 7n }));
    assert.is(digits.wide as unknown, 7n);
    assert.equal(codec.encode(digits), plain.encode({ ...VALUE, wide: 7n }));
    assert.is(createCodec(Message, { abi, wide: 'string' }).decode(bytes).wide, '8');
  });

  test('64-bit integers as numbers: what a double cannot hold is refused, with its place', () => {
    const codec = createCodec(Message, { abi, wide: 'number' });
    const fits = { ...VALUE, items: [VALUE.items[0], { kind: 7, ticks: 2n ** 53n - 1n }] } as typeof VALUE;
    const value = codec.decode(plain.encode(fits));
    expectType<Equal<typeof value.long, number>>(true);
    expectType<Equal<typeof value.wide, number>>(true);
    assert.equal([value.wide, value.long, value.handle, value.items[1]?.ticks], [8, 5, 9, 2 ** 53 - 1]);
    assert.equal(codec.encode(value), plain.encode(fits));
    const error = codecError(() => codec.decode(bytes));
    assert.equal([error?.code, error?.path, error?.have], ['ERR_OUT_OF_RANGE', 'items[1].ticks', 2n ** 53n]);
    assert.equal([error?.offset, error?.fieldOffset], [0, plain.layout.offsetOf('items[1].ticks')]);
    assert.match(error?.message ?? '', /decode with wide: 'bigint' or 'string'/);
    const batch = decodeBatch(codec, encodeBatch(plain, [fits, VALUE]));
    assert.is(batch.value(0).long, 5);
    assert.is(codecError(() => batch.value(1))?.offset, bytes.length);
    assert.is(batch.value(0).long, 5, 'the reader works on');
    const Signed = struct('Signed', { a: i64 });
    const signed = createCodec(Signed, { wide: 'number' });
    assert.is(signed.decode(signed.encode({ a: -(2 ** 53) + 1 })).a, -(2 ** 53) + 1);
    assert.is(codecError(() => signed.decode(new Uint8Array([0, 0, 0, 0, 0, 0, 0, 128])))?.path, 'a');
    const Pointed = struct('Pointed', { off: u8, part: at('off', u64) });
    const far = codecError(() =>
      createCodec(Pointed, { wide: 'number' }).decode(new Uint8Array(10).fill(255, 2).fill(2, 0, 1)),
    );
    assert.equal([far?.code, far?.path, far?.fieldOffset], ['ERR_OUT_OF_RANGE', 'part', undefined]);
  });

  test('a tag that is an enum narrows by its name', () => {
    const Tagged = struct('Tagged', { kind: Kind, body: anonymous(tagged('kind', { low: [1, u16], high: [2, u32] })) });
    const codec = createCodec(Tagged, { abi, names: true });
    const value = codec.decode(codec.encode({ kind: 'HIGH', high: 7 }));
    if (value.kind === 'HIGH') {
      expectType<Equal<typeof value.high, number>>(true);
      assert.equal(value, { kind: 'HIGH', high: 7 });
    } else if (value.kind === 'LOW') expectType<Equal<typeof value.low, number>>(true);
    else assert.unreachable();
    const numbers = createCodec(Tagged, { abi }).decode(codec.encode(value));
    if (numbers.kind === 2) expectType<Equal<typeof numbers.high, number>>(true);
    else assert.unreachable();
  });

  test('an option that is wrong is refused, and a set codec has none of them', () => {
    // @ts-expect-error -- no such notation
    assert.is(codecError(() => createCodec(Message, { wide: 'float' }))?.code, 'ERR_USAGE');
    const set = recordSet('kind', { Message: [2, Message] });
    // @ts-expect-error -- not of a set
    assert.is(codecError(() => createSetCodec(set, { names: true }))?.code, 'ERR_USAGE');
    // @ts-expect-error -- no such option
    assert.is(codecError(() => createCodec(Message, { abi, name: true }))?.code, 'ERR_USAGE');
  });

  test(`${SCHEMAS} schemas: what is decoded in any notation encodes to the same bytes`, () => {
    let wides = 0;
    for (let seed = 0; seed < SCHEMAS; seed++) {
      const choices = new SeededChoices(seed);
      const schema = drawSchema(choices);
      const made = codecError(() => createCodec(schema.type, { abi: schema.abi }));
      if (made !== undefined) continue;
      const usual = createCodec(schema.type, { abi: schema.abi });
      const message = usual.encode(schema.value(choices).given as InferInput<AnyType>);
      const value: unknown = usual.decode(message);
      for (const names of [false, true]) {
        for (const wide of ['bigint', 'number', 'string'] as const) {
          const codec = createCodec(schema.type, { abi: schema.abi, names, wide });
          const place = `${schema.source} ${names} ${wide}`;
          const error = codecError(() => codec.decode(message));
          if (error !== undefined) {
            assert.is(wide, 'number', place);
            assert.ok(isTooLarge(value), place);
            continue;
          }
          assert.is(wide === 'number' && isTooLarge(value), false, place);
          const shown: unknown = codec.decode(message);
          if (!names) assert.is(difference(inNotation(value, wide), shown), undefined, place);
          if (
            wide !== 'bigint' &&
            JSON.stringify(inNotation(value, 'string')) !== JSON.stringify(inNotation(value, 'number'))
          )
            wides++;
          if (!schema.isLossy)
            assert.equal(codec.encode(shown as InferInput<AnyType>), usual.encode(value as InferInput<AnyType>), place);
        }
      }
    }
    assert.ok(wides > SCHEMAS / 4, `${wides} values had 64-bit integers`);
  });
});

/** A value with its bigints as the notation has them. */
function inNotation(value: unknown, wide: 'bigint' | 'number' | 'string'): unknown {
  if (typeof value === 'bigint') return wide === 'bigint' ? value : wide === 'string' ? `${value}` : Number(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((one) => inNotation(one, wide));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inNotation(one, wide)]));
}

/** Whether a bigint of the value is none that a double has by itself. */
function isTooLarge(value: unknown): boolean {
  if (typeof value === 'bigint') return value > 9007199254740991n || value < -9007199254740991n;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some(isTooLarge);
}
