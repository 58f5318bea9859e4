import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA, MIRACAST_STATISTIC_DATA } from '../../src/miracast/index.js';
import {
  bool8,
  bytes,
  enumeration,
  f32,
  f64,
  i32,
  i64,
  i8,
  parseFilter,
  struct,
  tagged,
  u32,
  u64,
  u8,
  type AnyType,
  type Codec,
  type FilterExpression,
  type CastbufError,
} from '../../src/surface.js';
import { engineSuite, readFixture, readFixtureText } from '../harness/index.js';
import { decodeBatch, encodeBatch, filter, inputOf, stream, summarize, summarizeStream } from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

const KIB = 1024;
const Numbered = struct('NUMBERED', { n: u32, size: u8, data: bytes('size') });
const Fixed = struct('FIXED', { n: u32, half: u8 });
const Wide = struct('WIDE', { u: u64, i: i64, x: f64, f: f32, s: i8 });
const Mode = enumeration('MODE', i32, { MODE_OFF: 0, MODE_ON: 1, MODE_LAST: 0x80000000 });
const Modal = struct('MODAL', { mode: Mode, ready: bool8 });
const Either = struct('EITHER', { kind: u8, part: tagged('kind', { Small: [1, u8], Large: [2, u32] }) });

/** Rows up to a block's end, and some on either side of it, whatever its length is. */
const BORDERS = [0, 1, 63, 64, 65, 255, 256, 257, 511, 512, 513, 1025];

engineSuite('queries', (test, { createCodec }) => {
  const numbered = createCodec(Numbered);
  const fixed = createCodec(Fixed);

  const numberedRows = (count: number): Uint8Array =>
    encodeBatch(
      numbered,
      Array.from({ length: count }, (_, n) => ({ n, size: n % 7, data: new Uint8Array(n % 7) })),
    );
  const fixedRows = (count: number): Uint8Array =>
    encodeBatch(fixed, {
      n: Uint32Array.from({ length: count }, (_, n) => n),
      half: Uint8Array.from({ length: count }, (_, n) => n >> 1),
    });

  test('blocks: none, all, the last row, every third', () => {
    for (const rows of BORDERS) {
      for (const [codec, data] of [
        [numbered, numberedRows(rows)],
        [fixed, fixedRows(rows)],
      ] as [Codec<AnyType>, Uint8Array][]) {
        const ways: [FilterExpression, (n: number) => boolean][] = [
          [['n', '<', 0], () => false],
          [['n', '>=', 0], () => true],
          [['n', '=', rows - 1], (n) => n === rows - 1],
          [
            {
              or: [
                ['n', '<', 2],
                ['n', '>', 60],
              ],
            },
            (n) => n < 2 || n > 60,
          ],
        ];
        for (const [expression, isIn] of ways) {
          const want = Uint32Array.from({ length: rows }, (_, n) => n).filter(isIn);
          const batch = decodeBatch(codec, data, { where: filter(expression), columns: ['n'] });
          assert.equal(batch.selection, want, `${rows} rows`);
          assert.equal(batch.columns, { n: want });
          assert.equal([batch.recordCount, batch.consumedBytes], [rows, data.length]);
          assert.equal(
            Array.from(batch.rows() as Iterable<{ n: number }>, ({ n }) => n),
            [...want],
          );
        }
      }
    }
  });

  test('input in pieces: rows that fit together, rows that outgrow the arena, and offsets from the start', () => {
    for (const [codec, data] of [
      [numbered, numberedRows(110_000)],
      [fixed, fixedRows(150_000)],
    ] as [Codec<AnyType>, Uint8Array][]) {
      assert.ok(data.length > 2.5 * 256 * KIB);
      const whole = decodeBatch(codec, data).copy();
      for (const expression of [
        ['n', '>', 90_000],
        ['n', '!=', 7],
        ['n', 'in', [0, 60_000, 99_999]],
      ] as const) {
        const batch = decodeBatch(codec, data, { where: filter(expression as FilterExpression) });
        const selection = batch.selection as Uint32Array;
        assert.is(batch.recordCount, whole.rowCount);
        for (const [row, number] of selection.entries()) {
          if (batch.offsets[row] !== whole.offsets[number]) assert.unreachable(`row ${row}, record ${number}`);
        }
        assert.equal(batch.columns['n'], selection);
        const figures = summarize(codec, data, { columns: ['n'], where: filter(expression as FilterExpression) });
        assert.is(figures.columns['n']?.count, selection.length);
        assert.is(
          figures.columns['n']?.sum,
          selection.reduce((sum, n) => sum + n, 0),
        );
      }
    }
  });

  test('a projection has only what was asked for, and the rest as without it', () => {
    const data = numberedRows(3000);
    const whole = decodeBatch(numbered, data).copy();
    const batch = decodeBatch(numbered, data, { columns: ['data', 'n'] }).copy();
    assert.equal(Object.keys(batch.columns), ['n', 'data']);
    assert.equal(batch.columns['n'], whole.columns['n']);
    assert.equal(batch.offsets, whole.offsets);
    assert.is(batch.selection, undefined);
    const { offsets } = batch.columns['data'] as { offsets: Uint32Array };
    assert.equal(offsets, (whole.columns['data'] as { offsets: Uint32Array }).offsets);
    assert.equal(decodeBatch(numbered, data, { columns: [] }).columns, {});
    assert.equal(Object.keys(decodeBatch(numbered, data).columns), ['n', 'size', 'data'], 'the next batch has all');
  });

  test('values, copies and streams of a selection', async () => {
    const data = numberedRows(2000);
    const where = filter(['n', '>=', 1990]);
    const batch = decodeBatch(numbered, data, { where });
    assert.is(batch.value(3).n, 1993);
    assert.is(refusalOf(() => batch.value(10)).code, 'ERR_USAGE');
    const copy = batch.copy();
    decodeBatch(numbered, data);
    assert.equal([...(copy.selection as Uint32Array)], [1990, 1991, 1992, 1993, 1994, 1995, 1996, 1997, 1998, 1999]);
    assert.is(copy.value(9).n, 1999);
    const pieces = Array.from({ length: 40 }, (_, i) =>
      data.slice((i * data.length) / 40, ((i + 1) * data.length) / 40),
    );
    let [rows, records] = [0, 0];
    for await (const one of stream(numbered, pieces, { batchBytes: 100, where, columns: ['n'] })) {
      rows += one.rowCount;
      records += one.recordCount;
    }
    assert.equal([rows, records], [10, 2000]);
    const figures = await summarizeStream(numbered, pieces, { batchBytes: 100, where });
    assert.equal([figures.rowCount, figures.recordCount, figures.consumedBytes], [10, 2000, data.length]);
    assert.equal([figures.columns['n']?.min, figures.columns['n']?.max], [1990, 1999]);
  });

  test('input in linear memory; an error behind good records', () => {
    const good = numberedRows(700);
    const cut = good.subarray(0, good.length - 1);
    for (const borrow of [true, false]) {
      const input = inputOf(numbered, cut.length);
      input.set(cut);
      const batch = decodeBatch(numbered, input, { where: filter(['n', '>', 690]), borrow });
      assert.is(batch.rowCount, 8);
      assert.is(batch.value(7).n, 698);
      assert.is(batch.error?.code, 'ERR_DATA_OVERRUN');
      assert.is(batch.error?.offset, decodeBatch(numbered, good).offsets[699]);
    }
    const again = inputOf(numbered, cut.length);
    again.set(cut);
    const figures = summarize(numbered, again, {});
    assert.equal([figures.rowCount, figures.error?.code], [699, 'ERR_DATA_OVERRUN']);
  });

  test('maxRows ends right behind the record that fills the last row', () => {
    const data = numberedRows(1000);
    for (const maxRows of [0, 1, 2, 17, 99, 100, 101]) {
      const batch = decodeBatch(numbered, data, { maxRows, where: filter(['n', '>=', 900]) });
      assert.is(batch.rowCount, Math.min(maxRows, 100));
      const records = maxRows === 0 ? 0 : Math.min(900 + maxRows, 1000);
      assert.is(batch.recordCount, records, `${maxRows}`);
      const before = decodeBatch(numbered, data, { maxRows: records }).consumedBytes;
      assert.is(decodeBatch(numbered, data, { maxRows, where: filter(['n', '>=', 900]) }).consumedBytes, before);
    }
  });

  test('64 bits, signs, floats: exact at the extremes, and NaN is only unequal', () => {
    const wide = createCodec(Wide);
    const [top, low] = [2n ** 64n - 1n, -(2n ** 63n)];
    const data = encodeBatch(wide, [
      { u: 0n, i: low, x: NaN, f: 0.1, s: -128 },
      { u: 2n ** 63n, i: -1n, x: -0, f: NaN, s: -1 },
      { u: top - 1n, i: 0n, x: Infinity, f: 1, s: 0 },
      { u: top, i: 2n ** 63n - 1n, x: Number.MIN_VALUE, f: 3.5, s: 127 },
    ]);
    const rows = (text: string): number[] => [
      ...(decodeBatch(wide, data, { where: filter(parseFilter(text)) }).selection as Uint32Array),
    ];
    assert.equal(rows('u = 18446744073709551615'), [3]);
    assert.equal(rows('u > 18446744073709551614'), [3]);
    assert.equal(rows('u >= 9223372036854775808'), [1, 2, 3]);
    assert.equal(rows('u > 18446744073709551615'), []);
    assert.equal(rows('u < 18446744073709551616'), [0, 1, 2, 3]);
    assert.equal(rows('u > -1'), [0, 1, 2, 3]);
    assert.equal(rows('i < 0'), [0, 1]);
    assert.equal(rows('i <= -9223372036854775808'), [0]);
    assert.equal(rows('i > 9223372036854775806'), [3]);
    assert.equal(rows('s < 0'), [0, 1]);
    assert.equal(rows('s > -1.5 and s <= 126.5'), [1, 2]);
    assert.equal(rows('s = 0.5'), []);
    assert.equal(rows('x != 0'), [0, 2, 3]);
    assert.equal(rows('x = 0'), [1]);
    assert.equal(rows('x > 0'), [2, 3]);
    assert.equal(rows('x >= Infinity'), [2]);
    assert.equal(rows('x < Infinity'), [1, 3]);
    assert.equal(rows('not x >= -Infinity'), [0]);
    assert.equal(rows('f > 0.1'), [0, 2, 3], '0.1 as a float is above 0.1');
    assert.equal(rows('f not in (1, 3.5)'), [0, 1]);
  });

  test('enums by name, by either sign, by the end of a name; bools', () => {
    const modal = createCodec(Modal);
    const data = encodeBatch(modal, {
      mode: Int32Array.of(0, 1, -0x80000000, 5),
      ready: Uint8Array.of(0, 1, 1, 0),
    });
    const rows = (expression: FilterExpression): number[] => [
      ...(decodeBatch(modal, data, { where: filter(expression) }).selection as Uint32Array),
    ];
    assert.equal(rows(['mode', 'in', ['MODE_ON', 'LAST']]), [1, 2]);
    assert.equal(rows(['mode', '=', 0x80000000]), [2]);
    assert.equal(rows(['mode', '=', -0x80000000]), [2]);
    assert.equal(rows(['ready', '=', true]), [1, 2]);
    assert.equal(rows(['ready', '!=', true]), [0, 3]);
  });

  test('a member of an arm: only rows that have it, in comparisons and in figures', () => {
    const either = createCodec(Either);
    const data = encodeBatch(either, [
      { part: { Small: 0 } },
      { part: { Large: 0 } },
      { part: { Large: 9 } },
      { part: { Small: 9 } },
    ] as never);
    const rows = (text: string): number[] => [
      ...(decodeBatch(either, data, { where: filter(parseFilter(text)) }).selection as Uint32Array),
    ];
    assert.equal(rows('part.Large < 5'), [1]);
    assert.equal(rows('part.Large != 5'), [1, 2]);
    assert.equal(rows('part.Small not in (9)'), [0]);
    assert.equal(rows('not part.Large < 5'), [0, 2, 3]);
    const { columns } = summarize(either, data);
    assert.equal([columns['part.Large']?.count, columns['part.Large']?.sum], [2, 9]);
    assert.equal([columns['part.Small']?.count, columns['part.Small']?.max], [2, 9]);
  });

  test('what is wrong with a query is said with its path, and what to do', () => {
    const wrong = (expression: unknown): CastbufError =>
      refusalOf(() =>
        decodeBatch(createCodec(Wide), new Uint8Array(0), { where: filter(expression as FilterExpression) }),
      );
    assert.match(wrong(['uu', '=', 1]).message, /no column uu; there are u, i, x, f, s|did you mean u\?/);
    assert.match(wrong(['u', '~', 1]).hint, /no operator ~; there are =, !=/);
    assert.is(wrong(['u', '=', 'ON']).code, 'ERR_TYPE');
    assert.match(wrong(['x', '=', NaN]).hint, /nothing equals NaN/);
    assert.match(wrong(['x', '=', 2n ** 53n + 1n]).hint, /it holds doubles/);
    assert.match(wrong(['u', 'in', 5]).hint, /takes a list/);
    assert.match(wrong({ nand: [] }).hint, /did you mean and\?/);
    assert.match(wrong({ and: [] }).hint, /one at least/);
    assert.match(wrong(undefined).hint, /an expression is/);
    let deep: unknown = ['u', '=', 1];
    for (let i = 0; i < 63; i++) deep = { not: deep };
    decodeBatch(createCodec(Wide), new Uint8Array(0), { where: filter(deep as FilterExpression) });
    assert.match(wrong({ not: deep }).hint, /more than 64/);
    const list = refusalOf(() => decodeBatch(numbered, new Uint8Array(0), { where: filter(['data', '=', 1]) }));
    assert.match(list.hint, /a part of varying length/);
    assert.is(
      refusalOf(() => decodeBatch(numbered, new Uint8Array(0), { columns: ['nn' as never] })).code,
      'ERR_USAGE',
    );
    assert.is(refusalOf(() => summarize(numbered, new Uint8Array(0), { columns: ['data'] })).code, 'ERR_USAGE');
  });

  test('the vectors: chunks by type and time, statistics by arm, as their NDJSON says', async () => {
    const chunks = createCodec(MIRACAST_CHUNK_DATA);
    const data = await readFixture('vectors/chunks-10k.bin');
    const parts = [0, 1, 2, 3, 4].map((part) => readFixtureText(`vectors/chunks-10k.part${part}.ndjson`));
    const lines = (await Promise.all(parts)).flatMap((text) => text.trim().split('\n'));
    const info = lines.map(
      (line) => (JSON.parse(line) as { ChunkInfo: { ChunkType: number; ProcessingTime: number } }).ChunkInfo,
    );
    const isIn = ({ ChunkType, ProcessingTime }: (typeof info)[number]): boolean =>
      (ChunkType === 3 || ChunkType === 4) && ProcessingTime > 1000;
    const where = filter(parseFilter('ChunkInfo.ChunkType in (FRAME_START, 4) AND ChunkInfo.ProcessingTime > 1000'));
    const batch = decodeBatch(chunks, data, { where, columns: ['ChunkInfo.ProcessingTime'] });
    const times = info.filter(isIn).map((one) => one.ProcessingTime);
    assert.ok(times.length > 500);
    assert.equal([...(batch.columns['ChunkInfo.ProcessingTime'] as Uint32Array)], times);
    const figures = summarize(chunks, data, { where, columns: ['ChunkInfo'] });
    const time = figures.columns['ChunkInfo.ProcessingTime'];
    assert.is(
      time?.sum,
      times.reduce((sum, one) => sum + one, 0),
    );
    const sorted = times.toSorted((a, b) => a - b);
    for (const percent of [1, 50, 90, 99]) {
      const exact = sorted[Math.ceil((times.length * percent) / 100) - 1] as number;
      assert.ok(Math.abs((time?.percentile(percent) as number) - exact) <= exact / 64, `p${percent}`);
    }
    const statistics = createCodec(MIRACAST_STATISTIC_DATA);
    const events = decodeBatch(statistics, await readFixture('vectors/statistics.bin'), {
      where: filter(['ProtocolEvent.Event', '>=', 0]),
      columns: ['StatisticType'],
    });
    assert.ok(events.rowCount > 0);
    assert.ok((events.columns['StatisticType'] as Uint32Array).every((type) => type === 2));
  });

  test('summaries merge: parts are the whole, empty ones change nothing', () => {
    const wide = createCodec(Wide);
    const rows = Array.from({ length: 600 }, (_, n) => ({
      u: 2n ** 63n + BigInt(n),
      i: BigInt(n) - 300n,
      x: (n - 300) / 7,
      f: n / 3,
      s: (n % 256) - 128,
    }));
    const whole = summarize(wide, encodeBatch(wide, rows));
    const parts = [rows.slice(0, 1), rows.slice(1, 300), [], rows.slice(300)].map((part) =>
      summarize(wide, encodeBatch(wide, part)),
    );
    const merged = parts.reduce((one, other) => one.merge(other));
    assert.is(merged.rowCount, 600);
    for (const [path, one] of Object.entries(whole.columns)) {
      const other = merged.columns[path as keyof typeof merged.columns];
      assert.equal(other?.histogram(), one.histogram(), path);
      assert.equal(
        [other?.count, other?.min, other?.max, other?.percentile(37)],
        [one.count, one.min, one.max, one.percentile(37)],
      );
      assert.ok(Math.abs(Number(other?.sum) - Number(one.sum)) <= 1e-9, path);
    }
    assert.is(
      whole.columns['u']?.sum,
      rows.reduce((sum, { u }) => sum + u, 0n),
    );
    assert.is(summarize(wide, new Uint8Array(0)).columns['u']?.min, undefined);
  });
});
