import * as assert from 'uvu/assert';
import {
  array,
  be,
  bool32,
  bool8,
  bytes,
  f64,
  recordSet,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { decodeBatch, encodeBatch, filter, outputOf, summarize } from '../harness/batches.js';

/* Cases of two kinds: state that one call leaves to the next, and output that shows what memory held before. */

engineSuite('a call leaves nothing to the next', (test, { createCodec, createSetCodec }) => {
  test('the same columns with a filter, without one, and for a summary', () => {
    const codec = createCodec(struct('R', { A: u16, B: u32 }, { pack: 1 }));
    const stream = new Uint8Array(24).fill(1);
    const columns = ['A'] as const;
    const where = filter(['A', '>', 0]);
    for (let round = 0; round < 2; round++) {
      assert.is(decodeBatch(codec, stream, { columns, where }).rowCount, 4);
      assert.is(decodeBatch(codec, stream, { columns }).rowCount, 4);
      assert.is(summarize(codec, stream, { columns, where }).rowCount, 4);
      assert.is(decodeBatch(codec, stream, { columns, where }).rowCount, 4);
      assert.is(summarize(codec, stream, { columns }).rowCount, 4);
      assert.equal([...(decodeBatch(codec, stream, { columns }).columns['A'] as Uint16Array)], [257, 257, 257, 257]);
      assert.is(decodeBatch(codec, stream).rowCount, 4);
      assert.is(encodeBatch(codec, decodeBatch(codec, stream).copy().columns).length, 24);
    }
  });

  test('a path with a line break is no list of paths that were asked for before', () => {
    const codec = createCodec(struct('R', { A: u8, B: u8 }));
    const stream = new Uint8Array(4);
    assert.is(decodeBatch(codec, stream, { columns: ['A', 'B'] }).rowCount, 2);
    assert.is(codecError(() => decodeBatch(codec, stream, { columns: ['A\nB' as never] }))?.code, 'ERR_USAGE');
  });

  test('columns that are changed after a call are not what that call meant', () => {
    const codec = createCodec(struct('R', { A: u8, B: u8 }));
    const stream = Uint8Array.of(1, 2, 3, 4);
    const columns: ('A' | 'B')[] = ['A'];
    assert.equal(Object.keys(decodeBatch(codec, stream, { columns }).columns), ['A']);
    columns[0] = 'B';
    assert.equal(Object.keys(decodeBatch(codec, stream, { columns }).columns), ['B']);
  });

  test('the object of a batch’s columns is nobody’s to change', () => {
    const codec = createCodec(struct('R', { A: u8, N: u32, D: bytes('N') }, { pack: 1 }));
    const stream = Uint8Array.of(1, 1, 0, 0, 0, 9);
    const first = decodeBatch(codec, stream).columns as Record<string, unknown>;
    assert.throws(() => (first['A'] = 'mine'), TypeError);
    assert.throws(() => ((first['D'] as Record<string, unknown>)['data'] = 'mine'), TypeError);
    assert.equal(decodeBatch(codec, stream).columns['A'], Uint8Array.of(1));
  });

  test('views of a record set’s columns do not outlive the memory that they were made over', () => {
    const A = struct('A', { T: u8, V: u8 });
    const B = struct('B', { T: u8, V: u16 }, { pack: 1 });
    const set = createSetCodec(recordSet('T', { A: [1, A], B: [2, B] }));
    const stream = Uint8Array.of(1, 7, 2, 8, 0);
    const look = (): unknown => {
      const { of } = decodeBatch(set, stream);
      return [[...(of.A.columns['V'] as Uint8Array)], [...(of.B.columns['V'] as Uint16Array)], [...of.B.rowIndex]];
    };
    assert.equal(look(), [[7], [8], [1]]);
    outputOf(set.codecs.A, 8_000_000); // memory grows after the columns
    assert.equal(look(), [[7], [8], [1]]);
  });

  test('an error is not told again by a call that has none', () => {
    const codec = createCodec(struct('R', { A: array(u8, 4096) }));
    assert.is(decodeBatch(codec, new Uint8Array(9)).error?.code, 'ERR_TRUNCATED_HEADER');
    assert.is(decodeBatch(codec, new Uint8Array(9), { maxRows: 0 }).error, undefined);
    assert.is(decodeBatch(codec, new Uint8Array(0)).error, undefined);
  });
});

engineSuite('nothing shows what memory held before', (test, { createCodec }) => {
  const secret = createCodec(struct('S', { D: bytes(4096) }));
  const hide = (): void => void encodeBatch(secret, { D: new Uint8Array(4096 * 40).fill(0xff) });
  const ROWS = 40;

  function columnsShowNothing(
    type: AnyType,
    column: object,
    expected: (row: Uint8Array, index: number) => boolean,
  ): void {
    const codec = createCodec(type);
    hide();
    const stream = encodeBatch(codec, { A: column as Uint8Array });
    const rowBytes = stream.length / ROWS;
    for (let row = 0; row < ROWS; row++) {
      assert.ok(
        expected(stream.subarray(row * rowBytes, (row + 1) * rowBytes), row),
        `row ${row} of ${String(stream)}`,
      );
    }
  }

  test('a true in an array of bools is 1', () => {
    for (const [type, ones] of [
      [bool8, (row: Uint8Array) => row.every((byte) => byte === 1)],
      [bool32, (row: Uint8Array) => new Uint32Array(row.slice().buffer).every((word) => word === 1)],
      [be(bool32), (row: Uint8Array) => row.every((byte, at) => byte === Number(at % 4 === 3))],
    ] as const) {
      columnsShowNothing(struct('F', { A: array(type, 64) }), new Uint8Array(ROWS * 64).fill(1), ones);
    }
  });

  test('a NaN in an array of big-endian doubles is the one that was given', () => {
    const isPlainNaN = (row: Uint8Array): boolean =>
      row.every((byte, at) => byte === [0x7f, 0xf8, 0, 0, 0, 0, 0, 0][at % 8]);
    columnsShowNothing(struct('F', { A: array(be(f64), 8) }), new Float64Array(ROWS * 8).fill(NaN), isPlainNaN);
  });

  test('what no column fills is 0: padding, and the rest of a union', () => {
    const codec = createCodec(struct('P', { A: u8, B: u32, C: u16 }));
    hide();
    const stream = encodeBatch(codec, {
      A: new Uint8Array(ROWS).fill(1),
      B: new Uint32Array(ROWS).fill(2),
      C: new Uint16Array(ROWS).fill(3),
    });
    for (let row = 0; row < ROWS; row++) {
      assert.equal([...stream.subarray(row * 12, row * 12 + 12)], [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
    }
  });
});
