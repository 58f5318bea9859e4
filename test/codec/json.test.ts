import * as assert from 'uvu/assert';
import {
  anonymous,
  array,
  at,
  bits,
  bool8,
  bytes,
  CastbufError,
  enumeration,
  f32,
  f64,
  fromJson,
  guid,
  i64,
  i8,
  pointer,
  recordSet,
  split,
  struct,
  tagged,
  text,
  toJson,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
  type Json,
} from '../../src/surface.js';
import type { Codec } from '../../src/message/index.js';
import { engineSuite, readFixture } from '../harness/index.js';
import { VECTORS } from '../miracast/vector-rows.js';
import { vectorLines, withoutKeys } from '../cli/vector-lines.js';
import { difference } from '../robustness/same-value.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const NOTES = ['offset', 'length', 'i', 'arm', 'row', 'why'];
const isNote = (key: string): boolean => NOTES.includes(key) || /(Hex|Name)$/.test(key);

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return `${error.code} ${error.path}: ${error.hint}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

function same(actual: unknown, expected: unknown): void {
  assert.is(difference(expected, actual), undefined);
}

const Numbers = struct('Numbers', {
  small: i8,
  wide: u64,
  signed: i64,
  group: union('', bits(u64, { low: 40, high: 24 }), { all: u64 }),
  single: f32,
  double: f64,
  flag: bool8,
  address: pointer,
  kind: enumeration('Kind', u16, { A: 1 }),
});
const NUMBERS = {
  small: -128,
  wide: 0xffffffffffffffffn,
  signed: -0x8000000000000000n,
  group: { low: 1, high: 2, all: 0x20000000001n },
  single: -0,
  double: NaN,
  flag: true,
  address: 5n,
  kind: 1,
};
const Parts = struct('Parts', {
  High: bits(u8, 4),
  Low: bits(u8, 4),
  Width: split('High', 'Low'),
  Id: guid,
  Name: text('utf-16le', 4),
  Where: u16,
  n: u16,
  Items: array(struct('Item', { a: array(u16, 2), b: bytes(2) }), 'n'),
  There: at('Where', struct('There', { x: u8 })),
});
const PARTS = {
  Width: 0x12,
  Id: '00112233-4455-6677-8899-aabbccddeeff',
  Name: '\ud800"\\',
  There: { x: 9 },
  Items: [{ a: [1, 2], b: Uint8Array.of(0, 255) }],
};
const Tagged = struct('Tagged', {
  kind: u8,
  body: anonymous(tagged('kind', { small: [1, u8], constructor: [2, struct('', { toJSON: u64 })] })),
});
const Open = struct('Open', { size: u16, a: u16, b: u32 }, { length: 'size', versioned: true, pack: 1 });

engineSuite('toJson and fromJson', (test, { createCodec, createSetCodec }) => {
  const roundTrip = (codec: Codec<AnyType>, message: Uint8Array): Json => {
    const json = toJson(codec, codec.decode(message));
    const read = JSON.parse(JSON.stringify(json)) as Json;
    same(read, json);
    same(toJson(codec, codec.view(message)), json);
    same(fromJson(codec, read), codec.decode(message));
    assert.equal(codec.encode(fromJson(codec, read)), message);
    return json;
  };

  for (const vector of VECTORS) {
    test(`${vector.name}: what the command line prints, byte for byte, of values and of cursors`, async () => {
      const codec = createCodec(vector.type, { abi: vector.abi });
      const lines = await vectorLines(vector);
      const batch = decodeBatch(codec, await readFixture(`vectors/${vector.name}.bin`)).copy();
      let row = 0;
      for (const cursor of batch.rows()) {
        const expected = withoutKeys(lines[row] as string, isNote);
        assert.is(JSON.stringify(toJson(codec, batch.value(row))), expected);
        assert.is(JSON.stringify(cursor), expected);
        row++;
      }
      assert.is(row, vector.rows);
    });
  }

  test('64-bit integers and their bit-fields are strings, so are the floats that JSON has no numbers for', () => {
    const codec = createCodec(Numbers);
    same(roundTrip(codec, codec.encode(NUMBERS)), {
      small: -128,
      wide: '18446744073709551615',
      signed: '-9223372036854775808',
      group: { low: '1', high: '2', all: '2199023255553' },
      single: '-0',
      double: 'NaN',
      flag: true,
      address: '5',
      kind: 1,
    });
    const narrow = createCodec(struct('Narrow', { address: pointer }), { abi: 'msvc-x86' });
    same(roundTrip(narrow, Uint8Array.of(255, 255, 255, 255)), { address: 0xffffffff });
    const floats = createCodec(struct('Floats', { a: f64, b: f32 }));
    for (const value of [Infinity, -Infinity]) {
      same(roundTrip(floats, floats.encode({ a: value, b: value })), { a: String(value), b: String(value) });
    }
  });

  test('bytes, texts, GUIDs, arrays, split values and parts behind offsets', () => {
    const codec = createCodec(Parts);
    same(roundTrip(codec, codec.encode(PARTS)), {
      Width: 0x12,
      Id: PARTS.Id,
      Name: '\ud800"\\',
      Where: 38,
      n: 1,
      Items: [{ a: [1, 2], b: '00ff' }],
      There: { x: 9 },
    });
  });

  test('a tagged union has its arm or raw, also where arms are named like what every object has', () => {
    const codec = createCodec(Tagged);
    same(roundTrip(codec, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0)), { kind: 1, small: 7 });
    same(roundTrip(codec, Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0)), {
      kind: 2,
      constructor: { toJSON: '7' },
    });
    same(roundTrip(codec, Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0)), {
      kind: 3,
      raw: '0700000000000000',
    });
  });

  test('a versioned record without its last members, whole, and with an unknown tail', () => {
    const codec = createCodec(Open);
    same(roundTrip(codec, Uint8Array.of(4, 0, 1, 0)), { size: 4, a: 1 });
    same(roundTrip(codec, Uint8Array.of(8, 0, 1, 0, 2, 0, 0, 0)), { size: 8, a: 1, b: 2 });
    same(roundTrip(codec, Uint8Array.of(9, 0, 1, 0, 2, 0, 0, 0, 3)), { size: 9, a: 1, b: 2, unknownTail: '03' });
  });

  test('what follows from other members may be missing, as in encode', () => {
    const codec = createCodec(Parts);
    const { Where: _, n: _n, ...json } = toJson(codec, codec.decode(codec.encode(PARTS))) as Record<string, Json>;
    assert.equal(codec.encode(fromJson(codec, json)), codec.encode(PARTS));
  });

  test('fromJson takes digits in a string or a safe integer for 64 bits, and hex of both cases', () => {
    const codec = createCodec(struct('S', { a: u64, b: bytes(1) }));
    same(fromJson(codec, { a: 9007199254740991, b: 'fF' }), { a: 9007199254740991n, b: Uint8Array.of(255) });
    same(fromJson(codec, { a: '007', b: '' }), { a: 7n, b: new Uint8Array(0) });
  });

  test('fromJson refuses what is not of the type, with code, path and what it is', () => {
    const codec = createCodec(Numbers);
    const json = toJson(codec, NUMBERS) as Record<string, Json>;
    const cases: [member: Record<string, unknown>, said: string][] = [
      [{ small: 128 }, 'ERR_OUT_OF_RANGE small: 128 is not from -128 to 127'],
      [{ small: -129 }, 'ERR_OUT_OF_RANGE small: -129 is not from -128 to 127'],
      [
        { small: 0.5 },
        'ERR_OUT_OF_RANGE small: 0.5 is no whole number that a double holds exactly; it must be from -128 to 127',
      ],
      [{ small: '1' }, "ERR_TYPE small: give a number, not '1'"],
      [{ small: null }, 'ERR_TYPE small: give a number, not null'],
      [
        { wide: '18446744073709551616' },
        'ERR_OUT_OF_RANGE wide: 18446744073709551616 is not from 0 to 18446744073709551615',
      ],
      [{ wide: '-1' }, 'ERR_OUT_OF_RANGE wide: -1 is not from 0 to 18446744073709551615'],
      [
        { wide: 2 ** 53 },
        'ERR_OUT_OF_RANGE wide: 9007199254740992 is no whole number that a double holds exactly; it must be from 0 to 18446744073709551615',
      ],
      [{ wide: '0x10' }, 'ERR_TYPE wide: give a whole number in quotes, such as "42", not \'0x10\''],
      [{ wide: '' }, 'ERR_TYPE wide: give a whole number in quotes, such as "42", not \'\''],
      [
        { wide: '1'.repeat(10_000) },
        `ERR_TYPE wide: give a whole number in quotes, such as "42", not '${'1'.repeat(40)}…'`,
      ],
      [{ group: { low: '1099511627776' } }, 'ERR_OUT_OF_RANGE group.low: 1099511627776 is not from 0 to 1099511627775'],
      [{ group: [] }, 'ERR_TYPE group: give an object with its members, not an array'],
      [
        { single: 3.5e38 },
        'ERR_OUT_OF_RANGE single: 3.5e+38 is above 3.4028234663852886e+38, the largest f32; "Infinity" is written in quotes',
      ],
      [
        JSON.parse('{"double":1e400}'),
        'ERR_OUT_OF_RANGE double: Infinity is above 1.7976931348623157e+308, the largest f64; "Infinity" is written in quotes',
      ],
      [{ double: 'nan' }, 'ERR_TYPE double: give a number, or "NaN", "Infinity", "-Infinity" or "-0", not \'nan\''],
      [{ flag: 1 }, 'ERR_TYPE flag: give true or false, not 1'],
      [{ kind: 'A' }, "ERR_TYPE kind: give a number, not 'A'"],
      [{ smal: 1 }, "ERR_USAGE smal: no member 'smal'; did you mean small?"],
      [
        { constructor: 1 },
        "ERR_USAGE constructor: no member 'constructor'; there are small, wide, signed, group, single, double, flag, address, kind",
      ],
      [
        JSON.parse('{"__proto__":{}}'),
        "ERR_USAGE __proto__: no member '__proto__'; there are small, wide, signed, group, single, double, flag, address, kind",
      ],
      [{ group: { lo: '1' } }, "ERR_USAGE group.lo: no member 'lo'; did you mean low?"],
      [
        { raw: '' },
        "ERR_USAGE raw: no member 'raw'; there are small, wide, signed, group, single, double, flag, address, kind",
      ],
    ];
    for (const [member, said] of cases) {
      const given = Object.defineProperties({ ...json }, Object.getOwnPropertyDescriptors(member));
      assert.is(
        refusal(() => fromJson(codec, given)),
        said,
      );
    }
    const parts = createCodec(Parts);
    assert.is(refusal(() => fromJson(parts, { High: 1 })).slice(0, 36), "ERR_USAGE High: no member 'High'; th");
    assert.is(
      refusal(() => fromJson(parts, { Items: [{ b: '00' }, { b: '012' }] })),
      'ERR_TYPE Items[1].b: it has 3 hex digits, and two make a byte',
    );
    assert.is(
      refusal(() => fromJson(parts, { Items: [{ b: '0g' }] })),
      'ERR_TYPE Items[0].b: hex digits are 0-9 and a-f',
    );
    assert.is(
      refusal(() => fromJson(parts, { Items: [{ a: [1, 65536] }] })),
      'ERR_OUT_OF_RANGE Items[0].a[1]: 65536 is not from 0 to 65535',
    );
    assert.is(
      refusal(() => fromJson(parts, { Items: [undefined] })),
      'ERR_TYPE Items[0]: give an object with its members, not undefined',
    );
    assert.is(
      refusal(() => fromJson(parts, { Width: 256 })),
      'ERR_OUT_OF_RANGE Width: 256 is not from 0 to 255',
    );
    assert.is(
      refusal(() => fromJson(parts, null)),
      'ERR_TYPE : give an object with its members, not null',
    );
  });

  test('toJson refuses values that are not of the type, and makes no null of NaN', () => {
    const codec = createCodec(Numbers);
    assert.is(
      refusal(() => toJson(codec, { ...NUMBERS, small: NaN })).slice(0, 53),
      'ERR_OUT_OF_RANGE small: NaN is no whole number that a',
    );
    assert.is(
      refusal(() => toJson(codec, { ...NUMBERS, wide: -1n })),
      'ERR_OUT_OF_RANGE wide: -1 is not from 0 to 18446744073709551615',
    );
    assert.is(
      refusal(() => toJson(codec, { ...NUMBERS, small: 1n } as never)),
      'ERR_TYPE small: give a number, not 1n',
    );
    assert.is(
      refusal(() => toJson(codec, { ...NUMBERS, smal: 1 } as never)),
      "ERR_USAGE smal: no member 'smal'; did you mean small?",
    );
    assert.is(
      refusal(() => toJson(createCodec(Parts), { Items: 'ab' } as never)),
      "ERR_TYPE Items: give an array, not 'ab'",
    );
    assert.is(
      refusal(() => toJson({} as never, {})),
      'ERR_USAGE undefined: give a codec of createCodec, not an object',
    );
  });

  test('records of a set are { type, value }', () => {
    const header = { Type: u16, Bytes: u16 };
    const codec = createSetCodec(
      recordSet('Type', {
        Power: [1, struct('POWER', { ...header, Milliwatts: u64 }, { length: 'Bytes', pack: 1 })],
        Name: [2, struct('NAME', { ...header, Text: text('ascii') }, { length: 'Bytes' })],
      }),
    );
    const stream = encodeBatch(codec, [
      { type: 'Power', value: { Type: 1, Milliwatts: 2n } },
      { type: 'Name', value: { Type: 2, Text: 'ab' } },
    ]);
    const batch = decodeBatch(codec, stream).copy();
    const expected = [
      { type: 'Power', value: { Type: 1, Bytes: 12, Milliwatts: '2' } },
      { type: 'Name', value: { Type: 2, Bytes: 6, Text: 'ab' } },
    ];
    same(
      expected.map((_, row) => toJson(codec, batch.value(row))),
      expected,
    );
    same(
      Array.from(batch.rows(), (record) => toJson(codec, record)),
      expected,
    );
    assert.equal(
      encodeBatch(
        codec,
        expected.map((json) => fromJson(codec, json)),
      ),
      stream,
    );
    assert.is(
      refusal(() => fromJson(codec, { type: 'Powr', value: {} })),
      "ERR_USAGE type: no type 'Powr' in this set; did you mean Power?",
    );
    assert.is(
      refusal(() => fromJson(codec, { type: 'Power', value: { Type: 1, Mw: '1' } })).slice(0, 40),
      "ERR_USAGE value.Mw: no member 'Mw'; ther",
    );
    assert.is(
      refusal(() => fromJson(codec, { type: 'Power', view: {} })),
      "ERR_USAGE view: no member 'view'; there are type, value",
    );
    assert.is(
      refusal(() => fromJson(codec, [])),
      'ERR_TYPE type: give one of Power, Name, not undefined',
    );
    assert.is(
      refusal(() => toJson(codec, 5 as never)),
      'ERR_TYPE : give an object { type, value }, not 5',
    );
  });
});
