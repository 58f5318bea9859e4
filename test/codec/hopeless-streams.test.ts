import * as assert from 'uvu/assert';
import type { Codec } from '../../src/message/index.js';
import {
  array,
  at,
  bytes,
  type CastbufError,
  checksum,
  enumeration,
  magic,
  recordSet,
  struct,
  tagged,
  text,
  u16,
  u32,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, stream, summarizeStream } from '../harness/batches.js';

/* Streams that end at once where no more input can make a record of what is there, and wait where it can. */

const PIECE = 1000;
const MOST_PIECES = 400;

/** The first bytes, then zeros without end; how many pieces were taken. */
function endless(first: Uint8Array): { source: Iterable<Uint8Array>; taken: () => number } {
  let taken = 0;
  function* source(): Generator<Uint8Array> {
    yield first;
    for (; taken < MOST_PIECES; taken++) yield new Uint8Array(PIECE).fill(1);
  }
  return { source: source(), taken: () => taken };
}

const bytesOf = (...words: number[]): Uint8Array => new Uint8Array(Uint32Array.from(words).buffer);

engineSuite('what more input cannot heal', (test, { createCodec, createSetCodec }) => {
  async function endOf(
    codec: Codec<AnyType>,
    first: Uint8Array,
  ): Promise<[string | undefined, number, number | undefined]> {
    const { source, taken } = endless(first);
    let error: CastbufError | undefined;
    for await (const batch of stream(codec, source, { batchBytes: 1 })) ({ error } = batch);
    return [error?.code, taken(), error?.offset];
  }

  const OwnLength = struct('OWN', { Bytes: u32, n: u32, d: bytes('n') }, { length: 'Bytes' }) as AnyType;
  const Strict = enumeration('E', u32, { A: 5 }, { strict: true });

  const HOPELESS: [what: string, type: AnyType, first: Uint8Array, code: string][] = [
    ['a length that is smaller than its count needs', OwnLength, bytesOf(16, 100), 'ERR_DATA_OVERRUN'],
    ['a length that is smaller than the fixed part', OwnLength, bytesOf(4, 0), 'ERR_LENGTH_FIELD'],
    [
      'a text without its NUL in a record that has ended',
      struct('T', { Bytes: u32, t: text('utf-8', { until: 'nul' }) }, { length: 'Bytes' }),
      Uint8Array.of(6, 0, 0, 0, 65, 66),
      'ERR_UNTERMINATED',
    ],
    [
      'an offset behind the record’s own end',
      struct('P', { Bytes: u32, O: u32, L: u32, T: at('O', array(u8, 'L')) }, { length: 'Bytes' }),
      bytesOf(12, 500, 3),
      'ERR_OFFSET_OUTSIDE',
    ],
    [
      'a part that is pointed to and passes the record’s own end',
      struct('P', { Bytes: u32, O: u32, L: u32, T: at('O', array(u8, 'L')) }, { length: 'Bytes' }),
      bytesOf(12, 8, 300),
      'ERR_DATA_OVERRUN',
    ],
    [
      'an arm that passes the record’s own end',
      struct(
        'U',
        { Bytes: u32, t: u32, u: tagged('t', { a: [1, u32], b: [2, array(u32, 4)] }, { sized: true }) },
        { length: 'Bytes' },
      ),
      bytesOf(12, 2, 0),
      'ERR_DATA_OVERRUN',
    ],
    ['a count above its limit', struct('C', { n: u32, d: array(u16, 'n') }), bytesOf(70_000), 'ERR_DATA_OVERRUN'],
    [
      'a record above the limit of a message',
      struct('C', { n: u32, d: bytes('n') }),
      bytesOf(0x30_0000),
      'ERR_LIMIT_MESSAGE_BYTES',
    ],
    ['a record that says that it is above it', OwnLength, bytesOf(0x30_0000, 1), 'ERR_LIMIT_MESSAGE_BYTES'],
    [
      'a wrong magic value before a part that takes the rest',
      struct('M', { m: magic(u32, 7), d: bytes() }),
      bytesOf(8),
      'ERR_MAGIC',
    ],
    [
      'a wrong element in a part that takes the rest',
      struct('M', { m: u32, d: array(Strict) }),
      bytesOf(8, 5, 6),
      'ERR_UNKNOWN_ENUM',
    ],
    [
      'a wrong record inside a chain',
      struct('N', { next: u32, e: Strict }, { next: 'next' }),
      bytesOf(8, 5, 8, 6),
      'ERR_UNKNOWN_ENUM',
    ],
    [
      'a distance that leads back',
      struct('N', { next: u32, e: u32 }, { next: 'next' }),
      bytesOf(8, 5, 4, 6),
      'ERR_LENGTH_FIELD',
    ],
    [
      'a tag that selects nothing',
      struct('U', { t: u32, u: tagged('t', { a: [1, u32] }, { sized: true }) }),
      bytesOf(2),
      'ERR_UNKNOWN_TAG',
    ],
    [
      'a wrong checksum of a record whose end is known',
      struct('S', { s: checksum(u32, 'crc-32'), n: u32, d: bytes('n') }),
      bytesOf(1, 1, 1),
      'ERR_CHECKSUM',
    ],
  ];

  for (const [what, type, first, code] of HOPELESS) {
    test(`${what}: ${code} at once`, async () => {
      const codec = createCodec(type, { limits: { messageBytes: 0x20_0000, count: 65_536 } });
      const [found, taken] = await endOf(codec, first);
      assert.is(found, code);
      assert.ok(taken <= 1, `${taken} pieces were taken`);
      const figures = await summarizeStream(codec, endless(first).source, { batchBytes: 1, columns: [] });
      assert.is(figures.error?.code, code);
    });
  }

  test('behind good records, with the offset in the source', async () => {
    const codec = createCodec(OwnLength);
    const good = codec.encode({ d: new Uint8Array(8) });
    const data = new Uint8Array(good.length * 3 + 8);
    for (let row = 0; row < 3; row++) data.set(good, good.length * row);
    data.set(bytesOf(16, 100), good.length * 3);
    const [code, taken, offset] = await endOf(codec, data);
    assert.equal([code, offset], ['ERR_DATA_OVERRUN', good.length * 3]);
    assert.ok(taken <= 1);
  });

  test('a type of a record set', async () => {
    const A = struct('A', { t: u32, Bytes: u32, n: u32, d: bytes('n') }, { length: 'Bytes' });
    const set = createSetCodec(recordSet('t', { A: [1, A], B: [2, struct('B', { t: u32, v: u32 })] }));
    const { source, taken } = endless(bytesOf(2, 0, 1, 20, 100));
    let error: CastbufError | undefined;
    for await (const batch of stream(set, source, { batchBytes: 1 })) ({ error } = batch);
    assert.is(error?.code, 'ERR_DATA_OVERRUN');
    assert.ok(taken() <= 1);
  });

  const HEALS: [what: string, type: AnyType, whole: Uint8Array][] = [
    ['a count', struct('C', { n: u32, d: bytes('n') }), Uint8Array.of(5, 0, 0, 0, 1, 2, 3, 4, 5)],
    ['a length', OwnLength, Uint8Array.of(12, 0, 0, 0, 2, 0, 0, 0, 1, 2, 3, 4)],
    ['a text', struct('T', { v: u8, t: text('utf-8', { until: 'nul' }) }), Uint8Array.of(9, 65, 66, 67, 0)],
    ['an offset', struct('P', { O: u8, T: at('O', array(u8, 3)) }), Uint8Array.of(4, 0, 0, 0, 1, 2, 3)],
    ['the rest', struct('R', { m: u16, d: bytes() }), Uint8Array.of(1, 2, 3, 4)],
    ['a chain', struct('N', { next: u8, d: bytes() }, { next: 'next' }), Uint8Array.of(3, 1, 2, 4, 5, 6, 7, 0, 9, 9)],
  ];

  for (const [what, type, whole] of HEALS) {
    test(`${what} is waited for, byte by byte`, async () => {
      const codec = createCodec(type);
      const rows: unknown[] = [];
      const pieces = Array.from(whole, (_, index) => whole.subarray(index, index + 1));
      for await (const batch of stream(codec, pieces, { batchBytes: 1 })) {
        assert.is(batch.error, undefined);
        for (let row = 0; row < batch.rowCount; row++) rows.push(batch.value(row));
      }
      const want = decodeBatch(codec, whole);
      assert.equal(
        rows,
        Array.from({ length: want.rowCount }, (_, row) => want.value(row)),
      );
      assert.ok(rows.length > 0);
    });
  }

  test('a checksum over what is still to come is not judged before it has', async () => {
    const Summed = struct('S', { s: checksum(u8, 'sum-8'), d: bytes() });
    const codec = createCodec(Summed as AnyType);
    const whole = codec.encode({ d: Uint8Array.from({ length: 50 }, (_, at_) => at_ + 1) });
    const pieces = Array.from(whole, (_, index) => whole.subarray(index, index + 1));
    let rows = 0;
    for await (const batch of stream(codec, pieces, { batchBytes: 1 })) {
      assert.is(batch.error, undefined);
      rows += batch.rowCount;
    }
    assert.is(rows, 1);
  });

  test('shared parts that are too many for what has come, and not for the whole', async () => {
    const Table = struct('TABLE', {
      N: u16,
      A: array(struct('E', { O: u16, L: u16, T: at('O', array(u8, 'L')) }), 'N'),
    });
    const codec = createCodec(Table as AnyType);
    const entries = 101;
    const message = new Uint8Array(2 + entries * 4 + 20 + 3000);
    const view = new DataView(message.buffer);
    view.setUint16(0, entries, true);
    for (let index = 0; index < entries; index++) {
      const isLast = index === entries - 1;
      view.setUint16(2 + index * 4, isLast ? 2 + entries * 4 : 2, true);
      view.setUint16(4 + index * 4, isLast ? 3020 : 300, true);
    }
    assert.is(decodeBatch(codec, message).rowCount, 1);
    const pieces = [message.subarray(0, 500), message.subarray(500)];
    let rows = 0;
    for await (const batch of stream(codec, pieces, { batchBytes: 1 })) {
      assert.is(batch.error, undefined);
      rows += batch.rowCount;
    }
    assert.is(rows, 1);
  });
});
