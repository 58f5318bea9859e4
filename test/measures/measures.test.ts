import * as assert from 'uvu/assert';
import {
  array,
  be,
  bits,
  bytes,
  packedAbi,
  struct,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type Measure,
} from '../../src/surface.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { engineSuite, suite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';

const abi = packedAbi(1);

/** What a measure says of a member, by the formula of its documentation. */
function formula({ mask, shift = 0, times = 1, plus = 0, align: to = 1 }: Measure, member: bigint): number {
  const kept = (mask === undefined ? member : member & BigInt(mask)) >> BigInt(shift);
  return Math.ceil((Number(kept) * times + plus) / to) * to;
}

const MEASURES: readonly Omit<Measure, 'member'>[] = [
  { plus: 4 },
  { plus: -3 },
  { times: 4, plus: -20, mask: 0x0f },
  { shift: 3 },
  { shift: 2, mask: 0x3c, times: 2 },
  { shift: 1, mask: 0x3c },
  { mask: 0x38, plus: -8 },
  { align: 4 },
  { times: 3, plus: 1, align: 8 },
];

engineSuite('lengths and counts that follow from a member', (test, { createCodec }) => {
  for (const given of MEASURES) {
    const measure = { ...given, member: 'n' };
    test(`a count, for each value of a byte: ${JSON.stringify(given)}`, () => {
      const codec = createCodec(struct('S', { n: u8, data: bytes(measure) }), { abi });
      for (let n = 0; n < 256; n++) {
        const want = formula(measure, BigInt(n));
        const message = new Uint8Array(1 + Math.max(0, want)).fill(0xee).fill(n, 0, 1);
        if (want < 0) {
          const error = codecError(() => codec.decode(message));
          assert.equal([error?.code, error?.path, error?.have], ['ERR_LENGTH_FIELD', 'data', want]);
          continue;
        }
        const value = codec.decode(message);
        assert.equal([value.n, value.data.length], [n, want]);
        assert.equal(codec.encode(value), message);
        // Any member that says as much will do.
        const { data } = value;
        const [derived = -1] = codec.encode({ data });
        assert.is(formula(measure, BigInt(derived)), want);
        if (want === 0) continue;
        const cut = codecError(() => codec.decode(message.subarray(0, want)));
        assert.equal([cut?.code, cut?.want, cut?.have], ['ERR_DATA_OVERRUN', want, want - 1]);
      }
    });

    test(`a length, for each value of a byte: ${JSON.stringify(given)}`, () => {
      const codec = createCodec(struct('S', { n: u8, more: u8, rest: bytes() }, { length: measure }), { abi });
      for (let n = 0; n < 256; n++) {
        const want = formula(measure, BigInt(n));
        const message = new Uint8Array(Math.max(2, want)).fill(0xee).fill(n, 0, 1);
        if (want < 2) {
          const error = codecError(() => codec.decode(message));
          assert.equal([error?.code, error?.path, error?.want, error?.have], ['ERR_LENGTH_FIELD', 'n', 2, want]);
          continue;
        }
        const value = codec.decode(message);
        assert.equal(value.rest.length, want - 2);
        assert.equal(codec.encode(value), message);
        const twice = new Uint8Array([...message, ...message]);
        const batch = decodeBatch(codec, twice);
        assert.equal([...batch.lengths], [want, want]);
        assert.equal(encodeBatch(codec, batch.columns), twice);
      }
    });

    test(`what no value of a byte says is refused: ${JSON.stringify(given)}`, () => {
      const codec = createCodec(struct('S', { n: u8, data: array(u8, measure) }), { abi });
      const said = new Set(Array.from({ length: 256 }, (_, n) => formula(measure, BigInt(n))));
      for (let count = 0; count < 300; count++) {
        const error = codecError(() => codec.encode({ data: new Uint8Array(count) }));
        assert.is(error?.code, said.has(count) ? undefined : 'ERR_LENGTH', `${count} elements`);
        if (error !== undefined) assert.equal([error.path, error.have], ['n', count]);
      }
    });
  }

  test('a member that is given must say the same, whatever its other bits are', () => {
    const options = bytes({ member: 'ihl', mask: 0x0f, times: 4, plus: -20 });
    const codec = createCodec(struct('IP', { ihl: u8, fixed: bytes(19), options }), { abi });
    const value = { fixed: new Uint8Array(19), options: new Uint8Array(8) };
    assert.is(codec.encode({ ...value, ihl: 0x47 })[0], 0x47);
    assert.is(codec.encode({ ...value, ihl: 0xf7 })[0], 0xf7);
    const error = codecError(() => codec.encode({ ...value, ihl: 0x46 }));
    assert.equal([error?.code, error?.path, error?.have], ['ERR_DISAGREE', 'ihl', 0x46]);
  });

  test('a part that is assigned whole is what encode gives: bits beside a count are those that are given, or 0', () => {
    const Part = struct('Part', { n: u8, data: array(u8, { member: 'n', mask: 0x0f }) });
    const codec = createCodec(struct('S', { a: u8, part: Part, z: u16 }), { abi });
    const given = [{ data: [7, 8] }, { n: 0x32, data: [5, 6] }];
    for (const part of given) {
      const message = codec.encode({ a: 1, part: { n: 0xf2, data: [1, 2] }, z: 3 });
      const cursor = codec.view(message) as { part: unknown };
      cursor.part = part;
      assert.equal(message, codec.encode({ a: 1, part, z: 3 }));
      const before = message.slice();
      const error = codecError(() => (cursor.part = { n: 0x13, data: [1, 2] }));
      assert.is(error?.code, 'ERR_LENGTH');
      assert.equal(message, before);
    }
  });

  test('rows that no length stands for are refused, with their row', () => {
    const codec = createCodec(struct('S', { n: u8, rest: bytes() }, { length: { member: 'n', times: 4 } }), { abi });
    const list = { data: new Uint8Array(16), offsets: Uint32Array.of(0, 3), lengths: Uint32Array.of(3, 4) };
    const error = codecError(() => encodeBatch(codec, { rest: list }));
    assert.equal([error?.code, error?.path, error?.want, error?.have], ['ERR_LENGTH', 'n', 8, 5]);
    const good = encodeBatch(codec, { rest: { ...list, lengths: Uint32Array.of(3, 7) } });
    assert.equal([good.length, good[0], good[4]], [12, 1, 2]);
  });

  test('of a 64-bit member that no message is as long as, and of bit-fields', () => {
    const wide = createCodec(struct('W', { n: u64, rest: bytes() }, { length: { member: 'n', plus: 8 } }), { abi });
    const message = wide.encode({ rest: Uint8Array.of(1, 2, 3) });
    assert.is(message[0], 3);
    message.fill(0xff, 0, 8);
    const error = codecError(() => wide.decode(message));
    assert.equal([error?.code, error?.want, error?.have], ['ERR_DATA_OVERRUN', 2 ** 53, 11]);
    const fields = struct('B', {
      a: bits(be(u16), 10),
      n: bits(be(u16), 6),
      data: array(u16, { member: 'n', plus: 1 }),
    });
    const codec = createCodec(fields, { abi });
    const value = { a: 1000, data: [7, 8, 9] };
    assert.equal(codec.decode(codec.encode(value)), { a: 1000, n: 2, data: [7, 8, 9] });
  });
});

suite('measures of schemas', (test) => {
  const wrong: readonly (readonly [given: unknown, hint: RegExp])[] = [
    [{ member: 'n', mask: 5 }, /its bits must lie side by side/],
    [{ member: 'n', mask: 0 }, /it must be an integer of 1 to 64 bits/],
    [{ member: 'n', mask: 1n << 64n }, /it must be an integer of 1 to 64 bits/],
    [{ member: 'n', mask: 7, shift: 3 }, /moves all bits of the mask out/],
    [{ member: 'n', shift: 64 }, /a whole number from 0 to 63/],
    [{ member: 'n', times: 0 }, /a whole number from 1 to 65536/],
    [{ member: 'n', times: 0.5 }, /a whole number from 1 to 65536/],
    [{ member: 'n', align: 3 }, /it must be a power of two/],
    [{ member: 'n', plus: 2 ** 31 }, /a whole number from -2147483647 to 2147483647/],
    [{ member: 'n', times: 65_536, mask: 2 ** 20 }, /with its mask/],
    [{ member: 'n', minus: 1 }, /minus/],
    [{ member: 7 }, /member/],
    [{ mask: 1 }, /length of struct is a string|the size of/],
  ];
  for (const [given, hint] of wrong) {
    test(`refused: ${JSON.stringify(given, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`, () => {
      for (const make of [
        () => struct('S', { n: u8, data: bytes(given as Measure) }),
        () => struct('S', { n: u8, data: bytes() }, { length: given as Measure }),
      ]) {
        const error = codecError(make);
        assert.is(error?.code, 'ERR_SCHEMA');
        assert.match(error?.hint ?? '', hint);
      }
    });
  }
});

engineSuite('measures of members', (test, { createCodec }) => {
  const refused: readonly (readonly [type: () => AnyType, path: string, hint: RegExp])[] = [
    [() => struct('S', { n: u8, data: bytes({ member: 'n', mask: 0x1f0 }) }), 'n', /it has 8 bits; .* takes others/],
    [() => struct('S', { n: u8, data: bytes({ member: 'n', shift: 8 }) }), 'n', /it has 8 bits; .* takes others/],
    [() => struct('S', { n: u64, data: bytes({ member: 'n', mask: 0xff }) }), 'n', /declare bit-fields/],
    [() => struct('S', { n: u8, data: bytes({ member: 'm', plus: 1 }) }), 'S.data', /no member of the same struct/],
    [
      () => struct('S', { n: u32 }, { length: { member: 'n', plus: 1 }, versioned: true }),
      'S.n',
      /a member that holds it as it is/,
    ],
  ];
  for (const [type, path, hint] of refused) {
    test(`${path}: ${hint.source}`, () => {
      const error = codecError(() => createCodec(type()));
      assert.equal([error?.code, error?.path], ['ERR_SCHEMA', path]);
      assert.match(error?.hint ?? '', hint);
    });
  }
});
