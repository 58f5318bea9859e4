import * as assert from 'uvu/assert';
import { CaptureWriter, type CaptureBlock } from '../../src/capture.js';
import { readFixtureText, suite } from '../harness/index.js';
import { blocksOf, captureFile, joined, packetsOf, PCAP_FILES, PCAPNG_FILES, together } from './captures.js';
import { plainPackets } from './independent-reader.js';

type Of<Kind extends CaptureBlock['kind']> = Extract<CaptureBlock, { kind: Kind }>;

function only<Kind extends CaptureBlock['kind']>(blocks: readonly CaptureBlock[], kind: Kind): Of<Kind>[] {
  return blocks.filter((block): block is Of<Kind> => block.kind === kind);
}

/** The packets of samples.hex: what all files were made of. */
async function samples(): Promise<{ hex: string; time: bigint }[]> {
  const lines = (await readFixtureText('capture/files/samples.hex')).trim().split('\n');
  return Array.from({ length: lines.length / 2 }, (_, index) => {
    const [, seconds = '', nanoseconds = ''] = /:(\d\d)\.(\d{9})$/.exec(lines[index * 2] ?? '') ?? [];
    const start = BigInt(Date.UTC(2026, 11, 1, 3)) / 1000n;
    return {
      time: (start + BigInt(seconds)) * 1_000_000_000n + BigInt(nanoseconds),
      hex: (lines[index * 2 + 1] ?? '').slice(5).replaceAll(' ', ''),
    };
  });
}

suite('captures of other programs', (test) => {
  for (const name of PCAPNG_FILES) {
    test(`${name}: packets are those of a reader written by hand; its blocks, written again, are its bytes`, async () => {
      const bytes = await captureFile(name);
      const blocks = await blocksOf([bytes]);
      assert.equal(packetsOf(blocks), plainPackets(bytes));
      assert.equal(joined(blocks), bytes);
      const written: Uint8Array[] = [];
      const writer = new CaptureWriter((block) => void written.push(block));
      for (const block of blocks) writer.copy(block);
      assert.equal(together(written), bytes);
      assert.is(blocks.filter(({ kind }) => kind === 'unknown' || kind === 'gap').length, 0);
    });

    test(`${name}: written anew from what was read, it is the same bytes`, async () => {
      const bytes = await captureFile(name);
      const blocks = await blocksOf(bytes);
      assert.equal(anew(blocks), joined(blocks));
    });
  }

  test('packets of all files are those of samples.hex, in the resolution of each', async () => {
    const wanted = await samples();
    const micro = (time: bigint): bigint => (time / 1000n) * 1000n;
    for (const [name, time] of [
      ['samples.pcapng', (one: bigint) => one],
      ['samples.nsec.pcap', (one: bigint) => one],
      ['big.nsec.pcap', (one: bigint) => one],
      ['samples.usec.pcap', micro],
      ['dumpcap.pcapng', micro],
    ] as const) {
      const found = packetsOf(await blocksOf(await captureFile(name)));
      assert.equal(
        found,
        wanted.map((one) => ({ link: 147, time: time(one.time), hex: one.hex, original: one.hex.length / 2 })),
        name,
      );
    }
  });

  test('pcap: a section and an interface before the packets; all bytes are those of the file', async () => {
    for (const name of PCAP_FILES) {
      const bytes = await captureFile(name);
      const blocks = await blocksOf(bytes);
      const [section, from] = [only(blocks, 'section')[0]!, only(blocks, 'interface')[0]!];
      assert.equal([section.format, section.endian], ['pcap', name.startsWith('big') ? 'big' : 'little'], name);
      assert.equal([section.major, section.minor], [2, 4]);
      assert.is(from.linkType, name.startsWith('ether') ? 1 : 147);
      assert.is(from.ticksPerSecond, name.includes('nsec') ? 1_000_000_000n : 1_000_000n);
      assert.equal(joined(blocks), bytes);
    }
  });

  test('comments, secrets and what a section says', async () => {
    const blocks = await blocksOf(await captureFile('commented.pcapng'));
    const [section] = only(blocks, 'section');
    assert.equal(section?.options.map(({ name }) => name).sort(), ['opt_comment', 'shb_userappl']);
    assert.is(section?.options.find(({ code }) => code === 1)?.value, 'samples of a bus');
    assert.equal(
      only(blocks, 'packet').map(({ comments }) => comments),
      [[], ['three samples in one'], [], [], ['the last']],
    );
    const [secrets] = only(blocks, 'secrets');
    assert.is(secrets?.secretsType, 0x544c534b);
    assert.match(new TextDecoder().decode(secrets?.data), /^CLIENT_RANDOM 0{63}1 0{95}2\n$/);
  });

  test('names of addresses', async () => {
    const [block] = only(await blocksOf(await captureFile('udp-names.pcapng')), 'names');
    const found = block?.records.map(({ type, address, names }) => [type, address?.join('.'), names.join()]);
    assert.equal(found?.sort(), [
      [1, '192.0.2.1', 'sender.example'],
      [1, '192.0.2.2', 'receiver.example'],
    ]);
  });

  test('statistics of dumpcap: what it received and lost, and when it began', async () => {
    const blocks = await blocksOf(await captureFile('dumpcap-lo.pcapng'));
    const [block] = only(blocks, 'statistics');
    const options = Object.fromEntries(block!.options.map(({ name, value }) => [name, value]));
    assert.is(options['isb_ifrecv'], 3n);
    assert.is(options['isb_ifdrop'], 0n);
    const [began, ended] = [options['isb_starttime'] as bigint, options['isb_endtime'] as bigint];
    assert.ok(began <= ended && ended - began < 60_000_000n);
    // dumpcap 4.0 writes microseconds here, although its interface counts nanoseconds.
    assert.is(new Date(Number(began / 1000n)).getUTCFullYear(), 2026);
    assert.is(new Date(Number(block!.ticks / 1000n)).getUTCFullYear(), 2026);
  });

  test('mergecap: each packet has the interface, and its time the resolution of it', async () => {
    const packets = only(await blocksOf(await captureFile('merged.pcapng')), 'packet');
    assert.equal(
      packets.map(({ interface: from }) => [from.id, from.linkType, from.ticksPerSecond]),
      [0, 1, 0, 1, 0, 0, 0].map((id) => (id === 0 ? [0, 147, 1_000_000_000n] : [1, 1, 1_000_000n])),
    );
    assert.equal(
      packets.slice(0, 2).map(({ timestamp }) => timestamp),
      [1796094000123456789n, 1796094000623456000n],
    );
  });

  test('scapy: the other byte order; then a section of this one; simple packets have no time', async () => {
    const blocks = await blocksOf(await captureFile('two-orders.pcapng'));
    assert.equal(
      only(blocks, 'section').map(({ endian, length }) => [endian, length]),
      [
        ['big', 0n],
        ['little', undefined],
      ],
    );
    const packets = only(blocks, 'packet');
    assert.equal(
      packets.slice(0, 7).map(({ comments }) => comments[0]),
      ['sent 0\n', 'sent 1\n', 'sent 2\n', 'sent 3\n', 'sent 4\n', undefined, undefined],
    );
    assert.equal(
      packets.slice(4, 7).map(({ timestamp, ticks }) => [timestamp, ticks]),
      [
        [1796094004123456000n, 1796094004123456n],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });

  test('editcap -s: what is left of a packet, and how long it was', async () => {
    const packets = only(await blocksOf(await captureFile('snapped.pcapng')), 'packet');
    assert.equal(
      packets.map(({ data, originalLength }) => [data.length, originalLength]),
      [
        [8, 8],
        [12, 24],
        [12, 16],
        [8, 8],
        [12, 16],
      ],
    );
  });

  test('offsets: a packet lies where it says', async () => {
    for (const name of [...PCAPNG_FILES, ...PCAP_FILES]) {
      const bytes = await captureFile(name);
      for (const { data, dataOffset, offset, bytes: whole } of only(await blocksOf(bytes), 'packet')) {
        assert.equal(data, bytes.subarray(dataOffset, dataOffset + data.length));
        assert.equal(whole, bytes.subarray(offset, offset + whole.length));
      }
    }
  });
});

/** Sections, interfaces, packets and custom blocks by their content; others are copied, and what the writer cannot say (a section's length) is kept. */
function anew(blocks: readonly CaptureBlock[]): Uint8Array {
  const written: Uint8Array[] = [];
  const writer = new CaptureWriter((block) => void written.push(block));
  for (const block of blocks) {
    if (block.kind === 'section') {
      writer.section({ endian: block.endian, options: block.options });
      if (block.length === 0n) written.at(-1)!.fill(0, 16, 24); // scapy's
    } else if (block.kind === 'interface' && block.options.some(({ code }) => code === 9))
      writer.interface(described(block));
    else if (block.kind === 'packet' && block.timestamp !== undefined && block.interface.options.length > 0) {
      const { interface: from, timestamp, data, originalLength, options } = block;
      writer.packet({ interface: from.id, timestamp, data, originalLength, options });
    } else writer.copy(block);
  }
  return together(written);
}

function described({ linkType, snapLength, options }: Of<'interface'>): Parameters<CaptureWriter['interface']>[0] {
  return { linkType, snapLength, options };
}
