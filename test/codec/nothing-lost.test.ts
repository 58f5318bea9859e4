import * as assert from 'uvu/assert';
import {
  anonymous,
  array,
  at,
  be,
  bits,
  bool32,
  bytes,
  CastbufError,
  checksum,
  f32,
  f64,
  i32,
  recordSet,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
  type ListColumn,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { materialised } from '../robustness/materialised-view.js';
import { difference } from '../robustness/same-value.js';
import { decodeBatch, encodeBatch, encodeBatchInto, texts } from '../harness/batches.js';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
const hexOf = (message: Uint8Array): string => [...message].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const ascii = (offset: string, count: string) => at(offset, text('ascii', count));

const TAILED: Record<string, [type: AnyType, message: string, tail: string | undefined]> = {
  'a fixed struct with a length': [
    struct('MSG', { Size: u32, Type: u32, Value: u32 }, { length: 'Size' }) as AnyType,
    '1400000001000000020000001122334455667788',
    '1122334455667788',
  ],
  'a counted part that ends before the length': [
    struct('R', { L: u8, n: u8, d: bytes('n') }, { length: 'L' }) as AnyType,
    '0601aabbccdd',
    'bbccdd',
  ],
  'a versioned struct that is cut inside a member': [
    struct('V', { L: u8, a: u32, b: u32 }, { length: 'L', versioned: true, pack: 1 }) as AnyType,
    '07010000000200',
    '0200',
  ],
  'one that is cut before its first member': [
    struct('V', { L: u8, a: u32, b: u32 }, { length: 'L', versioned: true, pack: 1 }) as AnyType,
    '03ffee',
    'ffee',
  ],
  'one that is cut in padding': [
    struct('V', { L: u8, a: u8, b: u32 }, { length: 'L', versioned: true }) as AnyType,
    '030900',
    undefined,
  ],
  'one that is cut inside a nested struct': [
    struct('V', { L: u8, p: struct('P', { x: u16, y: u16 }) }, { length: 'L', versioned: true, pack: 1 }) as AnyType,
    '04112233',
    '112233',
  ],
  'one that is cut between bit-fields of a byte': [
    struct('V', { L: u8, a: bits(u16, 4), b: bits(u16, 12) }, { length: 'L', versioned: true, pack: 1 }) as AnyType,
    '02a5',
    'a5',
  ],
  'one that is longer than it is known': [
    struct('V', { L: u8, a: u8 }, { length: 'L', versioned: true }) as AnyType,
    '0401aabb',
    'aabb',
  ],
  'elements that leave a rest': [
    struct('S', { L: u8, d: array(u16) }, { length: 'L', pack: 1 }) as AnyType,
    '060100020003',
    '03',
  ],
  'a text that ends before the length': [
    struct('S', { L: u8, t: text('ascii', { until: 'nul' }) }, { length: 'L' }) as AnyType,
    '0661006200ff',
    '6200ff',
  ],
  'a union that ends before the length': [
    struct('S', { L: u8, t: u8, u: tagged('t', { a: [1, u8] }, { sized: true }) }, { length: 'L' }) as AnyType,
    '050107eeff',
    'eeff',
  ],
  'zeros count as bytes, too': [struct('S', { L: u8 }, { length: 'L' }) as AnyType, '030000', '0000'],
  'the last record of a chain': [
    struct('S', { next: u8, n: u8, d: bytes('n') }, { next: 'next' }) as AnyType,
    '000161ffee',
    'ffee',
  ],
  'a part behind an offset that ends before the length': [
    struct('S', { L: u8, o: u8, n: u8, d: at('o', bytes('n')) }, { length: 'L' }) as AnyType,
    '07050161996288',
    '88',
  ],
};

const PLACED: Record<string, [type: AnyType, message: string]> = {
  'the other order': [
    struct('M', { AOff: u16, ALen: u16, BOff: u16, BLen: u16, A: ascii('AOff', 'ALen'), B: ascii('BOff', 'BLen') }),
    '0a0002000800020062626161',
  ],
  'one part, shared': [
    struct('M', { AOff: u16, ALen: u16, BOff: u16, BLen: u16, A: ascii('AOff', 'ALen'), B: ascii('BOff', 'BLen') }),
    '08000200080002006162',
  ],
  'one part inside another': [
    struct('M', { ao: u8, al: u8, bo: u8, bl: u8, A: ascii('ao', 'al'), B: ascii('bo', 'bl') }),
    '04060603666f6f626172',
  ],
  'parts that overlap': [
    struct('M', { ao: u8, al: u8, bo: u8, bl: u8, A: ascii('ao', 'al'), B: ascii('bo', 'bl') }),
    '04040604616263646566',
  ],
  'a gap of zeros': [struct('M', { o: u8, n: u8, d: at('o', bytes('n')) }), '04020000aabb'],
  'a gap with something in it': [struct('M', { o: u8, n: u8, d: at('o', bytes('n')) }), '04020799aabb'],
  'a part in the fixed part': [struct('M', { o: u8, x: u32, d: at('o', u16) }, { pack: 1 }), '0211223344'],
  'a part over its own offset': [struct('M', { o: u8, d: at('o', u8) }), '00'],
  'an empty part with an offset of its own': [struct('M', { o: u8, n: u8, d: at('o', bytes('n')) }), '0500112233'],
  'an empty part behind zeros': [struct('M', { o: u8, n: u8, d: at('o', bytes('n')) }), '0500000000'],
  'an empty part at 0': [struct('M', { o: u8, n: u8, d: at('o', bytes('n')) }), '0000'],
  'a NUL-terminated part inside another': [
    struct('M', {
      a: u8,
      b: u8,
      A: at('a', text('ascii', { until: 'nul' })),
      B: at('b', text('ascii', { until: 'nul' })),
    }),
    '0205666f6f62617200',
  ],
  'a directory behind its data': [
    struct('M', {
      dir: u8,
      n: u8,
      entries: at('dir', array(struct('E', { o: u8, l: u8, d: at('o', bytes('l')) }), 'n')),
    }),
    '0602aabbccdd02020402',
  ],
  'offsets that count from their field': [
    struct('M', { o: u16, p: u8, d: at('o', bytes(2), { relativeTo: 'field' }) }, { pack: 1 }),
    '030077aabb',
  ],
  'structs that offsets point to, one over the other': [
    struct('M', { a: u8, b: u8, A: at('a', struct('P', { x: u8, y: u8 })), B: at('b', struct('Q', { z: u8 })) }),
    '02030102',
  ],
  'a bool that another part shows the bytes of': [
    struct('M', { a: u8, b: u8, A: at('a', bool32), B: at('b', bytes(2)) }),
    '020200000100',
  ],
};

engineSuite('nothing is lost', (test, { createCodec, createSetCodec }) => {
  for (const [name, [type, hex, tail]] of Object.entries(TAILED)) {
    test(`unknownTail: ${name}`, () => {
      const codec = createCodec(type);
      const message = bytesOf(hex);
      const value = codec.decode(message) as { unknownTail?: Uint8Array };
      assert.is(value.unknownTail && hexOf(value.unknownTail), tail);
      assert.is(hexOf(codec.encode(value)), hex);
      assert.is(difference(value, materialised(codec.view(message))), undefined);
      const batch = decodeBatch(codec, message).copy();
      assert.is(batch.error, undefined);
      assert.equal(batch.value(0), value);
      assert.is(hexOf(encodeBatch(codec, [batch.value(0)])), hex);
    });
  }

  test('columns do not have a tail: they are refused, not cut', () => {
    for (const name of ['a fixed struct with a length', 'a counted part that ends before the length']) {
      const [type, hex] = TAILED[name] as [AnyType, string, string];
      const codec = createCodec(type);
      const { columns } = decodeBatch(codec, bytesOf(hex)).copy();
      assert.throws(() => encodeBatch(codec, columns), isError('ERR_DISAGREE'));
    }
  });

  test('a chain: what leads to the next start is padding, everything else is kept', () => {
    const codec = createCodec(struct('S', { next: u8, n: u8, d: bytes('n') }, { next: 'next', startAlign: 4 }));
    const stream = bytesOf('040161000801610063646566000161');
    const batch = decodeBatch(codec, stream).copy();
    const values = [0, 1, 2].map((row) => batch.value(row));
    assert.equal(
      values.map(({ unknownTail }) => unknownTail && hexOf(unknownTail)),
      [undefined, '0063646566', undefined],
    );
    assert.is(hexOf(encodeBatch(codec, values)), hexOf(stream));
  });

  test('columns of a chain do not have what lies behind its last record, and say so', () => {
    const codec = createCodec(struct('S', { next: u8, n: u8, d: bytes('n') }, { next: 'next' }));
    const stream = bytesOf('030161000162778800');
    const { columns } = decodeBatch(codec, stream).copy();
    const spread = { ...columns, d: columns['d'] as ListColumn };
    for (const given of [columns, spread])
      assert.throws(() => encodeBatch(codec, given), isError('ERR_DISAGREE', 'next'));
    assert.throws(() => encodeBatchInto(codec, columns, new Uint8Array(99)), isError('ERR_DISAGREE', 'next'));
    const { next: _, ...anew } = columns;
    assert.is(hexOf(encodeBatch(codec, anew)), '030161000162');
    // Batches of as many rows may share their arrays, and nothing else.
    const whole = stream.subarray(0, 6);
    assert.is(hexOf(encodeBatch(codec, decodeBatch(codec, whole).columns)), hexOf(whole));
  });

  test('a chain of values that are not plain: cursors, and objects whose members stand on their class', () => {
    const codec = createCodec(
      struct('S', { h: struct('H', { next: u8, a: u8 }), n: u8, d: bytes('n') }, { next: 'h.next' }),
    );
    const stream = bytesOf('060901aa77880307000008000166');
    const { offsets } = decodeBatch(codec, stream).copy();
    const cursors = Array.from(offsets, (offset) => codec.view(stream.subarray(offset)));
    assert.is(cursors.length, 3);
    assert.is(hexOf(encodeBatch(codec, cursors)), hexOf(stream));
    class Record {
      readonly #a = 9;
      get h(): object {
        return { a: this.#a };
      }
      get d(): Uint8Array {
        return Uint8Array.of(0xaa);
      }
      get unknownTail(): Uint8Array {
        return Uint8Array.of(0x77);
      }
    }
    const records = [new Record(), new Record()] as never[];
    assert.is(hexOf(encodeBatch(codec, records)), '050901aa77000901aa77');
  });

  test('one cursor that moves, given several times, is refused: it shows its last record only', () => {
    const codec = createCodec(struct('S', { a: u8 }));
    const set = createSetCodec(recordSet('a', { S: ['otherwise', struct('S', { a: u8 })] }));
    const rows = [...decodeBatch(codec, bytesOf('010203')).copy().rows()];
    assert.throws(() => encodeBatch(codec, rows), isError('ERR_USAGE'));
    assert.throws(
      () =>
        encodeBatch(
          set,
          rows.map((value) => ({ type: 'S' as const, value })),
        ),
      isError('ERR_USAGE'),
    );
    const [view, value] = [codec.view(bytesOf('07')), { a: 8 }];
    assert.is(hexOf(encodeBatch(codec, [view, view, value, value])), '07070808');
  });

  test('a tail and a length that is given must agree; a length alone is filled with zeros', () => {
    const codec = createCodec(struct('S', { L: u8, a: u8 }, { length: 'L' }));
    const tail = Uint8Array.of(1, 2);
    assert.is(hexOf(codec.encode({ a: 5, unknownTail: tail })), '04050102');
    assert.is(hexOf(codec.encode({ L: 4, a: 5, unknownTail: tail })), '04050102');
    assert.throws(() => codec.encode({ L: 5, a: 5, unknownTail: tail }), isError('ERR_DISAGREE', 'L'));
    assert.throws(() => codec.encode({ L: 3, a: 5, unknownTail: tail }), isError('ERR_DISAGREE', 'L'));
    assert.is(hexOf(codec.encode({ L: 4, a: 5 })), '04050000');
    assert.throws(() => codec.encode({ a: 5, unknownTail: 'x' as never }), isError('ERR_TYPE', 'unknownTail'));
  });

  test('the tail of a versioned struct takes the place of what is not whole, and of nothing else', () => {
    const codec = createCodec(
      struct('V', { L: u8, a: u8, b: u16 }, { length: 'L', versioned: true, pack: 1 }) as AnyType,
    );
    assert.is(hexOf(codec.encode({ a: 1, unknownTail: Uint8Array.of(9) })), '030109');
    assert.throws(() => codec.encode({ a: 1, unknownTail: Uint8Array.of(9, 8) }), isError('ERR_DISAGREE', 'L'));
    assert.throws(
      () => codec.encode({ L: 3, a: 1, b: 2, unknownTail: Uint8Array.of(9, 8) }),
      isError('ERR_DISAGREE', 'L'),
    );
  });

  for (const [name, [type, hex]] of Object.entries(PLACED)) {
    test(`parts that offsets point to: ${name}`, () => {
      const codec = createCodec(type);
      const message = bytesOf(hex);
      const value = codec.decode(message);
      assert.is(difference(value, materialised(codec.view(message))), undefined);
      const batch = decodeBatch(codec, message).copy();
      assert.is(hexOf(message.subarray(0, batch.lengths[0])), hex);
      assert.equal(batch.value(0), value);
      const again = codec.encode(value);
      assert.equal(codec.decode(again), value);
      if (name !== 'a bool that another part shows the bytes of') assert.is(hexOf(again), hex);
    });
  }

  test('a gap is shown with its offset, and may be changed', () => {
    const codec = createCodec(PLACED['a gap with something in it']?.[0] as AnyType);
    const value = codec.decode(bytesOf('04020799aabb')) as { unknownGaps: { offset: number; bytes: Uint8Array }[] };
    assert.equal(value.unknownGaps, [{ offset: 2, bytes: Uint8Array.of(7, 0x99) }]);
    value.unknownGaps[0] = { offset: 3, bytes: Uint8Array.of(1) };
    assert.is(hexOf(codec.encode(value)), '04020001aabb');
    assert.throws(
      () => codec.encode({ ...value, unknownGaps: [{ offset: 4, bytes: Uint8Array.of(1) }] }),
      isError('ERR_DISAGREE', 'd'),
    );
    for (const [gaps, code, path] of [
      ['x', 'ERR_TYPE', 'unknownGaps'],
      [[{ offset: 0 }], 'ERR_TYPE', 'unknownGaps[0].bytes'],
      [[{ offset: -1, bytes: new Uint8Array(1) }], 'ERR_OUT_OF_RANGE', 'unknownGaps[0].offset'],
      [[{ offset: 0.5, bytes: new Uint8Array(1) }], 'ERR_OUT_OF_RANGE', 'unknownGaps[0].offset'],
      [[null], 'ERR_TYPE', 'unknownGaps[0].bytes'],
      [[{ offset: 2 ** 30, bytes: new Uint8Array(1) }], 'ERR_LIMIT_MESSAGE_BYTES', undefined],
    ] as const) {
      assert.throws(() => codec.encode({ ...value, unknownGaps: gaps }), isError(code, path));
    }
  });

  test('parts that lie over each other and say different things are refused', () => {
    const codec = createCodec(PLACED['one part, shared']?.[0] as AnyType);
    const shared = { AOff: 8, BOff: 8, A: 'ab', B: 'ab' };
    assert.is(hexOf(codec.encode(shared)), '08000200080002006162');
    assert.throws(() => codec.encode({ ...shared, B: 'ax' }), isError('ERR_DISAGREE'));
    assert.throws(() => codec.encode({ ...shared, BOff: 6 }), isError('ERR_DISAGREE'));
    assert.is(hexOf(codec.encode({ A: 'ab', B: 'ab' })), '080002000a00020061626162');
  });

  test('the NUL of a part is said as well as its characters', () => {
    const nul = text('ascii', { until: 'nul' });
    const codec = createCodec(struct('M', { a: u8, b: u8, A: at('a', nul), B: at('b', nul) }));
    assert.is(hexOf(codec.encode({ a: 2, b: 5, A: 'foobar', B: 'bar' })), '0205666f6f62617200');
    for (const [A, B] of [
      ['foobar', 'foo'],
      ['foo', 'foobar'],
    ] as const)
      assert.throws(() => codec.encode({ a: 2, b: 2, A, B }), isError('ERR_DISAGREE'));
  });

  test('an offset below 0 and one above the limit are refused', () => {
    const codec = createCodec(struct('M', { o: u64, d: at('o', u8) }));
    assert.throws(() => codec.encode({ o: 2n ** 40n, d: 1 }), isError('ERR_LIMIT_MESSAGE_BYTES'));
    assert.throws(() => codec.encode({ o: 2n ** 64n - 1n, d: 1 }), isError('ERR_LIMIT_MESSAGE_BYTES'));
    const signed = createCodec(struct('M', { o: i32, n: u8, d: at('o', bytes('n')) }));
    for (const d of [new Uint8Array(0), new Uint8Array(1)])
      assert.throws(() => signed.encode({ o: -1, d }), isError('ERR_OUT_OF_RANGE', 'o'));
  });

  test('a checksum over parts that are shared', () => {
    const type = struct('M', { sum: checksum(u8, 'sum-8'), a: u8, b: u8, A: at('a', bytes(2)), B: at('b', bytes(2)) });
    const codec = createCodec(type);
    const hex = hexOf(codec.encode({ a: 3, b: 3, A: Uint8Array.of(1, 2), B: Uint8Array.of(1, 2) }));
    assert.is(hex, '0903030102');
    assert.is(hexOf(codec.encode(codec.decode(bytesOf(hex)))), hex);
  });

  test('NaN and true keep their values beside arms that show some of their bytes', () => {
    const cases: [AnyType, string][] = [
      [union('U', { f: be(f32), a: array(u8, 2) }) as AnyType, '7f800001'],
      [union('U', { a: array(u8, 2), f: be(f64) }) as AnyType, 'fff0000000000001'],
      [union('U', { b: bool32, s: struct('', { x: u8, y: u8 }) }) as AnyType, '00000100'],
      [union('U', { b: bool32, s: array(u8, 4) }) as AnyType, '00000100'],
      [struct('S', { u: union('', { b: bool32, n: u8 }) }) as AnyType, '00ff0000'],
      [union('U', { b: bool32, t: text('ascii', 2) }) as AnyType, '00000100'],
    ];
    for (const [type, hex] of cases) {
      const codec = createCodec(type);
      const value = codec.decode(bytesOf(hex));
      assert.equal(codec.decode(codec.encode(value)), value);
    }
  });

  test('bytes that are no UTF-8 come back', () => {
    const codec = createCodec(struct('S', { n: u8, t: text('utf-8', 'n') }));
    for (const hex of [
      'ff',
      'c3',
      'c328',
      'e282',
      'eda080',
      'f4908080',
      'c080',
      '61ff62fe',
      'efbfbd',
      'f0908d',
      '80c3a9',
    ]) {
      const message = Uint8Array.of(hex.length / 2, ...bytesOf(hex));
      const value = codec.decode(message);
      assert.is(hexOf(codec.encode(value)), hexOf(message), hex);
      assert.equal(texts(decodeBatch(codec, message), 't'), [value.t]);
      assert.equal(JSON.parse(JSON.stringify(value)), value);
    }
    assert.is(codec.decode(bytesOf('03efbfbd')).t, '\ufffd');
    assert.is(codec.decode(bytesOf('0261ff')).t, 'a\udcff');
    assert.throws(() => codec.encode({ t: '\ud800' }), isError('ERR_TEXT', 't'));
    assert.throws(() => codec.encode({ t: '\udc7f' }), isError('ERR_TEXT', 't'));
    // Two escapes that together are é would decode to é.
    assert.throws(() => codec.encode({ t: '\udcc3\udca9' }), isError('ERR_TEXT', 't'));
  });

  test('records of several types keep their tails and gaps', () => {
    const A = struct('A', { tag: u8, L: u8 }, { length: 'L' });
    const B = struct('B', { tag: u8, L: u8, o: u8, part: at('o', u8) }, { length: 'L' });
    const codec = createSetCodec(recordSet('tag', { a: [1, A], b: [2, B] }));
    const stream = bytesOf('0104aabb020605991122');
    const batch = decodeBatch(codec, stream).copy();
    const records = [0, 1].map((row) => batch.value(row));
    assert.equal(records[0]?.value, { tag: 1, L: 4, unknownTail: Uint8Array.of(0xaa, 0xbb) });
    assert.is(hexOf(encodeBatch(codec, records)), hexOf(stream));
  });

  test('members that encode does not know are refused, with the nearest name', () => {
    const Inner = struct('INNER', { a: u8 });
    const type = struct('S', {
      Size: u8,
      kind: u8,
      inner: Inner,
      list: array(Inner, 1),
      _: anonymous(struct('', { shown: u8 })),
      u: tagged('kind', { one: [1, Inner] }),
      v: union('', { x: u8, y: u8 }),
    });
    const codec = createCodec(type as AnyType);
    const good = { Size: 1, inner: { a: 1 }, list: [{ a: 2 }], shown: 3, u: { one: { a: 4 } }, v: { x: 5 } };
    assert.ok(codec.encode(good));
    for (const [wrong, path] of [
      [{ ...good, Sise: 1 }, 'Sise'],
      [{ ...good, inner: { a: 1, b: 2 } }, 'inner.b'],
      [{ ...good, list: [{ a: 1, b: 2 }] }, 'list[0].b'],
      [{ ...good, _: 1 }, '_'],
      [{ ...good, u: { one: { a: 4 }, two: 1 } }, 'u.two'],
      [{ ...good, u: { one: { a: 4, b: 1 } } }, 'u.one.b'],
      [{ ...good, v: { x: 5, z: 5 } }, 'v.z'],
      [{ ...good, unknownTail: new Uint8Array(1) }, 'unknownTail'],
      [{ ...good, toString: 1 }, 'toString'],
    ] as const) {
      assert.throws(() => codec.encode(wrong), isError('ERR_USAGE', path));
    }
    assert.throws(() => codec.encode({ ...good, Sise: 1 }), /did you mean Size\?/);
    // What is undefined is not given: decode has tagged unions with such members, and so does TypeScript.
    assert.ok(codec.encode({ ...good, other: undefined }));
    assert.ok(codec.encode(codec.decode(codec.encode(good)) as never));
  });
});

function isError(code: string, path?: string): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof CastbufError)) return false;
    if (error.code !== code || (path !== undefined && error.path !== path))
      throw new Error(`${error.code} in ${error.path}: ${error.message}; not ${code} in ${path}`);
    return true;
  };
}
