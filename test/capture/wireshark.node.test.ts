import { execFileSync } from 'node:child_process';
import { writeFileSync, mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { CaptureWriter, schemaTextOf } from '../../src/capture.js';
import { struct, u16, u32, writeSchema } from '../../src/surface.js';
import { suite } from '../harness/index.js';
import { blocksOf, packetsOf } from './captures.js';

// time-out: 120 s

const PROGRAMS = ['capinfos', 'editcap', 'tshark', 'tcpdump'] as const;

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function isInstalled(program: string): boolean {
  try {
    run(program, ['--version']);
    return true;
  } catch {
    return false;
  }
}

const Sample = struct('SAMPLE', { Sequence: u32, Level: u16, Flags: u16 });
const START = 1_796_094_000_123_456_789n;
const PACKETS = [1, 3, 2].map((count, index) => ({
  interface: index % 2,
  timestamp: START + BigInt(index),
  data: Uint8Array.from({ length: count * 8 }, (_, at) => at),
  comments: index === 1 ? ['three of them'] : [],
}));

/** Two interfaces, a schema, a custom block of somebody else, comments. */
function capture(endian: 'little' | 'big'): Uint8Array {
  const parts: Uint8Array[] = [];
  const writer = new CaptureWriter((block) => void parts.push(block));
  writer.section({ endian, application: 'castbuf' });
  writer.interface({ linkType: 147, name: 'bus' });
  writer.interface({ linkType: 148, name: 'sensor', description: 'the other one' });
  writer.schema(writeSchema(Sample));
  writer.custom({ pen: 4242, data: Uint8Array.of(1, 2, 3) });
  for (const packet of PACKETS) writer.packet(packet);
  return Buffer.concat(parts);
}

suite('programs that read captures of CaptureWriter', (test) => {
  let folder = '';
  test.before(() => void (folder = mkdtempSync(join(tmpdir(), 'castbuf-capture-'))));
  test.after(() => rmSync(folder, { recursive: true }));
  const file = (endian: 'little' | 'big'): string => {
    const path = join(folder, `${endian}.pcapng`);
    writeFileSync(path, capture(endian));
    return path;
  };
  for (const program of PROGRAMS.filter((one) => !isInstalled(one)))
    test.skip(
      `${program} is not installed: apt-get install wireshark-common tshark tcpdump; the files of test/capture/files stand in`,
    );

  if (isInstalled('capinfos'))
    test('capinfos: packets, interfaces and their names, in both byte orders', () => {
      for (const endian of ['little', 'big'] as const) {
        const text = run('capinfos', [file(endian)]);
        for (const line of [
          /^File type: +Wireshark\/\.\.\. - pcapng$/m,
          /^Number of packets: +3$/m,
          /^Number of interfaces in file: 2$/m,
          /^Capture application: castbuf$/m,
          /^ +Name = bus$/m,
          /^ +Description = the other one$/m,
          /^ +Time precision = nanoseconds \(9\)$/m,
        ])
          assert.match(text, line, endian);
      }
    });

  if (isInstalled('tshark'))
    // Custom blocks are records without a time there: the filter leaves them out.
    test('tshark: times to the nanosecond, lengths, comments, interfaces, bytes', () => {
      const fields = ['frame.time_epoch', 'frame.len', 'frame.comment', 'frame.interface_name', 'data.data'];
      for (const endian of ['little', 'big'] as const) {
        const text = run('tshark', [
          '-r',
          file(endian),
          '-Y',
          'frame.time_epoch',
          '-T',
          'fields',
          ...fields.flatMap((field) => ['-e', field]),
        ]);
        assert.equal(
          text
            .trimEnd()
            .split('\n')
            .map((line) => line.split('\t')),
          PACKETS.map(({ timestamp, data, comments, interface: id }) => [
            `${timestamp / 1_000_000_000n}.${timestamp % 1_000_000_000n}`,
            String(data.length),
            comments[0] ?? '',
            id === 0 ? 'bus' : 'sensor',
            Buffer.from(data).toString('hex'),
          ]),
          endian,
        );
      }
    });

  if (isInstalled('editcap'))
    test('editcap turns it to the other byte order: packets stay, and the schema, too', async () => {
      const [from, to] = [file('big'), join(folder, 'edited.pcapng')];
      run('editcap', [from, to]);
      const [before, after] = [await blocksOf(readFileSync(from)), await blocksOf(readFileSync(to))];
      const orders = [before, after].map(([section]) => section?.kind === 'section' && section.endian);
      assert.equal(orders, ['big', 'little']);
      assert.equal(packetsOf(after), packetsOf(before));
      assert.equal(
        [before, after].map((blocks) => blocks.filter((block) => schemaTextOf(block) !== undefined).length),
        [1, 1],
      );
    });

  if (isInstalled('tcpdump'))
    test('tcpdump reads it, where all interfaces have one link type', () => {
      const path = join(folder, 'one.pcapng');
      const parts: Uint8Array[] = [];
      const writer = new CaptureWriter((block) => void parts.push(block));
      writer.section();
      writer.schema(writeSchema(Sample));
      writer.interface({ linkType: 147 });
      for (const packet of PACKETS) writer.packet({ ...packet, interface: 0 });
      writeFileSync(path, Buffer.concat(parts));
      const text = run('tcpdump', ['-r', path, '-tt', '--nano', '-n']);
      assert.equal(
        text.match(/^\d+\.\d{9}/gm),
        PACKETS.map(({ timestamp }) => `${timestamp / 1_000_000_000n}.${timestamp % 1_000_000_000n}`),
      );
    });
});
