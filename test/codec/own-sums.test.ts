import * as assert from 'uvu/assert';
import {
  array,
  be,
  bytes,
  checksum,
  packedAbi,
  range,
  recordSet,
  struct,
  sumBy,
  u16,
  u24,
  u32,
  u64,
  u8,
  type SumFunction,
} from '../../src/surface.js';
import {
  decodeBatch,
  encodeBatch,
  encodeBatchInto,
  filter,
  inputOf,
  outputOf,
  stream,
  summarize,
} from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { refusalOf } from '../pack/codec-error.js';

const abi = packedAbi(1);

// --- MAVLink 2, as an independent writer has it: the serialization guide's X.25 sum, and CRC_EXTRA of common.xml ------------------------------

const CRC_EXTRA: Readonly<Record<number, number>> = { 0: 50, 1: 124, 24: 24, 30: 39, 33: 104 };

function accumulate(byte: number, crc: number): number {
  let low = byte ^ (crc & 0xff);
  low = (low ^ (low << 4)) & 0xff;
  return ((crc >> 8) ^ (low << 8) ^ (low << 3) ^ (low >> 4)) & 0xffff;
}

function mavlinkFrame(sequence: number, message: number, payload: readonly number[]): number[] {
  const ids = [message & 0xff, (message >> 8) & 0xff, message >> 16];
  const summed = [payload.length, 0, 0, sequence, 1, 1, ...ids, ...payload];
  const crc = [...summed, CRC_EXTRA[message] as number].reduce((state, byte) => accumulate(byte, state), 0xffff);
  return [0xfd, ...summed, crc & 0xff, crc >> 8];
}

// --- the same as a schema -------------------------------------------------------------------------------------------------------------------

/** CRC-16/MCRF4XX, bit by bit, over the bytes and the byte more that their message id has. */
const mavlinkCrc = sumBy((summed) => {
  const [low = 0, middle = 0, high = 0] = summed.subarray(6, 9);
  const message = low + (middle << 8) + (high << 16);
  const extra = CRC_EXTRA[message];
  if (extra === undefined) throw new Error(`message ${message} has no CRC_EXTRA here`);
  let register = 0xffff;
  for (const byte of [...summed, extra]) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0x8408 : register >> 1;
  }
  return register;
});

const HEADER = {
  Magic: u8,
  Length: u8,
  Incompatible: u8,
  Compatible: u8,
  Sequence: u8,
  System: u8,
  Component: u8,
  Message: u24,
};
const Crc = checksum(u16, mavlinkCrc, { from: 'Length', to: 'Crc' });
const Mavlink = struct('MAVLINK2', { ...HEADER, Payload: bytes(), Crc }, { length: { member: 'Length', plus: 12 } });
const Heartbeat = struct(
  'HEARTBEAT',
  { ...HEADER, Mode: u32, Type: u8, Autopilot: u8, Base: u8, Status: u8, Version: u8, Crc },
  { length: { member: 'Length', plus: 12 } },
);

/** Heartbeats, and every third frame another message. */
const FRAMES = Array.from({ length: 100 }, (_, at) =>
  at % 3 === 2
    ? mavlinkFrame(
        at,
        30,
        Array.from({ length: (at % 20) + 1 }, (__, byte) => byte * 7 + at),
      )
    : mavlinkFrame(at, 0, [at, 0, 0, 0, 2, 3, 0x51, 4, 3]),
);
const STREAM = Uint8Array.from(FRAMES.flat());
const STARTS = FRAMES.map((_, at) => FRAMES.slice(0, at).flat().length);

/** With one bit of a frame's payload wrong. */
function damaged(row: number): Uint8Array {
  const wrong = STREAM.slice();
  const at = (STARTS[row] as number) + 10;
  wrong[at] = (wrong[at] as number) ^ 1;
  return wrong;
}

function crcOf(frame: readonly number[]): number {
  return (frame.at(-2) as number) + (frame.at(-1) as number) * 256;
}

const FIXED = { A: u8, B: u8 };
const sumOfBytes: SumFunction = (given) => given.reduce((sum, byte) => (sum + byte) & 0xff, 0);

engineSuite('checksums by functions', (test, { createCodec, createSetCodec }) => {
  test('MAVLink 2: a frame of the wire is decoded, encoded, and refused with any summed bit wrong', () => {
    const codec = createCodec(Mavlink, { abi });
    const frame = Uint8Array.from(mavlinkFrame(0, 0, [0, 0, 0, 0, 2, 3, 0x51, 4, 3]));
    assert.equal(frame.subarray(-2), Uint8Array.of(0xe7, 0x1e)); // as another writer has it: test/formats
    const value = codec.decode(frame);
    assert.is(value.Crc, 0x1ee7);
    assert.equal(codec.encode(value), frame);
    const { Crc: _, Length: __, ...rest } = value;
    assert.equal(codec.encode(rest), frame);
    assert.equal(codec.view(frame).Payload, value.Payload);
    for (let bit = 16; bit < frame.length * 8; bit++) {
      const wrong = frame.slice();
      wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.is(refusalOf(() => codec.decode(wrong)).code, 'ERR_CHECKSUM', `bit ${bit}`);
      assert.is(refusalOf(() => codec.view(wrong)).code, 'ERR_CHECKSUM', `bit ${bit}`);
    }
  });

  test('MAVLink 2: columns, and back', () => {
    const codec = createCodec(Mavlink, { abi });
    const batch = decodeBatch(codec, STREAM);
    assert.is(batch.error, undefined);
    assert.equal([...batch.columns.Crc], FRAMES.map(crcOf));
    assert.equal(
      [...batch.columns.Message],
      FRAMES.map((_, at) => (at % 3 === 2 ? 30 : 0)),
    );
    assert.equal(encodeBatch(codec, batch.columns), STREAM);
    const { Crc: _, ...rest } = batch.columns;
    assert.equal(encodeBatch(codec, rest), STREAM);
    assert.equal(encodeBatch(codec, FRAMES.map((_, row) => batch.value(row)) as never), STREAM);
    const target = new Uint8Array(STREAM.length + 5);
    assert.is(encodeBatchInto(codec, rest, target), STREAM.length);
    assert.equal(target.subarray(0, STREAM.length), STREAM);
  });

  test('MAVLink 2: a wrong sum ends a batch with the rows before it', () => {
    const codec = createCodec(Mavlink, { abi });
    for (const row of [0, 1, 50, 99]) {
      const { rowCount, consumedBytes, columns, error } = decodeBatch(codec, damaged(row));
      assert.is(rowCount, row);
      assert.is(consumedBytes, STARTS[row]);
      assert.equal([...columns.Crc], FRAMES.slice(0, row).map(crcOf));
      const frame = FRAMES[row] as number[];
      assert.is(error?.code, 'ERR_CHECKSUM');
      assert.equal([error?.path, error?.offset, error?.fieldOffset], ['Crc', STARTS[row], frame.length - 2]);
      assert.is(error?.have, crcOf(frame));
      assert.is.not(error?.want, crcOf(frame));
    }
    assert.is(decodeBatch(codec, damaged(50), { maxRows: 50 }).error, undefined);
    assert.is(decodeBatch(codec, damaged(50), { maxRows: 51 }).error?.code, 'ERR_CHECKSUM');
  });

  test('MAVLink 2: streams cut anywhere', async () => {
    const codec = createCodec(Mavlink, { abi });
    for (const size of [1, 7, 64]) {
      for (const given of [STREAM, damaged(77)]) {
        const pieces = Array.from({ length: Math.ceil(given.length / size) }, (_, at) =>
          given.subarray(at * size, (at + 1) * size),
        );
        const sums: number[] = [];
        let last: unknown;
        for await (const batch of stream(codec, pieces, { batchBytes: 1 })) {
          sums.push(...batch.columns.Crc);
          last = batch.error;
        }
        const rows = given === STREAM ? 100 : 77;
        assert.equal(sums, FRAMES.slice(0, rows).map(crcOf));
        const { code, offset } = (last ?? {}) as { code?: string; offset?: number };
        assert.equal([code, offset], rows === 100 ? [undefined, undefined] : ['ERR_CHECKSUM', STARTS[77]]);
      }
    }
  });

  test('MAVLink 2: filters and figures see records before the wrong one', () => {
    const codec = createCodec(Mavlink, { abi });
    const where = filter(['Message', '=', 30]);
    const good = decodeBatch(codec, STREAM, { where });
    assert.is(good.rowCount, 33);
    const wrong = decodeBatch(codec, damaged(51), { where });
    assert.equal([wrong.rowCount, wrong.error?.offset], [17, STARTS[51]]);
    assert.is(decodeBatch(codec, damaged(51), { where, maxRows: 17 }).error, undefined);
    const figures = summarize(codec, damaged(51));
    assert.equal([figures.rowCount, figures.error?.offset], [51, STARTS[51]]);
    assert.is(figures.columns.Sequence.max, 50);
  });

  test('MAVLink 2: record sets', () => {
    const set = recordSet('Message', { Heartbeat: [0, Heartbeat], Other: ['otherwise', Mavlink] });
    const codec = createSetCodec(set, { abi });
    const batch = decodeBatch(codec, STREAM);
    assert.is(batch.error, undefined);
    assert.equal([batch.of.Heartbeat.rowCount, batch.of.Other.rowCount], [67, 33]);
    assert.equal([...batch.of.Heartbeat.columns.Mode].slice(0, 3), [0, 1, 3]);
    assert.equal(encodeBatch(codec, FRAMES.map((_, row) => batch.value(row)) as never), STREAM);
    const beats = batch.of.Heartbeat;
    const { Crc: _, ...rest } = beats.columns;
    assert.equal(
      encodeBatch(codec.codecs.Heartbeat, rest),
      Uint8Array.from(FRAMES.filter((__, at) => at % 3 !== 2).flat()),
    );
    for (const row of [0, 50, 98]) {
      for (const options of [{}, { borrow: true }, { into: decodeBatch(codec, STREAM) }]) {
        const wrong = decodeBatch(codec, damaged(row), options);
        assert.equal([wrong.rowCount, wrong.error?.code, wrong.error?.offset], [row, 'ERR_CHECKSUM', STARTS[row]]);
        assert.is(wrong.error?.path, 'Crc');
      }
    }
    assert.is(refusalOf(() => codec.decode(damaged(0))).code, 'ERR_CHECKSUM');
    const first = batch.value(0);
    assert.equal(codec.encode(first as never), Uint8Array.from(FRAMES[0] as number[]));
  });

  test('columns over records that are there: sums are filled in anew', () => {
    const codec = createCodec(Mavlink, { abi });
    const target = STREAM.slice();
    const at = decodeBatch(codec, target);
    encodeBatchInto(codec, { System: new Uint8Array(100).fill(9) }, target, { at });
    const again = decodeBatch(codec, target);
    assert.is(again.error, undefined);
    assert.is(again.rowCount, 100);
    assert.equal(new Set(again.columns.System), new Set([9]));
  });

  test('memory of an engine, before and after', () => {
    const codec = createCodec(Mavlink, { abi });
    const input = inputOf(codec, STREAM.length);
    input.set(STREAM);
    const batch = decodeBatch(codec, input, { borrow: true });
    assert.is(batch.rowCount, 100);
    const columns = { ...batch.columns };
    const output = outputOf(codec, STREAM.length);
    assert.is(encodeBatchInto(codec, columns, output), STREAM.length);
    assert.equal(output.slice(), STREAM);
  });

  test('what a function may not answer', () => {
    const answers: readonly (readonly [unknown, RegExp])[] = [
      [Number.NaN, /its function answers NaN; a sum is an integer from 0 to 255$/],
      [1.5, /answers 1\.5/],
      [-1, /answers -1/],
      [256, /answers 256/],
      [256n, /answers 256n/],
      [2 ** 60, /answers 1152921504606847000/],
      [undefined, /answers undefined/],
      ['7', /answers '7'/],
      [Promise.resolve(7), /answers a Promise; a sum is an integer from 0 to 255, and not later$/],
    ];
    for (const [answer, text] of answers) {
      const type = struct('S', {
        ...FIXED,
        Sum: checksum(
          u8,
          sumBy(() => answer as number),
          { to: 'Sum' },
        ),
      });
      const codec = createCodec(type, { abi });
      const error = refusalOf(() => codec.decode(Uint8Array.of(1, 2, 3)));
      assert.equal([error.code, error.path, error.offset, error.fieldOffset], ['ERR_CHECKSUM', 'Sum', 0, 2]);
      assert.equal([error.want, error.have], [undefined, undefined]);
      assert.match(error.message, text);
      const refused = refusalOf(() => codec.encode({ A: 1, B: 2 }));
      assert.equal([refused.code, refused.path], ['ERR_CHECKSUM', 'Sum']);
      assert.match(refused.message, text);
      const row = refusalOf(() => encodeBatch(codec, { A: new Uint8Array(2), B: new Uint8Array(2) }));
      assert.equal([row.code, row.path], ['ERR_CHECKSUM', 'Sum']);
      assert.match(row.message, / \(row 0\)$/);
    }
  });

  test('the bounds of an answer, and bigints', () => {
    for (const [base, most] of [
      [u8, 255],
      [u16, 0xffff],
      [u24, 0xffffff],
      [u32, 0xffffffff],
    ] as const) {
      for (const answer of [0, most, BigInt(most), -0]) {
        const codec = createCodec(
          struct('S', {
            A: u8,
            Sum: checksum(
              base,
              sumBy(() => answer),
            ),
          }),
          { abi },
        );
        const bytesOfIt = codec.encode({ A: 1 });
        assert.is(codec.decode(bytesOfIt).Sum, Number(BigInt(answer)));
      }
    }
    for (const answer of [0n, 7, 2n ** 64n - 1n]) {
      const codec = createCodec(
        struct('S', {
          A: u8,
          Sum: be(
            checksum(
              u64,
              sumBy(() => answer),
            ),
          ),
        }),
        { abi },
      );
      assert.is(codec.decode(codec.encode({ A: 1 })).Sum, BigInt(answer));
      const wrong = codec.encode({ A: 1 });
      wrong[8] = (wrong[8] as number) ^ 2;
      const error = refusalOf(() => codec.decode(wrong));
      assert.equal([error.want, error.have], [BigInt(answer), BigInt(answer) ^ 2n]);
    }
    const codec = createCodec(
      struct('S', {
        A: u8,
        Sum: checksum(
          u64,
          sumBy(() => 2n ** 64n),
        ),
      }),
      { abi },
    );
    assert.match(refusalOf(() => codec.encode({ A: 1 })).message, /from 0 to 18446744073709551615$/);
  });

  test('what a function throws is told, and ends a batch', () => {
    const picky = sumBy((given) => {
      if (given[0] === 9) throw new Error('no nines');
      return sumOfBytes(given);
    });
    const codec = createCodec(struct('S', { ...FIXED, Sum: checksum(u8, picky, { to: 'Sum' }) }), { abi });
    const { rowCount, error } = decodeBatch(codec, Uint8Array.of(1, 2, 3, 9, 9, 18, 1, 1, 2));
    assert.is(rowCount, 1);
    assert.equal([error?.code, error?.path, error?.offset], ['ERR_CHECKSUM', 'Sum', 3]);
    assert.match(error?.message ?? '', /its function threw 'no nines'$/);
    const rows = refusalOf(() => encodeBatch(codec, { A: Uint8Array.of(1, 9), B: Uint8Array.of(1, 1) }));
    assert.match(rows.message, /threw 'no nines' \(row 1\)$/);
    assert.match(refusalOf(() => encodeBatch(codec, [{ A: 9, B: 1 }])).message, /threw 'no nines' \(row 0\)$/);
    const nothing = sumBy(() => {
      // eslint-disable-next-line no-throw-literal
      throw null;
    });
    const silent = createCodec(struct('S', { ...FIXED, Sum: checksum(u8, nothing) }), { abi });
    assert.match(refusalOf(() => silent.decode(new Uint8Array(3))).message, /its function threw null$/);
  });

  test('given sums that differ are refused', () => {
    const codec = createCodec(struct('S', { ...FIXED, Sum: checksum(u8, sumBy(sumOfBytes), { to: 'Sum' }) }), { abi });
    assert.equal(codec.encode({ A: 1, B: 2, Sum: 3 }), Uint8Array.of(1, 2, 3));
    const one = refusalOf(() => codec.encode({ A: 1, B: 2, Sum: 4 }));
    assert.equal([one.code, one.path, one.want, one.have], ['ERR_DISAGREE', 'Sum', 3, 4]);
    const A = Uint8Array.of(1, 2);
    const columns = { A, B: A, Sum: Uint8Array.of(2, 5) };
    const row = refusalOf(() => encodeBatch(codec, columns));
    assert.equal([row.code, row.path, row.want, row.have, row.offset], ['ERR_DISAGREE', 'Sum', 4, 5, 3]);
    assert.match(row.message, /row 1/);
    const target = encodeBatch(codec, { A, B: A });
    const at = decodeBatch(codec, target);
    assert.is(refusalOf(() => encodeBatchInto(codec, { Sum: columns.Sum }, target, { at })).code, 'ERR_DISAGREE');
  });

  test('several ranges, its own bytes as 0, and sums over sums', () => {
    const seen: number[][] = [];
    const noting = sumBy((given) => {
      seen.push([...given]);
      return 7;
    });
    const type = struct('S', {
      A: u8,
      Inner: struct('I', { First: checksum(u8, noting), C: u8 }),
      Kernel: checksum(u8, 'sum-8', { from: 'B', to: 'Last' }),
      B: u16,
      Last: checksum(u8, noting, { ranges: [{ from: 'Inner', to: 'B' }, { to: 'Inner' }, { from: 'Last' }] }),
    });
    const codec = createCodec(type, { abi });
    const value = { A: 1, Inner: { C: 2 }, B: 0x0403 };
    const encoded = codec.encode(value);
    assert.equal(encoded, Uint8Array.of(1, 7, 2, 7, 3, 4, 7));
    const want = [
      [0, 2],
      [7, 2, 7, 1, 0],
    ];
    assert.equal(seen.splice(0), want);
    assert.is(codec.decode(encoded).Inner.First, 7);
    assert.equal(seen.splice(0), want);
    assert.equal(
      encodeBatch(codec, { A: Uint8Array.of(1), 'Inner.C': Uint8Array.of(2), B: Uint16Array.of(0x403) }),
      encoded,
    );
    assert.equal(seen.splice(0), want);
  });

  test('a function may make calls of its own', () => {
    const Pair = struct('PAIR', FIXED);
    const inner = createCodec(Pair, { abi });
    const codecs: {
      readonly decode: (message: Uint8Array) => unknown;
      readonly encode: (value: object) => Uint8Array;
    }[] = [];
    const asking = sumBy((given) => {
      const { A, B } = inner.decode(given);
      const { rowCount } = decodeBatch(inner, new Uint8Array(300_000));
      inner.encode({ A: 5, B: 6 });
      // Its own codec too, once.
      if (A !== 0) for (const own of codecs) own.decode(own.encode({ A: 0, B: 0, Data: new Uint8Array(50) }));
      return (A * 2 + B + (rowCount % 2)) & 0xff;
    });
    const type = struct('S', { ...FIXED, Sum: checksum(u8, asking, { to: 'Sum' }), Size: u8, Data: bytes('Size') });
    const codec = createCodec(type, { abi });
    codecs.push(codec as never);
    const Data = Uint8Array.of(7, 8);
    const message = codec.encode({ A: 4, B: 5, Data });
    assert.equal(message, Uint8Array.of(4, 5, 13, 2, 7, 8));
    assert.equal(codec.decode(message), { A: 4, B: 5, Sum: 13, Size: 2, Data });
    assert.equal(codec.view(message).Data, Data);
    const lists = { data: Data, offsets: Uint32Array.of(0, 0, 0), lengths: Uint32Array.of(0, 1, 2) };
    const columns = { A: Uint8Array.of(1, 2, 3), B: Uint8Array.of(9, 8, 7), Data: lists };
    const rows = encodeBatch(codec, columns);
    const batch = decodeBatch(codec, rows);
    assert.equal([batch.rowCount, batch.error], [3, undefined]);
    assert.equal(batch.columns.Sum, Uint8Array.of(11, 12, 13));
  });

  test('records that take the rest, that say where the next one is, and that begin at aligned places', async () => {
    const sum: SumFunction = (given) => sumOfBytes(given);
    const rest = createCodec(struct('R', { Sum: checksum(u8, sumBy(sum)), Data: bytes() }), { abi });
    const message = rest.encode({ Data: Uint8Array.of(1, 2, 3) });
    assert.equal(message, Uint8Array.of(6, 1, 2, 3));
    for (const size of [1, 2, 4]) {
      const pieces = Array.from({ length: 4 / size }, (_, at) => message.subarray(at * size, (at + 1) * size));
      let rows = 0;
      for await (const batch of stream(rest, pieces, { batchBytes: 1 })) {
        assert.is(batch.error, undefined);
        rows += batch.rowCount;
      }
      assert.is(rows, 1);
    }
    const chain = createCodec(
      struct(
        'N',
        {
          Next: u32,
          Sum: checksum(
            u32,
            sumBy((given) => (sumOfBytes(given) as number) + given.length),
            { from: 'Size' },
          ),
          Size: u16,
          Data: bytes('Size'),
        },
        { next: 'Next', startAlign: 8 },
      ),
      { abi },
    );
    const values = [1, 2, 3].map((byte) => ({ Data: new Uint8Array(byte * 3).fill(byte) }));
    const chained = encodeBatch(chain, values);
    const batch = decodeBatch(chain, chained);
    assert.equal([batch.rowCount, batch.error], [3, undefined]);
    // Up to the next record, with the padding before it.
    assert.equal([...batch.columns.Sum], [3 + 3 + 8, 6 + 12 + 8, 9 + 27 + 11]);
    assert.equal(encodeBatch(chain, { Data: batch.columns.Data }), chained);
    chained[(batch.offsets[1] as number) + 10] = 99;
    const wrong = decodeBatch(chain, chained);
    assert.equal([wrong.rowCount, wrong.error?.code, wrong.error?.offset], [1, 'ERR_CHECKSUM', batch.offsets[1]]);
    const aligned = createCodec(
      struct(
        'P',
        { Size: u8, Sum: checksum(u8, sumBy(sum), { from: 'Data' }), Data: array(u8, 'Size') },
        { startAlign: 4 },
      ),
      { abi },
    );
    const lists = values.map(({ Data }) => ({ Data: [...Data] }));
    const padded = encodeBatch(aligned, lists);
    const { columns } = decodeBatch(aligned, padded);
    assert.equal([...columns.Sum], [3, 12, 27]);
    assert.equal(encodeBatch(aligned, { Data: columns.Data }), padded);
  });

  test('a versioned record may end before its sum', () => {
    let calls = 0;
    const counted = sumBy((given) => {
      calls++;
      return given.length;
    });
    const type = struct(
      'V',
      { Size: u16, A: u16, Sum: checksum(u16, counted), B: u16 },
      { length: 'Size', versioned: true },
    );
    const codec = createCodec(type, { abi });
    assert.equal(codec.decode(Uint8Array.of(4, 0, 9, 0)), { Size: 4, A: 9 });
    assert.is(calls, 0);
    assert.equal(codec.encode({ A: 9, B: 1 }), Uint8Array.of(8, 0, 9, 0, 8, 0, 1, 0));
    assert.is(refusalOf(() => codec.decode(Uint8Array.of(6, 0, 9, 0, 7, 0))).want, 6);
  });

  test('a function is asked when nothing else is wrong', () => {
    let calls = 0;
    const counted = sumBy(() => {
      calls++;
      return 0;
    });
    const type = struct('S', { Sum: checksum(u8, counted), Kernel: checksum(u8, 'xor-8', { from: 'A' }), A: u8 });
    const codec = createCodec(type, { abi });
    assert.is(refusalOf(() => codec.decode(Uint8Array.of(1, 1, 2))).path, 'Kernel');
    assert.is(calls, 0);
    assert.is(refusalOf(() => codec.decode(Uint8Array.of(1, 2, 2))).path, 'Sum');
    assert.is(calls, 1);
  });

  test('MAVLink 2: wrong records are passed over, of several kinds, in pieces of any size', async () => {
    const set = recordSet('Message', { Heartbeat: [0, Heartbeat], Other: ['otherwise', Mavlink] });
    const one = createCodec(Mavlink, { abi });
    const several = createSetCodec(set, { abi });
    // Records 0, 7 and 99 have wrong sums, and 30 and 31.
    const given = STREAM.slice();
    for (const row of [0, 7, 30, 31, 99]) given[(STARTS[row] as number) + 10]! ^= 1;
    const left = FRAMES.map((_, row) => row).filter((row) => ![0, 7, 30, 31, 99].includes(row));
    const gaps = [0, 7, 30, 31, 99].map((row) => [
      STARTS[row],
      (STARTS[row] as number) + (FRAMES[row] as number[]).length,
    ]);
    for (const batch of [
      decodeBatch(one, given, { onBadRecord: 'skip' }),
      decodeBatch(several, given, { onBadRecord: 'skip' }),
      decodeBatch(several, given, { onBadRecord: 'skip', borrow: true }),
    ]) {
      assert.equal([batch.rowCount, batch.error, batch.consumedBytes], [95, undefined, given.length]);
      assert.equal(
        batch.gaps.map(({ from, to }) => [from, to]),
        gaps,
      );
      for (const { reason, from } of batch.gaps)
        assert.equal([reason.code, reason.path, reason.offset], ['ERR_CHECKSUM', 'Crc', from]);
    }
    const rows = decodeBatch(one, given, { onBadRecord: 'skip' });
    assert.equal(
      [...rows.columns.Crc],
      left.map((row) => crcOf(FRAMES[row] as number[])),
    );
    assert.equal(
      [...rows.offsets],
      left.map((row) => STARTS[row]),
    );
    const where = filter(['Message', '=', 30]);
    const some = decodeBatch(one, given, { onBadRecord: 'skip', where });
    assert.is(some.rowCount, left.filter((row) => row % 3 === 2).length);
    assert.is(some.gaps.length, 5);
    let calls = 0;
    const counted = sumBy(() => {
      calls++;
      return 0;
    });
    const Small = createCodec(struct('SMALL', { Sum: checksum(u8, counted) }), { abi });
    const ten = Uint8Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 0);
    assert.is(decodeBatch(Small, ten, { onBadRecord: 'skip', maxRows: 2 }).gaps.length, 1);
    assert.is(calls, 3);
    const few = decodeBatch(one, given, { onBadRecord: 'skip', maxRows: 10 });
    assert.equal([few.rowCount, few.gaps.length, few.consumedBytes], [10, 2, STARTS[12]]);
    for (const size of [1, 13, 100]) {
      const pieces = Array.from({ length: Math.ceil(given.length / size) }, (_, at) =>
        given.subarray(at * size, (at + 1) * size),
      );
      const sums: number[] = [];
      const passed: unknown[] = [];
      for await (const batch of stream(one, pieces, { onBadRecord: 'skip', batchBytes: 1 })) {
        assert.is(batch.error, undefined);
        sums.push(...batch.columns.Crc);
        passed.push(...batch.gaps.map(({ from, to }) => [from, to]));
      }
      assert.equal(
        sums,
        left.map((row) => crcOf(FRAMES[row] as number[])),
      );
      assert.equal(passed, gaps);
    }
  });

  test('wrong records are passed over across the pieces that an engine reads, beside those that it refuses itself', () => {
    const type = struct('S', {
      Size: u16,
      A: range(u8, 0, 100),
      Data: bytes('Size'),
      Sum: checksum(u8, sumBy(sumOfBytes), { to: 'Sum' }),
    });
    const codec = createCodec(type, { abi });
    const encoded = Array.from({ length: 60 }, (_, A) => codec.encode({ A, Data: new Uint8Array(9_000 + A).fill(A) }));
    const given = Uint8Array.from(encoded.flatMap((record) => [...record]));
    const starts = encoded.map((_, at) => encoded.slice(0, at).reduce((sum, { length }) => sum + length, 0));
    const wrong = [0, 6, 7, 28, 29, 30, 59];
    const refused = [3, 8, 44];
    for (const row of wrong) given[(starts[row] as number) + 100]! ^= 1;
    for (const row of refused) given[(starts[row] as number) + 2] = 101;
    const batch = decodeBatch(codec, given, { onBadRecord: 'skip' });
    const left = encoded.map((_, row) => row).filter((row) => !wrong.includes(row) && !refused.includes(row));
    assert.equal([...batch.columns.A], left);
    assert.equal(
      batch.gaps.map(({ reason }) => reason.code),
      [...wrong, ...refused]
        .toSorted((a, b) => a - b)
        .map((row) => (wrong.includes(row) ? 'ERR_CHECKSUM' : 'ERR_OUT_OF_RANGE')),
    );
    assert.is(batch.consumedBytes, given.length);
  });
});
