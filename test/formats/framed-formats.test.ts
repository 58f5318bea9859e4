import * as assert from 'uvu/assert';
import {
  bits,
  bytes,
  checksum,
  packedAbi,
  recordSet,
  struct,
  text,
  u16,
  u24,
  u32,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';

/*
 * Formats whose lengths leave something out, or whose records end with members of their own: framed, typed, checked and written back. Where no other program
 * wrote the bytes, it is said who did.
 */

const abi = packedAbi(1);

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(/\s/g, '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

/** u-blox 8 / M8 Receiver description, 32: the length is that of the payload alone. */
const Ubx = struct('UBX', {
  Sync: u16,
  Class: u8,
  Id: u8,
  Length: u16,
  Payload: bytes('Length'),
  Sum: checksum(u16, 'fletcher-16/ubx', { from: 'Class', to: 'Sum' }),
});

/** MAVLink 2, without a signature. Its CRC has a byte more than the message. */
const Mavlink = struct(
  'MAVLINK2',
  {
    Magic: u8,
    Length: u8,
    Incompatible: u8,
    Compatible: u8,
    Sequence: u8,
    System: u8,
    Component: u8,
    Message: u24,
    Payload: bytes(),
    Crc: u16,
  },
  { length: { member: 'Length', plus: 12 } },
);

/** ISO/IEC 13818-1, 2.4.4.3: the length counts what follows it, the CRC too. */
const Section = struct(
  'PAT',
  {
    Table: u8,
    Syntax: bits(u16, 4),
    Length: bits(u16, 12),
    Stream: u16,
    Version: u8,
    Number: u8,
    Last: u8,
    Programs: bytes(),
    Crc: checksum(u32, 'crc-32/mpeg-2', { to: 'Crc' }),
  },
  { endian: 'big', bitsFrom: 'high', length: { member: 'Length', plus: 3 } },
);

/** RFC 791: a header, which counts its own words of 4 bytes and sums them. */
const Ipv4 = struct(
  'IPv4',
  {
    Version: bits(u8, 4),
    Words: bits(u8, 4),
    Service: u8,
    Total: u16,
    Identification: u16,
    Fragment: u16,
    Hops: u8,
    Protocol: u8,
    Sum: checksum(u16, 'internet'),
    Source: bytes(4),
    Destination: bytes(4),
    Options: bytes({ member: 'Words', times: 4, plus: -20 }),
  },
  { endian: 'big', bitsFrom: 'high' },
);

/** Bluetooth Core Specification 5.4, volume 3, part C, 11: the length counts the type, too. */
const Advertised = struct('AD', { Length: u8, Type: u8, Data: bytes({ member: 'Length', plus: -1 }) });

/** RIFF: the size is that of the data; chunks begin at even bytes. */
const Riff = struct('RIFF', { Id: text('ascii', 4), Size: u32, Data: bytes('Size') }, { startAlign: 2 });

/** `values`: members of the last record. */
const CASES: readonly (readonly [type: AnyType, stream: Uint8Array, rows: number, values: object])[] = [
  // Messages of the receiver description: CFG-RATE of 1 Hz, and CFG-RST.
  [
    Ubx,
    hex('b562 0608 0600 e803 0100 0100 0139  b562 0604 0400 ffb9 0200 c88f'),
    2,
    { Class: 6, Id: 4, Length: 4, Payload: hex('ffb90200'), Sum: 0x8fc8 },
  ],
  // A heartbeat; the CRC is that of twenty lines of Python after the specification.
  [
    Mavlink,
    hex('fd 09 00 00 00 01 01 000000 00000000 02 03 51 04 03 e71e'),
    1,
    { Length: 9, Message: 0, Payload: hex('000000000203510403'), Crc: 0x1ee7 },
  ],
  // The program association table that FFmpeg writes by default.
  [
    Section,
    hex('00 b00d 0001 c1 00 00 0001f000 2ab104b2'),
    1,
    { Length: 13, Programs: hex('0001f000'), Crc: 0x2ab104b2 },
  ],
  // The header of a membership report with a router alert (RFC 2113) for its option. The sum was computed by Python.
  [
    Ipv4,
    hex('46c0 0028 0000 4000 0102 424f c0a80102 e0000016 94040000'),
    1,
    { Words: 6, Total: 40, Options: hex('94040000'), Sum: 0x424f },
  ],
  // Flags, services and a name, as the Core Specification Supplement has them.
  [Advertised, hex('020106 0303aafe 0409636273'), 3, { Length: 4, Type: 9, Data: hex('636273') }],
  [Riff, hex('6e616d65 03000000 414243 00 64617461 02000000 0102'), 2, { Id: 'data', Size: 2, Data: hex('0102') }],
];

engineSuite('formats with measured lengths and trailing members', (test, { createCodec, createSetCodec }) => {
  for (const [type, stream, rows, values] of CASES) {
    const name = (type as { typeName?: string }).typeName ?? '';

    test(`${name}: rows, columns and bytes`, () => {
      const codec = createCodec<AnyType>(type, { abi });
      const batch = decodeBatch(codec, stream);
      assert.is(batch.error, undefined);
      assert.is(batch.rowCount, rows);
      const last = batch.value(rows - 1) as Record<string, unknown>;
      for (const [member, value] of Object.entries(values)) assert.equal(last[member], value, member);
      const columns = batch.columns as Record<string, ArrayLike<unknown>>;
      for (const [member, value] of Object.entries(values))
        if (typeof value === 'number') assert.equal(columns[member]?.[rows - 1], value, member);
      const start = batch.offsets[rows - 1] as number;
      assert.equal(codec.encode(last), stream.slice(start));
      assert.equal(encodeBatch(codec, batch.columns), stream);
    });

    test(`${name}: what follows from the rest may be left out`, () => {
      const codec = createCodec<AnyType>(type, { abi });
      const value = decodeBatch(codec, stream).value(rows - 1) as Record<string, unknown>;
      const message = codec.encode(value);
      for (const derived of ['Length', 'Size', 'Words', 'Sum', 'Crc']) {
        if (derived === 'Crc' && type === Mavlink) continue; // a member like others
        const { [derived]: _, ...others } = value;
        assert.equal(codec.encode(others), message, derived);
      }
    });

    test(`${name}: each cut is refused, and says how much there has to be`, () => {
      const codec = createCodec<AnyType>(type, { abi });
      const { offsets, lengths } = decodeBatch(codec, stream);
      for (let bytes = 0; bytes < stream.length; bytes++) {
        const whole = [...offsets].filter((at, row) => at + (lengths[row] as number) <= bytes).length;
        const batch = decodeBatch(codec, stream.subarray(0, bytes));
        assert.is(batch.rowCount, whole, `${bytes} bytes`);
        const end = whole === 0 ? 0 : (offsets[whole - 1] as number) + (lengths[whole - 1] as number);
        assert.is(batch.error === undefined, bytes === end || (type === Riff && bytes === 12), `${bytes} bytes`);
      }
    });
  }

  test('a flipped bit before a sum is found', () => {
    for (const [type, from] of [
      [Ubx, 6],
      [Section, 3],
      [Ipv4, 12],
    ] as const) {
      const [, stream] = CASES.find(([one]) => one === type) as (typeof CASES)[number];
      const codec = createCodec<AnyType>(type, { abi });
      const bad = stream.slice();
      bad[from] = (bad[from] as number) ^ 4;
      assert.is(decodeBatch(codec, bad).error?.code, 'ERR_CHECKSUM');
    }
  });

  test('trailing members in a record set, and of each its own', () => {
    const Head = struct('Head', { Kind: u8, Bytes: u8 });
    const options = { length: { member: 'Head.Bytes', plus: 1 } } as const;
    const One = struct('One', { Head, Data: bytes(), Check: u16, Last: u8 }, options);
    const Two = struct(
      'Two',
      { Head, Count: u8, Words: bytes('Count'), Sum: checksum(u8, 'xor-8', { to: 'Sum' }) },
      options,
    );
    const one = createCodec(One, { abi });
    const two = createCodec(Two, { abi });
    const records = [
      one.encode({ Head: { Kind: 1 }, Data: Uint8Array.of(1, 2), Check: 0x1234, Last: 9 }),
      two.encode({ Head: { Kind: 2 }, Words: Uint8Array.of(5), unknownTail: Uint8Array.of(7, 7) }),
    ];
    assert.equal(records[0], hex('01 06 0102 3412 09'));
    assert.equal(records[1], hex('02 06 01 05 0707 00'));
    assert.equal(two.decode(records[1] as Uint8Array).unknownTail, Uint8Array.of(7, 7));
    const set = createSetCodec(recordSet('Head.Kind', { One: [1, One], Two: [2, Two] }), { abi });
    const [first, second] = records as [Uint8Array, Uint8Array];
    const batch = decodeBatch(set, joined(first, second, first));
    assert.is(batch.error, undefined);
    assert.equal([...batch.of.One.columns.Last, ...batch.of.One.columns.Check], [9, 9, 0x1234, 0x1234]);
    assert.equal([...batch.of.Two.columns.Sum], [0]);
    assert.equal(set.decode(second), { type: 'Two', value: two.decode(second) });
  });
});
