import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import { messageSet, type MessageDefinitions } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import {
  array,
  at,
  be,
  bits,
  bool32,
  bytes,
  enumeration,
  f32,
  i32,
  i64,
  i8,
  packed,
  split,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
} from '../../src/schema/index.js';
import { engineSuite, suite } from '../harness/index.js';
import { DriverFixture, words } from './driver-fixture.js';

const Header = struct('HEADER', { Size: u32, Type: u32 });

/** The error of a set that is refused. */
function refusalOf(path: string, definitions: MessageDefinitions): CastbufError {
  try {
    messageSet(path, definitions);
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  throw new Error(`${path} was not refused`);
}

function refuses(path: string, definitions: MessageDefinitions, hint: RegExp): void {
  const error = refusalOf(path, definitions);
  assert.is(error.code, 'ERR_SCHEMA');
  assert.match(error.message, hint);
}

const oneOf = (input: AnyType, value: number | bigint = 1): MessageDefinitions => ({ Only: { value, input } });

suite('messageSet refuses', (test) => {
  test('a set without messages', () => {
    refuses('Type', {}, /at least one message/);
  });

  test('a discriminator that a message does not have', () => {
    const input = struct('A', { Header, Value: u32 });
    for (const path of ['Type', 'Header', 'Header.Typ', 'Header.Type.Kind', '', 'Header.', 'header.type']) {
      refuses(path, oneOf(input), /A has no little-endian integer of that name/);
      assert.is(refusalOf(path, oneOf(input)).path, path);
    }
    const other = struct('B', { Kind: u32, Value: u32 });
    refuses('Header.Type', { A: { value: 1, input }, B: { value: 2, input: other } }, /B has no/);
  });

  test('a discriminator at different places', () => {
    const first = struct('A', { Type: u32, Value: u32 });
    for (const second of [
      struct('B', { Value: u32, Type: u32 }),
      struct('B', { Type: u16, Value: u32 }),
      struct('B', { Type: bits(u32, 31), Value: u32 }),
      struct('B', { Low: bits(u32, 1), Type: bits(u32, 31), Value: u32 }),
    ]) {
      refuses(
        'Type',
        { A: { value: 1, input: first }, B: { value: 2, input: second } },
        /begin both with the same header/,
      );
    }
  });

  test('a discriminator that is no little-endian integer', () => {
    for (const type of [be(u32), f32, bool32, bytes(4), array(u32, 1), Header, enumeration('E', be(u16), { A: 1 })]) {
      refuses('Type', oneOf(struct('A', { Type: type as AnyType, Value: u64 })), /little-endian integer/);
    }
    refuses('Type', oneOf(struct('A', { Low: u8, High: u8, Type: split('High', 'Low'), Value: u64 })), /integer/);
    const swapped = struct('A', { Type: u32, Value: u32 }, { endian: 'big' });
    refuses('Type', oneOf(swapped), /little-endian/);
  });

  test('a discriminator in an array, in an arm, behind an offset', () => {
    const Element = struct('E', { Type: u32 });
    const inArray = struct('A', { List: array(Element, 2), Value: u64 });
    for (const path of ['List.Type', 'List[0].Type', 'List[].Type', 'List'])
      refuses(path, oneOf(inArray), /no little-endian/);
    const Arm = struct('ARM', { Type: u32, More: u32 });
    const inArm = struct('A', { Kind: u32, Body: tagged('Kind', { One: [1, Arm] }), Value: u32 });
    for (const path of ['Body.One.Type', 'Body.Type', 'One.Type']) refuses(path, oneOf(inArm), /no little-endian/);
    const pointed = struct('A', { Offset: u32, Value: u64, Far: at('Offset', Element) });
    refuses('Far.Type', oneOf(pointed), /no little-endian/);
  });

  test('a discriminator behind what every message has', () => {
    const versioned = struct('A', { Size: u32, Value: u32, Type: u32 }, { length: 'Size', versioned: true });
    refuses('Type', oneOf(versioned), /fixed place/);
    const later = struct('A', { Id: u64, Size: u32, Type: u32 }, { length: 'Size', versioned: true });
    refuses('Type', oneOf(later), /fixed place/);
    messageSet('Id', oneOf(later));
    const [short, long] = [struct('A', { Value: u64 }), struct('B', { Value: u64, Type: u32 })];
    refuses('Type', { B: { value: 1, input: long }, A: { value: 2, input: short } }, /A has no|B has no/);
  });

  test('messages of fewer than 8 bytes', () => {
    refuses('Type', oneOf(struct('A', { Type: u32, Low: u16, High: u8 }, { pack: 1 })), /at least 8 bytes/);
    messageSet('Type', oneOf(struct('A', { Type: u32, Low: u16, High: u16 })));
  });

  test('two messages with the same value, also as number and bigint', () => {
    const input = struct('A', { Type: u64 });
    const twice = (a: number | bigint, b: number | bigint): MessageDefinitions => ({
      A: { value: a, input },
      B: { value: 5, input },
      C: { value: b, input },
    });
    for (const [a, b] of [
      [1, 1],
      [1, 1n],
      [2n ** 63n, 2n ** 63n],
    ] as const) {
      refuses('Type', twice(a, b), new RegExp(`two messages have the value ${a}`));
    }
    messageSet('Type', twice(1, 2n));
  });

  test('a value that the discriminator cannot have: one below its least, one above its most', () => {
    const CASES: readonly [type: AnyType, least: bigint, most: bigint][] = [
      [u8, 0n, 255n],
      [i8, -128n, 127n],
      [u32, 0n, 2n ** 32n - 1n],
      [i32, -(2n ** 31n), 2n ** 31n - 1n],
      [u64, 0n, 2n ** 64n - 1n],
      [i64, -(2n ** 63n), 2n ** 63n - 1n],
      [bits(u32, 5), 0n, 31n],
      [bits(i32, 5), -16n, 15n],
    ];
    for (const [type, least, most] of CASES) {
      const input = struct('A', { Type: type, Value: u64 });
      for (const value of [least, most]) messageSet('Type', oneOf(input, value));
      for (const value of [least - 1n, most + 1n]) refuses('Type', oneOf(input, value), /-bit integer is/);
    }
  });

  test('a value that is no whole number', () => {
    const input = struct('A', { Type: u64 });
    for (const value of [1.5, Number.NaN, Infinity, 2 ** 53, '1', undefined] as never[]) {
      refuses('Type', { Only: { value, input } }, /the value of message Only is/);
    }
  });
});

engineSuite('messageSet finds the message by its discriminator', (test, { engine }) => {
  /** Sends `type` to a driver with a message for each of `values`; answers which of them was handled. */
  function handled(
    path: string,
    input: AnyType,
    values: readonly (number | bigint)[],
    abi?: Parameters<typeof messageSet>[2],
  ): (message: Uint8Array) => string {
    const definitions = Object.fromEntries(values.map((value) => [`is ${value}`, { value, input }]));
    let found = '';
    const handle = Object.fromEntries(
      Object.keys(definitions).map((name) => [name, () => ((found = name), NtStatus.SUCCESS)]),
    );
    const messages = messageSet(path, definitions as MessageDefinitions, abi);
    const fixture = new DriverFixture(engine, { messages, handle: handle as never }).started();
    return (message) => {
      found = '';
      const { status } = fixture.send(message);
      return status === NtStatus.NOT_SUPPORTED ? 'unknown' : found;
    };
  }

  const wordsOf = (type: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(BigInt.asUintN(64, type), 0n).buffer);

  test('64-bit values above 2^63', () => {
    const values = [0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
    const find = handled('Type', struct('A', { Type: u64 }), values);
    for (const value of values) assert.is(find(wordsOf(value)), `is ${value}`);
    for (const value of [2n, 2n ** 53n, 2n ** 63n + 1n, 2n ** 64n - 2n, 2n ** 32n])
      assert.is(find(wordsOf(value)), 'unknown');
  });

  test('negative values of i32, i64 and signed bit-fields', () => {
    const values = [-(2 ** 31), -2, -1, 0, 1, 2 ** 31 - 1];
    const signed = handled('Type', struct('A', { Type: i32, Value: u32 }), values);
    for (const value of values) assert.is(signed(words(value >>> 0, 0xffffffff)), `is ${value}`);
    assert.is(signed(words(0xfffffffd, 0xffffffff)), 'unknown');
    const wide = handled('Type', struct('A', { Type: i64 }), values);
    for (const value of values) assert.is(wide(wordsOf(BigInt(value))), `is ${value}`);
    assert.is(wide(wordsOf(0xffffffffn)), 'unknown', 'an unsigned reading of 32 bits is another value');
    const few = handled('Type', struct('A', { Type: bits(i32, 3), Rest: bits(u32, 29), Value: u32 }), [-4, -1, 3]);
    assert.equal(
      [few(words(4, 0)), few(words(0xfffffff7, 0)), few(words(11, 0)), few(words(0, 0))],
      ['is -4', 'is -1', 'is 3', 'unknown'],
    );
  });

  test('bit-fields: only their bits count', () => {
    const input = struct('A', { Low: bits(u32, 3), Type: bits(u32, 5), High: bits(u32, 24), Value: u32 });
    const find = handled('Type', input, [0, 1, 31]);
    assert.equal(
      [find(words(0xffffff07, 0)), find(words(0xff00000f, 0)), find(words(0xfff, 0)), find(words(0x10, 0))],
      ['is 0', 'is 1', 'is 31', 'unknown'],
    );
  });

  test('at any place: in nested structs, in an untagged union, unaligned, as the last bytes', () => {
    const Deep = struct('DEEP', { Pad: u32, Inner: struct('INNER', { A: u16, Type: u16 }) });
    assert.is(handled('Deep.Inner.Type', struct('A', { Deep }), [7])(Uint8Array.of(9, 9, 9, 9, 9, 9, 7, 0)), 'is 7');
    const shared = struct('A', { Both: union('', { Type: u16 }, { Whole: u64 }) });
    assert.is(handled('Both.Type', shared, [7])(Uint8Array.of(7, 0, 1, 1, 1, 1, 1, 1)), 'is 7');
    const loose = struct('A', { Pad: bytes(13), Type: u32, End: u8 });
    const message = new Uint8Array(18).fill(9);
    message.set([7, 0, 0, 0], 13);
    const find = handled('Type', loose, [7], { abi: packed(1) });
    assert.is(find(message), 'is 7');
    message[17] = 0xff;
    assert.is(find(message), 'is 7');
    message[16] = 1;
    assert.is(find(message), 'unknown');
  });

  test('one among many, whatever the order in which they were given', () => {
    const values = Array.from({ length: 300 }, (_, index) => (index * 7919) % 65536);
    const find = handled('Type', struct('A', { Type: u16, Pad: u16, Value: u32 }), values);
    const known = new Set(values);
    for (let type = 0; type < 2400; type++) {
      assert.is(find(words(type | 0xabcd0000, 0)), known.has(type) ? `is ${type}` : 'unknown');
    }
  });

  test('messages of different lengths: the discriminator is read where all have it', () => {
    const definitions = {
      Short: { value: 1, input: struct('S', { Header }) },
      Long: { value: 2, input: struct('L', { Header, Values: array(u32, 10) }) },
      Open: { value: 3, input: struct('O', { Header, Count: u8, Data: bytes('Count') }) },
    };
    const seen: string[] = [];
    const handle = Object.fromEntries(
      Object.keys(definitions).map((name) => [name, () => (seen.push(name), NtStatus.SUCCESS)]),
    );
    const messages = messageSet('Header.Type', definitions);
    const fixture = new DriverFixture(engine, { messages, handle: handle as never }).started();
    const statuses = [
      words(8, 1),
      words(8, 2),
      new Uint8Array([...words(8, 2), ...new Uint8Array(40)]),
      new Uint8Array([...words(8, 3), 0]),
      words(8, 3),
    ].map((message) => fixture.send(message).status);
    const { SUCCESS, INFO_LENGTH_MISMATCH } = NtStatus;
    assert.equal(statuses, [SUCCESS, INFO_LENGTH_MISMATCH, SUCCESS, SUCCESS, INFO_LENGTH_MISMATCH]);
    assert.equal(seen, ['Short', 'Long', 'Open']);
  });
});
