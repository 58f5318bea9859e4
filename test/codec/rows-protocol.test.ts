import * as assert from 'uvu/assert';
import { bytes, recordSet, struct, u16, u32, u8, type CastbufError } from '../../src/surface.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';

/** Members that have the names of what an iterator has, and of its result. */
const Named = struct('NAMED', { value: u32, done: u8, next: u16, return: u8, data: bytes('return') });
/** A tail whose length no member says: it ends where the record does. */
const Sized = struct('SIZED', { Size: u16, Rest: bytes() }, { length: 'Size' });

const NAMED = [
  { value: 7, done: 1, next: 3, data: Uint8Array.of(1) },
  { value: 0, done: 0, next: 0, data: new Uint8Array(0) },
  { value: 9, done: 1, next: 5, data: Uint8Array.of(4, 5, 6) },
];

engineSuite('rows() is an iterator', (test, { createCodec, createSetCodec }) => {
  const codec = createCodec(Named);
  const batchOf = () => decodeBatch(codec, encodeBatch(codec, NAMED));
  const shown = (row: { value: number; done: number; next: number; data: Uint8Array }) => ({
    value: row.value,
    done: row.done,
    next: row.next,
    data: row.data.slice(),
  });

  test('of rows whose members are called value, done, next and return', () => {
    const seen = [];
    for (const row of batchOf().rows()) seen.push(shown(row));
    assert.equal(seen, NAMED);
    assert.equal(Array.from(batchOf().rows(), shown), NAMED);
    const [first] = batchOf().rows();
    assert.equal(first && shown(first), NAMED[0]);
  });

  test('whose results are as the protocol has them, after the last row, too', () => {
    const rows = batchOf().rows();
    assert.is(rows[Symbol.iterator](), rows);
    for (const named of NAMED) {
      const { done, value } = rows.next();
      assert.is(done, false);
      assert.equal(value && shown(value), named);
    }
    for (let time = 0; time < 3; time++) assert.equal({ ...rows.next() }, { done: true, value: undefined });
    assert.equal([...rows], []);
    assert.equal(Array.from(decodeBatch(codec, new Uint8Array(0)).rows(), shown), []);
  });

  test('that goes on after a loop was left, and has a cursor of its own each time', () => {
    const batch = batchOf();
    const rows = batch.rows();
    for (const row of rows) if (row.value === 7) break;
    assert.equal(Array.from(rows, shown), NAMED.slice(1));
    const pairs = [];
    for (const one of batch.rows()) for (const other of batch.rows()) pairs.push([one.value, other.data.length]);
    assert.equal(pairs.length, 9);
    assert.equal(pairs[5], [0, 3]);
  });

  test('whose one cursor shows of each row what that row has, and nothing but its members', () => {
    const batch = batchOf();
    const all = [...batch.rows()];
    assert.is(new Set(all).size, 1, 'one cursor');
    assert.equal(Object.keys(all[0] as object), []);
    const names: string[] = [];
    // oxlint-disable-next-line guard-for-in -- the getters stand on the prototype
    for (const name in all[0]) names.push(name);
    assert.equal(names, ['value', 'done', 'next', 'return', 'data']);
    assert.not.ok(Symbol.iterator in (all[0] as object), 'a row is no list');
    const texts = Array.from(batch.rows(), (row) => JSON.stringify(row));
    assert.equal(
      texts.map((text) => JSON.parse(text).next),
      [3, 0, 5],
    );
  });

  test('that says how long a row is when its end is asked for, whether or not those before it were', () => {
    const sized = createCodec(Sized);
    const lengths = [2, 6, 4, 2];
    const rests = lengths.map((length) => Array.from({ length: length - 2 }, (_, at) => at + length));
    const stream = rests.flatMap((rest, row) => [lengths[row] as number, 0].concat(rest));
    const batch = decodeBatch(sized, Uint8Array.from(stream));
    assert.equal(
      Array.from(batch.rows(), (row) => [...row.Rest]),
      rests,
    );
    let looked = 0;
    for (const row of batch.rows())
      if (++looked === 3) assert.equal([...row.Rest], rests[2], 'no row before was asked');
  });

  test('of the rows of a set, which are as long as they are', () => {
    const Header = struct('HEADER', { Type: u8, Count: u8 });
    const set = recordSet('Header.Type', {
      One: [1, struct('ONE', { Header, data: bytes('Header.Count') })],
      Two: [2, struct('TWO', { Header, value: u8, data: bytes('Header.Count') })],
    });
    const stream = Uint8Array.of(1, 2, 10, 11, 2, 1, 7, 12, 1, 0, 2, 3, 8, 13, 14, 15);
    const rows = Array.from(decodeBatch(createSetCodec(set), stream).rows(), (row) => [
      row.type,
      row.type === 'Two' ? row.view.value : undefined,
      ...row.view.data,
    ]);
    assert.equal(rows, [
      ['One', undefined, 10, 11],
      ['Two', 7, 12],
      ['One', undefined],
      ['Two', 8, 13, 14, 15],
    ]);
  });

  test('whose row says that its batch is stale where it is asked for its end only then', () => {
    const stream = encodeBatch(codec, NAMED);
    const batch = decodeBatch(codec, stream);
    const [row] = batch.rows();
    decodeBatch(codec, stream, { into: batch });
    let error: unknown;
    try {
      void row?.data;
    } catch (thrown) {
      error = thrown;
    }
    assert.is((error as CastbufError).code, 'ERR_STALE_BATCH');
  });
});
