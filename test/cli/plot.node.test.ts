import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf, withFolder } from './run-castbuf.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
/** What is drawn lies between these, in points of the picture. */
const [LEFT, RIGHT, TOP, BOTTOM] = [90, 936, 44, 482] as const;
const LOG = `
  import { enumeration, f64, recordSet, struct, tagged, time, u16, u32, u64, u8 } from 'castbuf';
  const Kind = enumeration('KIND', u16, { LOW: 1, HIGH: 2 });
  export const Sample = struct('SAMPLE', { At: time(u64, { unit: 'us' }), Level: f64, Kind, Data: tagged('Kind', { Low: [1, u8], High: [2, u32] }) });
  export const A = struct('A', { Tag: u8, Value: u8 });
  export const B = struct('B', { Tag: u8, Value: u16 });
  export const Set = recordSet('Tag', { A: [1, A], B: [2, B] });
`;
const START = 1_700_000_000_000_000n;

/** Records of SAMPLE: 24 bytes each. */
function samples(of: readonly { at: bigint; level: number; kind: number; data?: number }[]): Buffer {
  return Buffer.concat(
    of.map(({ at, level, kind, data = 0 }) => {
      const record = Buffer.alloc(24);
      record.writeBigUInt64LE(at);
      record.writeDoubleLE(level, 8);
      record.writeUInt16LE(kind, 16);
      if (kind === 2) record.writeUInt32LE(data, 20);
      else record.writeUInt8(data, 20);
      return record;
    }),
  );
}

/** Each path of class `line`: its title and its points. */
function linesOf(svg: string): { readonly title: string; readonly points: [number, number][] }[] {
  const found = svg.matchAll(/<path class="line" [^>]*d="([^"]*)"><title>([^<]*)<\/title>/g);
  return [...found].map(([, path, title]) => ({
    title: title as string,
    points: [...(path as string).matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
  }));
}

/** What the bars and cells tell, in their order. */
function titlesOf(svg: string): string[] {
  return [...svg.matchAll(/<rect [^>]*><title>([^<]*)<\/title>/g)].map(([, title]) => title as string);
}

async function withLog(records: Buffer, body: (words: string[], folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const [schema, file] = [join(folder, 'log.ts'), join(folder, 'log.bin')];
    await writeFile(schema, LOG);
    await writeFile(file, records);
    await body(['plot', file, '--schema', schema], folder);
  });
}

suite('castbuf plot', (test) => {
  test('a line touches each record, and nothing beyond the least and the most of its place', async () => {
    const { status, text, stderr } = await castbuf(['plot', CHUNKS, ...AS_CHUNKS, '--y', 'ProcessingTime']);
    assert.equal([status, stderr], [0, '']);
    const rows = (await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '--columns', 'ProcessingTime'])).text
      .trimEnd()
      .split('\n');
    const values = rows.map((row) => JSON.parse(row).ChunkInfo.ProcessingTime as number);
    const most = Math.max(...values);
    const [line] = linesOf(text);
    const points = line?.points as [number, number][];
    const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 0.011;
    const width = Math.max(...values.keys());
    for (const [row, value] of values.entries()) {
      const [x, y] = [LEFT + (row / width) * (RIGHT - LEFT), TOP + (1 - value / most) * (BOTTOM - TOP)];
      const ys = points.filter(([at]) => at <= x + 0.01 && at > x - 1.01).map(([, at]) => at);
      assert.ok(ys.length > 0 && Math.min(...ys) <= y + 0.01 && Math.max(...ys) >= y - 0.01, `record ${row}`);
    }
    // No point is without a record: each is one's own value.
    const ys = new Set(values.map((value) => Math.round((TOP + (1 - value / most) * (BOTTOM - TOP)) * 100)));
    assert.ok(points.every(([, y]) => [-1, 0, 1].some((by) => ys.has(Math.round(y * 100) + by))));
    assert.ok(
      isNear(Math.min(...points.map(([, y]) => y)), TOP) && isNear(Math.max(...points.map(([, y]) => y)), BOTTOM),
    );
  });

  test('one record among a hundred thousand is not lost', async () => {
    const records = samples(
      Array.from({ length: 100_000 }, (_, row) => ({
        at: START + BigInt(row),
        level: row === 77_777 ? 9 : 1,
        kind: 1,
      })),
    );
    await withLog(records, async (words) => {
      const { text } = await castbuf([...words, '--type', 'Sample', '--y', 'Level']);
      const tops = (linesOf(text)[0]?.points ?? []).filter(([, y]) => y === TOP);
      assert.is(tops.length, 1);
      const x = LEFT + (77_777 / 99_999) * (RIGHT - LEFT);
      assert.ok(Math.abs((tops[0] as [number, number])[0] - x) < 1, `${tops[0]} is not at ${x}`);
    });
  });

  test('bars count each value of an enum by its name', async () => {
    const { text } = await castbuf(['plot', CHUNKS, ...AS_CHUNKS, '--x', 'ChunkType']);
    const { kinds } = JSON.parse((await castbuf(['stat', CHUNKS, ...AS_CHUNKS, '--json'])).text);
    const counts = (kinds.counts as { name: string; records: number }[]).map(
      ({ name, records }) => `${name.replace('MIRACAST_CHUNK_TYPE_', '')}: ${records}`,
    );
    assert.equal(titlesOf(text), counts);
  });

  test('bars count every record once, whatever comes first', async () => {
    const values = [5, 6, 1000, -3, 70_000, 6, 0.5, -1e300, 1e300, 6];
    for (const levels of [values, values.toReversed(), [1], [0, 0], [1e300, 5e-324], [-2, -2.5]]) {
      const records = samples(levels.map((level) => ({ at: 0n, level, kind: 1 })));
      await withLog(records, async (words) => {
        const { text, status } = await castbuf([...words, '--type', 'Sample', '--x', 'Level']);
        assert.is(status, 0);
        const counts = titlesOf(text).map((title) => Number(title.split(': ')[1]));
        assert.is(
          counts.reduce((sum, count) => sum + count, 0),
          levels.length,
          levels.join(' '),
        );
      });
    }
  });

  test('cells of a heat map hold every record, also where axes grow', async () => {
    const records = samples(
      Array.from({ length: 3000 }, (_, row) => ({
        at: START,
        level: Math.sin(row) * 2 ** (row % 40),
        kind: 1 + (row % 2),
      })),
    );
    await withLog(records, async (words) => {
      const { text } = await castbuf([...words, '--type', 'Sample', '--x', 'Level', '--y', 'Kind', '--heat']);
      const counts = titlesOf(text).map(Number);
      assert.is(
        counts.reduce((sum, count) => sum + count, 0),
        3000,
      );
      assert.match(text, />the darkest cell has \d+ records</);
      assert.match(text, />LOW<[\s\S]*>HIGH</); // the axis has the enum's names
    });
  });

  test('times are dates, and seconds where they are too near one another', async () => {
    const at = (step: bigint): Buffer =>
      samples(Array.from({ length: 50 }, (_, row) => ({ at: START + BigInt(row) * step, level: row, kind: 1 })));
    await withLog(at(60_000_000n), async (words) => {
      const { text } = await castbuf([...words, '--type', 'Sample', '--x', 'At', '--y', 'Level']);
      assert.match(text, />At, UTC, from 2023-11-14</);
      assert.match(text, />22:30</);
    });
    await withLog(at(10n), async (words) => {
      const { text } = await castbuf([...words, '--type', 'Sample', '--x', 'At', '--y', 'Level']);
      assert.match(text, />At, seconds after 2023-11-14T22:13:20.000000Z</);
      assert.is(new Set(linesOf(text)[0]?.points.map(([x]) => x)).size, 50); // 10 microseconds are told apart
    });
  });

  test('what goes back along x has the range of each cell, several lines have names', async () => {
    const back = samples([3, 1, 2, 1].map((x, row) => ({ at: START + BigInt(x), level: row, kind: 2, data: 7 })));
    await withLog(back, async (words) => {
      const { text } = await castbuf([...words, '--type', 'Sample', '--x', 'At', '--y', 'Level', '--y', 'High']);
      const [level, high] = linesOf(text);
      assert.equal([level?.title, high?.title], ['Level', 'Data.High']);
      assert.match(text, /<text [^>]*>Data.High<\/text>/);
      const ends = level?.points.filter(([x]) => x === LEFT).map(([, y]) => y) as number[];
      const y = (value: number): number => Math.round((TOP + (1 - value / 7) * (BOTTOM - TOP)) * 100) / 100;
      assert.equal(ends, [y(1), y(3)]); // records 1 and 3 are at x = 1
    });
  });

  test('records without a value are told, and none is drawn', async () => {
    const some = samples([
      { at: START, level: Number.NaN, kind: 1 },
      { at: START, level: 2, kind: 2, data: 5 },
      { at: START, level: 3, kind: 1 },
    ]);
    await withLog(some, async (words, folder) => {
      const { text, stderr, status } = await castbuf([...words, '--type', 'Sample', '--y', 'High']);
      assert.equal([status, linesOf(text)[0]?.points.length], [0, 1]);
      assert.is(stderr, 'castbuf: 2 records of 3 not shown: no value there, or none that is finite\n');
      const none = join(folder, 'none.svg');
      const empty = await castbuf([...words, '--type', 'Sample', '--y', 'High', '--where', 'Kind = 1', '-o', none]);
      assert.is(empty.status, 0);
      assert.match(await readFile(none, 'utf8'), />no values<[\s\S]*<\/svg>\n$/);
    });
  });

  test('bad data draws what is good before it, and the status is 1', async () => {
    const cut = samples([{ at: START, level: 1, kind: 1 }]);
    await withLog(Buffer.concat([cut, cut, cut.subarray(0, 5)]), async (words, folder) => {
      const svg = join(folder, 'log.svg');
      const { status, stderr } = await castbuf([...words, '--type', 'Sample', '--y', 'Level', '-o', svg]);
      assert.is(status, 1);
      assert.match(stderr, /at offset 0x30 \(record 2\)/);
      assert.is(linesOf(await readFile(svg, 'utf8'))[0]?.points.length, 2);
    });
  });

  test('of a record set one type is drawn', async () => {
    const records = Buffer.from([1, 5, 2, 0, 9, 0, 1, 6]);
    await withLog(records, async (words) => {
      const { text, status } = await castbuf([...words, '--only', 'A', '--x', 'Value']);
      assert.equal([status, titlesOf(text)], [0, ['5: 1', '6: 1']]);
      const line = await castbuf([...words, '--only', 'A', '--y', 'Value']);
      assert.equal(linesOf(line.text)[0]?.points, [
        [LEFT, BOTTOM],
        [RIGHT, TOP],
      ]);
      assert.match(line.text, />0.8<[\s\S]*>1\.0</); // records of this type are numbered
      const { stderr } = await castbuf([...words, '--x', 'Value']);
      assert.is(
        stderr,
        'castbuf: a plot has records of one type, and Set has several; choose one of A, B with --only\n',
      );
    });
  });

  test('wrong use is told with what there is', async () => {
    const told = async (...words: string[]): Promise<[number | null, string]> => {
      const { status, stderr } = await castbuf(['plot', CHUNKS, ...AS_CHUNKS, ...words]);
      return [status, stderr];
    };
    assert.equal(await told(), [
      2,
      'castbuf: plot needs --y COLUMN, or --x COLUMN for how often each of its values is there\n',
    ]);
    assert.equal(await told('--y', 'ProcesingTime'), [
      2,
      'castbuf: no column ProcesingTime; did you mean ProcessingTime?\n',
    ]);
    const [status, text] = await told('--y', 'PrivateDriverData');
    assert.is(status, 2);
    assert.match(
      text,
      /^castbuf: --y PrivateDriverData has no single number in each record; these have: ChunkInfo\.ChunkType/,
    );
    assert.equal(await told('--heat', '--x', 'ChunkType'), [
      2,
      'castbuf: --heat takes one --y, and --x where that is not the number of the record\n',
    ]);
    assert.match((await told('--y', 'ChunkInfo'))[1], /--y ChunkInfo is a record of several columns; name one of them/);
    assert.match(
      (await told(...Array.from({ length: 7 }, () => ['-y', 'EncodeRate']).flat()))[1],
      /up to 6 lines, not 7/,
    );
  });

  test('names from a file are text in the picture', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'a<b>&"c.bin');
      await writeFile(file, await readFile(CHUNKS));
      const { text } = await castbuf(['plot', file, ...AS_CHUNKS, '--x', 'ChunkType']);
      assert.match(text, /a&lt;b&gt;&amp;&quot;c\.bin<\/title>/);
    });
  });
});
