import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA, MIRACAST_STATISTIC_DATA } from '../../src/miracast/index.js';
import {
  CastbufError,
  array,
  bytes,
  magic,
  checksum,
  struct,
  u16,
  u32,
  u8,
  type ColumnsInput,
  type ListColumn,
} from '../../src/js.js';
import { engineSuite, readFixture } from '../harness/index.js';
import { decodeBatch, encodeBatch, encodeBatchInto, inputOf } from '../harness/batches.js';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.instance(error, CastbufError);
    return (error as CastbufError).code;
  }
}

engineSuite('columns to encode', (test, { createCodec }) => {
  const chunks = createCodec(MIRACAST_CHUNK_DATA);

  const columnsOf = async (): Promise<Record<string, ColumnsInput[string]>> => ({
    ...decodeBatch(chunks, await readFixture('vectors/doc-table-2.chunks.bin')).copy().columns,
  });
  const without = (columns: Record<string, ColumnsInput[string]>, ...paths: string[]): ColumnsInput =>
    Object.fromEntries(Object.entries(columns).filter(([path]) => !paths.includes(path)));
  const [frame, part, value] = ['FrameNumber', 'PartNumber', 'Value'].map((name) => `ChunkInfo.ChunkId.${name}`) as [
    string,
    string,
    string,
  ];

  test('a batch that is decoded behind encoding has its own columns', async () => {
    const stream = await readFixture('vectors/chunks-10k.bin');
    const batch = decodeBatch(chunks, stream).copy();
    assert.equal(encodeBatch(chunks, batch.columns), stream);
    for (const borrow of [true, false]) {
      const again = decodeBatch(chunks, stream, { borrow });
      assert.equal(again.offsets, batch.offsets);
      assert.equal(again.columns, batch.columns);
    }
  });

  test('a count may be left out, and so may all arms of a union but one', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const columns = await columnsOf();
    assert.equal(encodeBatch(chunks, without(columns, 'PrivateDriverDataSize', value)), stream);
    assert.equal(encodeBatch(chunks, without(columns, frame, part)), stream);
  });

  test('a union without a whole arm is missing, never 0', async () => {
    const columns = await columnsOf();
    assert.is(
      codeOf(() => encodeBatch(chunks, without(columns, frame, value))),
      'ERR_MISSING',
    );
    assert.is(
      codeOf(() => encodeBatch(chunks, without(columns, frame, part, value))),
      'ERR_MISSING',
    );
  });

  test('so are plain columns, and those of tagged arms', async () => {
    const columns = await columnsOf();
    assert.is(
      codeOf(() => encodeBatch(chunks, without(columns, 'ChunkInfo.EncodeRate'))),
      'ERR_MISSING',
    );
    const statistics = createCodec(MIRACAST_STATISTIC_DATA);
    const own = { ...decodeBatch(statistics, await readFixture('vectors/doc-table-1.stats.bin')).copy().columns };
    assert.is(
      codeOf(() => encodeBatch(statistics, without(own, 'ProtocolEvent.Event'))),
      'ERR_MISSING',
    );
  });

  test('arms that disagree are refused with their row', async () => {
    const columns = await columnsOf();
    const frames = (columns[frame] as Float64Array).slice();
    frames[2] = 7;
    try {
      encodeBatch(chunks, { ...columns, [frame]: frames });
      assert.unreachable();
    } catch (error) {
      assert.is((error as CastbufError).code, 'ERR_DISAGREE');
      assert.match((error as CastbufError).message, /row 2/);
    }
  });

  test('values that do not fit their bits are refused: one below, at, above', async () => {
    const columns = await columnsOf();
    const rows = (columns[frame] as Float64Array).length;
    const withFrame = (number: number): ColumnsInput => ({
      ...without(columns, value),
      [frame]: new Float64Array(rows).fill(number),
    });
    assert.is(
      codeOf(() => encodeBatch(chunks, withFrame(2 ** 40 - 2))),
      undefined,
    );
    assert.is(
      codeOf(() => encodeBatch(chunks, withFrame(2 ** 40 - 1))),
      undefined,
    );
    for (const wrong of [2 ** 40, -1, 0.5, NaN, Infinity]) {
      assert.is(
        codeOf(() => encodeBatch(chunks, withFrame(wrong))),
        'ERR_OUT_OF_RANGE',
        String(wrong),
      );
    }
  });

  test('a column has whole rows; an empty array says nothing of them', () => {
    const pairs = createCodec(struct('P', { a: array(u8, 2), none: bytes(0) }));
    const rows = (length: number): ColumnsInput => ({ a: new Uint8Array(length), none: new Uint8Array(0) });
    assert.is(encodeBatch(pairs, rows(4)).length, 4);
    assert.is(
      codeOf(() => encodeBatch(pairs, rows(5))),
      'ERR_LENGTH',
    );
  });

  test('a magic column fills itself in; a list stays inside its data', () => {
    const codec = createCodec(struct('M', { kind: magic(u16, 0x4d43), n: u8, data: bytes('n') }));
    const list = (offset: number, length: number): ColumnsInput => ({
      data: { data: Uint8Array.of(1, 2, 3, 4), offsets: Uint32Array.of(offset), lengths: Uint32Array.of(length) },
    });
    assert.equal(encodeBatch(codec, list(2, 2)), Uint8Array.of(0x43, 0x4d, 2, 3, 4));
    assert.is(
      codeOf(() => encodeBatch(codec, list(2, 3))),
      'ERR_DATA_OVERRUN',
    );
    assert.is(
      codeOf(() => encodeBatch(codec, list(5, 0))),
      undefined,
    );
    assert.is(
      codeOf(() => encodeBatch(codec, list(2, 100))),
      'ERR_DATA_OVERRUN',
    );
  });

  test('encodeBatchInto writes the stream that encodeBatch returns, and nothing behind it', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const columns = await columnsOf();
    const target = new Uint8Array(stream.length + 1).fill(0xaa);
    assert.is(encodeBatchInto(chunks, columns, target), stream.length);
    assert.equal(target.subarray(0, stream.length), stream);
    assert.is(target[stream.length], 0xaa);
    assert.is(encodeBatchInto(chunks, columns, target.subarray(0, stream.length)), stream.length);
    try {
      encodeBatchInto(chunks, columns, new Uint8Array(stream.length - 1));
      assert.unreachable();
    } catch (error) {
      const { code, want, have } = error as CastbufError;
      assert.equal([code, want, have], ['ERR_TARGET_TOO_SMALL', stream.length, stream.length - 1]);
    }
    assert.is(encodeBatchInto(chunks, [], target), 0);
  });

  test('linear memory is a target, too', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const target = inputOf(chunks, stream.length);
    assert.is(encodeBatchInto(chunks, await columnsOf(), target), stream.length);
    assert.equal(target.slice(), stream);
  });

  test('streams of many pieces, with lists far from each other, and targets that are too small for them', () => {
    const codec = createCodec(struct('P', { a: u16, n: u32, data: bytes('n') }, { startAlign: 2 }));
    const rows = 9000;
    const data = Uint8Array.from({ length: 700_000 }, (_, at) => at * 7);
    const lengths = Uint32Array.from({ length: rows }, (_, row) => (row === 5000 ? 300_000 : (row * 31) % 67));
    const offsets = lengths.map((length, row) => (row % 2 === 0 ? row * 9 : data.length - length - row));
    const a = Uint16Array.from({ length: rows }, (_, row) => row);
    const stream = encodeBatch(codec, { a, data: { data, offsets, lengths } });
    const batch = decodeBatch(codec, stream).copy();
    assert.is(batch.error, undefined);
    assert.is(batch.rowCount, rows);
    const list = batch.columns['data'] as ListColumn;
    for (let row = 0; row < rows; row++) {
      const [from, have] = [offsets[row] as number, list.offsets[row] as number];
      const want = data.subarray(from, from + (lengths[row] as number));
      const found = stream.subarray(have, have + (list.lengths[row] as number));
      if (found.length !== want.length || found.some((byte, at) => byte !== want[at])) assert.unreachable(`row ${row}`);
    }
    const target = new Uint8Array(stream.length);
    assert.is(encodeBatchInto(codec, { a, data: { data, offsets, lengths } }, target), stream.length);
    assert.equal(target, stream);
    for (const short of [1, 200_000, stream.length - 100]) {
      const tooSmall = target.subarray(short);
      assert.is(
        codeOf(() => encodeBatchInto(codec, { a, data: { data, offsets, lengths } }, tooSmall)),
        'ERR_TARGET_TOO_SMALL',
      );
    }
    // The last row of many reaches past its data.
    lengths[rows - 1] = data.length;
    assert.is(
      codeOf(() => encodeBatch(codec, { a, data: { data, offsets, lengths } })),
      'ERR_DATA_OVERRUN',
    );
  });

  test('columns that a batch of another codec lends are written as they were', () => {
    const wide = createCodec(struct('WIDE', { a: u16, b: u16, c: u16, d: array(u8, 40) }));
    const narrow = createCodec(struct('NARROW', { c: u16, a: u16 }));
    const stream = Uint8Array.from({ length: 46 * 500 }, (_, at) => (at * at) % 251);
    const { columns } = decodeBatch(wide, stream, { borrow: true });
    const [a, c] = [columns['a'] as Uint16Array, columns['c'] as Uint16Array];
    const want = [...a].flatMap((value, row) => [c[row] as number, value]);
    const have = encodeBatch(narrow, { a, c });
    assert.equal([...new Uint16Array(have.buffer, have.byteOffset, have.length / 2)], want);
  });

  test('a checksum of a nested struct sums what there is of it: the record ends before its padding', () => {
    const Inner = struct('INNER', { sum: checksum(u32, 'crc-32'), x: u32, n: u16, d: bytes('n') });
    const codec = createCodec(struct('OUTER', { q: u32, m: Inner }));
    const rows = [0, 1, 2, 3, 200].map((count) => ({ q: 7, m: { x: count, d: new Uint8Array(count).fill(9) } }));
    for (const row of rows) {
      const stream = codec.encode(row);
      const { q, 'm.x': x, 'm.d': d } = decodeBatch(codec, stream).columns;
      assert.equal([...encodeBatch(codec, { q, 'm.x': x, 'm.d': d })], [...stream]);
    }
    assert.is(codec.sizeOf(rows[1] as (typeof rows)[0]), 4 + 4 + 4 + 2 + 1);
  });
});
