import * as assert from 'uvu/assert';
import { bytes, struct, u16, u32, u8, type AnyType, type ListColumn } from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch, encodeBatchInto } from '../harness/batches.js';

/* What is written shares memory with what it is written from. */

const ROWS = 20_000;

engineSuite('a target that overlaps what is written to it', (test, { createCodec }) => {
  const lists = createCodec(struct('L', { a: u16, n: u32, d: bytes('n') }, { pack: 1 }) as AnyType);
  const numbers = createCodec(struct('N', { a: u32, b: u32 }) as AnyType);

  const drawn = (): Uint8Array => {
    const lengths = Uint32Array.from({ length: ROWS }, (_, row) => row % 7);
    const offsets = Uint32Array.from({ length: ROWS }, (_, row) => row % 90);
    const data = Uint8Array.from({ length: 100 }, (_, at) => at);
    return encodeBatch(lists, { a: new Uint16Array(ROWS).fill(9), d: { data, offsets, lengths } });
  };

  test('a batch, one list of it longer, back into its own stream', () => {
    const whole = new Uint8Array(drawn().length + 100);
    const stream = whole.subarray(0, whole.length - 100);
    stream.set(drawn());
    const { columns } = decodeBatch(lists, stream).copy();
    const longer = (list: ListColumn): ListColumn => ({
      ...list,
      lengths: list.lengths.map((n, row) => (row === 3 ? n + 50 : n)),
    });
    const given = (all: typeof columns): object => ({ a: all['a'], d: longer(all['d'] as ListColumn) });
    const want = encodeBatch(lists, given(columns) as never);
    const own = decodeBatch(lists, stream);
    const bytesWritten = encodeBatchInto(lists, given(own.columns) as never, whole);
    assert.equal(whole.slice(0, bytesWritten), want);
  });

  test('columns in the target’s buffer: over each other, beside each other, at either end', () => {
    const buffer = new ArrayBuffer(ROWS * 8 + 64);
    for (const at of [0, 4, 64, ROWS * 4]) {
      const a = new Uint32Array(buffer, at, ROWS);
      for (let row = 0; row < ROWS; row++) a[row] = row * 3;
      const b = Uint32Array.from(a, (value) => value + 1);
      const want = encodeBatch(numbers, { a: a.slice(), b });
      const target = new Uint8Array(buffer, 0, ROWS * 8);
      assert.is(encodeBatchInto(numbers, { a, b }, target), ROWS * 8);
      assert.ok(
        target.every((byte, index) => byte === want[index]),
        `a at ${at}`,
      );
    }
  });

  test('offsets, lengths and packed columns of the target’s buffer', () => {
    const buffer = new ArrayBuffer(400_000);
    const offsets = new Uint32Array(buffer, 0, ROWS);
    const lengths = new Uint32Array(buffer, ROWS * 4, ROWS).fill(3);
    const data = Uint8Array.of(1, 2, 3);
    const a = new Uint16Array(ROWS);
    const want = encodeBatch(lists, { a, d: { data, offsets: offsets.slice(), lengths: lengths.slice() } });
    const target = new Uint8Array(buffer);
    assert.equal(target.slice(0, encodeBatchInto(lists, { a, d: { data, offsets, lengths } }, target)), want);
    const ends = new Int32Array(buffer, 0, ROWS + 1).map((_, row) => row * 3);
    const packed = {
      offsets: new Int32Array(buffer, 0, ROWS + 1),
      data: new Uint8Array(buffer, 100_000, ROWS * 3).fill(7),
    };
    packed.offsets.set(ends);
    const expected = encodeBatch(lists, { a, d: { offsets: ends, data: new Uint8Array(ROWS * 3).fill(7) } });
    assert.equal(target.slice(0, encodeBatchInto(lists, { a, d: packed }, target)), expected);
  });

  test('two objects over one shared memory do not say that they are', () => {
    const shared = new SharedArrayBuffer(ROWS * 8);
    const twin = (structuredClone(shared) ?? shared) as SharedArrayBuffer;
    const a = new Uint32Array(twin, 0, ROWS);
    for (let row = 0; row < ROWS; row++) a[row] = row;
    const b = new Uint32Array(ROWS);
    const want = encodeBatch(numbers, { a: a.slice(), b });
    const target = new Uint8Array(shared);
    encodeBatchInto(numbers, { a, b }, target);
    assert.ok(target.every((byte, index) => byte === want[index]));
  });

  test('values that are cursors over the target', () => {
    const codec = createCodec(struct('V', { a: u8, d: bytes(3) }) as AnyType);
    const target = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const views = [codec.view(target.subarray(4)), codec.view(target)] as never[];
    encodeBatchInto(codec, views, target);
    assert.equal([...target], [5, 6, 7, 8, 1, 2, 3, 4]);
    const message = codec.view(target.subarray(1)) as never;
    codec.encodeInto(message, target);
    assert.equal([...target.subarray(0, 4)], [6, 7, 8, 1]);
  });
});
