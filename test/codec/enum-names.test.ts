import * as assert from 'uvu/assert';
import {
  array,
  at,
  bits,
  enumeration,
  flags,
  i8,
  packedAbi,
  range,
  struct,
  tagged,
  text,
  toJson,
  u16,
  u64,
  u8,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

/* Names are taken wherever a value is set; what is decoded, and what columns have, stays a number. */

const Kind = enumeration('KIND', u8, { OFF: 0, LOW: 1, HIGH: 2 });
const Signed = enumeration('SIGNED', i8, { LAST: 255, FIRST: 1 }, { strict: true });
const Wide = enumeration('WIDE', u64, { SMALL: 1, LARGE: 0xffff_ffff_ffff_ffffn });
const Mode = flags('MODE', u8, { READ: 1, WRITE: 2 });
const Item = struct('Item', { kind: Kind, n: u16 });
const Message = struct('Message', {
  kind: Kind,
  signed: Signed,
  wide: Wide,
  mode: Mode,
  low: bits(Kind, 2),
  high: bits(u8, 6),
  two: array(Kind, 2),
  items: array(Item, 2),
});

engineSuite('names of enums', (test, { createCodec }) => {
  const codec = createCodec(Message, { abi: packedAbi(1) });
  const numbers = {
    kind: 2,
    signed: -1 as const,
    wide: 0xffff_ffff_ffff_ffffn,
    mode: 3,
    low: 1,
    high: 5,
    two: [0, 2],
    items: [
      { kind: 1, n: 7 },
      { kind: 9, n: 8 },
    ],
  };
  const names = {
    kind: 'HIGH',
    signed: 'LAST',
    wide: 'LARGE',
    mode: 3,
    low: 'LOW',
    high: 5,
    two: ['OFF', 'HIGH'],
    items: [
      { kind: 'LOW', n: 7 },
      { kind: 9, n: 8 },
    ],
  } as const;
  const bytes = codec.encode(numbers);

  test('encode takes names, beside numbers that have none; decode and columns give numbers', () => {
    assert.equal(codec.encode(names), bytes);
    assert.is(codec.sizeOf(names), bytes.length);
    assert.equal(codec.decode(codec.encode(names)), numbers);
    const stream = encodeBatch(codec, [names, numbers, names]);
    assert.equal([...stream], [...bytes, ...bytes, ...bytes]);
    assert.equal([...(decodeBatch(codec, stream).columns['kind'] as Uint8Array)], [2, 2, 2]);
    assert.equal(toJson(codec, names), toJson(codec, numbers));
  });

  test('setters of cursors take names: of members, elements and whole parts', () => {
    const target = codec.encode({ ...numbers, kind: 0, signed: 1, wide: 1n, low: 0, two: [1, 1] });
    const view = codec.view(target) as unknown as Record<string, unknown> & ReturnType<typeof codec.view>;
    for (const name of ['kind', 'signed', 'wide', 'low', 'two'] as const) view[name] = names[name] as never;
    assert.equal(target, bytes);
    view.two.set(0, 'LOW');
    assert.equal([...view.two], [1, 2]);
    view.two.assign(['HIGH', 0]);
    assert.equal([...view.two], [2, 0]);
    view.items.set(1, { kind: 'OFF', n: 3 });
    assert.equal([view.items.at(1).kind, view.items.at(1).n], [0, 3]);
  });

  test('a wrong name: its path, the nearest name; in a cursor the same, and nothing is changed', () => {
    const wrong = { ...names, items: [names.items[0], { kind: 'HIHG', n: 8 }] };
    // @ts-expect-error -- no such name
    const error = refusalOf(() => codec.encode(wrong));
    assert.is(error.code, 'ERR_UNKNOWN_ENUM');
    assert.is(error.path, 'items[1].kind');
    assert.is(error.hint, "no name 'HIHG' in KIND; did you mean HIGH?");
    const target = bytes.slice();
    const view = codec.view(target) as unknown as Record<string, unknown> & ReturnType<typeof codec.view>;
    const set = refusalOf(() => (view['kind'] = 'HIHG' as never));
    assert.equal([set.code, set.path, set.hint], ['ERR_UNKNOWN_ENUM', 'kind', error.hint]);
    const assigned = refusalOf(() => (view['items'] = wrong.items as never));
    assert.equal([assigned.code, assigned.path, assigned.hint], ['ERR_UNKNOWN_ENUM', 'items[1].kind', error.hint]);
    assert.equal(target, bytes);
    assert.is(
      refusalOf(() => codec.encode({ ...numbers, signed: 'first' as 'FIRST' })).hint,
      "no name 'first' in SIGNED; did you mean FIRST?",
    );
  });

  test('neither flags nor other numbers take a text; an object has no names that all objects inherit', () => {
    // @ts-expect-error -- flags are numbers
    assert.is(refusalOf(() => codec.encode({ ...numbers, mode: 'READ' })).code, 'ERR_TYPE');
    // @ts-expect-error -- no enum
    assert.is(refusalOf(() => codec.encode({ ...numbers, high: 'LOW' })).code, 'ERR_TYPE');
    // @ts-expect-error -- no such name
    assert.is(refusalOf(() => codec.encode({ ...numbers, kind: 'toString' })).code, 'ERR_UNKNOWN_ENUM');
    // @ts-expect-error -- no such name
    assert.is(refusalOf(() => codec.encode({ ...numbers, kind: '1' })).code, 'ERR_UNKNOWN_ENUM');
  });

  test('a tag by its name selects its arm, and agrees with it', () => {
    const Tagged = struct('Tagged', { kind: Kind, body: tagged('kind', { low: [1, u8], high: [[0, 2], u8] }) });
    const tags = createCodec(Tagged, { abi: packedAbi(1) });
    assert.equal([...tags.encode({ kind: 'HIGH', body: { high: 7 } })], [2, 7]);
    const error = refusalOf(() => tags.encode({ kind: 'LOW', body: { high: 7 } }));
    assert.is(error.code, 'ERR_DISAGREE');
    const reply = tags.view(new Uint8Array([0, 0])) as unknown as { kind: string; body: object };
    reply.kind = 'LOW';
    reply.body = { low: 9 };
    assert.equal(tags.decode(tags.encode({ kind: 'LOW', body: { low: 9 } })), { kind: 1, body: { low: 9 } });
  });

  test('64-bit integers take decimal digits, in encode and in setters', () => {
    const Digits = struct('Digits', {
      a: u64,
      b: range(u64, 5, 9),
      c: bits(u64, 60),
      n: u8,
      at: u8,
      name: at('at', text('ascii', 'n')),
    });
    const digits = createCodec(Digits, { abi: packedAbi(1) });
    const value = digits.decode(digits.encode({ a: '18446744073709551615', b: '7', c: '12', name: 'x' }));
    assert.equal([value.a, value.b, value.c], [2n ** 64n - 1n, 7n, 12n]);
    const view = digits.view(digits.encode(value)) as unknown as Record<string, unknown>;
    for (const [name, text] of Object.entries({ a: '3', b: '9', c: '0' })) view[name] = text;
    assert.equal([view['a'], view['b'], view['c']], [3n, 9n, 0n]);
    for (const wrong of ['1.5', '0x10', '', ' 1', '1e3', '9'.repeat(21)]) {
      assert.is(refusalOf(() => digits.encode({ ...value, a: wrong as '1' })).code, 'ERR_TYPE', wrong);
      assert.is(refusalOf(() => (view['a'] = wrong)).code, 'ERR_TYPE', wrong);
    }
    for (const [name, text] of [
      ['a', '18446744073709551616'],
      ['a', '-1'],
      ['b', '10'],
      ['c', '1152921504606846976'],
    ] as const) {
      assert.is(refusalOf(() => digits.encode({ ...value, [name]: text })).code, 'ERR_OUT_OF_RANGE', name);
      assert.is(refusalOf(() => (view[name] = text)).code, 'ERR_OUT_OF_RANGE', name);
    }
    // @ts-expect-error -- a number of 8 bits
    assert.is(refusalOf(() => digits.encode({ ...value, n: '1' })).code, 'ERR_TYPE');
  });
});
