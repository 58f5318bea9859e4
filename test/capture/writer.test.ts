import * as assert from 'uvu/assert';
import {
  bigInt,
  constantFrom,
  integer,
  oneof,
  record,
  sample,
  string,
  tuple,
  uint8Array,
  array,
  option,
} from 'fast-check';
import { CaptureWriter, CastbufError, readCapture, schemaTextOf, type CaptureBlock } from '../../src/capture.js';
import { readSchema, struct, u16, u32, writeSchema } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { blocksOf, captureFile, packetsOf, together } from './captures.js';
import { plainPackets } from './independent-reader.js';

/** A capture that `write` writes. */
function written(write: (writer: CaptureWriter) => void): Uint8Array {
  const parts: Uint8Array[] = [];
  write(new CaptureWriter((block) => void parts.push(block)));
  return together(parts);
}

function words(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(/\s/g, '').match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

const Sample = struct('SAMPLE', { Sequence: u32, Level: u16, Flags: u16 });
const NOW = 1_796_094_000_123_456_789n;

suite('CaptureWriter', (test) => {
  test('a section, an interface and a packet with a comment, by the bytes', () => {
    const bytes = written((writer) => {
      writer.section({ application: 'me' });
      assert.is(writer.interface({ linkType: 147, name: 'bus', snapLength: 64 }), 0);
      writer.packet({
        interface: 0,
        timestamp: 0x0102030405060708n,
        data: words('aabbccddee'),
        originalLength: 9,
        comments: ['hi'],
      });
    });
    assert.equal(
      bytes,
      words(`
        0a0d0d0a 28000000 4d3c2b1a 0100 0000 ffffffffffffffff 0400 0200 6d650000 0000 0000 28000000
        01000000 28000000 9300 0000 40000000 0200 0300 62757300 0900 0100 09000000 0000 0000 28000000
        06000000 34000000 00000000 04030201 08070605 05000000 09000000 aabbccddee000000 0100 0200 68690000 0000 0000 34000000`),
    );
  });

  test('the other byte order, by the bytes', () => {
    const bytes = written((writer) => {
      writer.section({ endian: 'big' });
      writer.interface({ linkType: 1 });
      writer.packet({ interface: 0, timestamp: 0x0102030405060708n, data: words('aa') });
      writer.custom({ pen: 0x01020304, data: words('bb'), isCopied: false });
    });
    assert.equal(
      bytes,
      words(`
        0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c
        00000001 00000020 0001 0000 00000000 0009 0001 09000000 0000 0000 00000020
        00000006 00000024 00000000 01020304 05060708 00000001 00000001 aa000000 00000024
        40000bad 00000014 01020304 bb000000 00000014`),
    );
  });

  test('a schema: the block tells it to readSchema, whatever its number is, in both byte orders', async () => {
    for (const endian of ['little', 'big'] as const)
      for (const pen of [undefined, 4242]) {
        const bytes = written((writer) => {
          writer.section({ endian });
          writer.schema(writeSchema(Sample), pen === undefined ? {} : { pen });
          writer.custom({ pen: 32473, data: new TextEncoder().encode('castbuf schem') });
        });
        const [, block, other] = await blocksOf(bytes);
        assert.equal([block?.kind, block?.kind === 'custom' && block.pen], ['custom', pen ?? 32473]);
        const { type } = readSchema(schemaTextOf(block!)!);
        assert.equal(writeSchema(type), writeSchema(Sample));
        assert.is(schemaTextOf(other!), undefined);
      }
  });

  test('each call that cannot be written says why, and writes nothing', async () => {
    const other = await blocksOf(await captureFile('two-orders.pcapng'));
    const pcap = await blocksOf(await captureFile('samples.nsec.pcap'));
    const micro = [{ code: 9, value: 6 }];
    const cases: readonly (readonly [string, (writer: CaptureWriter) => void, RegExp])[] = [
      [
        'ERR_USAGE',
        (writer) => writer.packet({ interface: 1, timestamp: 0n, data: words('') }),
        /the section has no interface 1/,
      ],
      [
        'ERR_USAGE',
        (writer) => writer.packet({ interface: -1, timestamp: 0n, data: words('') }),
        /the section has no interface -1/,
      ],
      [
        'ERR_TYPE',
        (writer) => writer.packet({ interface: 0, timestamp: 5 as never, data: words('') }),
        /timestamp is a bigint/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) => writer.packet({ interface: 0, timestamp: -1n, data: words('') }),
        /timestamp -1 is outside/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) => writer.packet({ interface: 0, timestamp: 2n ** 64n, data: words('') }),
        /is outside what the interface can say/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) =>
          writer.packet({
            interface: writer.interface({ linkType: 1, options: micro }),
            timestamp: 1001n,
            data: words(''),
          }),
        /1000000 ticks a second, and timestamp 1001 lies between two/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) => writer.packet({ interface: 0, timestamp: 0n, data: words(''), originalLength: 1.5 }),
        /originalLength is a whole number/,
      ],
      [
        'ERR_TYPE',
        (writer) => writer.packet({ interface: 0, timestamp: 0n, data: 'x' as never }),
        /messages are bytes/,
      ],
      [
        'ERR_TYPE',
        (writer) => writer.packet({ interface: 0, timestamp: 0n, data: words(''), comments: [1 as never] }),
        /opt_comment is a string, not 1/,
      ],
      [
        'ERR_USAGE',
        (writer) => writer.packet({ interface: 0, timestamp: 0n, data: words(''), time: 1 } as never),
        /packet has no option time/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) => void writer.interface({ linkType: 65536 }),
        /linkType is a whole number from 0 to 65535/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) => void writer.interface({ linkType: 1, options: [{ code: 0, value: words('') }] }),
        /code of an option is from 1 to 65535/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) => void writer.interface({ linkType: 1, options: [{ code: 9, value: 256 }] }),
        /if_tsresol is from 0 to 255/,
      ],
      [
        'ERR_OUT_OF_RANGE',
        (writer) => void writer.interface({ linkType: 1, options: [{ code: 8, value: 2n ** 64n }] }),
        /if_speed is from 0 to 18446744073709551615/,
      ],
      [
        'ERR_TYPE',
        (writer) => void writer.interface({ linkType: 1, options: [{ code: 9, value: words('0909') }] }),
        /if_tsresol is a number/,
      ],
      [
        'ERR_TYPE',
        (writer) => void writer.interface({ linkType: 1, options: [{ code: 999, value: 'x' }] }),
        /option 999 is a Uint8Array/,
      ],
      [
        'ERR_LENGTH',
        (writer) => void writer.interface({ linkType: 1, description: 'x'.repeat(65536) }),
        /if_description has 65536 bytes, and at most 65535 fit/,
      ],
      ['ERR_OUT_OF_RANGE', (writer) => writer.custom({ pen: 2 ** 32, data: words('') }), /pen is a whole number/],
      [
        'ERR_USAGE',
        (writer) => writer.section({ endian: 'middle' as never }),
        /endian of section is 'little' or 'big'/,
      ],
      ['ERR_USAGE', (writer) => writer.copy(other[2]!), /of a file of the other byte order/],
      ['ERR_USAGE', (writer) => writer.copy(pcap[0]!), /a pcap file has no blocks to copy/],
      ['ERR_USAGE', (writer) => writer.copy(pcap[2]!), /or of a pcap file/],
    ];
    for (const [code, write, text] of cases) {
      let count = 0;
      const writer = new CaptureWriter(() => void count++);
      writer.section();
      writer.interface({ linkType: 147 });
      const before = count;
      try {
        write(writer);
        throw new Error(`nothing was thrown for ${text.source}`);
      } catch (error) {
        assert.is((error as CastbufError).code, code, `${text.source}: ${(error as Error).message}`);
        assert.match((error as Error).message, text);
      }
      assert.ok(count - before <= (text.source.includes('ticks a second') ? 1 : 0), text.source);
    }
  });

  test('before a section, and after a block that was cut, nothing is written; packets of an interface that is not there are not copied', async () => {
    const blocks = await blocksOf((await captureFile('samples.pcapng')).subarray(0, -1));
    const writer = new CaptureWriter(() => {});
    for (const write of [
      () => writer.interface({ linkType: 1 }),
      () => writer.packet({ interface: 0, timestamp: 0n, data: words('') }),
      () => writer.custom({ pen: 1, data: words('') }),
      () => writer.copy(blocks[1]!),
    ])
      assert.throws(write, /call section\(\) first/);
    writer.copy(blocks[0]!);
    assert.throws(() => writer.copy(blocks[2]!), /of interface 0, which this section has not/);
    for (const block of blocks.slice(1)) writer.copy(block);
    assert.throws(() => writer.section(), /nothing follows it/);
    assert.throws(() => writer.copy(blocks[1]!), /nothing follows it/);
    assert.throws(() => new CaptureWriter(undefined as never), /takes a function, not undefined/);
  });

  test('times: ticks of 10 and of 2, an offset in seconds, the largest ones', async () => {
    const options = (resolution: number, offset?: bigint): { code: number; value: number | bigint }[] => [
      { code: 9, value: resolution },
      ...(offset === undefined ? [] : [{ code: 14, value: offset }]),
    ];
    for (const [resolution, offset, timestamp, ticks] of [
      [9, undefined, NOW, NOW],
      [9, undefined, 2n ** 64n - 1n, 2n ** 64n - 1n],
      [6, undefined, 1_000n, 1n],
      [0, undefined, 7_000_000_000n, 7n],
      [12, undefined, 5n, 5_000n],
      [0x8a, undefined, 500_000_000n, 512n],
      [0x80, undefined, 3_000_000_000n, 3n],
      [9, -5n, -5_000_000_000n, 0n],
      [9, 1_796_094_000n, NOW, 123_456_789n],
      [3, 10n, 10_001_000_000n, 1n],
    ] as const) {
      for (const endian of ['little', 'big'] as const) {
        const bytes = written((writer) => {
          writer.section({ endian });
          writer.interface({ linkType: 1, options: options(resolution, offset) });
          writer.packet({ interface: 0, timestamp, data: words('') });
        });
        const packet = (await blocksOf(bytes))[2];
        assert.equal(
          packet?.kind === 'packet' && [packet.timestamp, packet.ticks],
          [timestamp, ticks],
          `${resolution} ${offset}`,
        );
      }
    }
  });

  test('a time between two nanoseconds is rounded down; its ticks are exact', async () => {
    const bytes = written((writer) => {
      writer.section();
      writer.interface({ linkType: 1, options: [{ code: 9, value: 12 }] });
      writer.packet({ interface: 0, timestamp: 1n, data: words('') });
    });
    new DataView(bytes.buffer).setUint32(bytes.length - 32 + 16, 1999, true);
    const packet = (await blocksOf(bytes))[2];
    assert.equal(packet?.kind === 'packet' && [packet.timestamp, packet.ticks], [1n, 1999n]);
  });
});

const OPTION = oneof(
  record({ code: constantFrom(1), value: string() }),
  record({ code: constantFrom(2988, 19372), value: string(), pen: integer({ min: 0, max: 2 ** 32 - 1 }) }),
  record({ code: constantFrom(2989, 19373), value: uint8Array({ maxLength: 9 }), pen: integer({ min: 0, max: 99 }) }),
  record({ code: integer({ min: 200, max: 300 }), value: uint8Array({ maxLength: 9 }) }),
);
const PACKET_OPTION = oneof(
  OPTION,
  record({ code: constantFrom(2, 6), value: integer({ min: 0, max: 2 ** 32 - 1 }) }),
  record({ code: constantFrom(4, 5), value: bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
);
const SECTION = record({
  endian: constantFrom('little' as const, 'big' as const),
  options: array(OPTION, { maxLength: 3 }),
  interfaces: array(
    record({
      linkType: integer({ min: 0, max: 65535 }),
      name: option(string(), { nil: undefined }),
      options: array(OPTION, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  packets: array(
    record({
      interface: integer({ min: 0, max: 2 }),
      timestamp: bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      data: uint8Array({ maxLength: 40 }),
      cut: integer({ min: 0, max: 5 }),
      options: array(PACKET_OPTION, { maxLength: 3 }),
    }),
    { maxLength: 5 },
  ),
  custom: array(tuple(integer({ min: 0, max: 2 ** 32 - 1 }), uint8Array({ maxLength: 20 })), { maxLength: 2 }),
});
const SEED = 20261201;

suite('random captures', (test) => {
  test('what was written is read, by the reader and by one that was written by hand; in pieces, too', async () => {
    let packets = 0;
    for (const sections of sample(array(SECTION, { minLength: 1, maxLength: 3 }), {
      numRuns: rounds(2000, 100),
      seed: SEED,
    })) {
      const bytes = written((writer) => {
        for (const section of sections) {
          writer.section({ endian: section.endian, options: section.options });
          for (const { name, ...one } of section.interfaces)
            writer.interface({ ...one, ...(name !== undefined && { name }) });
          for (const [pen, data] of section.custom) writer.custom({ pen, data });
          for (const { cut, interface: id, ...packet } of section.packets)
            writer.packet({
              ...packet,
              interface: id % section.interfaces.length,
              originalLength: packet.data.length + cut,
            });
        }
      });
      const blocks = await blocksOf(bytes);
      assert.equal(packetsOf(blocks), plainPackets(bytes));
      assert.equal(content(blocks), content(await blocksOf(thirds(bytes))));
      const given = sections.flatMap((section) => section.packets);
      const found = blocks.filter((block) => block.kind === 'packet');
      assert.equal(
        found.map(({ timestamp, data, originalLength }) => [timestamp, [...data], originalLength - data.length]),
        given.map(({ timestamp, data, cut }) => [timestamp, [...data], cut]),
      );
      assert.equal(
        found.map(({ options }) => options.map(({ code, value, pen }) => [code, shown(value), pen])),
        given.map(({ options }) =>
          options.map((one) => [one.code, shown(one.value), 'pen' in one ? one.pen : undefined]),
        ),
      );
      const copied = written((writer) => blocks.forEach((block) => writer.copy(block)));
      assert.equal(copied, bytes);
      packets += found.length;
    }
    assert.ok(packets > 200, `${packets} packets`);
  });

  test('random bytes after a section: blocks or an error, never anything else', async () => {
    const start = written((writer) => {
      writer.section();
      writer.interface({ linkType: 147 });
    });
    let errors = 0;
    const tails = tuple(
      constantFrom(0, 1, 2, 3, 4, 5, 6, 10, 0xbad),
      integer({ min: 8, max: 48 }),
      uint8Array({ minLength: 60, maxLength: 60 }),
    );
    for (const [type, length, tail] of sample(tails, { numRuns: rounds(20_000, 1000), seed: SEED })) {
      const bytes = Uint8Array.of(...start, ...tail);
      const view = new DataView(bytes.buffer, start.length);
      view.setUint32(0, type, true);
      view.setUint32(4, length & ~3, true);
      if (length >= 12) view.setUint32((length & ~3) - 4, length & ~3, true);
      try {
        for await (const block of readCapture(bytes)) if (block.kind === 'packet') assert.ok(block.data.length <= 60);
      } catch (error) {
        if (!(error instanceof CastbufError) || error.offset === undefined) throw error;
        errors++;
      }
    }
    assert.ok(errors > 100, `${errors} errors`);
  });
});

function shown(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value].join() : typeof value === 'bigint' ? `${value}` : value;
}

function content(blocks: readonly CaptureBlock[]): string {
  return JSON.stringify(blocks, (_, value: unknown) => shown(value));
}

function thirds(bytes: Uint8Array): Uint8Array[] {
  const third = Math.ceil(bytes.length / 3);
  return [bytes.subarray(0, third), bytes.subarray(third, 2 * third), bytes.subarray(2 * third)];
}
