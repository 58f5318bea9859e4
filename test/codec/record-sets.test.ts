import * as assert from 'uvu/assert';
import {
  MIRACAST_CHUNK_DATA,
  MIRACAST_STATISTIC_DATA,
  MIRACAST_WFD_CONNECTION_STATS,
} from '../../src/miracast/index.js';
import {
  type AnyColumns,
  be,
  bytes,
  type CastbufError,
  array,
  i8,
  magic,
  range,
  recordSet,
  struct,
  u16,
  u32,
  u64,
  u8,
  type ColumnArray,
  type ListColumn,
  type RecordInput,
} from '../../src/surface.js';
import { engineSuite, readFixture } from '../harness/index.js';
import { onReference } from '../robustness/random-record-set.js';
import { errorMembers } from '../robustness/round-trip.js';
import { difference } from '../robustness/same-value.js';
import { decodeBatch, encodeBatch, stream } from '../harness/batches.js';

const Header = struct('HEADER', { Size: u32, Type: u32 });
const LENGTH = { length: 'Header.Size' };

/** Records that other people's code wrote, each after a header. */
const Sent = recordSet('Header.Type', {
  Chunk: [7, struct('CHUNK', { Header, Body: MIRACAST_CHUNK_DATA }, LENGTH)],
  Statistic: [[2, 9], struct('STATISTIC', { Header, Body: MIRACAST_STATISTIC_DATA }, LENGTH)],
  Link: [0, struct('LINK', { Header, Body: MIRACAST_WFD_CONNECTION_STATS }, LENGTH)],
});

/** Small records of every rule that measures a record. */
const Small = recordSet('type', {
  Fixed: [1, struct('FIXED', { type: u8, a: u8, b: u16, c: u32 })],
  Counted: [2, struct('COUNTED', { type: u8, n: u8, words: array(u16, 'n') })],
  Total: [[3, 4], struct('TOTAL', { type: u8, size: u8, n: u16, data: bytes('n') }, { length: 'size' })],
  Checked: [200, struct('CHECKED', { type: u8, level: range(u8, 10, 20), sign: magic(u16, 0x4d42), x: u8 })],
  Other: ['otherwise', struct('OTHER', { type: u8, size: u8, rest: bytes() }, { length: 'size' })],
});

const SMALL: readonly RecordInput<(typeof Small)['definitions']>[] = [
  { type: 'Fixed', value: { type: 1, a: 2, b: 3, c: 4 } },
  { type: 'Total', value: { type: 4, n: 3, data: Uint8Array.of(7, 8, 9) } },
  { type: 'Counted', value: { type: 2, words: [5, 6, 0xffff] } },
  { type: 'Other', value: { type: 0, rest: Uint8Array.of(1) } },
  { type: 'Checked', value: { type: 200, level: 10, x: 1 } },
  { type: 'Other', value: { type: 255, rest: new Uint8Array(0) } },
  { type: 'Counted', value: { type: 2, words: [] } },
  { type: 'Checked', value: { type: 200, level: 20, x: 2 } },
  { type: 'Total', value: { type: 3, data: new Uint8Array(0) } },
  { type: 'Fixed', value: { type: 1, a: 9, b: 8, c: 7 } },
];

async function vector(file: string): Promise<Uint8Array> {
  return readFixture(`vectors/${file}`);
}

function same(have: unknown, want: unknown, what: string): void {
  const found = difference(want, have);
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}

/** The bytes of each row, whatever they lie in. */
function plain(column: ColumnArray | ListColumn | undefined): unknown {
  if (column === undefined || !('data' in column)) return column;
  const { data, offsets, lengths } = column;
  return Array.from(offsets, (offset, row) => data.slice(offset, offset + (lengths[row] as number)));
}

engineSuite('record sets', (test, { name, createCodec, createSetCodec }) => {
  const small = createSetCodec(Small);
  const data = encodeBatch(onReference(Small, { abi: 'msvc-x64' }), SMALL);

  test('types of very different widths, more of each than there is room for at once', () => {
    const Wide = struct('WIDE', { type: u32, size: u32, n: u32, grid: array(u32, 3000) }, { length: 'size' });
    const Narrow = struct('NARROW', { type: u32, size: u32, n: u32 }, { length: 'size' });
    const codec = createSetCodec(recordSet('type', { Wide: [1, Wide], Narrow: [2, Narrow] }));
    // Runs of one type, of the other, and both in turn.
    const isWide = (n: number): boolean => (n < 200 ? n % 2 === 0 : n >= 60_000 && n < 60_050);
    const numbers = Array.from({ length: 60_100 }, (_, n) => n);
    const stream = new Uint8Array(numbers.reduce((sum, n) => sum + (isWide(n) ? 12_012 : 12), 0));
    const view = new DataView(stream.buffer);
    let at = 0;
    for (const n of numbers) {
      const size = isWide(n) ? 12_012 : 12;
      [isWide(n) ? 1 : 2, size, n].forEach((word, index) => view.setUint32(at + 4 * index, word, true));
      if (isWide(n)) view.setUint32(at + size - 4, n * 7, true);
      at += size;
    }
    const wide = Uint32Array.from(numbers.filter(isWide));
    const narrow = Uint32Array.from(numbers.filter((n) => !isWide(n)));
    for (const options of [{}, { borrow: true }, { into: decodeBatch(codec, stream.subarray(0, 12_012)) }]) {
      const batch = decodeBatch(codec, stream, options);
      assert.is(batch.error, undefined);
      assert.is(batch.rowCount, numbers.length);
      const { Wide: grids, Narrow: rows } = batch.of;
      same(grids.columns.n, wide, 'wide');
      same(grids.rowIndex, wide, 'places of the wide ones');
      same(rows.columns.n, narrow, 'narrow');
      same(rows.rowIndex, narrow, 'places of the narrow ones');
      same(
        Uint32Array.from(wide, (_, row) => grids.columns.grid[row * 3000 + 2999] as number),
        wide.map((n) => n * 7),
        'the last element of each grid',
      );
      same(
        batch.order,
        Uint16Array.from(numbers, (n) => Number(!isWide(n))),
        'order',
      );
      same(rows.lengths, new Uint32Array(narrow.length).fill(12), 'lengths');
      assert.is(batch.value(60_001).value.n, 60_001);
    }
  });

  for (const [width, word] of [
    [1, u8],
    [2, u16],
    [4, u32],
  ] as const) {
    test(`discriminators and lengths of ${width} bytes: long streams, and what is wrong far into them`, () => {
      const members = { type: word, size: word, level: range(u16, 0, 9), n: u32 };
      const types = {
        Low: struct('LOW', members, { length: 'size' }),
        High: struct('HIGH', members, { length: 'size' }),
      };
      const codec = createSetCodec(recordSet('type', { Low: [1, types.Low], High: [2, types.High] }));
      const { size } = codec.codecs.Low.layout;
      const rows = 40_000;
      const numbers = Array.from({ length: rows }, (_, n) => n);
      const isHigh = (n: number): boolean => (n * 7) % 5 < 2;
      const stream = encodeBatch(
        codec,
        numbers.map(
          (n) => ({ type: isHigh(n) ? 'High' : 'Low', value: { type: isHigh(n) ? 2 : 1, level: n % 10, n } }) as const,
        ),
      );
      assert.is(stream.length, rows * size);
      for (const bad of [rows, rows - 1, rows - 1025, 33_333]) {
        const damaged = stream.slice();
        const level = codec.codecs.Low.layout.offsetOf('level');
        if (bad < rows) damaged[bad * size + level] = 10;
        const { error, consumedBytes, rowCount, of } = decodeBatch(codec, damaged);
        assert.is(error?.code, bad < rows ? 'ERR_OUT_OF_RANGE' : undefined);
        assert.is(error?.offset, bad < rows ? bad * size : undefined);
        assert.is(rowCount, bad);
        assert.is(consumedBytes, bad * size);
        const good = numbers.slice(0, bad);
        same(of.High.columns.n, Uint32Array.from(good.filter(isHigh)), 'high');
        same(
          of.Low.offsets,
          Uint32Array.from(
            good.filter((n) => !isHigh(n)),
            (n) => n * size,
          ),
          'offsets',
        );
      }
    });
  }

  test('vectors behind headers: every type has the columns that it has by itself, and its place in the stream', async () => {
    const bodies = [
      {
        tags: [7],
        batch: decodeBatch(createCodec(MIRACAST_CHUNK_DATA), await vector('chunks-10k.bin')).copy(),
      },
      {
        tags: [2, 9],
        batch: decodeBatch(createCodec(MIRACAST_STATISTIC_DATA), await vector('statistics.bin')).copy(),
      },
      {
        tags: [0],
        batch: decodeBatch(createCodec(MIRACAST_WFD_CONNECTION_STATS), await vector('wfd-connection-stats.bin')).copy(),
      },
    ];
    const sources = [
      await vector('chunks-10k.bin'),
      await vector('statistics.bin'),
      await vector('wfd-connection-stats.bin'),
    ];
    const parts: Uint8Array[] = [];
    const order: number[] = [];
    for (let row = 0; row < 10_000; row++) {
      bodies.forEach(({ tags, batch }, type) => {
        if (row >= batch.rowCount) return;
        const at = batch.offsets[row] as number;
        const length = batch.lengths[row] as number;
        const record = new Uint8Array(8 + length);
        new DataView(record.buffer).setUint32(0, 8 + length, true);
        new DataView(record.buffer).setUint32(4, tags[row % tags.length] as number, true);
        record.set((sources[type] as Uint8Array).subarray(at, at + length), 8);
        parts.push(record);
        order.push(type);
      });
    }
    const whole = joined(parts);
    const codec = createSetCodec(Sent);
    const batch = decodeBatch(codec, whole);
    assert.is(batch.error, undefined);
    assert.is(batch.consumedBytes, whole.length);
    same(batch.order, Uint16Array.from(order), 'order');
    const seen = Object.values(batch.of);
    bodies.forEach(({ batch: alone }, type) => {
      const records = seen[type];
      if (records === undefined) throw new Error(`no type ${type}`);
      assert.is(records.rowCount, alone.rowCount);
      same(records.rowIndex, Uint32Array.from(order.flatMap((one, row) => (one === type ? [row] : []))), 'row index');
      for (const [path, column] of Object.entries(alone.columns)) {
        same(plain((records.columns as AnyColumns)[`Body.${path}`]), plain(column), `type ${type}, ${path}`);
      }
    });
    let row = 0;
    for (const record of batch.rows()) {
      if (row % 97 === 0) {
        const value = batch.value(row);
        assert.is(record.type, value.type);
        if (record.type === 'Chunk' && value.type === 'Chunk') {
          assert.is(record.view.Body.ChunkInfo.ChunkId.FrameNumber, value.value.Body.ChunkInfo.ChunkId.FrameNumber);
        }
      }
      row++;
    }
    assert.is(row, order.length);
  });

  test('records of every rule come back in their order, and encode to the same bytes', () => {
    const batch = decodeBatch(small, data);
    assert.is(batch.error, undefined);
    assert.equal(batch.typeNames, ['Fixed', 'Counted', 'Total', 'Checked', 'Other']);
    same(
      [...batch.order],
      SMALL.map(({ type }) => batch.typeNames.indexOf(type)),
      'order',
    );
    const values = SMALL.map((_, row) => batch.value(row));
    assert.equal(encodeBatch(small, values), data);
    same(plain(batch.of.Total.columns['data']), [Uint8Array.of(7, 8, 9), new Uint8Array(0)], 'data');
    same(batch.of.Checked.rowIndex, Uint32Array.of(4, 7), 'rows');
    same(batch.of.Fixed.value(1), { type: 1, a: 9, b: 8, c: 7 }, 'value');
    assert.is([...batch.of.Other.rows()].length, 2);
  });

  test('a stream that is cut at any byte gives the records before the cut, and the error of the one it cuts', () => {
    const ends = [0];
    for (const { type, value } of SMALL)
      ends.push((ends.at(-1) as number) + small.codecs[type].encode(value as never).length);
    for (let end = 0; end <= data.length; end++) {
      const batch = decodeBatch(small, data.subarray(0, end));
      const rows = ends.findLastIndex((at) => at <= end);
      assert.is(batch.rowCount, rows, `cut at ${end}`);
      assert.is(batch.consumedBytes, ends[rows]);
      if (ends[rows] === end) assert.is(batch.error, undefined);
      else assert.is(batch.error?.offset, ends[rows]);
    }
  });

  test('a stream in two pieces gives the same, wherever it is cut', async () => {
    for (let cut = 0; cut <= data.length; cut++) {
      const order: number[] = [];
      const places: number[] = [];
      for await (const batch of stream(small, [data.subarray(0, cut), data.subarray(cut)], { batchBytes: 1 })) {
        assert.is(batch.error, undefined);
        order.push(...batch.order);
        places.push(...batch.of.Total.offsets.map((at) => at + batch.byteOffset));
      }
      same(order, [...decodeBatch(small, data).order], `cut at ${cut}`);
      same(places, [...decodeBatch(small, data).of.Total.offsets], `cut at ${cut}`);
    }
  });

  test('a value that no type has is refused where it stands: first, in the middle, last', () => {
    const Few = createSetCodec(
      recordSet('type', { A: [1, struct('A', { type: u8, a: u8 })], B: [3, struct('B', { type: u8, b: u16 }, {})] }),
    );
    const good = Uint8Array.of(1, 5, 1, 6, 1, 7);
    for (const unknown of [0, 2, 4, 255]) {
      for (const row of [0, 1, 2]) {
        const bad = good.slice();
        bad[row * 2] = unknown;
        const { error, rowCount, consumedBytes } = decodeBatch(Few, bad);
        assert.is(rowCount, row);
        assert.is(consumedBytes, row * 2);
        same(
          error && errorMembers(error),
          {
            code: 'ERR_UNKNOWN_MESSAGE',
            path: 'type',
            offset: row * 2,
            fieldOffset: 0,
            want: undefined,
            have: unknown,
          },
          `${unknown} in row ${row}`,
        );
        assert.match((error as CastbufError).hint, "a type for 'otherwise'");
      }
    }
    const signed = createSetCodec(recordSet('type', { A: [-1, struct('A', { type: i8, a: u8 })] }));
    assert.is(decodeBatch(signed, Uint8Array.of(255, 1)).rowCount, 1);
    assert.is(decodeBatch(signed, Uint8Array.of(254, 1)).error?.have, -2);
  });

  test('checks of each type are checks here, each one below, at and above its bound', () => {
    const one = small.codecs.Checked.encode({ type: 200, level: 10, x: 1 });
    for (const [level, code] of [
      [9, 'ERR_OUT_OF_RANGE'],
      [10, undefined],
      [20, undefined],
      [21, 'ERR_OUT_OF_RANGE'],
    ] as const) {
      one[1] = level;
      assert.is(decodeBatch(small, joined([data, one])).error?.code, code);
    }
    const total = Uint8Array.of(3, 6, 2, 0, 1, 2);
    for (const [size, n, code] of [
      [3, 0, 'ERR_LENGTH_FIELD'],
      [4, 0, undefined],
      [6, 2, undefined],
      [6, 3, 'ERR_DATA_OVERRUN'],
      [7, 2, 'ERR_DATA_OVERRUN'],
    ] as const) {
      total.set([size, n], 1);
      total[2] = n;
      const { error } = decodeBatch(small, joined([data, total.subarray(0, Math.max(size === 7 ? 6 : size, 4))]));
      assert.is(error?.code, code, `size ${size}, n ${n}`);
      if (error !== undefined) assert.is(error.offset, data.length);
    }
    const limited = createSetCodec(Small, { limits: { messageBytes: 9, count: 3 } });
    const short = (n: number): Uint8Array =>
      small.codecs.Counted.encode({ type: 2, words: Array.from({ length: n }, () => 1) });
    assert.is(decodeBatch(limited, short(3)).error, undefined);
    assert.is(decodeBatch(limited, short(4)).error?.code, 'ERR_LIMIT_MESSAGE_BYTES');
    const counted = createSetCodec(Small, { limits: { count: 3 } });
    assert.is(decodeBatch(counted, short(4)).error?.code, 'ERR_LIMIT_COUNT');
  });

  test('discriminators of all kinds: wide, big-endian, sparse, bytes behind others', () => {
    const A = struct('A', { size: u16, type: be(u32), a: u64 });
    const B = struct('B', { size: u16, type: be(u32) });
    const far = createSetCodec(recordSet('type', { A: [0x01020304, A], B: [[5, 0xffffffff], B] }));
    const input = encodeBatch(far, [
      { type: 'A', value: { size: 1, type: 0x01020304, a: 2n ** 63n } },
      { type: 'B', value: { size: 1, type: 5 } },
      { type: 'B', value: { size: 1, type: 0xffffffff } },
    ]);
    same(decodeBatch(far, input).order, Uint16Array.of(0, 1, 1), 'big-endian');
    const Wide = struct('WIDE', { a: u8, type: u64 });
    const wide = createSetCodec(recordSet('type', { Most: [2n ** 64n - 1n, Wide], One: [1, Wide] }));
    const both = encodeBatch(wide, [
      { type: 'One', value: { a: 1, type: 1n } },
      { type: 'Most', value: { a: 1, type: 2n ** 64n - 1n } },
    ]);
    same(decodeBatch(wide, both).order, Uint16Array.of(1, 0), 'wide');
  });

  test('maxRows stops at any record, over all types', () => {
    for (let maxRows = 0; maxRows <= SMALL.length + 1; maxRows++) {
      assert.is(decodeBatch(small, data, { maxRows }).rowCount, Math.min(maxRows, SMALL.length));
    }
  });

  test('a batch that borrows memory is stale after the next one, and a copy is not', () => {
    const before = decodeBatch(small, data, { borrow: true });
    const kept = before.copy();
    const rows = before.rows();
    decodeBatch(small, data.subarray(0, 8));
    const uses = [
      () => before.order,
      () => before.value(0),
      () => before.rows(),
      () => rows.next(),
      () => before.copy(),
    ];
    const perType = [() => before.of.Fixed.columns, () => before.of.Fixed.rowIndex, () => before.of.Fixed.copy()];
    for (const use of [...uses, ...perType]) {
      // The reference engine's batches own their memory.
      if (name === 'reference') use();
      else assert.throws(use, ({ code }: CastbufError) => code === 'ERR_STALE_BATCH');
    }
    same(kept.value(2), { type: 'Counted', value: { type: 2, n: 3, words: [5, 6, 0xffff] } }, 'copy');
    assert.is([...kept.rows()].length, SMALL.length);
    same(kept.of.Fixed.copy().rowIndex, Uint32Array.of(0, 9), 'row index of a copy');
  });

  test('sets and single codecs take turns', () => {
    const alone = createCodec(struct('ALONE', { a: u32, n: u8, b: bytes('n') }));
    const rows = encodeBatch(alone, [
      { a: 1, b: Uint8Array.of(1) },
      { a: 2, b: Uint8Array.of(2, 3) },
    ]);
    for (let turn = 0; turn < 3; turn++) {
      same(decodeBatch(alone, rows).columns['a'], Uint32Array.of(1, 2), 'alone');
      same(decodeBatch(small, data).of.Fixed.columns['c'], Uint32Array.of(4, 7), 'set');
      same(decodeBatch(createSetCodec(Small), data).of.Fixed.columns['c'], Uint32Array.of(4, 7), 'another set');
    }
  });

  test('what is wrong with a call is said', () => {
    const refusals: [string, () => unknown, string][] = [
      ['ERR_SCHEMA', () => createSetCodec(recordSet('typ', Small.definitions)), 'no integer of that name'],
      ['ERR_SCHEMA', () => recordSet('type', { A: [struct('A', { type: u8 }), 1] as never }), 'as [1, Type]'],
      ['ERR_SCHEMA', () => recordSet('type', { A: ['1' as never, struct('A', { type: u8 })] }), 'whole number'],
      ['ERR_SCHEMA', () => recordSet('type', { A: [[], struct('A', { type: u8 })] }), 'at least one value'],
      ['ERR_SCHEMA', () => createSetCodec(recordSet('type', {})), 'at least one type'],
      [
        'ERR_SCHEMA',
        () => createSetCodec(recordSet('type', { A: [256, struct('A', { type: u8 })] })),
        'no unsigned 8-bit',
      ],
      [
        'ERR_SCHEMA',
        () =>
          createSetCodec(recordSet('type', { A: [1, struct('A', { type: u8 })], B: [1, struct('B', { type: u8 })] })),
        'given twice',
      ],
      [
        'ERR_SCHEMA',
        () =>
          createSetCodec(
            recordSet('type', { A: [1, struct('A', { type: u8, y: u8 })], B: [2, struct('B', { x: u8, type: u8 })] }),
          ),
        'same header',
      ],
      [
        'ERR_SCHEMA',
        () =>
          recordSet('type', {
            A: ['otherwise', struct('A', { type: u8 })],
            B: ['otherwise', struct('B', { type: u8 })],
          }),
        'already',
      ],
      [
        'ERR_SCHEMA',
        () =>
          createSetCodec(
            recordSet('type', {
              A: [1, struct('A', { type: u8 })],
              B: [2, struct('B', { type: u8 }, { startAlign: 4 })],
            }),
          ),
        'startAlign',
      ],
      ['ERR_TYPE', () => decodeBatch(small, [1, 2] as never), 'Uint8Array'],
      ['ERR_TYPE', () => encodeBatch(small, {} as never), 'array of { type, value }'],
      ['ERR_USAGE', () => encodeBatch(small, [{ type: 'Fixd', value: {} } as never]), 'Fixed, Counted'],
      ['ERR_USAGE', () => encodeBatch(small, [{ type: 1, a: 2, b: 3, c: 4 } as never]), '{ type, value }'],
      [
        'ERR_DISAGREE',
        () => encodeBatch(small, [SMALL[0] as never, { type: 'Fixed', value: { type: 2, a: 1, b: 1, c: 1 } }]),
        'says Counted (row 1)',
      ],
      [
        'ERR_DISAGREE',
        () => encodeBatch(small, [{ type: 'Other', value: { type: 2, rest: new Uint8Array(0) } }]),
        'says Counted',
      ],
      ['ERR_USAGE', () => decodeBatch(small, data).value(SMALL.length), 'the batch has 10'],
      ['ERR_USAGE', () => decodeBatch(small, data, { maxRows: -1 }), 'maxRows'],
    ];
    for (const [code, call, hint] of refusals) {
      let error: CastbufError | undefined;
      try {
        call();
      } catch (thrown) {
        error = thrown as CastbufError;
      }
      assert.is(error?.code, code, hint);
      assert.match((error as CastbufError).hint, hint);
    }
  });
});

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
