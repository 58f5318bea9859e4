import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import * as assert from 'uvu/assert';
import { CaptureWriter } from '../../src/capture.js';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf, withFolder } from './run-castbuf.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const PROTO = protobuf.loadSync('test/cli/perfetto.proto');
const [BEGIN, END, INSTANT, COUNTER] = [1, 2, 3, 4] as const;

/** An event with its names in the place of numbers; times are nanoseconds. */
interface Event {
  readonly at: bigint;
  readonly type: number;
  readonly track: string;
  /** Several tracks may have one name. */
  readonly uuid: string;
  readonly name: string | undefined;
  readonly flows: readonly string[];
  readonly value: number | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Trace {
  readonly tracks: readonly string[];
  readonly events: readonly Event[];
  readonly clocks: readonly { readonly clockId: number; readonly timestamp: string }[];
}

// What protobufjs gives has no type of its own.
// oxlint-disable-next-line typescript/no-explicit-any
type Packet = any;

function traceOf(bytes: Uint8Array): Trace {
  const type = PROTO.lookupType('perfetto.protos.Trace');
  const { packet } = type.toObject(type.decode(bytes), { longs: String, enums: Number }) as { packet: Packet[] };
  const [tracks, names, annotationNames] = [
    new Map<string, string>(),
    new Map<string, string>(),
    new Map<string, string>(),
  ];
  const events: Event[] = [];
  const clocks: Trace['clocks'][number][] = [];
  for (const [index, one] of packet.entries()) {
    assert.is(one.trustedPacketSequenceId, 1);
    if (index === 0) assert.is(one.sequenceFlags, 1);
    clocks.push(...(one.clockSnapshot?.clocks ?? []));
    if (one.trackDescriptor !== undefined) {
      const { uuid, name, parentUuid } = one.trackDescriptor;
      assert.ok(!tracks.has(uuid) && (tracks.size === 0) === (parentUuid === undefined));
      tracks.set(uuid, name);
    }
    for (const { iid, name } of one.internedData?.eventNames ?? []) names.set(iid, name);
    for (const { iid, name } of one.internedData?.debugAnnotationNames ?? []) annotationNames.set(iid, name);
    if (one.trackEvent === undefined) continue;
    const {
      type: kind,
      trackUuid,
      nameIid,
      flowIds = [],
      counterValue,
      doubleCounterValue,
      debugAnnotations = [],
    } = one.trackEvent;
    assert.is(one.sequenceFlags, 2);
    assert.ok(tracks.has(trackUuid) && (nameIid === undefined || names.has(nameIid)));
    events.push({
      at: BigInt(one.timestamp),
      type: kind,
      track: tracks.get(trackUuid) as string,
      uuid: trackUuid,
      name: names.get(nameIid),
      flows: flowIds,
      value: counterValue === undefined ? doubleCounterValue : Number(counterValue),
      annotations: Object.fromEntries(
        debugAnnotations.map((of: Packet) => [annotationNames.get(of.nameIid), of.uintValue]),
      ),
    });
  }
  return { tracks: [...tracks.values()], events, clocks };
}

/** What is drawn: name, first and last moment, flow. Fails where an end belongs to another begin than Perfetto thinks. */
function slicesOf({ events }: Trace): [string, bigint, bigint, string | undefined][] {
  const slices: [string, bigint, bigint, string | undefined][] = [];
  for (const uuid of new Set(events.map((event) => event.uuid))) {
    // The page sorts by time; what is at the same time stays in the order of the file.
    const own = events.filter((event) => event.uuid === uuid).toSorted((one, other) => Number(one.at - other.at));
    let open: Event | undefined;
    for (const event of own) {
      if (event.type === INSTANT) slices.push([event.name as string, event.at, event.at, event.flows[0]]);
      if (event.type === BEGIN) {
        assert.is(open, undefined, `${event.track} has two slices at once`);
        open = event;
      }
      if (event.type !== END) continue;
      const { name, at, flows } = open as Event;
      slices.push([name as string, at, event.at, flows[0]]);
      open = undefined;
    }
    assert.is(open, undefined);
  }
  return slices.toSorted((one, other) => Number(one[1] - other[1]));
}

const count = ({ events }: Trace, type: number): number => events.filter((event) => event.type === type).length;

/** A chunk without driver's data: 28 bytes. */
function chunk(type: number, frame: number, time: number, rate: number): Buffer {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt32LE(type, 0);
  bytes.writeBigUInt64LE(BigInt(frame), 8);
  bytes.writeUInt32LE(time, 16);
  bytes.writeUInt32LE(rate, 20);
  return bytes;
}

const LOG = `
  import { enumeration, f64, filetime, i64, recordSet, struct, time, u16, u32, u64, u8 } from 'castbuf';
  const Kind = enumeration('KIND', u16, { READ: 1, WRITE: 2 });
  export const Job = struct('JOB', { At: time(u64, { unit: 'us' }), Took: u32, Kind, Queue: u16, Balance: i64, Load: f64 });
  export const Plain = struct('PLAIN', { Tick: u32, Kind });
`;

/** A record of JOB. */
function job(at: bigint, took: number, kind: number, queue: number, balance = 0n, load = 0): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.writeBigUInt64LE(at, 0);
  bytes.writeUInt32LE(took, 8);
  bytes.writeUInt16LE(kind, 12);
  bytes.writeUInt16LE(queue, 14);
  bytes.writeBigInt64LE(balance, 16);
  bytes.writeDoubleLE(load, 24);
  return bytes;
}

const START = 1_700_000_000_000_000n;

async function withLog(records: Buffer, body: (words: string[], folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const [schema, file] = [join(folder, 'log.ts'), join(folder, 'log.bin')];
    await writeFile(schema, LOG);
    await writeFile(file, records);
    await body(['convert', file, '--schema', schema, '--type'], folder);
  });
}

suite('castbuf convert: timelines for Perfetto', (test) => {
  test('frames of a session: a track a stage, flows by frame, a curve of rates', async () => {
    const records = Buffer.concat([
      chunk(3, 100, 0, 0), // FRAME_START
      chunk(1, 100, 2000, 0), // COLOR_CONVERT_COMPLETE
      chunk(3, 101, 0, 0),
      chunk(2, 100, 5000, 18_000), // ENCODE_COMPLETE
      chunk(2, 101, 4000, 17_000),
    ]);
    await withFolder(async (folder) => {
      const [file, made] = [join(folder, 'session.bin'), join(folder, 'session.perfetto-trace')];
      await writeFile(file, records);
      const { status, stderr, text } = await castbuf(['convert', file, ...AS_CHUNKS, '-o', made]);
      assert.equal([status, text], [0, '']);
      assert.is(
        stderr,
        'castbuf: records say no time: each ChunkInfo.ChunkId.FrameNumber begins 1/60 s after the one before, and its records follow one another\n',
      );
      const trace = traceOf(await readFile(made));
      assert.equal(trace.tracks, [
        'MIRACAST_CHUNK_DATA',
        'ChunkInfo.EncodeRate',
        'FRAME_START',
        'COLOR_CONVERT_COMPLETE',
        'ENCODE_COMPLETE',
      ]);
      assert.equal(trace.clocks, []); // nobody knows what day it was
      assert.equal(slicesOf(trace), [
        ['FRAME_START', 0n, 0n, '100'],
        ['COLOR_CONVERT_COMPLETE', 0n, 2_000_000n, '100'],
        ['ENCODE_COMPLETE', 2_000_000n, 7_000_000n, '100'],
        ['FRAME_START', 16_666_667n, 16_666_667n, '101'],
        ['ENCODE_COMPLETE', 16_666_667n, 20_666_667n, '101'],
      ]);
      const rates = trace.events.filter(({ type }) => type === COUNTER);
      assert.equal(
        rates.map(({ at, value }) => [at, value]),
        [
          [0n, 0],
          [2_000_000n, 0],
          [16_666_667n, 0],
          [7_000_000n, 18_000],
          [20_666_667n, 17_000],
        ],
      );
      assert.equal(trace.events.find(({ at }) => at === 2_000_000n)?.annotations, {});
      const begins = trace.events.filter(({ type }) => type === BEGIN);
      assert.equal(
        begins.map(({ annotations }) => annotations),
        [
          { record: '1', offset: '28' },
          { record: '3', offset: '84' },
          { record: '4', offset: '112' },
        ],
      );
    });
  });

  test('ten thousand random chunks: as many begins as ends, and the sum of the column', async () => {
    const { status, stdout, stderr } = await castbuf(['convert', CHUNKS, ...AS_CHUNKS]);
    assert.is(status, 0);
    const trace = traceOf(stdout);
    const crowded = Number(/castbuf: ([\d,]+) records drawn as instants/.exec(stderr)?.[1]?.replace(',', ''));
    assert.is(count(trace, BEGIN), count(trace, END));
    assert.is(slicesOf(trace).length, 10_000);
    const instants = trace.events.filter(({ type }) => type === INSTANT);
    assert.is(instants.filter(({ annotations }) => 'duration in ns' in annotations).length, crowded);
    const rows = (await castbuf(['decode', CHUNKS, ...AS_CHUNKS])).text
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row).ChunkInfo);
    const sum = rows.reduce((all: number, { EncodeRate }) => all + EncodeRate, 0);
    assert.is(
      trace.events.reduce((all, { value = 0 }) => all + value, 0),
      sum,
    );
    // No time is lost: those of slices, and those that instants tell.
    const taken = slicesOf(trace).reduce((all, [, from, to]) => all + to - from, 0n);
    const told = instants.reduce((all, { annotations }) => all + BigInt(annotations['duration in ns'] ?? 0), 0n);
    assert.is(
      taken + told,
      rows.reduce((all: bigint, { ProcessingTime }) => all + BigInt(ProcessingTime) * 1000n, 0n),
    );
  });

  test('times of a column, what overlaps on tracks of its own, counters of all kinds', async () => {
    const jobs = Buffer.concat([
      job(START, 100, 1, 3, -5n, 0.5),
      job(START + 50n, 100, 1, 4, 2n ** 62n, -1.25),
      job(START + 100n, 10, 1, 5),
      job(START + 100n, 0, 2, 65_535),
    ]);
    await withLog(jobs, async (words) => {
      const counters = ['Queue', 'Balance', 'Load'].flatMap((name) => ['--counter', name]);
      const asked = ['Job', '--time', 'At', '--duration', 'Took', '--track', 'Kind', ...counters];
      const { status, stderr, stdout } = await castbuf([...words, ...asked]);
      assert.equal([status, stderr], [0, '']);
      const trace = traceOf(stdout);
      assert.equal(trace.tracks, ['Job', 'Queue', 'Balance', 'Load', 'READ', 'READ 2', 'WRITE']);
      const start = START * 1000n;
      assert.equal(trace.clocks, [
        { clockId: 1, timestamp: String(start) },
        { clockId: 6, timestamp: String(start) },
      ]);
      assert.equal(slicesOf(trace), [
        ['READ', start, start + 100_000n, undefined],
        ['READ', start + 50_000n, start + 150_000n, undefined],
        ['READ', start + 100_000n, start + 110_000n, undefined],
        ['WRITE', start + 100_000n, start + 100_000n, undefined],
      ]);
      const valuesOf = (track: string): (number | undefined)[] =>
        trace.events.filter((event) => event.track === track).map(({ value }) => value);
      assert.equal(valuesOf('Queue'), [3, 4, 5, 65_535]);
      assert.equal(valuesOf('Balance'), [-5, 2 ** 62, 0, 0]);
      assert.equal(valuesOf('Load'), [0.5, -1.25, 0, 0]);
      const atEnd = traceOf((await castbuf([...words, ...asked, '--at-end'])).stdout);
      assert.equal(slicesOf(atEnd)[0]?.slice(1, 3), [start - 100_000n, start]);
    });
  });

  test('times without a unit, in the unit that the user says', async () => {
    const records = Buffer.from([7, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0]);
    await withLog(records, async (words) => {
      for (const [unit, one] of Object.entries({ s: 10n ** 9n, ms: 10n ** 6n, us: 1000n, '100ns': 100n, ns: 1n })) {
        const trace = traceOf((await castbuf([...words, 'Plain', '--time', 'Tick', '--unit', unit])).stdout);
        assert.equal(
          trace.events.map(({ at }) => at),
          [7n * one, 9n * one],
        );
        assert.equal(trace.clocks, []);
      }
    });
  });

  test('packets of a capture have times', async () => {
    await withFolder(async (folder) => {
      const time = 1_780_000_000_123_456_789n;
      const pieces: Uint8Array[] = [];
      const writer = new CaptureWriter((block) => void pieces.push(block));
      writer.section();
      writer.interface({ linkType: 147 });
      writer.packet({ interface: 0, timestamp: time, data: chunk(2, 9, 10, 77) });
      const file = join(folder, 'bus.pcapng');
      await writeFile(file, Buffer.concat(pieces));
      const { status, stderr, stdout } = await castbuf(['convert', file, ...AS_CHUNKS]);
      assert.equal([status, stderr], [0, '']);
      assert.equal(slicesOf(traceOf(stdout)), [['ENCODE_COMPLETE', time - 10_000n, time, '9']]); // a chunk is sent at the end
      const { stderr: told } = await castbuf(['convert', file, ...AS_CHUNKS, '--rate', '30']);
      assert.is(told, 'castbuf: --rate is for records without a time, and packets have one\n');
    });
  });

  test('wrong use and wrong times are told', async () => {
    await withLog(Buffer.concat([job(START, 1, 1, 1), job(5n, 10, 1, 1)]), async (words, folder) => {
      const told = async (...options: string[]): Promise<string> => (await castbuf([...words, ...options])).stderr;
      assert.is(
        await told('Job', '--duration', 'Took'),
        'castbuf: nothing says when a record is; give --time COLUMN, or --flow COLUMN for flows that begin at a constant rate\n',
      );
      assert.is(await told('Job', '--time', 'Att'), 'castbuf: no column Att; did you mean At?\n');
      assert.match(await told('Job', '--flow', 'Load'), /--flow Load is no integer/);
      assert.match(await told('Job', '--time', 'At', '--unit', 'min'), /no unit min; there are s, ms, us, 100ns, ns/);
      const made = join(folder, 'x.perfetto-trace');
      await writeFile(made, 'old');
      const early = await castbuf([...words, 'Job', '--time', 'At', '--at-end', '--duration', 'Took', '-o', made]);
      assert.equal(
        [early.status, early.stderr],
        [0, 'castbuf: 1 record not in the trace: no time, no duration, or before the time 0\n'],
      );
      assert.is(slicesOf(traceOf(await readFile(made))).length, 1);
    });
  });
});
