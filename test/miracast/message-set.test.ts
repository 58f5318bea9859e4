import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import {
  messageSet,
  type MessageDefinition,
  type MessageDefinitions,
  type MessageSetOptions,
} from '../../src/miracast/driver/message-set.js';
import { sumBy } from '../../src/own-sums/index.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import {
  array,
  at,
  be,
  bits,
  bool32,
  bytes,
  checksum,
  f32,
  i16,
  i32,
  i64,
  i8,
  packedAbi,
  split,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
  type StructOptions,
} from '../../src/schema/index.js';
import { records, recordSet } from '../../src/record-types/index.js';
import { createCodec } from '../../src/js.js';
import { driverSuite, rounds, suite } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
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
      refuses(path, oneOf(input), /A has no integer of that name/);
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

  test('a discriminator that is no integer', () => {
    for (const type of [f32, bool32, bytes(4), array(u32, 1), Header]) {
      refuses('Type', oneOf(struct('A', { Type: type as AnyType, Value: u64 })), /no integer/);
    }
    refuses('Type', oneOf(struct('A', { Low: u8, High: u8, Type: split('High', 'Low'), Value: u64 })), /integer/);
  });

  test('a discriminator in an array, in an arm, behind an offset', () => {
    const Element = struct('E', { Type: u32 });
    const inArray = struct('A', { List: array(Element, 2), Value: u64 });
    for (const path of ['List.Type', 'List[0].Type', 'List[].Type', 'List'])
      refuses(path, oneOf(inArray), /no integer/);
    const Arm = struct('ARM', { Type: u32, More: u32 });
    const inArm = struct('A', { Kind: u32, Body: tagged('Kind', { One: [1, Arm] }), Value: u32 });
    for (const path of ['Body.One.Type', 'Body.Type', 'One.Type']) refuses(path, oneOf(inArm), /no integer/);
    const pointed = struct('A', { Offset: u32, Value: u64, Far: at('Offset', Element) });
    refuses('Far.Type', oneOf(pointed), /no integer/);
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

  test('several discriminators that cannot tell messages apart', () => {
    const input = struct('A', { Class: u8, Code: u8, Both: union('', { Low: u8 }, { Whole: u32 }) });
    const of = (paths: readonly string[], ...values: unknown[]) => {
      const definitions = Object.fromEntries(values.map((value, index) => [`M${index}`, { value, input }]));
      return () => messageSet(paths, definitions as MessageDefinitions);
    };
    assert.throws(of(['Class', 'Code'], [1, 2], [1, 2]), /messages M0 and M1 have the same value, 1, 2/);
    assert.throws(of(['Class', 'Class'], [1, 2]), /bits in common/);
    assert.throws(of(['Both.Low', 'Both.Whole'], [1, 2]), /bits in common/);
    assert.throws(of(['Class', 'Kode'], [1, 2]), /A has no integer of that name.*did you mean Code\?/);
    const nested = { M: { value: 1, input: struct('B', { Header }) } };
    assert.throws(() => messageSet('Type', nested), /did you mean Header\.Type\?/);
    assert.throws(of(['Class', 'Code'], [1, 256]), /no unsigned 8-bit integer is 256/);
    for (const value of [1, [1], [1, 2, 3], [], undefined, 'ab'])
      assert.throws(of(['Class', 'Code'], value), /value of message M0 is a list of 2 numbers, for Class and Code/);
    assert.throws(of(['Class'], [1, 2]), /value of message M0 is one number, for Class/);
    of(['Class'], [1], 2)();
    for (const paths of [[], [1], undefined, 7, null])
      assert.throws(of(paths as never, 1), /the path of a member, a list of paths, or for a single kind/);
  });

  test('an optional reply that is none, or said wrongly', () => {
    const input = struct('A', { Type: u8 });
    const set = (definition: object): (() => unknown) => {
      return () => messageSet('Type', { Only: { value: 1, input, ...definition } });
    };
    assert.throws(set({ optionalOutput: true }), /message Only has an optionalOutput and no output/);
    assert.throws(set({ output: input, optionalOutput: 1 }), /optionalOutput/);
    assert.throws(set({ output: input, optional: true }), /optionalOutput/);
    const listed = struct('Reply', { Count: u8, List: records(recordSet('Type', { A: [1, input] }), 'Count') });
    assert.throws(set({ output: listed }), /the output of message Only has a records\(…\)/);
    const summed = struct('Summed', {
      Type: u8,
      Sum: checksum(
        u8,
        sumBy(() => 7),
      ),
    });
    for (const definition of [{ input: summed }, { output: summed }])
      assert.throws(set(definition), /message Only has a checksum by a function, which drivers do not call/);
    const trailing = struct('Reply', { Count: u8, Data: bytes('Count'), Sum: u8 });
    assert.throws(set({ output: trailing }), /the output of message Only has members after its part of varying length/);
    set({ output: input, optionalOutput: true })();
    assert.throws(() => messageSet(input, { optionalOutput: true }), /optionalOutput and no output/);
    assert.throws(() => messageSet(input, { reply: input } as never), /messageSet.*reply/);
    assert.throws(() => messageSet(createCodec(input) as never, {}), /the path of a member/);
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
      refuses('Type', twice(a, b), new RegExp(`messages A and C have the same value, ${a}`));
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

driverSuite('messageSet finds the message by its discriminator', (test, { engine }) => {
  /** Sends `type` to a driver with a message for each of `values`; answers which of them was handled. */
  function handled(
    path: string | readonly string[],
    input: AnyType,
    values: readonly MessageDefinition['value'][],
    abi?: MessageSetOptions,
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
    const find = handled('Type', loose, [7], { abi: packedAbi(1) });
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

  test('in big-endian members, whole or of bits', () => {
    const values = [0, 1, 0x0102, 0xff00];
    const input = struct('A', { Pad: u8, Type: be(u16) });
    const find = handled('Type', input, values, { abi: packedAbi(1) });
    for (const value of values) assert.is(find(Uint8Array.of(9, value >> 8, value & 255)), `is ${value}`);
    assert.is(find(Uint8Array.of(9, 2, 1)), 'unknown');
    const wide = handled('Type', struct('A', { Type: u64 }, { endian: 'big' }), [1n, 2n ** 63n]);
    assert.is(wide(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1)), 'is 1');
    assert.is(wide(Uint8Array.of(128, 0, 0, 0, 0, 0, 0, 0)), 'is 9223372036854775808');
    assert.is(wide(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)), 'unknown');
    const signed = handled('Type', struct('A', { Type: be(i32) }), [-2]);
    assert.is(signed(Uint8Array.of(255, 255, 255, 254)), 'is -2');
    const few = struct('A', { Low: bits(u16, 4), Type: bits(u16, 7), High: bits(u16, 5) }, { endian: 'big' });
    const bitsOf = handled('Type', few, [0x55]);
    assert.is(bitsOf(Uint8Array.of(0xfd, 0x5f)), 'is 85', '0xfd5f is 11111 1010101 1111');
    assert.is(bitsOf(Uint8Array.of(0x5f, 0xfd)), 'unknown');
  });

  test('in messages of fewer than 8 bytes, also at the end of message memory', () => {
    for (let size = 1; size <= 9; size++) {
      const input = struct('A', { Before: bytes(size - 1), Type: u8 });
      const find = handled('Type', input, [7, 255]);
      const message = new Uint8Array(size).fill(0xaa);
      for (const type of [7, 255, 0]) {
        message[size - 1] = type;
        assert.is(find(message), type === 0 ? 'unknown' : `is ${type}`, `${size} bytes`);
      }
      assert.is(find(message.subarray(1)), '', 'one byte less is no message');
    }
    const Only = struct('A', { Type: u8 });
    const definition = { messages: messageSet('Type', { Only: { value: 5, input: Only } }), memoryBytes: 4096 };
    const fixture = new DriverFixture(engine, { ...definition, handle: { Only: () => NtStatus.SUCCESS } }).started();
    const areas: Uint8Array[] = [];
    for (let left = 4096; left > 0; left -= 64) areas.push(fixture.context.input(64));
    for (const area of areas) {
      area.fill(5);
      assert.is(fixture.send(area.subarray(63)).status, NtStatus.INSUFFICIENT_RESOURCES, 'no room for the reply');
      assert.is(fixture.send(area.subarray(63), area.subarray(0, 0)).status, NtStatus.SUCCESS);
      assert.is(fixture.send(area.subarray(0, 1), area.subarray(60, 60)).status, NtStatus.SUCCESS);
    }
  });

  test('by two discriminators, close together and far apart', () => {
    const near = struct('A', { Class: u8, Code: be(u16) }, { pack: 1 });
    const of = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
    const find = handled(['Class', 'Code'], near, [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 0x0100],
    ]);
    assert.equal([of(1, 0, 1), of(1, 0, 2), of(2, 0, 1), of(2, 1, 0), of(2, 0, 2), of(0, 0, 1)].map(find), [
      'is 1,1',
      'is 1,2',
      'is 2,1',
      'is 2,256',
      'unknown',
      'unknown',
    ]);
    const far = struct('A', { Class: u32, Pad: bytes(60), Code: u64, More: i32, End: i8 }, { pack: 1 });
    const values = [
      [1, 1, -1],
      [1, 2n ** 63n, -1],
      [1, 2n ** 63n, 0],
      [0, 0, 0],
    ] as const;
    const findFar = handled(
      ['More', 'Class', 'Code'],
      far,
      values.map(([one, two, three]) => [three, one, two]),
    );
    const codec = createCodec(far);
    for (const Class of [0, 1, 2]) {
      for (const Code of [0n, 1n, 2n ** 63n]) {
        for (const More of [-1, 0, 1]) {
          const message = codec.encode({ Class, Code, More, Pad: new Uint8Array(60).fill(0xcc), End: -1 });
          const isKnown = values.some(([one, two, three]) => one === Class && BigInt(two) === Code && three === More);
          assert.is(findFar(message), isKnown ? `is ${More},${Class},${Code}` : 'unknown');
        }
      }
    }
  });

  test('wherever discriminators lie: what the codec reads there decides', () => {
    const random = new SeededChoices(1301);
    let tried = 0;
    for (let round = 0; round < rounds(60); round++) {
      const members: Record<string, AnyType> = {};
      const paths: string[] = [];
      for (let member = 0; member < 2 + random.below(5); member++) {
        const name = `M${member}`;
        const isTag = paths.length < 3 && random.below(2) === 0;
        if (isTag) paths.push(name);
        members[name] = isTag
          ? random.pick<AnyType>([
              u8,
              i8,
              u16,
              be(u16),
              u32,
              be(i32),
              i64,
              u64,
              be(u64),
              bits(u32, 5),
              bits(be(u16), 3),
              bits(i16, 9),
            ])
          : random.pick<AnyType>([u8, u32, bytes(1 + random.below(20)), bits(u32, 7)]);
      }
      if (paths.length === 0) continue;
      const order: StructOptions = random.pick([
        {},
        {},
        { endian: 'big' },
        { endian: 'big', bitsFrom: 'high' },
      ] as const);
      let codec: ReturnType<typeof createCodec>;
      const input = struct('A', members, { ...order, pack: random.pick([1, 2, 4, 8] as const) });
      try {
        codec = createCodec(input);
      } catch {
        continue; // bits whose unit another member lies in
      }
      tried++;
      const tagsOf = (message: Uint8Array): (number | bigint)[] => {
        const value = codec.decode(message) as Record<string, number | bigint>;
        return paths.map((path) => value[path] as number | bigint);
      };
      const drawn = Array.from({ length: 12 }, () =>
        Uint8Array.from({ length: codec.layout.size }, () => random.below(256)),
      );
      const known = new Map(drawn.slice(0, 6).map((message) => [String(tagsOf(message)), tagsOf(message)]));
      const find = handled(paths, input, [...known.values()]);
      for (const message of drawn) {
        const said = String(tagsOf(message));
        assert.is(find(message), known.has(said) ? `is ${said}` : 'unknown', `round ${round}: ${paths}`);
        const flippedByte = random.below(message.length);
        message[flippedByte] = (message[flippedByte] as number) ^ (1 << random.below(8));
        const flipped = String(tagsOf(message));
        assert.is(find(message), known.has(flipped) ? `is ${flipped}` : 'unknown', `round ${round}: ${paths}, flipped`);
      }
    }
    assert.ok(tried * 3 > rounds(60), `${tried} schemas were good`);
  });
});
