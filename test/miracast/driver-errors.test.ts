import * as assert from 'uvu/assert';
import { CastbufError, type ErrorCode } from '../../src/errors/index.js';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import {
  array,
  at,
  be,
  bits,
  bytes,
  checksum,
  enumeration,
  i16,
  magic,
  range,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
} from '../../src/schema/index.js';
import { driverSuite } from '../harness/index.js';
import { DIRT, DriverFixture, joined, printedBy, words, times, type Heard } from './driver-fixture.js';

const Header = struct('HEADER', { Size: u32, Type: u32 });
const Item = struct('ITEM', { Kind: range(u8, 1, 9), Value: u8 });
const Level = enumeration('LEVEL', u16, { Low: 1, High: 5 }, { strict: true });
const Reply = struct('REPLY', { Value: u32, Count: u8, Data: bytes('Count') });

/** What a message can have that is wrong, one a message. Its header is 8 bytes. */
const messages = messageSet('Header.Type', {
  Plain: { value: 1, input: struct('PLAIN', { Header, Value: u32 }), output: Reply },
  Total: { value: 2, input: struct('TOTAL', { Header, Value: u32 }, { length: 'Header.Size' }), output: Reply },
  TotalTail: {
    value: 3,
    input: struct('TOTAL_TAIL', { Header, Count: u16, Data: array(u16, 'Count') }, { length: 'Header.Size' }),
  },
  Counted: { value: 4, input: struct('COUNTED', { Header, Count: u32, Data: bytes('Count') }) },
  Capped: { value: 5, input: struct('CAPPED', { Header, Count: u32, Data: array(u32, 'Count', { capacity: 3 }) }) },
  Ranged: { value: 6, input: struct('RANGED', { Header, Value: range(u32, 10, 20) }) },
  Signed: { value: 7, input: struct('SIGNED', { Header, Value: range(i16, -5, 5) }) },
  Wide: { value: 8, input: struct('WIDE', { Header, Value: range(u64, 2n, 0xffffffff_fffffff0n) }) },
  Strict: { value: 9, input: struct('STRICT', { Header, Level }) },
  Magic: { value: 10, input: struct('MAGIC', { Header, Signature: magic(u32, 0x12345678) }) },
  Sum: { value: 11, input: struct('SUM', { Header, Value: u8, Sum: checksum(u8, 'sum-8') }) },
  Text: { value: 12, input: struct('TEXT', { Header, Name: text('ascii', { until: 'nul' }) }) },
  Pointed: { value: 13, input: struct('POINTED', { Header, Offset: u32, Value: at('Offset', u32) }) },
  Items: { value: 14, input: struct('ITEMS', { Header, Count: u16, Items: array(Item, 'Count') }) },
  Bits: { value: 15, input: struct('BITS', { Header, Low: bits(range(u8, 1, 3), 2), Big: be(range(u16, 1, 0x100)) }) },
});

/** Header and members of a message of `type`, as bytes. */
function message(type: number, ...members: readonly (number | readonly number[])[]): Uint8Array {
  const rest = Uint8Array.from(members.flatMap((member) => member));
  return joined(words(8 + rest.length, type), rest);
}

const u32of = (value: number): number[] => [...words(value)];
const u64of = (value: bigint): number[] => [...new Uint8Array(BigUint64Array.of(value).buffer)];
/** With the padding after it. */
const i16of = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, 0, 0];
const hex = (status: NTSTATUS): string => (status >>> 0).toString(16);
const good = (...cases: Uint8Array[]): Uint8Array[] => cases;

interface Refused {
  readonly input: Uint8Array;
  readonly status: NTSTATUS;
  readonly code: ErrorCode;
  readonly name: string | undefined;
  readonly path?: string;
}

const { INFO_LENGTH_MISMATCH, INVALID_PARAMETER, NOT_SUPPORTED, CRC_ERROR } = NtStatus;

/** Each rule with messages at its edges. */
const RULES: Record<string, { readonly passes: readonly Uint8Array[]; readonly refused: readonly Refused[] }> = {
  'too short for any message: STATUS_INFO_LENGTH_MISMATCH': {
    passes: [],
    refused: [0, 1, 7].map((length) => ({
      input: message(1, u32of(0)).subarray(0, length),
      status: INFO_LENGTH_MISMATCH,
      code: 'ERR_TRUNCATED_HEADER',
      name: undefined,
    })),
  },
  'one byte below the fixed part: STATUS_INFO_LENGTH_MISMATCH': {
    passes: good(message(1, u32of(0)), message(1, u32of(0), 0)),
    refused: [8, 11].map((length) => ({
      input: message(1, u32of(0)).subarray(0, length),
      status: INFO_LENGTH_MISMATCH,
      code: 'ERR_TRUNCATED_HEADER',
      name: 'Plain',
    })),
  },
  'unknown message: STATUS_NOT_SUPPORTED': {
    passes: [],
    refused: [0, 16, 0x01000001, 0xffffffff].map((type) => ({
      input: message(type, u32of(0)),
      status: NOT_SUPPORTED,
      code: 'ERR_UNKNOWN_MESSAGE',
      name: undefined,
      path: 'Header.Type',
    })),
  },
  'a Size that lies: STATUS_INFO_LENGTH_MISMATCH': {
    passes: good(
      message(2, u32of(0)),
      joined(words(13, 2, 0), Uint8Array.of(0)),
      joined(words(12, 2, 0), Uint8Array.of(0)),
    ),
    refused: (
      [
        [0, 'ERR_LENGTH_FIELD'],
        [11, 'ERR_LENGTH_FIELD'],
        [13, 'ERR_DATA_OVERRUN'],
        [0xffffffff, 'ERR_DATA_OVERRUN'],
      ] as const
    ).map(([size, code]) => ({
      input: words(size, 2, 0),
      status: INFO_LENGTH_MISMATCH,
      code,
      name: 'Total',
      path: 'Header.Size',
    })),
  },
  'a count above the Size: STATUS_INFO_LENGTH_MISMATCH': {
    passes: good(message(3, [0, 0]), message(3, [1, 0], [7, 7]), message(3, [1, 0], [7, 7, 7])),
    refused: [
      { input: message(3, [1, 0], 7) },
      { input: message(3, [0xff, 0xff], [7, 7]) },
      // The bytes are there, but the message says that they are not its own.
      { input: joined(words(11, 3), Uint8Array.of(1, 0, 7, 7)) },
    ].map(({ input }) => ({
      input,
      status: INFO_LENGTH_MISMATCH,
      code: 'ERR_DATA_OVERRUN',
      name: 'TotalTail',
      path: 'Data',
    })),
  },
  'a count above the buffer: STATUS_INFO_LENGTH_MISMATCH': {
    passes: good(message(4, u32of(0)), message(4, u32of(2), [1, 2]), message(4, u32of(2), [1, 2, 3])),
    refused: [1, 0x7fffffff, 0x80000000, 0xffffffff].map((count) => ({
      input: message(4, u32of(count)),
      status: INFO_LENGTH_MISMATCH,
      code: 'ERR_DATA_OVERRUN',
      name: 'Counted',
      path: 'Data',
    })),
  },
  'a count above the capacity: STATUS_INFO_LENGTH_MISMATCH': {
    passes: good(...[0, 3].map((count) => message(5, u32of(count), u32of(0), u32of(0), u32of(0)))),
    refused: [4, 0xffffffff].map((count) => ({
      input: message(5, u32of(count), u32of(0), u32of(0), u32of(0), u32of(0)),
      status: INFO_LENGTH_MISMATCH,
      code: 'ERR_COUNT_OVER_CAPACITY',
      name: 'Capped',
      path: 'Data',
    })),
  },
  'out of an unsigned range: STATUS_INVALID_PARAMETER': {
    passes: good(...[10, 20].map((value) => message(6, u32of(value)))),
    refused: [9, 21, 0, 0xffffffff].map((value) => outOfRange(6, u32of(value), 'Ranged')),
  },
  'out of a signed range: STATUS_INVALID_PARAMETER': {
    passes: good(...[-5, 0, 5].map((value) => message(7, i16of(value)))),
    refused: [-6, 6, -0x8000, 0x7fff].map((value) => outOfRange(7, i16of(value), 'Signed')),
  },
  'out of a 64-bit range: STATUS_INVALID_PARAMETER': {
    passes: good(...[2n, 1n << 63n, 0xffffffff_fffffff0n].map((value) => message(8, u64of(value)))),
    refused: [0n, 1n, 0xffffffff_fffffff1n, 0xffffffff_ffffffffn].map((value) => outOfRange(8, u64of(value), 'Wide')),
  },
  'none of a strict enum: STATUS_INVALID_PARAMETER': {
    passes: good(message(9, [1, 0, 0, 0]), message(9, [5, 0, 0, 0])),
    refused: [0, 2, 3, 4, 6].map((value) => ({
      input: message(9, [value, 0, 0, 0]),
      status: INVALID_PARAMETER,
      code: 'ERR_UNKNOWN_ENUM',
      name: 'Strict',
      path: 'Level',
    })),
  },
  'another magic value: STATUS_INVALID_PARAMETER': {
    passes: good(message(10, u32of(0x12345678))),
    refused: [0, 0x12345677, 0x12345679, 0x92345678].map((value) => ({
      input: message(10, u32of(value)),
      status: INVALID_PARAMETER,
      code: 'ERR_MAGIC',
      name: 'Magic',
      path: 'Signature',
    })),
  },
  'a wrong checksum: STATUS_CRC_ERROR': {
    passes: good(message(11, 5, 12 + 11 + 5, [0, 0])),
    refused: [0, 27, 29].map((sum) => ({
      input: message(11, 5, sum, [0, 0]),
      status: CRC_ERROR,
      code: 'ERR_CHECKSUM',
      name: 'Sum',
      path: 'Sum',
    })),
  },
  'a text without its NUL: STATUS_INFO_LENGTH_MISMATCH': {
    passes: good(message(12, 0), message(12, [0x41, 0])),
    refused: [message(12), message(12, [0x41, 0x42])].map((input) => ({
      input,
      status: INFO_LENGTH_MISMATCH,
      code: 'ERR_UNTERMINATED',
      name: 'Text',
      path: 'Name',
    })),
  },
  'an offset outside: STATUS_INFO_LENGTH_MISMATCH': {
    passes: good(message(13, u32of(12), u32of(5)), message(13, u32of(0))),
    refused: (
      [
        [9, 'ERR_DATA_OVERRUN'],
        [13, 'ERR_OFFSET_OUTSIDE'],
        [0xffffffff, 'ERR_OFFSET_OUTSIDE'],
      ] as const
    ).map(([offset, code]) => ({
      input: message(13, u32of(offset)),
      status: INFO_LENGTH_MISMATCH,
      code,
      name: 'Pointed',
      path: 'Value',
    })),
  },
  'an element that is out of range: STATUS_INVALID_PARAMETER, and the path has its index': {
    passes: good(message(14, [2, 0], [1, 0, 9, 0])),
    refused: [0, 10].map((kind) => ({
      input: message(14, [3, 0], [1, 0, 9, 0, kind, 0]),
      status: INVALID_PARAMETER,
      code: 'ERR_OUT_OF_RANGE',
      name: 'Items',
      path: 'Items[2].Kind',
    })),
  },
  'bit-fields and big-endian members out of range: STATUS_INVALID_PARAMETER': {
    passes: good(message(15, [0xfd, 0, 0, 1]), message(15, [0xff, 0, 1, 0])),
    refused: [
      { input: message(15, [0xfc, 0, 0, 1]), path: 'Low' },
      { input: message(15, [0xfd, 0, 0, 0]), path: 'Big' },
      { input: message(15, [0xfd, 0, 1, 1]), path: 'Big' },
    ].map(({ input, path }) => ({ input, path, status: INVALID_PARAMETER, code: 'ERR_OUT_OF_RANGE', name: 'Bits' })),
  },
};

function outOfRange(type: number, value: readonly number[], name: string): Refused {
  return { input: message(type, value), status: INVALID_PARAMETER, code: 'ERR_OUT_OF_RANGE', name, path: 'Value' };
}

driverSuite('A message that is wrong', (test, { engine }) => {
  const handled: string[] = [];
  const handle = Object.fromEntries(
    Object.keys(messages.definitions).map((name) => [
      name,
      (): NTSTATUS => {
        handled.push(name);
        return NtStatus.SUCCESS;
      },
    ]),
  );
  const fixture = new DriverFixture(engine, { messages, handle: handle as never }).started();
  const [input, output] = [fixture.context.input(64), fixture.context.output(64)];

  for (const [rule, { passes, refused }] of Object.entries(RULES)) {
    test(rule, () => {
      for (const one of refused) {
        handled.length = 0;
        fixture.heard.length = 0;
        const sent = fixture.send(one.input);
        const where = `[${one.input}]`;
        assert.is(hex(sent.status), hex(one.status), where);
        assert.is(sent.bytesReturned[0], 0, where);
        assert.ok(
          sent.output.every((byte) => byte === DIRT),
          `${where}: nothing is written`,
        );
        assert.equal(handled, [], `${where}: no handler hears of it`);
        const [heard] = fixture.heard;
        assert.instance(heard?.error, CastbufError);
        const { error, message: name, context } = heard as Heard;
        const { code, path, offset } = error as CastbufError;
        assert.equal([code, path, name], [one.code, one.path, one.name], where);
        assert.is(offset, 0, `${where}: places count from the message`);
        assert.is(context, fixture.context);
        assert.is(fixture.heard.length, 1);

        input.fill(0xff).set(one.input);
        assert.is(fixture.send(input.subarray(0, one.input.length), output).status, one.status, `${where}, persistent`);
        assert.is(fixture.context.gate.inFlightCount, 0);
      }
      fixture.heard.length = 0;
      for (const bytes of passes) {
        input.fill(0xff).set(bytes);
        assert.is(hex(fixture.send(bytes).status), '0', `[${bytes}]`);
        assert.is(
          fixture.send(input.subarray(0, bytes.length), output).status,
          NtStatus.SUCCESS,
          `[${bytes}], persistent`,
        );
      }
      assert.equal(fixture.heard, []);
    });
  }
});

driverSuite('A reply and its room', (test, { engine }) => {
  const Tail = struct('TAIL', { Value: range(u32, 0, 9), Count: u16, Data: bytes('Count') });
  const Picky = struct('PICKY', { Value: range(u32, 1000, 2000), Level });
  const Narrow = struct('NARROW', { Size: u8, Data: bytes() }, { length: 'Size' });
  const set = messageSet('Type', {
    Tail: { value: 1, input: struct('I', { Type: u32, Bytes: u32, Value: u32 }), output: Tail },
    Picky: { value: 2, input: struct('I', { Type: u32, Value: u32, Level: u32 }), output: Picky },
    Count: { value: 3, input: struct('I', { Type: u32, Count: u32 }), output: Tail },
    Narrow: { value: 4, input: struct('I', { Type: u32, Bytes: u32 }), output: Narrow },
    Encode: { value: 5, input: struct('I', { Type: u32, Bytes: u32 }), output: Tail },
    Mute: { value: 6, input: struct('I', { Type: u32, Bytes: u32 }) },
  });
  const start = (): DriverFixture<(typeof set)['definitions']> =>
    new DriverFixture(engine, {
      messages: set,
      handle: {
        Tail(message, reply) {
          reply.Value = message.Value;
          reply.Data = new Uint8Array(message.Bytes);
          return NtStatus.SUCCESS;
        },
        Picky(message, reply) {
          if (message.Value !== 0) reply.Value = message.Value;
          // @ts-expect-error -- a number may be none of its names
          if (message.Level !== 0) reply.Level = message.Level;
          return NtStatus.SUCCESS;
        },
        Count(message, reply) {
          reply.Count = message.Count;
          return NtStatus.SUCCESS;
        },
        Narrow(message, reply) {
          reply.Data = new Uint8Array(message.Bytes);
          return NtStatus.SUCCESS;
        },
        Encode(message, _reply, _context, call) {
          call.encode({ Value: 3, Data: new Uint8Array(message.Bytes) });
          return NtStatus.SUCCESS;
        },
        Mute(_message, reply, _context, call) {
          assert.is(reply, undefined);
          (call as { encode(value: unknown): void }).encode({});
          return NtStatus.SUCCESS;
        },
      },
    }).started();

  const both = (
    fixture: DriverFixture<(typeof set)['definitions']>,
    input: Uint8Array,
    room: number,
  ): [NTSTATUS, number | undefined][] =>
    [room, fixture.context.output(room)].map((output) => {
      const sent = fixture.send(input, output);
      assert.is(fixture.context.gate.inFlightCount, 0);
      return [sent.status, sent.bytesReturned[0]];
    });
  const twice = <T>(one: T): T[] => [one, one];

  test('the fixed part of a reply: room one below is STATUS_BUFFER_TOO_SMALL with 0 bytes, at and above are good', () => {
    const fixture = start();
    for (const room of [0, 1, 5])
      assert.equal(both(fixture, words(1, 0, 0), room), twice([NtStatus.BUFFER_TOO_SMALL, 0]));
    for (const room of [6, 7]) assert.equal(both(fixture, words(1, 0, 0), room), twice([NtStatus.SUCCESS, 6]));
    assert.equal([...new Set(fixture.codes)], ['ERR_TARGET_TOO_SMALL']);
    const { error, message: name } = fixture.heard[0] as { error: CastbufError; message: string };
    assert.equal([error.want, error.have, name], [6, 0, 'Tail']);
  });

  test('the tail of a reply: room one below is STATUS_BUFFER_TOO_SMALL with 0 bytes, at and above are good', () => {
    const fixture = start();
    for (const type of [1, 5]) {
      assert.equal(both(fixture, words(type, 10, 0), 15), twice([NtStatus.BUFFER_TOO_SMALL, 0]));
      for (const room of [16, 17]) assert.equal(both(fixture, words(type, 10, 0), room), twice([NtStatus.SUCCESS, 16]));
    }
    assert.equal(fixture.codes, times(4, 'ERR_TARGET_TOO_SMALL'));
    const { error, message: name } = fixture.heard[0] as { error: CastbufError; message: string };
    assert.equal([error.path, error.want, error.have, name], ['Data', 10, 9, 'Tail']);
  });

  test('a reply too large leaves the output buffer as it was', () => {
    const fixture = start();
    assert.ok(fixture.send(words(1, 10, 0), 15).output.every((byte) => byte === DIRT));
  });

  test('a value that the reply may not have: STATUS_UNSUCCESSFUL, however small its room', () => {
    const fixture = start();
    for (const [value, level] of [
      [0, 1], // left blank, which is out of its range
      [1500, 0],
    ] as const) {
      fixture.heard.length = 0;
      for (const room of [8, 9, 4000]) {
        assert.equal(both(fixture, words(2, value, level), room), twice([NtStatus.UNSUCCESSFUL, 0]));
      }
      const { error, message: name } = fixture.heard[0] as { error: CastbufError; message: string };
      const wanted = value === 0 ? ['ERR_OUT_OF_RANGE', 'Value'] : ['ERR_UNKNOWN_ENUM', 'Level'];
      assert.equal([error.code, error.path, name], [...wanted, 'Picky']);
    }
    assert.equal(both(fixture, words(2, 1000, 5), 8), twice([NtStatus.SUCCESS, 8]));
  });

  test('a value that a setter refuses: STATUS_UNSUCCESSFUL, and onError hears why', () => {
    const fixture = start();
    assert.equal(both(fixture, words(1, 0, 10), 20), twice([NtStatus.UNSUCCESSFUL, 0]));
    assert.equal(both(fixture, words(1, 0x10000, 0), 0x20000), twice([NtStatus.UNSUCCESSFUL, 0]));
    assert.equal(fixture.codes, times(4, 'ERR_OUT_OF_RANGE'));
    assert.equal(
      fixture.heard.map(({ error }) => (error as CastbufError).path),
      ['Value', 'Value', 'Count', 'Count'],
    );
  });

  test('a count without its tail: no byte that was there before is returned', () => {
    const fixture = start();
    const output = fixture.context.output(64);
    for (const target of [output, 64]) {
      fixture.send(words(1, 40, 0), target);
      output.fill(DIRT);
      const sent = fixture.send(words(3, 5), target);
      assert.equal([sent.status, sent.bytesReturned[0]], [NtStatus.UNSUCCESSFUL, 0]);
      assert.ok(sent.output.subarray(6).every((byte) => byte === DIRT));
    }
    assert.equal(fixture.codes, ['ERR_DATA_OVERRUN', 'ERR_DATA_OVERRUN']);
    assert.is(fixture.send(words(3, 65)).status, NtStatus.BUFFER_TOO_SMALL, 'more than there is room for');
  });

  test('a reply longer than its length field can say: STATUS_UNSUCCESSFUL', () => {
    const fixture = start();
    assert.equal(both(fixture, words(4, 254), 300), twice([NtStatus.SUCCESS, 255]));
    assert.equal(both(fixture, words(4, 255), 300), twice([NtStatus.UNSUCCESSFUL, 0]));
    assert.equal(both(fixture, words(4, 255), 256), twice([NtStatus.UNSUCCESSFUL, 0]));
    assert.equal([...new Set(fixture.codes)], ['ERR_OUT_OF_RANGE']);
  });

  test('a message without a reply has none to encode', () => {
    const fixture = start();
    assert.equal(both(fixture, words(6, 0), 8), twice([NtStatus.UNSUCCESSFUL, 0]));
    assert.equal(fixture.codes, ['ERR_USAGE', 'ERR_USAGE']);
  });
});

driverSuite('onError', (test, { engine }) => {
  const set = messageSet('Type', {
    Good: { value: 1, input: struct('I', { Type: u32, Value: u32 }), output: struct('O', { Value: u32 }) },
    Bad: { value: 2, input: struct('I', { Type: u32, Value: u32 }), output: struct('O', { Value: range(u32, 1, 2) }) },
    Throws: { value: 3, input: struct('I', { Type: u32, Value: u32 }) },
  });
  const broken = new Error('broken');
  const definition = {
    messages: set,
    handle: {
      Good: () => NtStatus.SUCCESS,
      Bad: () => NtStatus.SUCCESS,
      Throws: (): never => {
        throw broken;
      },
    },
  };
  const WRONG = [
    [words(1), NtStatus.INFO_LENGTH_MISMATCH],
    [words(9, 0), NtStatus.NOT_SUPPORTED],
    [words(2, 0), NtStatus.UNSUCCESSFUL],
    [words(3, 0), NtStatus.UNSUCCESSFUL],
  ] as const;

  test('an onError that throws, or rejects, breaks nobody', async () => {
    for (const onError of [
      () => {
        throw new Error('onError');
      },
      () => Promise.reject(new Error('onError')) as never,
    ]) {
      const fixture = new DriverFixture(engine, { ...definition, onError }).started();
      for (const [input, status] of WRONG) {
        const sent = fixture.send(input);
        assert.equal([sent.status, sent.bytesReturned[0]], [status, 0]);
        assert.is(fixture.context.gate.inFlightCount, 0);
        assert.is(fixture.send(words(1, 0)).status, NtStatus.SUCCESS);
      }
    }
    await Promise.resolve();
  });

  test('without onError the statuses are the same', async () => {
    const fixture = new DriverFixture(engine, { ...definition, onError: undefined as never }).started();
    const lines = await printedBy(() => {
      for (const [input, status] of WRONG) assert.is(fixture.send(input).status, status);
    });
    assert.is(lines.length, WRONG.length);
    assert.is(fixture.send(words(1, 0)).status, NtStatus.SUCCESS);
  });

  test('an onError that sends other messages changes no status', () => {
    const fixture: DriverFixture<(typeof set)['definitions']> = new DriverFixture(engine, {
      ...definition,
      onError(_error: unknown, { message: name }: { readonly message: string | undefined }) {
        // A message that is refused otherwise than each of those that are reported here.
        if (name !== 'Good') assert.is(fixture.send(words(1, 0), 3).status, NtStatus.BUFFER_TOO_SMALL);
      },
    }).started();
    for (const [input, status] of WRONG) {
      const sent = fixture.send(input);
      assert.equal([sent.status, sent.bytesReturned[0]], [status, 0]);
    }
    assert.is(fixture.context.gate.inFlightCount, 0);
  });
});
