import * as assert from 'uvu/assert';
import type { Codec } from '../../src/message/index.js';
import {
  bytes,
  type CastbufError,
  recordSet,
  struct,
  u32,
  u8,
  type AnyType,
  type ListColumn,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { decodeBatch, encodeBatch, encodeBatchInto, packed, stream, summarize } from '../harness/batches.js';

/* Bytes whose memory is gone, changes its size, or is another thread's, too. */

interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}
const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ResizableBuffer;
const Growable = SharedArrayBuffer as unknown as new (
  bytes: number,
  options: { maxByteLength: number },
) => SharedArrayBuffer & { grow(bytes: number): void };

function detached(view: Uint8Array): Uint8Array {
  structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
  return view;
}

/** A view of memory that has become too short for it. */
function outside(from: number, to: number, left: number): Uint8Array {
  const buffer = new Resizable(100, { maxByteLength: 100 });
  const view = new Uint8Array(buffer, from, to - from);
  buffer.resize(left);
  return view;
}

engineSuite('bytes that are gone', (test, { createCodec, createSetCodec }) => {
  const type = struct('L', { n: u32, d: bytes('n') }, { pack: 1 }) as AnyType;
  const codec = createCodec(type);
  const set = createSetCodec(recordSet('t', { A: [1, struct('A', { t: u8, v: u8 })] }));
  const message = codec.encode({ d: new Uint8Array(6).fill(1) });

  const CALLS: [what: string, call: (given: Uint8Array) => unknown][] = [
    ['decode', (given) => codec.decode(given)],
    ['view', (given) => codec.view(given)],
    ['decodeBatch', (given) => decodeBatch(codec, given)],
    ['decodeBatch of a set', (given) => decodeBatch(set, given)],
    ['summarize', (given) => summarize(codec, given)],
    ['encodeInto', (given) => codec.encodeInto({ d: new Uint8Array(0) }, given)],
    ['encodeBatchInto', (given) => encodeBatchInto(codec, [{ d: new Uint8Array(0) }], given)],
    ['encode', (given) => codec.encode({ d: given })],
    [
      'encode of bytes that nothing counts',
      (given) => createCodec(struct('R', { a: u8, d: bytes() })).encode({ a: 1, d: given }),
    ],
    [
      'encodeBatch',
      (given) => encodeBatch(codec, { d: { data: given, offsets: Uint32Array.of(0), lengths: Uint32Array.of(0) } }),
    ],
    ['a packed column', (given) => encodeBatch(codec, { d: { data: given, offsets: Int32Array.of(0, 0) } })],
  ];

  for (const [what, call] of CALLS) {
    test(`${what}: detached, out of bounds, in part and as a whole: ERR_STALE_BATCH`, () => {
      const gone = [
        detached(message.slice()),
        detached(new Uint8Array(0)),
        outside(0, 50, 10),
        outside(20, 50, 10),
        outside(20, 50, 20),
      ];
      for (const given of gone) {
        const error = codecError(() => call(given));
        assert.is(error?.code, 'ERR_STALE_BATCH', String(given.byteOffset));
      }
      // An empty view of memory that is there is only empty.
      const empty = codecError(() => call(new Uint8Array(new ArrayBuffer(8), 4, 0)));
      assert.is.not(empty?.code, 'ERR_STALE_BATCH');
    });
  }

  test('a source’s piece', async () => {
    let error: unknown;
    try {
      for await (const _ of stream(codec, [message, detached(message.slice())], { batchBytes: 1 }));
    } catch (thrown) {
      error = thrown;
    }
    assert.is((error as CastbufError).code, 'ERR_STALE_BATCH');
  });

  test('a batch whose stream is gone: values, rows, texts and copies say so; its columns are there', () => {
    for (const [take, borrow] of [
      [(buffer: ResizableBuffer) => void structuredClone(buffer, { transfer: [buffer] }), false],
      [(buffer: ResizableBuffer) => buffer.resize(5), false],
      [(buffer: ResizableBuffer) => buffer.resize(5), true],
    ] as const) {
      const buffer = new Resizable(20, { maxByteLength: 40 });
      const data = new Uint8Array(buffer);
      data.set(message);
      data.set(message, 10);
      const batch = decodeBatch(codec, data, { borrow });
      assert.is(batch.rowCount, 2);
      const rows = batch.rows();
      rows.next();
      take(buffer);
      for (const use of [
        () => batch.value(0),
        () => batch.rows().next(),
        () => rows.next(),
        () => batch.copy(),
        () => packed(batch, 'd'),
      ]) {
        assert.is(codecError(use)?.code, 'ERR_STALE_BATCH');
      }
    }
  });

  test('memory that grows under a view of all of it', () => {
    const buffer = new Resizable(10, { maxByteLength: 100 });
    const data = new Uint8Array(buffer);
    data.set(message);
    const batch = decodeBatch(codec, data);
    buffer.resize(30);
    data.set(message, 10);
    assert.is(batch.rowCount, 1);
    assert.is((batch.value(0) as { n: number }).n, 6);
    assert.is(decodeBatch(codec, data).rowCount, 4, 'two of six bytes, and two of none');
  });

  test('a getter that takes the target or the bytes of another member away', () => {
    const target = new Uint8Array(32);
    const value = {
      get d() {
        // Asked for more than once; browsers refuse to transfer what was transferred before.
        if (target.length > 0) detached(target);
        return Uint8Array.of(1);
      },
    };
    assert.is(codecError(() => codec.encodeInto(value, target))?.code, 'ERR_STALE_BATCH');
    const two = createCodec(struct('T', { a: bytes(2), b: u8 }));
    const a = new Uint8Array(2);
    assert.is(codecError(() => two.encode({ get a() { return a.length > 0 ? detached(a) : a; }, b: 1 }))?.code, 'ERR_LENGTH'); // prettier-ignore
  });
});

engineSuite('bytes that are shared', (test, { createCodec, createSetCodec }) => {
  const type = struct('L', { n: u8, d: bytes('n') }) as AnyType;
  const codec: Codec<AnyType> = createCodec(type);
  const shared = (...content: number[]): Uint8Array => {
    const view = new Uint8Array(new SharedArrayBuffer(content.length));
    view.set(content);
    return view;
  };

  test('what is decoded is a copy that nobody writes: rows, lists and texts of a batch', () => {
    const data = shared(2, 7, 8, 1, 9);
    const batch = decodeBatch(codec, data);
    data.fill(255);
    assert.equal(batch.value(0), { n: 2, d: Uint8Array.of(7, 8) });
    const list = batch.columns['d'] as ListColumn;
    assert.equal([...list.data.subarray(list.offsets[1], 5)], [9]);
    assert.equal([...packed(batch, 'd').data], [7, 8, 9]);
    const set = createSetCodec(recordSet('n', { A: [2, struct('A', { n: u8, v: u8 })] }));
    const records = shared(2, 5);
    const routed = decodeBatch(set, records);
    records.fill(255);
    assert.equal(routed.value(0).value, { n: 2, v: 5 });
  });

  test('decode, view, summarize, encode, encodeInto', () => {
    const message = shared(2, 7, 8);
    assert.equal(codec.decode(message), { n: 2, d: Uint8Array.of(7, 8) });
    assert.is((codec.view(message) as { n: number }).n, 2);
    assert.is(summarize(codec, message).columns['n']?.sum, 2);
    assert.equal([...codec.encode({ d: shared(4, 5) })], [2, 4, 5]);
    const target = shared(0, 0, 0, 9);
    assert.is(codec.encodeInto({ d: Uint8Array.of(1, 2) }, target), 3);
    assert.equal([...target], [2, 1, 2, 9]);
  });

  test('a view that follows shared memory as it grows', () => {
    const buffer = new Growable(3, { maxByteLength: 20 });
    const message = new Uint8Array(buffer);
    message.set([2, 7, 8]);
    assert.equal(codec.decode(message), { n: 2, d: Uint8Array.of(7, 8) });
    buffer.grow(6);
    message.set([2, 4, 4], 3);
    assert.is(decodeBatch(codec, message).rowCount, 2);
    assert.equal([...codec.encode({ d: message })], [6, 2, 7, 8, 2, 4, 4]);
  });
});
