import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA, MIRACAST_STATISTIC_DATA } from '../../src/miracast/index.js';
import {
  array,
  bits,
  bytes,
  struct,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type Batch,
  type ColumnArray,
  type Columns,
  type ListColumn,
  type CastbufError,
} from '../../src/surface.js';
import type { Codec } from '../../src/message/index.js';
import { engineSuite, readFixture } from '../harness/index.js';
import { decodeBatch, encodeBatch, encodeBatchInto, filter, inputOf, outputOf, packed } from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

type AnyCodec = Codec<AnyType>;

/** The columns of `stream` where they lie, with room for `room` bytes of output. */
function lent(codec: AnyCodec, stream: Uint8Array, room = stream.length): Batch<AnyType> {
  outputOf(codec, room);
  const input = inputOf(codec, stream.length);
  input.set(stream);
  return decodeBatch(codec, input, { borrow: true });
}

/** Byte for byte: what differs in a long stream takes minutes to show. */
function assertSame(have: Uint8Array, want: Uint8Array): void {
  const at = have.findIndex((byte, index) => byte !== want[index]);
  assert.is(at, -1, `byte ${at} is ${have[at]}, not ${want[at]}`);
  assert.is(have.length, want.length);
}

const membersOf = ({ message, code, path, offset, want, have }: CastbufError) => ({
  message,
  code,
  path,
  offset,
  want,
  have,
});

engineSuite('columns that are encoded where they lie', (test, { createCodec, name, needs }) => {
  const chunks = createCodec(MIRACAST_CHUNK_DATA) as unknown as AnyCodec;
  const FIXED = struct(
    'FIXED',
    { a: u8, b: u16, c: bits(u64, 40), d: bits(u64, 24), e: array(u16, 3), f: bytes(5) },
    { startAlign: 8 },
  );
  const fixed = createCodec(FIXED) as unknown as AnyCodec;
  const records = Array.from({ length: 251 }, (_, row) => {
    const range = Uint8Array.of(1, 2, 3, 4, row);
    return fixed.encode({ a: row, b: row * 7, c: row * 1e9, d: row, e: [row, row + 1, row + 2], f: range } as never);
  });
  const fixedStream = (rows: number): Uint8Array => {
    const { length } = records[0] as Uint8Array;
    const stride = Math.ceil(length / 8) * 8;
    const stream = new Uint8Array(Math.max(0, (rows - 1) * stride + length));
    for (let row = 0; row < rows; row++) stream.set(records[row % records.length] as Uint8Array, row * stride);
    return stream;
  };
  /** Whether the batch is good still: what was copied has taken its memory. */
  const assertKept = (batch: Batch<AnyType>): void => void batch.columns;
  const assertCopied = (batch: Batch<AnyType>): void => {
    if (name !== 'reference') assert.is(refusalOf(() => batch.columns).code, 'ERR_STALE_BATCH');
  };

  for (const file of ['doc-table-1.chunks.bin', 'doc-table-2.chunks.bin', 'chunks-10k.bin']) {
    test(`${file}: columns as they are, and with changes, as copied columns are`, async () => {
      const stream = await readFixture(`vectors/${file}`);
      const batch = lent(chunks, stream);
      const target = outputOf(chunks, stream.length);
      target.fill(0xaa);
      assert.is(encodeBatchInto(chunks, batch.columns, target), stream.length);
      assertSame(target, stream);
      assertKept(batch);
      const change = ({ columns }: { readonly columns: Columns }): Columns => {
        const rates = columns['ChunkInfo.EncodeRate'] as Uint32Array;
        const { data, offsets } = columns['PrivateDriverData'] as ListColumn;
        for (let row = 0; row < rates.length; row++) rates[row] = (rates[row] as number) ^ (row * 77);
        for (const offset of offsets) data[offset] = 0x5a;
        return columns;
      };
      const kept = batch.copy();
      const changed = change(batch);
      assert.is(encodeBatchInto(chunks, changed, target), stream.length);
      assertKept(batch);
      const have = target.slice();
      assertSame(have, encodeBatch(chunks, change(kept)));
      assert.ok(have.some((byte, at) => byte !== stream[at]));
      // Reading lays its columns out again, wherever writing has found them.
      const again = decodeBatch(chunks, have).copy();
      assertSame(encodeBatch(chunks, again.columns), have);
    });
  }

  test('statistics: tagged unions', async () => {
    const statistics = createCodec(MIRACAST_STATISTIC_DATA) as unknown as AnyCodec;
    const stream = await readFixture('vectors/doc-table-1.stats.bin');
    const batch = lent(statistics, stream);
    const target = outputOf(statistics, stream.length);
    assert.is(encodeBatchInto(statistics, batch.columns, target), stream.length);
    assertSame(target, stream);
    assertKept(batch);
  });

  test('records of one length, as many as blocks and pieces have, one more and one less', () => {
    for (const rows of [0, 1, 3, 4, 5, 127, 128, 129, 300, 8191, 8192, 8193, 20_000]) {
      const stream = fixedStream(rows);
      const batch = lent(fixed, stream);
      const target = outputOf(fixed, stream.length);
      target.fill(0xaa);
      assert.is(encodeBatchInto(fixed, batch.columns, target), stream.length, `${rows} rows`);
      assertSame(target, stream);
      assertKept(batch);
    }
  });

  test('rows of a filter, and a count that is left out', async () => {
    const stream = await readFixture('vectors/chunks-10k.bin');
    outputOf(chunks, stream.length);
    const input = inputOf(chunks, stream.length);
    input.set(stream);
    const batch = decodeBatch(chunks, input, { where: filter(['ChunkInfo.ChunkType', '=', 2]), borrow: true });
    const { PrivateDriverDataSize: _, ...columns } = batch.columns;
    const target = outputOf(chunks, stream.length);
    const bytes = encodeBatchInto(chunks, columns, target);
    assertKept(batch);
    const have = target.slice(0, bytes);
    assertSame(have, encodeBatch(chunks, batch.copy().columns));
    assert.ok(bytes > 0 && bytes < stream.length);
  });

  test('a part of the room is filled, and nothing outside of it', async () => {
    const stream = await readFixture('vectors/chunks-10k.bin');
    for (const [codec, whole] of [
      [chunks, stream],
      [fixed, fixedStream(999)],
    ] as const) {
      const margin = 61;
      const batch = lent(codec, whole, whole.length + 2 * margin);
      const room = outputOf(codec, whole.length + 2 * margin);
      room.fill(0xaa);
      const target = room.subarray(margin, margin + whole.length);
      assert.is(encodeBatchInto(codec, batch.columns, target), whole.length);
      assertSame(target, whole);
      for (const edge of [room.subarray(0, margin), room.subarray(margin + whole.length)])
        assert.ok(edge.every((byte) => byte === 0xaa));
    }
  });

  test('one byte too little, the bytes it needs, one more', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    for (const [codec, whole] of [
      [chunks, stream],
      [fixed, fixedStream(500)],
    ] as const) {
      const batch = lent(codec, whole, whole.length + 1);
      for (const short of [1, 100, whole.length]) {
        const target = outputOf(codec, whole.length - short);
        const { code, want, have } = refusalOf(() => encodeBatchInto(codec, batch.columns, target));
        assert.equal([code, want, have], ['ERR_TARGET_TOO_SMALL', whole.length, whole.length - short]);
        assertKept(batch);
      }
      for (const more of [0, 1]) {
        const target = outputOf(codec, whole.length + more);
        assert.is(encodeBatchInto(codec, batch.columns, target), whole.length);
        assertSame(target.subarray(0, whole.length), whole);
      }
    }
  });

  test('where a column, the data of a list or a target is your own, all is copied', async () => {
    needs('memory whose growth ends borrowed batches, as it is laid out');
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const rate = 'ChunkInfo.EncodeRate';
    const ways: Record<string, (columns: Columns) => Columns> = {
      'a column': (columns) => ({ ...columns, [rate]: (columns[rate] as Uint32Array).slice() }),
      'the data of a list': (columns) => ({
        ...columns,
        PrivateDriverData: { ...(columns['PrivateDriverData'] as ListColumn), data: stream },
      }),
      'lengths of a list': (columns) => {
        const list = columns['PrivateDriverData'] as ListColumn;
        return { ...columns, PrivateDriverData: { ...list, lengths: list.lengths.slice() } };
      },
    };
    for (const [what, way] of Object.entries(ways)) {
      const batch = lent(chunks, stream);
      const target = outputOf(chunks, stream.length);
      assert.is(encodeBatchInto(chunks, way(batch.columns), target), stream.length, what);
      assertSame(target, stream);
      assertCopied(batch);
    }
    const batch = lent(chunks, stream);
    const own = new Uint8Array(stream.length);
    assert.is(encodeBatchInto(chunks, batch.columns, own), stream.length);
    assertSame(own, stream);
    assertCopied(batch);
  });

  test('columns from a row on, wherever that begins', () => {
    const rows = 400;
    const stream = fixedStream(rows);
    for (const first of [1, 4, 8, 64]) {
      const batch = lent(fixed, stream);
      const columns = Object.fromEntries(
        Object.entries(batch.columns).map(([path, column]) => {
          const values = column as ColumnArray;
          return [path, values.subarray((values.length / rows) * first)];
        }),
      );
      const target = outputOf(fixed, stream.length);
      const bytes = encodeBatchInto(fixed, columns, target);
      assertSame(target.subarray(0, bytes), fixedStream(rows).slice(stream.length - bytes));
    }
  });

  test('what is wrong with a row is the same as in copied columns', async () => {
    const stream = await readFixture('vectors/chunks-10k.bin');
    const [frame, list] = ['ChunkInfo.ChunkId.FrameNumber', 'PrivateDriverData'];
    const oneArm = (columns: Columns): Columns =>
      Object.fromEntries(Object.entries(columns).filter(([path]) => path !== 'ChunkInfo.ChunkId.Value'));
    const spoil: ((columns: Columns) => void)[] = [
      (columns) => void ((columns[frame] as Float64Array)[9000] = 2 ** 40),
      (columns) => void ((columns[frame] as Float64Array)[3] = 0.5),
      (columns) => void ((columns[list] as ListColumn).offsets[9001] = stream.length),
      (columns) => void ((columns[list] as ListColumn).lengths[8200] = 2 ** 31),
    ];
    for (const wrong of spoil) {
      const own = oneArm(decodeBatch(chunks, stream).copy().columns);
      const batch = lent(chunks, stream);
      const here = oneArm(batch.columns);
      wrong(here);
      wrong(own);
      const target = outputOf(chunks, stream.length);
      const have = refusalOf(() => encodeBatchInto(chunks, here, target));
      assertKept(batch);
      assert.equal(membersOf(have), membersOf(refusalOf(() => encodeBatch(chunks, own))));
    }
  });

  test('views of memory that has grown are stale: columns, the data of a list, the target', async () => {
    needs('memory whose growth ends borrowed batches, as it is laid out');
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const batch = lent(chunks, stream);
    const { columns } = batch;
    const target = outputOf(chunks, stream.length);
    const large = outputOf(chunks, target.buffer.byteLength * 2 + 1);
    if (name === 'reference') {
      assert.is(encodeBatchInto(chunks, columns, target), stream.length);
      return;
    }
    assert.is(refusalOf(() => batch.columns).code, 'ERR_STALE_BATCH');
    const owned = decodeBatch(chunks, stream).copy().columns;
    const { data } = columns['PrivateDriverData'] as ListColumn;
    const staleData = { ...owned, PrivateDriverData: { ...(owned['PrivateDriverData'] as ListColumn), data } };
    for (const [given, to] of [
      [columns, large],
      [staleData, large],
      [owned, target],
      [[], target],
    ] as const) {
      const error = refusalOf(() => encodeBatchInto(chunks, given, to));
      assert.is(error.code, 'ERR_STALE_BATCH');
      assert.match(error.message, /outputOf/);
    }
    // Without a list nothing would say that there is a row at all.
    const { columns: numbers } = lent(fixed, fixedStream(9), large.length + 1);
    const larger = outputOf(fixed, large.buffer.byteLength * 4);
    assert.is(refusalOf(() => encodeBatchInto(fixed, numbers, larger)).code, 'ERR_STALE_BATCH');
    assert.is(encodeBatchInto(chunks, owned, larger), stream.length);
    assertSame(larger.subarray(0, stream.length), stream);
    assert.is(encodeBatchInto(chunks, [], new Uint8Array(0)), 0);
  });

  test('messages and other batches leave the output as it is; decoding goes on behind it', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const batch = lent(chunks, stream);
    const target = outputOf(chunks, stream.length);
    encodeBatchInto(chunks, batch.columns, target);
    chunks.encode(chunks.decode(stream));
    chunks.view(stream);
    packed(batch, 'PrivateDriverData');
    assertSame(encodeBatch(chunks, decodeBatch(chunks, stream).copy().columns), stream);
    decodeBatch(fixed, fixedStream(100));
    assertSame(target, stream);
    if (name !== 'reference') assert.is(outputOf(chunks, stream.length), target);
  });

  test('columns of another codec are taken from where they lie', () => {
    const wide = createCodec(struct('WIDE', { a: u32, b: u16, c: u16 })) as unknown as AnyCodec;
    const narrow = createCodec(struct('NARROW', { c: u16, a: u32 })) as unknown as AnyCodec;
    const stream = Uint8Array.from({ length: 8 * 500 }, (_, at) => (at * at) % 251);
    const batch = lent(wide, stream);
    const { a, c } = batch.columns;
    const target = outputOf(narrow, stream.length);
    const bytes = encodeBatchInto(narrow, { a, c }, target);
    assertKept(batch);
    const have = target.slice(0, bytes);
    assertSame(have, encodeBatch(narrow, { a: (a as Uint32Array).slice(), c: (c as Uint16Array).slice() }));
  });

  test('a program that is longer than its region grows memory: what lay there is stale, and the next call is good', () => {
    needs('memory whose growth ends borrowed batches, as it is laid out');
    const members = Array.from({ length: 2000 }, (_, index) => [`m${index}`, u8] as const);
    const long = createCodec(struct('LONG', Object.fromEntries(members))) as unknown as AnyCodec;
    const byte = createCodec(struct('BYTE', { a: u8 })) as unknown as AnyCodec;
    const stream = Uint8Array.from({ length: 32 }, (_, at) => at);
    const write = (): Uint8Array => {
      const { a } = lent(byte, stream, 2000 * 32).columns;
      const target = outputOf(byte, 2000 * 32);
      const bytes = encodeBatchInto(long, Object.fromEntries(members.map(([path]) => [path, a])), target);
      return target.slice(0, bytes);
    };
    if (name !== 'reference') assert.is(refusalOf(write).code, 'ERR_STALE_BATCH');
    const want = Uint8Array.from({ length: 2000 * 32 }, (_, at) => Math.floor(at / 2000));
    assertSame(write(), want);
  });

  test('arrays of your own that lie at the same place of another buffer are no linear memory', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const { columns } = lent(chunks, stream);
    const target = outputOf(chunks, stream.length);
    const twinOf = <A extends ColumnArray>({ buffer, byteOffset, length, constructor }: A): A => {
      const View = constructor as new (buffer: ArrayBuffer, byteOffset: number, length: number) => A;
      return new View((buffer as ArrayBuffer).slice(0), byteOffset, length);
    };
    const rate = 'ChunkInfo.EncodeRate';
    const rates = twinOf(columns[rate] as Uint32Array);
    rates.fill(7);
    const changed = { ...columns, [rate]: rates };
    const want = encodeBatch(chunks, { ...decodeBatch(chunks, stream).copy().columns, [rate]: rates });
    lent(chunks, stream);
    encodeBatchInto(chunks, changed, target);
    assertSame(target, want);
    const { columns: again } = lent(chunks, stream);
    const twin = twinOf(outputOf(chunks, stream.length));
    assert.is(encodeBatchInto(chunks, again, twin), stream.length);
    assertSame(twin, stream);
  });

  test('output of a wrong size is ERR_USAGE', () => {
    for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      assert.is(refusalOf(() => outputOf(chunks, size)).code, 'ERR_USAGE');
    assert.is(outputOf(chunks, 0).length, 0);
  });
});
