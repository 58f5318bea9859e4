import * as assert from 'uvu/assert';
import {
  bytes,
  recordSet,
  struct,
  u16,
  u32,
  u8,
  type Batch,
  type BatchQuery,
  type ColumnArray,
  type ErrorCode,
  type ListColumn,
  type StreamOptions,
  type CastbufError,
} from '../../src/surface.js';
import {
  decodeBatch,
  encodeBatch,
  filter,
  inputOf,
  outputOf,
  packed,
  stream,
  summarize,
  texts,
} from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { refusalOf } from '../pack/codec-error.js';

/* Whose memory the columns of a batch are: its own, the engine's until the next call (`borrow`), or an earlier batch's (`into`). */

const Numbered = struct('NUMBERED', { n: u32, size: u8, data: bytes('size') });
const Small = struct('SMALL', { tag: u8, n: u32 }, { pack: 1 });
const Long = struct('LONG', { tag: u8, n: u32, size: u8, data: bytes('size') }, { pack: 1 });
const Records = recordSet('tag', { Small: [1, Small], Long: [2, Long] });

/** A few, as many as fit the engine's memory, and more. */
const SIZES = [1, 100, 10_000, 100_000];

/** Record `n` holds its number, and this many times its low byte. */
const sizeOf = (n: number): number => n % 4;

function numberedRows(first: number, rows: number): Uint8Array {
  const records = new Uint8Array(rows * 8);
  const view = new DataView(records.buffer);
  let end = 0;
  for (let n = first; n < first + rows; n++) {
    view.setUint32(end, n, true);
    records[end + 4] = sizeOf(n);
    records.fill(n & 0xff, end + 5, end + 5 + sizeOf(n));
    end += 5 + sizeOf(n);
  }
  return records.subarray(0, end);
}

/** Every third record is a long one. */
function mixedRows(first: number, rows: number): Uint8Array {
  const records = new Uint8Array(rows * 9);
  const view = new DataView(records.buffer);
  let end = 0;
  for (let n = first; n < first + rows; n++) {
    const isLong = n % 3 === 0;
    records[end] = isLong ? 2 : 1;
    view.setUint32(end + 1, n, true);
    end += 5;
    if (!isLong) continue;
    records[end] = sizeOf(n);
    records.fill(n & 0xff, end + 1, end + 1 + sizeOf(n));
    end += 1 + sizeOf(n);
  }
  return records.subarray(0, end);
}

function piecesOf(whole: Uint8Array, bytesEach: number): Uint8Array[] {
  const count = Math.ceil(whole.length / bytesEach);
  // Copies, as a socket gives them.
  return Array.from({ length: count }, (_, piece) => whole.slice(piece * bytesEach, (piece + 1) * bytesEach));
}

type Columns = Readonly<Record<string, ColumnArray | ListColumn>>;

/** Every element, by JavaScript alone: columns that were kept have the numbers that are wanted, and what belongs to them. */
function assertRows(columns: Columns, numbers: readonly number[], what: string): void {
  const { n, size, data } = columns as { n?: Uint32Array; size?: Uint8Array; data?: ListColumn };
  for (const column of [n, size, data?.offsets, data?.lengths])
    if (column !== undefined) assert.is(column.length, numbers.length, what);
  numbers.forEach((number, row) => {
    const bytesAt = data?.offsets[row] as number;
    const wrong =
      (n !== undefined && n[row] !== number) ||
      (size !== undefined && size[row] !== sizeOf(number)) ||
      (data !== undefined && data.lengths[row] !== sizeOf(number)) ||
      (data !== undefined && sizeOf(number) > 0 && data.data[bytesAt] !== (number & 0xff));
    if (wrong) assert.unreachable(`${what}: row ${row} is not that of number ${number}`);
  });
}

function range(first: number, rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => first + row);
}

const codeOf = (run: () => unknown): ErrorCode => refusalOf(run).code;

function attempt<Value>(run: () => Value): Value | ErrorCode {
  try {
    return run();
  } catch (error) {
    return (error as CastbufError).code;
  }
}

engineSuite('batches and their memory', (test, { createCodec, createSetCodec, name, needs }) => {
  const codec = createCodec(Numbered);
  const set = createSetCodec(Records);
  const other = createCodec(struct('OTHER', { a: u16 }));

  /** What takes all memory of the engine that batches lie in. */
  const useMemory = (): void => {
    decodeBatch(other, new Uint8Array(70_000).fill(0xee), { borrow: true });
    decodeBatch(set, mixedRows(7, 500), { borrow: true });
    summarize(other, new Uint8Array(70_000).fill(0xee));
    encodeBatch(other, { a: new Uint16Array(30_000).fill(0xeeee) });
    inputOf(other, 200_000).fill(0xee);
  };

  const WAYS: [what: string, query: BatchQuery<typeof Numbered>, isWanted: (n: number) => boolean][] = [
    ['all', {}, () => true],
    ['columns', { columns: ['n', 'data'] }, () => true],
    ['where', { where: filter(['size', '=', 3]) }, (n) => sizeOf(n) === 3],
    ['where and columns', { columns: ['data'], where: filter(['n', '>=', 5]) }, (n) => n >= 5],
  ];

  for (const rows of SIZES) {
    const whole = numberedRows(0, rows);
    for (const [what, query, isWanted] of WAYS) {
      test(`${rows} rows, ${what}: columns that were kept of a stream, and of one batch, are right after all`, async () => {
        const numbers = range(0, rows).filter(isWanted);
        const one = decodeBatch(codec, whole, query);
        const kept: { columns: Columns; batch: Batch<typeof Numbered>; offsets: Uint32Array; first: number }[] = [];
        const options: StreamOptions = rows < 1000 ? { batchBytes: 1 } : rows < 50_000 ? { batchBytes: 4096 } : {};
        let first = 0;
        for await (const batch of stream(codec, piecesOf(whole, rows < 1000 ? 7 : 30_011), { ...query, ...options })) {
          kept.push({ columns: batch.columns, batch, offsets: batch.offsets, first });
          first += batch.rowCount;
        }
        useMemory();
        assert.is(first, numbers.length);
        assert.ok(rows === 1 || kept.length > 1, 'several batches');
        for (const { columns, batch, offsets, first: from } of kept) {
          const own = numbers.slice(from, from + batch.rowCount);
          assertRows(columns, own, what);
          assert.is(batch.offsets, offsets);
          if (own.length > 0) assert.is(batch.value(own.length - 1).n, own.at(-1));
        }
        assertRows(one.columns, numbers, 'one batch');
        assert.equal(
          Array.from(one.rows(), (row) => row.n),
          numbers,
        );
      });
    }

    test(`${rows} rows of two types: columns that were kept of a stream are right after all`, async () => {
      const mixed = mixedRows(0, rows);
      const one = decodeBatch(set, mixed);
      const kept: { small: Columns; long: Columns; order: Uint16Array; first: number }[] = [];
      let first = 0;
      const options = rows < 1000 ? { batchBytes: 1 } : {};
      for await (const batch of stream(set, piecesOf(mixed, rows < 1000 ? 7 : 30_011), options)) {
        kept.push({ small: batch.of.Small.columns, long: batch.of.Long.columns, order: batch.order, first });
        first += batch.rowCount;
      }
      useMemory();
      assert.is(first, rows);
      for (const { small, long, order, first: from } of [
        ...kept,
        { small: one.of.Small.columns, long: one.of.Long.columns, order: one.order, first: 0 },
      ]) {
        const own = range(from, order.length);
        assertRows(
          small,
          own.filter((n) => n % 3 !== 0),
          'small',
        );
        assertRows(
          long,
          own.filter((n) => n % 3 === 0),
          'long',
        );
        assert.ok(order.every((type, row) => type === Number((from + row) % 3 === 0)));
      }
      assert.is(one.value(rows - 1).value.n, rows - 1);
    });

    test(`${rows} rows: bytes of inputOf that are decoded without borrow are kept too`, () => {
      const input = inputOf(codec, whole.length);
      input.set(whole);
      const batch = decodeBatch(codec, input);
      const { columns } = batch;
      inputOf(codec, whole.length).fill(0xee);
      useMemory();
      outputOf(codec, 3_000_000); // memory grows: views of it end
      assertRows(columns, range(0, rows), 'columns');
      assert.is(batch.value(rows - 1).n, rows - 1);
      assert.is(packed(batch, 'data').offsets.length, rows + 1);
      assertRows(batch.copy().columns, range(0, rows), 'a copy');
    });

    test(`${rows} rows of several types: bytes of inputOf are decoded where they lie, and kept where the batch is`, () => {
      const mixed = mixedRows(0, rows);
      const long = range(0, rows).filter((n) => n % 3 === 0);
      let into = decodeBatch(set, mixedRows(1, 5));
      for (const memory of [{}, { borrow: true }, { into }]) {
        const input = inputOf(set, mixed.length);
        input.set(mixed);
        const batch = decodeBatch(set, input, memory);
        assert.is(batch.rowCount, rows);
        assert.is(batch.consumedBytes, mixed.length);
        assertRows(batch.of.Long.columns, long, 'at once');
        assert.is(batch.value(rows - 1).value.n, rows - 1);
        const { columns } = batch.of.Long;
        useMemory();
        outputOf(codec, 3_000_000); // memory grows: views of it end
        const value = attempt(() => batch.value(rows - 1).value.n);
        // A batch that borrows and does not fit has arrays of its own, and its bytes.
        assert.ok(value === rows - 1 || ('borrow' in memory && value === 'ERR_STALE_BATCH'));
        if (value === rows - 1) assertRows(columns, long, 'kept');
        if ('into' in memory) into = batch;
      }
    });

    test(`${rows} rows of several types: an input view is good for one batch`, () => {
      const mixed = mixedRows(0, rows);
      const input = inputOf(set, mixed.length);
      input.set(mixed);
      // Fewer bytes than were asked for.
      assert.is(decodeBatch(set, input.subarray(0, 5), { borrow: true }).error?.code, 'ERR_TRUNCATED_HEADER');
      if (name !== 'reference')
        assert.is(
          codeOf(() => decodeBatch(set, input)),
          'ERR_STALE_BATCH',
        );
      assert.is(decodeBatch(set, inputOf(set, 0)).rowCount, 0);
    });
  }

  test('a batch that borrows is stale after the next call that takes batches’ memory, and what was taken from it is no error', () => {
    const calls: Record<string, () => unknown> = {
      'decodeBatch of another codec': () => decodeBatch(other, new Uint8Array(4)),
      'decodeBatch of the same': () => decodeBatch(codec, numberedRows(5, 2), { borrow: true }),
      'decodeBatch of a set': () => decodeBatch(set, mixedRows(0, 2)),
      encodeBatch: () => encodeBatch(other, { a: new Uint16Array(3) }),
      summarize: () => summarize(other, new Uint8Array(4)),
      inputOf: () => inputOf(other, 8),
    };
    for (const [what, call] of Object.entries(calls)) {
      const batch = decodeBatch(codec, numberedRows(0, 20), { borrow: true });
      const filtered = (): Batch<typeof Numbered> =>
        decodeBatch(codec, numberedRows(0, 20), { borrow: true, columns: ['n'], where: filter(['n', '<', 9]) });
      const types = decodeBatch(set, mixedRows(0, 9), { borrow: true });
      const chosen = filtered();
      assertRows(chosen.columns, range(0, 9), what);
      call();
      if (name === 'reference') {
        // Its batches own what they have, whatever is asked for.
        assertRows(batch.columns, range(0, 20), what);
        continue;
      }
      for (const use of [
        () => batch.columns,
        () => batch.value(0),
        () => chosen.columns,
        () => chosen.selection,
        () => packed(batch, 'data'),
        () => texts(batch, 'data' as never),
        () => types.order,
        () => types.of.Small.columns,
      ]) {
        const { code, message } = refusalOf(use);
        assert.is(code, 'ERR_STALE_BATCH', what);
        assert.match(message, /copy\(\)/);
      }
    }
  });

  test('a borrowed batch of a stream is good until the next one is asked for', async () => {
    const earlier: Batch<typeof Numbered>[] = [];
    let rows = 0;
    for await (const batch of stream(codec, piecesOf(numberedRows(0, 900), 500), { batchBytes: 1, borrow: true })) {
      assertRows(batch.columns, range(rows, batch.rowCount), 'the batch of the moment');
      rows += batch.rowCount;
      if (name !== 'reference')
        for (const one of earlier)
          assert.is(
            codeOf(() => one.columns),
            'ERR_STALE_BATCH',
          );
      earlier.push(batch);
    }
    assert.ok(earlier.length > 5);
    assert.is(rows, 900);
  });

  test('borrowed rows that outgrow the engine’s memory are the batch’s own', () => {
    const batch = decodeBatch(codec, numberedRows(0, 300_000), { borrow: true });
    useMemory();
    assertRows(batch.columns, range(0, 300_000), 'columns');
  });

  for (const rows of SIZES) {
    test(`${rows} rows into an earlier batch: its arrays show the new rows, and it is stale`, () => {
      const first = decodeBatch(codec, numberedRows(0, rows));
      const before = [first.columns['n'], first.columns['size']] as ColumnArray[];
      const lists = first.columns['data'] as ListColumn;
      const walk = first.rows();
      // The same lengths, other numbers.
      const second = decodeBatch(codec, numberedRows(4, rows), { into: first });
      for (const use of [
        () => first.columns,
        () => first.offsets,
        () => first.lengths,
        () => first.value(0),
        () => first.rows(),
        () => walk.next(),
        () => first.copy(),
        () => packed(first, 'data'),
      ])
        assert.is(codeOf(use), 'ERR_STALE_BATCH');
      assert.is(first.rowCount, rows, 'figures stay');
      const after = [second.columns['n'], second.columns['size']] as ColumnArray[];
      after.forEach((array, index) => assert.is(array.buffer, before[index]?.buffer, `array ${index}`));
      assert.is((second.columns['data'] as ListColumn).offsets.buffer, lists.offsets.buffer);
      assert.is((before[0] as Uint32Array)[0], 4, 'what was taken before shows the new rows');
      useMemory();
      assertRows(second.columns, range(4, rows), 'second');
      assert.is(second.value(rows - 1).n, rows + 3);
    });
  }

  test('fewer rows have the same arrays, more rows have larger ones, and none is what the earlier ones were', () => {
    needs('columns that are all of the batch: each that is asked for is a copy');
    let batch = decodeBatch(codec, numberedRows(0, 50));
    const { buffer } = batch.columns['n'] as Uint32Array;
    batch = decodeBatch(codec, numberedRows(100, 20), { into: batch });
    assert.is((batch.columns['n'] as Uint32Array).buffer, buffer);
    assertRows(batch.columns, range(100, 20), 'fewer');
    batch = decodeBatch(codec, numberedRows(200, 0), { into: batch });
    assertRows(batch.columns, [], 'none');
    batch = decodeBatch(codec, numberedRows(300, 50), { into: batch });
    assert.is((batch.columns['n'] as Uint32Array).buffer, buffer);
    assertRows(batch.columns, range(300, 50), 'as many');
    const taken = batch.columns['n'] as Uint32Array;
    batch = decodeBatch(codec, numberedRows(400, 51), { into: batch });
    assert.is.not((batch.columns['n'] as Uint32Array).buffer, buffer);
    assertRows(batch.columns, range(400, 51), 'one more');
    assert.equal([...taken.subarray(0, 2)], [300, 301], 'arrays that were too short stay as they are');
    for (const rows of [30_000, 100_000, 3, 100_000, 60_000]) {
      batch = decodeBatch(codec, numberedRows(rows, rows), { into: batch });
      assertRows(batch.columns, range(rows, rows), `${rows} rows`);
      assert.is(batch.lengths.length, rows);
    }
  });

  test('into with other columns, other filters and an error each time', () => {
    let batch = decodeBatch(codec, numberedRows(0, 40));
    const low = filter(['n', '<', 1010]);
    const tries: [BatchQuery<typeof Numbered> & { maxRows?: number }, number[]][] = [
      [{ columns: ['n'] }, range(1000, 30)],
      [{ where: low }, range(1000, 10)],
      [{}, range(1000, 30)],
      [{ columns: ['data'], where: low }, range(1000, 10)],
      [{ columns: [] }, range(1000, 30)],
      [{ maxRows: 3 }, range(1000, 3)],
      [{ maxRows: 0 }, []],
      [{ columns: ['size', 'data'] }, range(1000, 30)],
      [{}, range(1000, 30)],
    ];
    const whole = numberedRows(1000, 30);
    for (const [query, numbers] of tries) {
      batch = decodeBatch(codec, whole, { ...query, into: batch });
      assertRows(batch.columns, numbers, JSON.stringify(query));
      assert.equal(Object.keys(batch.columns), query.columns ?? ['n', 'size', 'data']);
      assert.is(batch.rowCount, numbers.length);
      assert.is(batch.selection?.length, query.where && numbers.length);
      assert.is(batch.lengths.length, numbers.length);
      assert.equal(
        [...batch.lengths],
        numbers.map((n) => 5 + sizeOf(n)),
      );
    }
    batch = decodeBatch(codec, whole.subarray(0, whole.length - 1), { into: batch });
    assert.is(batch.error?.code, 'ERR_DATA_OVERRUN');
    assertRows(batch.columns, range(1000, 29), 'rows before the error');
    assert.is(decodeBatch(codec, whole, { into: batch }).error, undefined);
  });

  test('into with what is no batch of the codec that owns its columns is ERR_USAGE, and the batch stays as it was', () => {
    const good = decodeBatch(codec, numberedRows(0, 5));
    const types = decodeBatch(set, mixedRows(0, 5));
    const data = numberedRows(9, 2);
    const wrong: Record<string, unknown> = {
      'a batch of another codec': decodeBatch(other, new Uint8Array(4)),
      'a batch of a codec of the same type': decodeBatch(createCodec(Numbered), data),
      'a borrowed batch': decodeBatch(codec, data, { borrow: true }),
      'a borrowed batch that owns its rows all the same': decodeBatch(codec, numberedRows(0, 300_000), {
        borrow: true,
      }),
      'a batch of a set': types,
      columns: good.columns,
      'an object': {},
      null: null,
      true: true,
    };
    for (const [what, into] of Object.entries(wrong))
      assert.is(
        codeOf(() => decodeBatch(codec, data, { into: into as never })),
        'ERR_USAGE',
        what,
      );
    assert.match(refusalOf(() => decodeBatch(codec, data, { into: good, borrow: true })).message, /not both$/);
    assert.is(
      codeOf(() => decodeBatch(codec, data, { into: good, borrow: true })),
      'ERR_USAGE',
    );
    // What is wrong with other options is found before the rows go.
    assert.is(
      codeOf(() => decodeBatch(codec, data, { into: good, columns: ['?' as never] })),
      'ERR_USAGE',
    );
    assert.is(
      codeOf(() => decodeBatch(codec, data, { into: good, maxRows: -1 })),
      'ERR_USAGE',
    );
    assert.is(
      codeOf(() => decodeBatch(codec, 5 as never, { into: good })),
      'ERR_TYPE',
    );
    assertRows(good.columns, range(0, 5), 'good');
    assert.is(decodeBatch(codec, data, { into: good, borrow: false }).rowCount, 2);
    assert.is(
      codeOf(() => decodeBatch(codec, data, { borrow: 1 as never })),
      'ERR_USAGE',
    );
  });

  test('a type’s part of a set’s batch has other arrays than a batch of its codec', () => {
    const types = decodeBatch(set, mixedRows(0, 9));
    const { Small: one } = set.codecs;
    const data = encodeBatch(one, [{ tag: 1, n: 5 }]);
    for (const part of [types.of.Small, types.of.Small.copy()])
      assert.is(
        codeOf(() => decodeBatch(one, data, { into: part as never })),
        'ERR_USAGE',
      );
    assertRows(types.of.Small.columns, [1, 2, 4, 5, 7, 8], 'the part');
    const own = decodeBatch(one, data);
    assertRows(decodeBatch(one, data, { into: own }).columns, [5], 'its own');
  });

  test('a stale batch is no batch to put rows into: the one that has its arrays now would change', () => {
    const first = decodeBatch(codec, numberedRows(0, 5));
    const second = decodeBatch(codec, numberedRows(10, 5), { into: first });
    assert.is(
      codeOf(() => decodeBatch(codec, numberedRows(20, 5), { into: first })),
      'ERR_STALE_BATCH',
    );
    assertRows(second.columns, range(10, 5), 'second');
    const types = decodeBatch(set, mixedRows(0, 5));
    decodeBatch(set, mixedRows(10, 5), { into: types });
    assert.is(
      codeOf(() => decodeBatch(set, mixedRows(20, 5), { into: types })),
      'ERR_STALE_BATCH',
    );
  });

  test('a copy stays when rows are put into its original, and takes rows itself', () => {
    const first = decodeBatch(codec, numberedRows(0, 30));
    const copy = first.copy();
    const borrowed = decodeBatch(codec, numberedRows(500, 30), { borrow: true }).copy();
    const second = decodeBatch(codec, numberedRows(100, 30), { into: first });
    assertRows(copy.columns, range(0, 30), 'the copy');
    const third = decodeBatch(codec, numberedRows(200, 30), { into: copy });
    const fourth = decodeBatch(codec, numberedRows(300, 30), { into: borrowed });
    assert.is(
      codeOf(() => copy.columns),
      'ERR_STALE_BATCH',
    );
    assertRows(second.columns, range(100, 30), 'second');
    assertRows(third.columns, range(200, 30), 'third');
    assertRows(fourth.columns, range(300, 30), 'a copy of a borrowed batch');
    assert.is(copy.rowCount, 30);
  });

  test('arrays that were given away are not filled, but made anew', () => {
    needs('columns that are all of the batch: each that is asked for is a copy');
    const first = decodeBatch(codec, numberedRows(0, 30));
    const n = first.columns['n'] as Uint32Array<ArrayBuffer>;
    const { data } = first.columns;
    structuredClone(n.buffer, { transfer: [n.buffer] });
    const none = decodeBatch(codec, numberedRows(0, 0), { into: first });
    assertRows(none.columns, [], 'no rows');
    const second = decodeBatch(codec, numberedRows(100, 30), { into: none });
    assertRows(second.columns, range(100, 30), 'second');
    assert.is(second.columns.data.offsets.buffer, data.offsets.buffer);
  });

  test('what follows from an array that was given away is ERR_STALE_BATCH, unless it was asked for before', () => {
    needs('columns that are all of the batch: each that is asked for is a copy');
    const give = ({ buffer }: Uint32Array): void => void structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    const batch = decodeBatch(codec, numberedRows(0, 30));
    const kept = decodeBatch(codec, numberedRows(0, 30));
    const offsets = kept.offsets.slice();
    give(batch.columns.data.offsets);
    give(kept.columns.data.offsets);
    assert.is(
      codeOf(() => batch.offsets),
      'ERR_STALE_BATCH',
    );
    assert.is(
      codeOf(() => batch.value(3)),
      'ERR_STALE_BATCH',
    );
    assert.is(
      codeOf(() => batch.rows()),
      'ERR_STALE_BATCH',
    );
    assert.equal(kept.offsets, offsets);
    for (const take of [
      (b: typeof types) => b.of.Small.rowIndex,
      (b: typeof types) => b.of.Long.columns.data.offsets,
    ]) {
      const given = decodeBatch(set, mixedRows(0, 30));
      give(take(given));
      assert.is(
        codeOf(() => given.value(3)),
        'ERR_STALE_BATCH',
      );
      assert.is(
        codeOf(() => [...given.rows()]),
        'ERR_STALE_BATCH',
      );
      assert.is(
        codeOf(() => given.of.Small.lengths),
        'ERR_STALE_BATCH',
      );
    }
    const types = decodeBatch(set, mixedRows(0, 30));
    assert.is([...types.rows()].length, 30);
    // Offsets that were asked for are an array as any other.
    const stored = decodeBatch(codec, numberedRows(0, 30), { columns: ['n'] });
    assert.is(stored.value(1).n, 1);
    give(stored.offsets);
    assert.is(
      codeOf(() => stored.value(0)),
      'ERR_STALE_BATCH',
    );
    assert.is(
      codeOf(() => stored.rows()),
      'ERR_STALE_BATCH',
    );
    give(types.of.Small.offsets);
    assert.is(
      codeOf(() => types.rows()),
      'ERR_STALE_BATCH',
    );
  });

  test('what follows from an array that was changed is ERR_STALE_BATCH where it says so', () => {
    needs('columns that are all of the batch: each that is asked for is a copy');
    const changes: ((array: Uint32Array) => unknown)[] = [
      (array) => array.fill(0),
      (array) => array.set(array.toReversed()),
      (array) => array.set([1000], 29),
      (array) => array.set([4], 0),
      (array) => array.set([(array[3] as number) + 4], 4),
    ];
    for (const change of changes) {
      const batch = decodeBatch(codec, numberedRows(0, 30));
      change(batch.columns.data.offsets);
      assert.is(
        codeOf(() => batch.value(3)),
        'ERR_STALE_BATCH',
      );
      assert.is(
        codeOf(() => batch.rows()),
        'ERR_STALE_BATCH',
      );
    }
    for (const change of changes.slice(0, 2)) {
      const batch = decodeBatch(set, mixedRows(0, 30));
      change(batch.of.Small.rowIndex);
      assert.is(
        codeOf(() => batch.order),
        'ERR_STALE_BATCH',
      );
      assert.is(
        codeOf(() => batch.of.Long.lengths),
        'ERR_STALE_BATCH',
      );
    }
    const last = decodeBatch(set, mixedRows(0, 30));
    last.of.Small.rowIndex[19] = 30;
    assert.is(
      codeOf(() => last.order),
      'ERR_STALE_BATCH',
    );
  });

  test('records of one length begin at multiples of it and of their alignment', () => {
    const Short = struct('SHORT', { n: u16, low: u8 }, { pack: 1 });
    const Aligned = struct('ALIGNED', { n: u16, low: u8 }, { pack: 1, startAlign: 8 });
    const bytesOf = (stride: number): Uint8Array =>
      Uint8Array.from({ length: 39 * stride + 3 }, (_, at) => (at % stride === 0 ? at / stride : 0));
    for (const [type, stride] of [
      [Short, 3],
      [Aligned, 8],
    ] as const) {
      const { offsets, lengths, columns } = decodeBatch(createCodec(type), bytesOf(stride));
      assert.equal(
        [...offsets],
        range(0, 40).map((row) => row * stride),
      );
      assert.equal(
        [...lengths],
        range(0, 40).map(() => 3),
      );
      assert.equal([...columns.n], range(0, 40));
    }
  });

  test('a batch of some columns has the offsets and lengths of one of all, whether it stores or makes them', () => {
    const codec = createCodec(Numbered);
    const fixed = createCodec(struct('FIXED', { a: u8, b: u32 }, { startAlign: 8 }));
    for (const rows of [0, 1, 10_000, 100_000]) {
      const bytes = numberedRows(3, rows);
      const all = decodeBatch(codec, bytes);
      for (const columns of [[], ['n'], ['data'], ['size', 'data'], ['n', 'size']] as const) {
        for (const borrow of [false, true]) {
          const some = decodeBatch(codec, bytes, { columns, borrow });
          assert.equal(some.lengths.slice(), all.lengths);
          assert.equal(some.offsets.slice(), all.offsets);
          if (rows > 0) assert.equal(some.value(rows - 1), all.value(rows - 1));
        }
      }
      const padded = decodeBatch(fixed, new Uint8Array(rows * 8), { columns: [] });
      assert.equal(padded.lengths, new Uint32Array(rows).fill(8));
      assert.is(padded.offsets.at(-1), rows === 0 ? undefined : rows * 8 - 8);
    }
  });

  test('batches of streams take rows too, and those of several types', async () => {
    needs('columns that are all of the batch: each that is asked for is a copy');
    let spare: Batch<typeof Numbered> | undefined;
    for await (const batch of stream(codec, [numberedRows(0, 60)])) spare = batch;
    assertRows(decodeBatch(codec, numberedRows(7, 60), { into: spare }).columns, range(7, 60), 'numbered');
    let batch = decodeBatch(set, mixedRows(0, 60));
    const { buffer } = batch.of.Small.columns['n'] as Uint32Array;
    const { order, of } = batch;
    const earlier = of.Long;
    for (const [first, rows] of [
      [3, 60],
      [6, 10],
      [0, 0],
      [9, 60],
      [9, 90_000],
      [30, 60],
    ] as const) {
      const next = decodeBatch(set, mixedRows(first, rows), { into: batch });
      assert.is(
        codeOf(() => batch.order),
        'ERR_STALE_BATCH',
      );
      assert.is(
        codeOf(() => batch.copy()),
        'ERR_STALE_BATCH',
      );
      batch = next;
      assertRows(
        batch.of.Small.columns,
        range(first, rows).filter((n) => n % 3 !== 0),
        `${rows} rows, small`,
      );
      assertRows(
        batch.of.Long.columns,
        range(first, rows).filter((n) => n % 3 === 0),
        `${rows} rows, long`,
      );
      assert.equal([...batch.of.Long.rowIndex.subarray(0, 2)], rows === 0 ? [] : [0, 3]);
      if (rows === 60 && first < 10)
        assert.is((batch.of.Small.columns['n'] as Uint32Array).buffer, buffer, 'the same arrays');
    }
    assert.is(
      codeOf(() => earlier.columns),
      'ERR_STALE_BATCH',
      'the part of a type',
    );
    assert.is(order.length, 60);
  });

  test('a set’s into takes batches of the set only', () => {
    const data = mixedRows(0, 4);
    const good = decodeBatch(set, data);
    const wrong: Record<string, unknown> = {
      'a batch of another set': decodeBatch(createSetCodec(Records), data),
      'a borrowed batch': decodeBatch(set, data, { borrow: true }),
      'the part of a type': good.of.Small,
      'a batch of one type': decodeBatch(codec, numberedRows(0, 3)),
      null: null,
      'an object': {},
    };
    for (const [what, into] of Object.entries(wrong))
      assert.is(
        codeOf(() => decodeBatch(set, data, { into: into as never })),
        'ERR_USAGE',
        what,
      );
    assert.is(
      codeOf(() => decodeBatch(set, data, { into: good, borrow: true })),
      'ERR_USAGE',
    );
    assert.is(good.rowCount, 4);
    const copy = good.copy();
    const next = decodeBatch(set, mixedRows(30, 4), { into: good });
    assertRows(copy.of.Small.columns, [1, 2], 'the copy');
    assertRows(next.of.Small.columns, [31, 32], 'the next');
    assertRows(decodeBatch(set, mixedRows(60, 4), { into: copy }).of.Small.columns, [61, 62], 'into the copy');
  });
});

engineSuite('one record of a set', (test, { createSetCodec, createCodec }) => {
  const set = createSetCodec(Records);
  const long = { type: 'Long', value: { tag: 2, n: 7, data: Uint8Array.of(7, 7, 7) } } as const;
  const stored = Uint8Array.of(2, 7, 0, 0, 0, 3, 7, 7, 7);

  test('there and back, and what is behind it is left alone', () => {
    const given = Uint8Array.of(...stored, 9, 9);
    const { type, value } = set.decode(given);
    assert.is(type, 'Long');
    assert.equal(value, { tag: 2, n: 7, size: 3, data: Uint8Array.of(7, 7, 7) });
    assert.equal(set.encode(long), stored);
    assert.is(set.sizeOf(long), 9);
    const target = new Uint8Array(11).fill(0xaa);
    assert.is(set.encodeInto(long, target), 9);
    assert.equal(target, Uint8Array.of(...stored, 0xaa, 0xaa));
    assert.equal(set.encode(set.decode(given) as never), stored);
  });

  test('a view shows the bytes, and writes to them', () => {
    const given = stored.slice();
    const record = set.view(given);
    if (record.type !== 'Long') throw new Error(record.type);
    assert.is(record.view.n, 7);
    record.view.n = 0x01020304;
    assert.equal([...given.subarray(1, 5)], [4, 3, 2, 1]);
  });

  test('what is cut short, empty, or of no type', () => {
    for (const use of [set.decode.bind(set), set.view.bind(set)] as ((bytes: Uint8Array) => unknown)[]) {
      for (let end = 0; end < stored.length; end++) {
        const { code, want, have } = refusalOf(() => use(stored.subarray(0, end)));
        if (end < 6) assert.equal([code, have], ['ERR_TRUNCATED_HEADER', end], `${end} bytes`);
        else assert.equal([code, want, have], ['ERR_DATA_OVERRUN', 3, end - 6], `${end} bytes`);
      }
      const { code, path, message } = refusalOf(() => use(Uint8Array.of(5, 0, 0, 0, 0, 0)));
      assert.equal([code, path], ['ERR_UNKNOWN_MESSAGE', 'tag']);
      assert.match(message, /no type of this set has the value 5/);
      assert.is(
        codeOf(() => use('no bytes' as never)),
        'ERR_TYPE',
      );
    }
  });

  test('a tag that lies behind bytes that are there: how many it needs', () => {
    const far = createSetCodec(recordSet('tag', { One: [1, struct('ONE', { a: u32, tag: u16 })] }));
    for (let end = 0; end < 6; end++) {
      const { code, want, have } = refusalOf(() => far.decode(new Uint8Array(end)));
      assert.equal([code, want, have], ['ERR_TRUNCATED_HEADER', 6, end]);
    }
  });

  test('a type for all other values', () => {
    const rest = createSetCodec(recordSet('tag', { Small: [1, Small], Rest: ['otherwise', Long] }));
    assert.is(rest.decode(Uint8Array.of(9, 7, 0, 0, 0, 0)).type, 'Rest');
    assert.is(rest.decode(Uint8Array.of(1, 7, 0, 0, 0)).type, 'Small');
    assert.is(
      codeOf(() => rest.encode({ type: 'Rest', value: { tag: 1, n: 1, data: new Uint8Array(0) } })),
      'ERR_DISAGREE',
    );
  });

  test('values that are wrong', () => {
    for (const write of [
      (record: never) => set.encode(record),
      (record: never) => set.encodeInto(record, new Uint8Array(30)),
    ]) {
      assert.is(
        codeOf(() => write({ type: 'None', value: {} } as never)),
        'ERR_USAGE',
      );
      assert.is(
        codeOf(() => write(undefined as never)),
        'ERR_USAGE',
      );
      assert.is(
        codeOf(() => write({ type: 'Small' } as never)),
        'ERR_MISSING',
      );
      assert.is(
        codeOf(() => write({ type: 'Small', value: { tag: 2, n: 1 } } as never)),
        'ERR_DISAGREE',
      );
      assert.is(refusalOf(() => write({ type: 'Small', value: { tag: 1, n: -1 } } as never)).path, 'n');
    }
    assert.is(
      codeOf(() => set.sizeOf({ type: 'None', value: {} } as never)),
      'ERR_USAGE',
    );
    assert.is(
      codeOf(() => set.encodeInto(long, new Uint8Array(8))),
      'ERR_TARGET_TOO_SMALL',
    );
    assert.is(
      codeOf(() => set.encodeInto(long, [] as never)),
      'ERR_TYPE',
    );
  });

  test('single records leave batches as they are', () => {
    const codec = createCodec(Numbered);
    const batch = decodeBatch(codec, numberedRows(0, 9), { borrow: true });
    set.decode(stored);
    set.view(stored);
    set.encode(long);
    set.sizeOf(long);
    assertRows(batch.columns, range(0, 9), 'borrowed');
  });

  test('summaries, and linear memory to write to, are for codecs of one type', () => {
    assert.is(
      codeOf(() => outputOf(set as never, 8)),
      'ERR_USAGE',
    );
    assert.match(refusalOf(() => summarize(set as never, stored)).message, /setCodec\.codecs/);
  });
});
