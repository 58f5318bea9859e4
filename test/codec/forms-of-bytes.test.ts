import * as assert from 'uvu/assert';
import type { Bytes } from '../../src/bytes/index.js';
import { bytes, recordSet, struct, u16, u32, u8 } from '../../src/surface.js';
import { decodeBatch, encodeBatch, encodeBatchInto, inputOf, stream, summarize } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';

const Message = struct('MESSAGE', { Kind: u8, Length: u8, Id: u16, Data: bytes('Length') });
const VALUES = [1, 2, 3].map((Id) => ({ Kind: 7, Id: Id * 0x101, Data: new Uint8Array(Id * 4).fill(Id) }));

/** The same bytes in all forms that there are for them; views begin in the middle of their buffer, and end before it does. */
function formsOf(given: Uint8Array): [name: string, bytes: Bytes][] {
  const whole = given.slice().buffer;
  const shared = new SharedArrayBuffer(given.length);
  new Uint8Array(shared).set(given);
  const around = new ArrayBuffer(given.length + 32);
  new Uint8Array(around).fill(0xee);
  new Uint8Array(around, 16).set(given);
  return [
    ['ArrayBuffer', whole],
    ['SharedArrayBuffer', shared],
    ['Uint8Array', new Uint8Array(around, 16, given.length)],
    ['Uint8ClampedArray', new Uint8ClampedArray(around, 16, given.length)],
    ['Int8Array', new Int8Array(around, 16, given.length)],
    ['Uint16Array', new Uint16Array(around, 16, given.length / 2)],
    ['Float32Array', new Float32Array(around, 16, given.length / 4)],
    ['DataView', new DataView(around, 16, given.length)],
  ];
}

engineSuite('forms of bytes', (test, { createCodec, createSetCodec }) => {
  const codec = createCodec(Message);
  const set = createSetCodec(recordSet('Kind', { A: [7, Message] }));
  const records = encodeBatch(codec, VALUES);
  const first = records.slice(0, 8);

  for (const [name, given] of formsOf(records)) {
    test(`${name}: wherever bytes are read`, async () => {
      assert.equal(codec.decode(given), codec.decode(records));
      assert.is(codec.view(given).Id, 0x101);
      assert.equal(set.decode(given), set.decode(records));
      const batch = decodeBatch(codec, given);
      assert.equal([batch.rowCount, batch.consumedBytes, batch.error], [3, records.length, undefined]);
      assert.equal(batch.value(2), codec.decode(records.subarray(batch.offsets[2])));
      assert.is(decodeBatch(set, given).rowCount, 3);
      assert.is(summarize(codec, given).columns['Id'].count, 3);
      let rows = 0;
      for await (const part of stream(codec, [given, given], { batchBytes: 1 })) rows += part.rowCount;
      assert.is(rows, 6);
    });
  }

  for (const [name, target] of formsOf(new Uint8Array(records.length))) {
    test(`${name}: wherever bytes are written`, () => {
      const written = (): Uint8Array =>
        ArrayBuffer.isView(target)
          ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
          : new Uint8Array(target);
      assert.is(encodeBatchInto(codec, VALUES, target), records.length);
      assert.equal(written(), records);
      written().fill(0);
      assert.is(encodeBatchInto(codec, decodeBatch(codec, records).columns, target), records.length);
      assert.equal(written(), records);
      written().fill(0);
      assert.is(codec.encodeInto({ Kind: 7, Id: 0x101, Data: new Uint8Array(4).fill(1) }, target), 8);
      assert.equal(written().slice(0, 8), first);
      assert.is(set.encodeInto({ type: 'A', value: { Kind: 7, Id: 0x101, Data: new Uint8Array(4) } }, target), 8);
    });
  }

  test('a view over memory of inputOf is that memory', () => {
    const input = inputOf(codec, records.length);
    input.set(records);
    const { buffer, byteOffset } = input;
    const batch = decodeBatch(codec, new DataView(buffer, byteOffset, records.length));
    assert.equal([...batch.columns.Id], [0x101, 0x202, 0x303]);
  });

  test('memory that is gone, and what has no bytes, are refused', () => {
    const gone = records.slice().buffer;
    const view = new DataView(gone);
    structuredClone(gone, { transfer: [gone] });
    for (const given of [gone, view]) {
      assert.is(codecError(() => codec.decode(given))?.code, 'ERR_STALE_BATCH');
      assert.is(codecError(() => decodeBatch(codec, given))?.code, 'ERR_STALE_BATCH');
    }
    for (const given of [undefined, 'bytes', [1, 2], new Map(), { byteLength: 3 }]) {
      const error = codecError(() => codec.decode(given as never));
      assert.is(error?.code, 'ERR_TYPE');
      assert.match(
        error?.hint ?? '',
        /messages are bytes: a Uint8Array \(or Buffer\), an ArrayBuffer or another view of one, not /,
      );
    }
    // Wider elements than what a record needs are bytes all the same.
    const Pair = createCodec(struct('PAIR', { a: u32, b: u32 }));
    assert.equal(Pair.decode(Uint32Array.of(1, 2)), { a: 1, b: 2 });
  });
});
