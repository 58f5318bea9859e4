import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import {
  array,
  be,
  bytes,
  checksum,
  crc,
  le,
  packedAbi,
  struct,
  text,
  u16,
  u24,
  u32,
  u64,
  u8,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { refusalOf } from '../pack/codec-error.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { CHECK_VALUES } from '../reference/check-values.js';

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const PACKED = { abi: packedAbi(1) };

const ascii = (given: string): Uint8Array => new TextEncoder().encode(given);
const UNSIGNED = { 1: u8, 2: u16, 3: u24, 4: u32, 8: u64 } as const;

/** The header of a chunk of an EVTX file: its sum leaves out itself and the flags before it. */
const EvtxChunk = struct('EVTX_CHUNK', {
  Signature: text('ascii', 8),
  Start: bytes(112),
  Flags: u32,
  Sum: checksum(u32, 'crc-32', { ranges: [{ to: 'Flags' }, { from: 'Strings' }] }),
  Strings: array(u32, 64),
  Templates: array(u32, 32),
});

/** Bytes that go on as 37 times the place plus 11, under a signature and without flags. */
function evtxChunk(): Uint8Array {
  const header = Uint8Array.from({ length: 512 }, (_, at) => at * 37 + 11);
  header.set(ascii('ElfChnk\0'));
  new DataView(header.buffer).setUint32(120, 0, true);
  new DataView(header.buffer).setUint32(124, 0x3d58ee0f, true); // zlib.crc32 of Python over [0, 120) and [128, 512)
  return header;
}

/** Frames that other programs sent, and the type that reads them. */
const FRAMES = {
  'Modbus: read ten holding registers': {
    type: struct('MODBUS', {
      Address: u8,
      Function: u8,
      First: be(u16),
      Count: be(u16),
      Crc: checksum(u16, 'crc-16/modbus', { to: 'Crc' }),
    }),
    frame: hex('01030000000ac5cd'),
  },
  'IPv4: the header of a UDP packet': {
    type: struct('IPV4', {
      Start: bytes(10),
      Checksum: be(checksum(u16, 'internet')),
      From: bytes(4),
      To: bytes(4),
    }),
    frame: hex('45000073000040004011b861c0a80001c0a800c7'),
  },
  'UBX: VTG off': {
    type: struct('CFG_MSG', {
      Sync: bytes(2),
      Class: u8,
      Id: u8,
      Length: u16,
      Message: bytes(2),
      Rate: u8,
      Checksum: le(checksum(u16, 'fletcher-16/ubx', { from: 'Class', to: 'Checksum' })),
    }),
    frame: hex('b56206010300f00500ff19'),
  },
  'zlib: Adler-32 of "Wikipedia"': {
    type: struct('ADLER', { Text: bytes(9), Sum: be(checksum(u32, 'adler-32', { to: 'Sum' })) }),
    frame: hex('57696b69706564696111e60398'),
  },
  'PNG: IEND': {
    type: struct('CHUNK', {
      Length: be(u32),
      Type: bytes(4),
      Crc: be(checksum(u32, 'crc-32', { from: 'Type', to: 'Crc' })),
    }),
    frame: hex('0000000049454e44ae426082'),
  },
  'xz: the check of a block': {
    type: struct('BLOCK', { Text: bytes(31), Sum: le(checksum(u64, 'crc-64/xz', { to: 'Sum' })) }),
    frame: Uint8Array.of(...ascii('castbuf reads what others wrote'), ...hex('a60c6c51a955dad6')),
  },
} as const;

/** Around bytes that are not summed, and the checksum itself. */
const PARTS = [{ to: 'X' }, { from: 'B', to: 'Sum' }, { from: 'C' }];

engineSuite('checksums', (test, { createCodec }) => {
  for (const [name, { type, frame }] of Object.entries(FRAMES)) {
    test(`${name}: decoded, encoded, and refused with one bit wrong`, () => {
      const codec = createCodec<(typeof FRAMES)['PNG: IEND']['type']>(type as never, PACKED);
      const value = codec.decode(frame);
      assert.equal(codec.encode(value), frame);
      for (let bit = 0; bit < frame.length * 8; bit++) {
        const wrong = frame.slice();
        wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (1 << (bit & 7));
        const isSummed = isRefused(() => codec.decode(wrong));
        assert.is(
          isSummed,
          !(name.startsWith('PNG') && bit < 32) && !(name.startsWith('UBX') && bit < 16),
          `bit ${bit}`,
        );
      }
    });
  }

  test('a CRC by its parameters is the named one, and stands in streams', () => {
    const summed = crc({ width: 16, poly: 0x8005, init: 0xffff, reflectIn: true, reflectOut: true });
    const make = (sum: Parameters<typeof checksum>[1]) =>
      createCodec(struct('S', { A: u32, Sum: checksum(u16, sum, { to: 'Sum' }), Data: bytes() }), PACKED);
    const value = { A: 0x12345678, Data: hex('0102') };
    assert.equal(make(summed).encode(value), make('crc-16/modbus').encode(value));
    const fixed = createCodec(struct('F', { A: u32, Sum: checksum(u16, summed, { to: 'Sum' }) }), PACKED);
    const rows = Array.from({ length: 100 }, (_, A) => ({ A }));
    const stream = encodeBatch(fixed, rows);
    assert.equal(encodeBatch(fixed, { A: Uint32Array.from(rows, ({ A }) => A) }), stream);
    stream[6 * 77] = 0xff;
    const { rowCount, error } = decodeBatch(fixed, stream);
    assert.is(rowCount, 77);
    assert.is(error?.code, 'ERR_CHECKSUM');
    assert.equal([error?.path, error?.offset, error?.fieldOffset], ['Sum', 6 * 77, 4]);
  });

  for (const [algorithm, size, check] of CHECK_VALUES) {
    test(`${algorithm}: the check value of the catalogue, in one range and in three`, () => {
      const sum = (ranges: Parameters<typeof checksum>[2]) => checksum(UNSIGNED[size] as typeof u8, algorithm, ranges);
      const whole = createCodec(struct('S', { Data: bytes(9), Sum: sum({ to: 'Sum' }) }), PACKED);
      const message = whole.encode({ Data: ascii('123456789') });
      assert.is(BigInt(whole.decode(message).Sum), BigInt(check));
      const parts = { A: bytes(2), X: u8, B: bytes(4), Sum: sum({ ranges: PARTS }), Y: u16, C: bytes(3) };
      const split = createCodec(struct('S', parts), PACKED);
      const value = { A: ascii('12'), X: 7, B: ascii('3456'), Y: 8, C: ascii('789') };
      assert.is(BigInt(split.decode(split.encode(value)).Sum), BigInt(check));
      const stream = encodeBatch(split, [value, { ...value, X: 9 }]);
      assert.equal(stream.subarray(stream.length / 2), split.encode({ ...value, X: 9 }));
      const { rowCount, error } = decodeBatch(split, stream);
      assert.equal([rowCount, error], [2, undefined]);
    });
  }

  test('several ranges: what lies between them is anything, and each of their bytes is summed', () => {
    const codec = createCodec(EvtxChunk, PACKED);
    const header = evtxChunk();
    const value = codec.decode(header);
    assert.is(value.Sum, 0x3d58ee0f);
    assert.equal(codec.encode(value), header);
    const { Sum: _, ...others } = value;
    assert.equal(codec.encode(others), header);
    assert.equal(encodeBatch(codec, decodeBatch(codec, header).columns), header);
    for (let at = 0; at < header.length; at++) {
      const wrong = header.slice();
      wrong[at] = (wrong[at] as number) ^ 16;
      const isFlags = at >= 120 && at < 124;
      assert.is(
        isRefused(() => codec.decode(wrong)),
        !isFlags,
        `byte ${at}`,
      );
      assert.is(decodeBatch(codec, wrong).error?.code, isFlags ? undefined : 'ERR_CHECKSUM', `byte ${at}`);
    }
  });

  test('several ranges may stand in any order, lie over each other and over the checksum itself', () => {
    const ranges = [{ from: 'B', to: 'C' }, { to: 'C' }, { from: 'Sum' }];
    const codec = createCodec(
      struct('S', { A: u8, B: u8, Sum: checksum(u16, 'fletcher-16', { ranges }), C: u8 }),
      PACKED,
    );
    // B 0 0, A B 0 0, 0 0 C, by hand.
    const summed = [5, 0, 0, 3, 5, 0, 0, 0, 0, 7];
    let [low, high] = [0, 0];
    for (const byte of summed) high = (high + (low = (low + byte) % 255)) % 255;
    assert.equal(codec.encode({ A: 3, B: 5, C: 7 }), Uint8Array.of(3, 5, low, high, 7));
    assert.is(codec.decode(Uint8Array.of(3, 5, low, high, 7)).Sum, high * 256 + low);
  });

  test('64 bits are compared and told with all their digits', () => {
    const type = struct('S', { Data: bytes(9), Sum: checksum(u64, 'crc-64/xz', { to: 'Sum' }) });
    const codec = createCodec(type, PACKED);
    const [Data, Sum] = [ascii('123456789'), 0x995dc9bbdf1939fan];
    const message = codec.encode({ Data, Sum });
    assert.equal(codec.encode({ Data }), message);
    const given = refusalOf(() => codec.encode({ Data, Sum: Sum + 1n }));
    assert.equal([given.code, given.path, given.want, given.have], ['ERR_DISAGREE', 'Sum', Sum, Sum + 1n]);
    const wrong = message.slice();
    wrong[9] = (wrong[9] as number) ^ 1; // the least significant bit
    const { code, want, have, hint } = refusalOf(() => codec.decode(wrong));
    assert.equal([code, want, have], ['ERR_CHECKSUM', Sum, Sum + 1n]);
    assert.match(hint, /sum to 0x995dc9bbdf1939fa, the message says 0x995dc9bbdf1939fb/);
    const { error, rowCount } = decodeBatch(codec, Uint8Array.of(...message, ...wrong));
    assert.equal([rowCount, error?.want, error?.have], [1, Sum, Sum + 1n]);
    const { columns } = decodeBatch(codec, message);
    assert.equal(encodeBatch(codec, columns), message);
    const lies = { ...columns, Sum: BigUint64Array.of(Sum + 1n) };
    assert.is(refusalOf(() => encodeBatch(codec, lies)).code, 'ERR_DISAGREE');
  });

  test('one that sums another comes after it', () => {
    const type = struct('TWO', {
      Head: checksum(u8, 'xor-8', { from: 'A', to: 'Tail' }),
      A: u16,
      Tail: checksum(u16, 'fletcher-16', { to: 'Tail' }),
    });
    const codec = createCodec(type, PACKED);
    assert.equal(codec.encode({ A: 0x0102 }), hex('030201060e'));
    assert.equal(codec.decode(hex('030201060e')), { Head: 3, A: 0x0102, Tail: 0x0e06 });
  });
});

function isRefused(call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_CHECKSUM') return true;
    throw error;
  }
}
