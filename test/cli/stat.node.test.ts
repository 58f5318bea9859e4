import * as assert from 'uvu/assert';
import { FrameTimes } from '../../src/cli/frame-times.js';
import { Histogram } from '../../src/cli/histogram.js';
import { readFixture, suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf } from './run-castbuf.js';

interface Report {
  readonly records: number;
  readonly bytes: number;
  readonly length: { readonly min: number; readonly mean: number; readonly max: number } | null;
  readonly error: { readonly code: string; readonly offset: number; readonly record: number } | null;
  readonly kinds: {
    readonly member: string;
    readonly counts: readonly { value: number; name: string | null; records: number }[];
  } | null;
  readonly frames: {
    readonly frames: number;
    readonly steps: readonly { steps: readonly string[]; frames: number }[];
    readonly processingTime: Readonly<Record<'frames' | 'min' | 'mean' | 'p50' | 'p95' | 'p99' | 'max', number>> | null;
  } | null;
}

async function report(file: string, type = 'MIRACAST_CHUNK_DATA'): Promise<Report> {
  const { text } = await castbuf(['stat', `test/vectors/${file}`, '--json', '--type', type]);
  return JSON.parse(text) as Report;
}

suite('castbuf stat', (test) => {
  // Table 1: 950 + 1,042. Table 2: two slices, 950 + 1,042 + 400. Table 3: a re-encode, 950 + 1,042 + 500.
  for (const [table, time] of [1992, 2392, 2492].entries()) {
    test(`documentation table ${table + 1}: the frame takes ${time} µs`, async () => {
      const file = `doc-table-${table + 1}.chunks.bin`;
      const { frames, error } = await report(file);
      assert.is(error, null);
      assert.is(frames?.frames, 1);
      assert.equal(frames?.steps, [{ steps: ['start', 'color-convert', 'encode'], frames: 1 }]);
      for (const figure of ['min', 'mean', 'p50', 'p95', 'p99', 'max'] as const) {
        assert.is(frames?.processingTime?.[figure], time, figure);
      }
      const { text } = await castbuf(['stat', `test/vectors/${file}`, ...AS_CHUNKS]);
      assert.match(text, /start \+ color-convert \+ encode {2}1\n/);
      assert.match(text, new RegExp(`p50 ${time.toLocaleString('en-US')} `));
    });
  }

  test('records by type, bytes, lengths', async () => {
    const { records, bytes, length, kinds } = await report('chunks-10k.bin');
    assert.is(records, 10_000);
    assert.is(bytes, (await readFixture('vectors/chunks-10k.bin')).length);
    assert.equal(length, { min: 28, mean: bytes / records, max: 328 });
    assert.is(kinds?.member, 'ChunkInfo.ChunkType');
    assert.is(
      kinds?.counts.reduce((sum, one) => sum + one.records, 0),
      10_000,
    );
    assert.equal(kinds?.counts[3], { value: 3, name: 'MIRACAST_CHUNK_TYPE_FRAME_START', records: 1429 });
  });

  test('other types: by tag, or records only', async () => {
    const statistics = await report('statistics.bin', 'MIRACAST_STATISTIC_DATA');
    assert.is(statistics.kinds?.member, 'StatisticType');
    assert.is(statistics.frames, null);
    const rates = await report('datarate-stats.bin', 'MIRACAST_DATARATE_STATS');
    assert.is(rates.records, 200);
    assert.is(rates.kinds, null);
  });

  test('an error is in the report, on stderr, and in the status', async () => {
    const { status, text, stderr } = await castbuf(['stat', 'test/vectors/bad-overrun-last.bin', ...AS_CHUNKS]);
    assert.is(status, 1);
    assert.match(text, /records +1 in 36 bytes/);
    assert.match(text, /errors +data overrun in PrivateDriverData at offset 0x24 \(record 1\)/);
    assert.match(stderr, /^castbuf: data overrun in PrivateDriverData at offset 0x24 \(record 1\): /);
    const { error } = await report('bad-overrun-last.bin');
    assert.is(error?.code, 'ERR_DATA_OVERRUN');
    assert.is(error?.offset, 36);
    assert.is((await report('bad-empty.bin')).length, null);
  });
});

const [COLOR_CONVERT, ENCODE, START, DROPPED] = [1, 2, 3, 4] as const;

suite('frame times', (test) => {
  test('only what follows the start counts, and only encoded frames have a time', () => {
    const frames = new FrameTimes();
    frames.add(COLOR_CONVERT, 7, 100);
    frames.add(START, 7, 0);
    frames.add(ENCODE, 7, 30);
    frames.add(START, 8, 0);
    frames.add(COLOR_CONVERT, 8, 1000);
    frames.add(DROPPED, 8, 0);
    frames.add(DROPPED, 9, 0);
    frames.add(0x80000000, 10, 5);
    frames.finish();
    assert.is(frames.frames, 4);
    assert.is(frames.times.count, 1);
    assert.is(frames.times.max, 30);
    const counts = Object.fromEntries(frames.stepCounts.map(({ steps, frames }) => [steps.join('+'), frames]));
    assert.equal(counts, { 'color-convert': 1, 'start+encode': 1, 'start+color-convert+dropped': 1, dropped: 1 });
  });

  test('a number that starts anew is another frame', () => {
    const frames = new FrameTimes();
    for (const time of [10, 20, 30]) {
      frames.add(START, 1, 0);
      frames.add(ENCODE, 1, time);
    }
    frames.finish();
    assert.is(frames.frames, 3);
    assert.is(frames.times.mean, 20);
  });

  test('only so many frames are open: the oldest is counted early', () => {
    const frames = new FrameTimes(4);
    for (let frame = 0; frame < 10; frame++) {
      frames.add(START, frame, 0);
      frames.add(ENCODE, frame, 5);
    }
    frames.add(ENCODE, 0, 1); // too late
    assert.is(frames.evicted, 7);
    frames.finish();
    assert.is(frames.frames, 11);
    assert.is(frames.times.count, 10);
    assert.is(frames.times.max, 5);
  });

  test('percentiles are exact below 65,536 and near above', () => {
    const histogram = new Histogram();
    for (let value = 1; value <= 1000; value++) histogram.add(value);
    assert.equal(
      [0.5, 0.95, 0.99, 1].map((part) => histogram.percentile(part)),
      [500, 950, 990, 1000],
    );
    const large = new Histogram();
    for (let value = 1; value <= 1000; value++) large.add(value * 1e9);
    assert.ok(Math.abs(large.percentile(0.5) / 500e9 - 1) < 0.0001);
    assert.is(large.percentile(1), 1e12);
  });
});
