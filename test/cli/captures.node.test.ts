import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { CaptureWriter } from '../../src/capture.js';
import { array, struct, u16, u32, u8, writeSchema } from '../../src/surface.js';
import { blocksOf, hexOf } from '../capture/captures.js';
import { suite } from '../harness/index.js';
import { castbuf, withFolder } from './run-castbuf.js';

// time-out: 300 s

const FILES = 'test/capture/files';
const HEADER = 'typedef struct { unsigned Sequence; unsigned short Level, Flags; } SAMPLE;\n';
const Sample = struct('SAMPLE', { Sequence: u32, Level: u16, Flags: u16 });

/** What samples.hex says, as rows of a file whose packets begin at `data`. */
function rowsAt(data: readonly number[], time: (second: number) => string | null, id = 0): object[] {
  const counts = [1, 3, 2, 1, 2];
  const rows: object[] = [];
  counts.forEach((count, packet) => {
    for (let at = 0; at < count; at++) {
      const Sequence = rows.length;
      const offset = data[packet]! + at * 8;
      rows.push({
        time: time(packet),
        interface: id,
        offset,
        length: 8,
        Sequence,
        Level: 100 + Sequence,
        Flags: Sequence % 2,
      });
    }
  });
  return rows;
}

const nano = (second: number): string => `2026-12-01T03:00:0${second}.${123456789 + second}Z`;
const micro = (second: number): string => `2026-12-01T03:00:0${second}.123456000Z`;

function parsed(text: string): object[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
}

/** A capture of one interface. */
function capture(packets: readonly (readonly number[])[], { schema }: { readonly schema?: boolean } = {}): Buffer {
  const parts: Uint8Array[] = [];
  const writer = new CaptureWriter((block) => void parts.push(block));
  writer.section();
  if (schema === true) writer.schema(writeSchema(Sample));
  writer.interface({ linkType: 147 });
  packets.forEach((data, index) =>
    writer.packet({ interface: 0, timestamp: BigInt(index), data: Uint8Array.from(data) }),
  );
  return Buffer.concat(parts);
}

const sample = (sequence: number): number[] => [sequence, 0, 0, 0, 100, 0, 0, 0];

suite('captures on the command line', (test) => {
  const withHeader = (
    body: (header: readonly string[], at: (name: string) => string) => Promise<void>,
  ): Promise<void> =>
    withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('sample.h'), HEADER);
      await body(['--header', at('sample.h')], at);
    });

  test('pcapng and pcap, both byte orders, packed, by a pipe: rows have the time, the interface and the offset in the file', () =>
    withHeader(async (header, at) => {
      for (const [name, time] of [
        ['samples.pcapng', nano],
        ['samples.nsec.pcap', nano],
        ['samples.usec.pcap', micro],
        ['big.nsec.pcap', nano],
      ] as const) {
        const bytes = readFileSync(`${FILES}/${name}`);
        // The first sample of each packet, by its number and its level.
        const data = [0, 1, 4, 6, 7].map((number) => bytes.indexOf(Buffer.from([number, 0, 0, 0, 100 + number, 0])));
        const { status, text, stderr } = await castbuf(['decode', `${FILES}/${name}`, ...header, '-f', 'ndjson']);
        assert.equal([status, stderr], [0, ''], name);
        assert.equal(parsed(text), rowsAt(data, time), name);
        const piped = await castbuf(['decode', '-', ...header], { input: bytes });
        assert.is(piped.text, text);
        await writeFile(at('packed.gz'), gzipSync(bytes));
        assert.is((await castbuf(['decode', at('packed.gz'), ...header])).text, text);
      }
    }));

  test('CSV, a table and a listing; --columns, --where, --limit, --count; what encode passes over', () =>
    withHeader(async (header) => {
      const file = `${FILES}/samples.pcapng`;
      const csv = await castbuf([
        'decode',
        file,
        ...header,
        '-f',
        'csv',
        '--columns',
        'time,Level,interface',
        '--where',
        'Flags = 1',
      ]);
      assert.is(
        csv.text,
        [
          'time,Level,interface',
          ...[1, 3, 5, 7].map((index) => `${nano([0, 1, 1, 1, 2, 2, 3, 4, 4][index]!)},${100 + index},0`),
          '',
        ].join('\r\n'),
      );
      assert.is((await castbuf(['decode', file, ...header, '--limit', '3'])).text.split('\n').length, 4);
      assert.is((await castbuf(['decode', file, ...header, '--count', '5'])).text.split('\n').length, 6);
      const place = readFileSync(file).indexOf(Buffer.from([2, 0, 0, 0, 102, 0]));
      const listing = await castbuf(['decode', file, ...header, '--hex', '--limit', '3']);
      assert.match(listing.text, new RegExp(`samples\\.pcapng {2}SAMPLE at 0x${place.toString(16)}, 8 bytes`));
      const table = await castbuf(['decode', file, ...header, '-f', 'table']);
      assert.match(table.text, /^time +interface +offset +length +Sequence/);
      const rows = await castbuf(['decode', file, ...header]);
      const encoded = await castbuf(['encode', '-', ...header], { input: rows.text });
      assert.equal([encoded.status, encoded.stderr, encoded.stdout.length], [0, '', 72]);
    }));

  test('two link types: --link-type and --interface take those of one; without, it says so', () =>
    withHeader(async (header) => {
      const file = `${FILES}/merged.pcapng`;
      const sequences = async (...options: string[]): Promise<unknown[]> => {
        const { text, status } = await castbuf(['decode', file, ...header, ...options]);
        assert.is(status, 0);
        return parsed(text).map((row) => (row as { Sequence: number }).Sequence);
      };
      assert.equal(await sequences('--link-type', 'USER0'), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
      assert.equal(await sequences('--link-type', '147'), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
      assert.equal(await sequences('--link-type', '1'), [0, 1, 2, 3]);
      assert.equal(await sequences('--interface', '1'), [0, 1, 2, 3]);
      const mixed = await castbuf(['decode', file, ...header]);
      assert.is(mixed.status, 1);
      assert.is(mixed.text.split('\n').length, 2);
      assert.match(mixed.stderr, /packets of link types 147 and 1; --link-type 147 takes those of one/);
      const none = await castbuf(['decode', file, ...header, '--interface', 'bus']);
      assert.equal([none.status, none.text], [1, '']);
      assert.match(none.stderr, /has no packets of interface bus/);
      for (const [option, value] of [
        ['--link-type', 'USER16'],
        ['--link-type', '65536'],
        ['--link-type', 'x'],
      ] as const) {
        const wrong = await castbuf(['decode', file, ...header, option, value]);
        assert.is(wrong.status, 2);
        assert.match(wrong.stderr, /--link-type takes a number from 0 to 65535/);
      }
    }));

  test('--packet-skip: records after the headers of UDP', () =>
    withHeader(async (header) => {
      const run = await castbuf([
        'decode',
        `${FILES}/udp-names.pcapng`,
        ...header,
        '--packet-skip',
        '42',
        '--columns',
        'Sequence,time',
      ]);
      // Ethernet frames are padded to 60 bytes: of a short one the rest is taken for samples, too.
      const rows = parsed(run.text);
      assert.equal(rows[0], { Sequence: 0, time: nano(0) });
      assert.match(run.stderr, /truncated header at offset 0x[0-9a-f]+ \(record 2\)/);
    }));

  test('stat counts the records of all packets; diff compares them', () =>
    withHeader(async (header) => {
      const { text, status } = await castbuf(['stat', `${FILES}/samples.pcapng`, ...header, '--json']);
      const report = JSON.parse(text) as { records: number; bytes: number };
      assert.equal([status, report.records, report.bytes], [0, 9, 72]);
      const same = await castbuf(['diff', `${FILES}/samples.pcapng`, `${FILES}/big.nsec.pcap`, ...header]);
      assert.equal([same.status, same.text], [0, '']);
      const cut = await castbuf(['diff', `${FILES}/samples.pcapng`, `${FILES}/ether.usec.pcap`, ...header]);
      assert.is(cut.status, 1);
      assert.match(cut.text, /record 4 at 0x[0-9a-f]+: only in .*samples\.pcapng/);
    }));

  test('a schema in the capture is the type of its records; another type may be named', () =>
    withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('a.pcapng'), capture([sample(1), [...sample(2), ...sample(3)]], { schema: true }));
      const rows = await castbuf(['decode', at('a.pcapng'), '--columns', 'Sequence']);
      assert.equal([rows.status, rows.stderr], [0, '']);
      assert.is(rows.text, '{"Sequence":1}\n{"Sequence":2}\n{"Sequence":3}\n');
      const piped = await castbuf(['decode', '-', '--columns', 'Sequence'], { input: readFileSync(at('a.pcapng')) });
      assert.is(piped.text, rows.text);
      const stat = await castbuf(['stat', at('a.pcapng'), '--json']);
      assert.is((JSON.parse(stat.text) as { records: number }).records, 3);
      const named = await castbuf(['decode', at('a.pcapng'), '--type', 'SAMPLE', '--columns', 'Sequence']);
      assert.is(named.text, rows.text);
      const wrong = await castbuf(['decode', at('a.pcapng'), '--type', 'SAMPLES']);
      assert.is(wrong.status, 2);
      assert.match(wrong.stderr, /no type SAMPLES in the schema in .*a\.pcapng; /);
      const built = await castbuf(['decode', at('a.pcapng'), '--type', 'MIRACAST_CHUNK_DATA', '--limit', '1']);
      assert.is(built.status, 1);
      await writeFile(at('b.pcapng'), capture([sample(4)]));
      const both = await castbuf(['decode', at('a.pcapng'), at('b.pcapng')]);
      assert.is(both.status, 1);
      assert.match(
        both.stderr,
        /b\.pcapng carries no schema, and the types are of that in .*a\.pcapng; --schema says which is meant/,
      );
      const none = await castbuf(['decode', at('b.pcapng')]);
      assert.is(none.status, 2);
      assert.match(none.stderr, /decode needs --type/);
      await writeFile(
        at('bad.pcapng'),
        Buffer.from(
          capture([sample(1)], { schema: true })
            .toString('latin1')
            .replace('"struct"', '"strukt"'),
          'latin1',
        ),
      );
      const bad = await castbuf(['decode', at('bad.pcapng')]);
      assert.is(bad.status, 4);
      assert.match(bad.stderr, /the schema in .*bad\.pcapng: /);
    }));

  test('a record does not go on in the next packet; with --skip-bad it costs the rest of its packet', () =>
    withHeader(async (header, at) => {
      await writeFile(at('cut.pcapng'), capture([sample(1), [...sample(2), 1, 2, 3], [], sample(3)]));
      const bytes = readFileSync(at('cut.pcapng'));
      const place = bytes.indexOf(Buffer.from([1, 2, 3, 0])); // with its padding
      const stopped = await castbuf(['decode', at('cut.pcapng'), ...header, '--columns', 'Sequence']);
      assert.equal([stopped.status, stopped.text], [1, '{"Sequence":1}\n{"Sequence":2}\n']);
      assert.match(
        stopped.stderr,
        new RegExp(
          `truncated header at offset 0x${place.toString(16)} \\(record 2\\): 8 bytes are needed, 3 are there`,
        ),
      );
      const skipped = await castbuf(['decode', at('cut.pcapng'), ...header, '--columns', 'Sequence', '--skip-bad']);
      assert.equal([skipped.status, skipped.text], [1, '{"Sequence":1}\n{"Sequence":2}\n{"Sequence":3}\n']);
      assert.match(skipped.stderr, /its 3 bytes are passed over/);
      const offset = await castbuf([
        'decode',
        at('cut.pcapng'),
        ...header,
        '--columns',
        'Sequence',
        '--offset',
        String(place + 4),
      ]);
      assert.equal([offset.status, offset.text], [0, '{"Sequence":3}\n']);
      const beyond = await castbuf(['decode', at('cut.pcapng'), ...header, '--offset', '9999']);
      assert.is(beyond.status, 1);
      assert.match(beyond.stderr, /no packet that is wanted at --offset 9999, or after it/);
    }));

  test('a capture that is cut, and one that lies: all rows before it, one line, status 1', () =>
    withHeader(async (header, at) => {
      const bytes = readFileSync(`${FILES}/samples.pcapng`);
      await writeFile(at('cut.pcapng'), bytes.subarray(0, -5));
      const cut = await castbuf(['decode', at('cut.pcapng'), ...header, '--columns', 'Sequence']);
      assert.equal([cut.status, parsed(cut.text).length], [1, 7]);
      assert.match(
        cut.stderr,
        /^castbuf: data overrun at offset 0x144 \(record 7\): the source ends 43 bytes after the start of a block, and it has 48\n$/,
      );
      const stat = await castbuf(['stat', at('cut.pcapng'), ...header, '--json']);
      assert.equal([stat.status, (JSON.parse(stat.text) as { records: number }).records], [1, 7]);
      const skipped = await castbuf(['decode', at('cut.pcapng'), ...header, '--skip-bad', '--columns', 'Sequence']);
      assert.equal([skipped.status, parsed(skipped.text).length], [1, 7]);
      assert.match(skipped.stderr, /its 43 bytes are passed over/);
      const lie = Buffer.from(bytes);
      lie.writeUInt32LE(7, 0x144 + 8);
      await writeFile(at('lie.pcapng'), lie);
      const lied = await castbuf(['decode', at('lie.pcapng'), ...header, '--columns', 'Sequence']);
      assert.equal([lied.status, parsed(lied.text).length], [1, 7]);
      assert.match(
        lied.stderr,
        /value out of range in enhanced packet at offset 0x144 \(record 7\): it is of interface 7/,
      );
      lie.writeUInt32LE(44, 4);
      await writeFile(at('lie.pcapng'), lie);
      const first = await castbuf(['decode', at('lie.pcapng'), ...header]);
      assert.equal([first.status, first.text], [1, '']);
      assert.match(first.stderr, /wrong length field in section header at offset 0x0/);
    }));

  test('its own bytes: --skip, --raw and the schemas of the gallery; options of packets go with captures only', () =>
    withHeader(async (header, at) => {
      const file = `${FILES}/samples.usec.pcap`;
      const schema = await castbuf([
        'decode',
        file,
        '--schema',
        'pcap',
        '--type',
        'Packet',
        '--skip',
        '24',
        '--columns',
        'Captured',
      ]);
      assert.is(parsed(schema.text).length, 5);
      const raw = await castbuf(['decode', file, ...header, '--raw', '--limit', '1']);
      assert.equal(parsed(raw.text), [{ offset: 0, length: 8, Sequence: 0xa1b2c3d4, Level: 2, Flags: 4 }]);
      const skip = await castbuf(['decode', file, ...header, '--skip', '24', '--limit', '1', '--columns', 'offset']);
      assert.is(skip.text, '{"offset":24}\n');
      for (const [options, why] of [
        [['--raw'], '--raw'],
        [['--skip', '24'], '--skip'],
        [['--schema', 'pcap'], '--schema pcap'],
      ] as const) {
        const wrong = await castbuf(['decode', file, ...options, '--packet-skip', '1']);
        assert.is(wrong.status, 2);
        assert.ok(
          wrong.stderr.includes(
            `--packet-skip is for the packets of a capture; with ${why} its own bytes are the records`,
          ),
          wrong.stderr,
        );
      }
      await writeFile(at('plain.bin'), Uint8Array.from(sample(1)));
      const plain = await castbuf(['decode', at('plain.bin'), ...header, '--interface', '0']);
      assert.is(plain.status, 2);
      assert.match(plain.stderr, /are for captures, and .*plain\.bin is none/);
      const both = await castbuf(['decode', file, at('plain.bin'), ...header]);
      assert.is(both.status, 1);
      assert.match(both.stderr, /samples\.usec\.pcap is a capture, and .*plain\.bin is none; decode them one by one/);
    }));

  test("the gallery's schema of blocks and the reader of captures find the same blocks and packets", async () => {
    for (const [name, set] of [
      ['merged.pcapng', 'Blocks'],
      ['commented.pcapng', 'Blocks'],
      ['dumpcap-lo.pcapng', 'Blocks'],
      ['big.pcapng', 'BlocksBig'],
    ] as const) {
      const file = `${FILES}/${name}`;
      const { text, status } = await castbuf(['decode', file, '--schema', 'pcapng', '--set', set]);
      assert.is(status, 0);
      const rows = parsed(text) as { offset: number; length: number; Data?: string }[];
      const blocks = await blocksOf(readFileSync(file));
      assert.equal(
        rows.map(({ offset, length, Data }) => [offset, length, Data]),
        blocks.map((block) => [
          block.kind === 'gap' ? block.from : block.offset,
          block.bytes.length,
          block.kind === 'packet' && block.timestamp !== undefined ? hexOf(block.data) : undefined,
        ]),
        name,
      );
    }
  });

  test('a record set; members named time and interface; packets without a time', () =>
    withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(
        at('set.ts'),
        `import { recordSet, struct, u16, u8 } from 'castbuf';
         export const Records = recordSet('type', { A: [1, struct('A', { type: u8, time: u8 })], B: [2, struct('B', { type: u8, interface: u8, c: u16 })] });`,
      );
      await writeFile(
        at('set.pcapng'),
        capture([
          [1, 7, 2, 8, 9, 0],
          [1, 6],
        ]),
      );
      const { text, stderr } = await castbuf(['decode', at('set.pcapng'), '--schema', at('set.ts'), '-f', 'csv']);
      assert.is(stderr, '');
      assert.equal(
        text
          .trimEnd()
          .split('\r\n')
          .map((line) => line.split(',').slice(0, 3).join()),
        [
          'recordType,recordTime,recordInterface',
          'A,1970-01-01T00:00:00.000000000Z,0',
          'B,1970-01-01T00:00:00.000000000Z,0',
          'A,1970-01-01T00:00:00.000000001Z,0',
        ],
      );
      const Bytes8 = struct('S', { a: array(u8, 8) });
      await writeFile(at('s.json'), JSON.stringify(writeSchema(Bytes8)));
      const simple = await castbuf(['decode', `${FILES}/big.pcapng`, '--schema', at('s.json'), '--columns', 'time']);
      assert.equal(parsed(simple.text).at(-1), { time: null });
      assert.equal(parsed(simple.text)[0], { time: micro(0) });
    }));
});
