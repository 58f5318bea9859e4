import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import { be, bytes, checksum, crc, le, packedAbi, struct, u16, u32, u8 } from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const PACKED = { abi: packedAbi(1) };

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
} as const;

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
