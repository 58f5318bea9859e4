import * as assert from 'uvu/assert';
import { array, at, struct, text, u16, u32, u8, type AnyType, type CodecOptions } from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { decodeBatch } from '../harness/batches.js';

/* Parts that several offsets point to: legal, and bounded by the message's own bytes. */

const Item = struct('ITEM', { v: u8 });
const Table = struct('TABLE', {
  N: u32,
  A: array(struct('ENTRY', { O: u32, L: u32, T: at('O', array(Item, 'L')) }), 'N'),
});

/** A table of `entries` offsets that all point to `shared` bytes after it. */
function table(entries: number, shared: number, length = shared): Uint8Array {
  const bytes = new Uint8Array(4 + entries * 8 + shared);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, entries, true);
  for (let entry = 0; entry < entries; entry++) {
    view.setUint32(4 + entry * 8, 4 + entries * 8, true);
    view.setUint32(8 + entry * 8, length, true);
  }
  return bytes;
}

engineSuite('parts that are shared', (test, { createCodec }) => {
  const codec = (limits: CodecOptions['limits'] = {}) => createCodec(Table as AnyType, { limits });

  test('36,004 bytes make no 16 million objects: ERR_LIMIT_AMPLIFICATION from every call', () => {
    const message = table(4000, 4000);
    const one = codec();
    const error = codecError(() => one.decode(message));
    assert.equal([error?.code, error?.offset, error?.have], ['ERR_LIMIT_AMPLIFICATION', 0, 16 * message.length]);
    assert.is(codecError(() => one.view(message))?.code, 'ERR_LIMIT_AMPLIFICATION');
    const batch = decodeBatch(one, message);
    assert.equal([batch.rowCount, batch.error?.code], [0, 'ERR_LIMIT_AMPLIFICATION']);
  });

  test('the bound: one below it and at it are good, one above is not', () => {
    // Ten entries of 8 bytes and the 11 bytes that they share: parts of 190 bytes, in a message of 95.
    for (const [length, code] of [
      [10, undefined],
      [11, undefined],
      [12, 'ERR_LIMIT_AMPLIFICATION'],
    ] as const) {
      const message = table(10, length);
      const error = codecError(() => codec({ amplification: 2 }).decode(message));
      assert.is(error?.code, code, `${length} bytes`);
      if (code !== undefined) assert.equal([error?.want, error?.have], [200, 192]);
    }
  });

  test('a few shared parts are legal, and what decode gives is whole', () => {
    const value = codec().decode(table(10, 50)) as { A: { T: unknown[] }[] };
    assert.equal(
      value.A.map(({ T }) => T.length),
      Array(10).fill(50),
    );
  });

  test('the limit is raised by `limits.amplification`; that of the message holds as before', () => {
    const message = table(1000, 1000);
    assert.is(codecError(() => codec().decode(message))?.code, 'ERR_LIMIT_AMPLIFICATION');
    assert.is((codec({ amplification: 1000 }).decode(message) as { A: unknown[] }).A.length, 1000);
    const limits = { amplification: 1000, messageBytes: 500_000 };
    assert.is(codecError(() => codec(limits).decode(message))?.code, 'ERR_LIMIT_MESSAGE_BYTES');
    assert.is(codecError(() => codec({ amplification: 0 }))?.code, 'ERR_USAGE');
    assert.is(codecError(() => codec({ amplfication: 5 } as never))?.code, 'ERR_USAGE');
  });

  test('bytes behind the message, and other records of a stream, are not its own', () => {
    const message = table(400, 400);
    const long = new Uint8Array(message.length + 100_000);
    long.set(message);
    assert.is(codecError(() => codec().decode(long))?.code, 'ERR_LIMIT_AMPLIFICATION');
    const good = table(3, 5);
    const stream = new Uint8Array(good.length * 2000 + message.length);
    for (let row = 0; row < 2000; row++) stream.set(good, row * good.length);
    stream.set(message, good.length * 2000);
    const batch = decodeBatch(codec(), stream);
    assert.equal([batch.rowCount, batch.error?.code], [2000, 'ERR_LIMIT_AMPLIFICATION']);
  });

  test('texts, texts up to a NUL, structs and parts of parts count, too', () => {
    const entry = (part: AnyType): AnyType =>
      struct('E', { N: u16, A: array(struct('X', { O: u16, T: at('O', part) }), 'N') });
    const inner = struct('INNER', { O: u16, L: u16, T: at('O', array(Item, 'L')) });
    for (const part of [text('utf-8', { until: 'nul' }), struct('S', { a: array(u32, 100) }), array(u8, 400), inner]) {
      const message = new Uint8Array(2 + 200 * 2 + 600).fill(65);
      const view = new DataView(message.buffer);
      view.setUint16(0, 200, true);
      for (let index = 0; index < 200; index++) view.setUint16(2 + index * 2, 402, true);
      if (part === inner) {
        view.setUint16(402, 410, true);
        view.setUint16(404, 500, true);
      }
      message[message.length - 1] = 0;
      assert.is(codecError(() => createCodec(entry(part)).decode(message))?.code, 'ERR_LIMIT_AMPLIFICATION');
      const few = message.slice();
      new DataView(few.buffer).setUint16(0, 5, true);
      assert.is(
        codecError(() => createCodec(entry(part)).decode(few)),
        undefined,
      );
    }
  });

  test('a message that says its own length is measured by that', () => {
    const Sized = struct(
      'SIZED',
      { Bytes: u32, N: u32, A: array(struct('E', { O: u32, L: u32, T: at('O', array(Item, 'L')) }), 'N') },
      { length: 'Bytes' },
    );
    const sized = createCodec(Sized as AnyType);
    const entries = 50;
    const bytes = 8 + entries * 8 + 100;
    for (const [stated, code] of [
      [bytes, undefined],
      [bytes, 'ERR_LIMIT_AMPLIFICATION'],
    ] as const) {
      const message = new Uint8Array(100_000);
      const view = new DataView(message.buffer);
      view.setUint32(0, stated, true);
      view.setUint32(4, entries, true);
      for (let index = 0; index < entries; index++) {
        view.setUint32(8 + index * 8, code === undefined ? 408 : 0, true);
        view.setUint32(12 + index * 8, code === undefined ? 100 : bytes, true);
      }
      assert.is(codecError(() => sized.decode(message))?.code, code);
    }
  });
});
