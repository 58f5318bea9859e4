import * as assert from 'uvu/assert';
import { bytes, recordSet, struct, tagged, u8, type AnyType } from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, packed } from '../harness/batches.js';

/** As Node's Buffer has it: a slice shows the same memory. */
class Sharing extends Uint8Array {
  override slice(from?: number, to?: number): Uint8Array<ArrayBuffer> {
    return this.subarray(from, to) as Uint8Array<ArrayBuffer>;
  }
}

const Message = struct('MESSAGE', { kind: u8, fixed: bytes(2), arm: tagged('kind', { a: [1, u8] }), tail: bytes() });

engineSuite('bytes that are kept', (test, { createCodec, createSetCodec }) => {
  test('a value has its own, whatever class the message is of', () => {
    const codec = createCodec(Message as AnyType);
    const message = Sharing.of(7, 1, 2, 3, 4, 5);
    const value = codec.decode(message) as Record<string, unknown>;
    const before = structuredClone(value);
    message.fill(0xff);
    assert.equal(value, before);
    assert.is((value['fixed'] as object).constructor, Uint8Array);
  });

  test('so has a value of a batch', () => {
    const codec = createCodec(Message as AnyType);
    const stream = Sharing.of(7, 1, 2, 3, 4, 5);
    const value = decodeBatch(codec, stream).value(0) as Record<string, unknown>;
    assert.equal(value, codec.decode(stream));
    const before = structuredClone(value);
    stream.fill(0xff);
    assert.equal(value, before);
    assert.is((value['tail'] as object).constructor, Uint8Array);
  });

  test('so has a copy of a batch', () => {
    const codec = createCodec(struct('S', { n: u8, data: bytes('n') }));
    const stream = Sharing.of(2, 10, 11, 1, 12);
    const batch = decodeBatch(codec, stream).copy();
    stream.fill(0xff);
    assert.equal([...batch.rows()].length, 2);
    assert.equal(batch.value(0), { n: 2, data: Uint8Array.of(10, 11) });
    assert.equal(packed(batch, 'data').data, Uint8Array.of(10, 11, 12));
  });

  test('and a copy of a batch of several types', () => {
    const codec = createSetCodec(recordSet('tag', { a: [1, struct('A', { tag: u8, n: u8, data: bytes('n') })] }));
    const stream = Sharing.of(1, 2, 10, 11);
    const batch = decodeBatch(codec, stream).copy();
    stream.fill(0xff);
    assert.equal(packed(batch.of.a, 'data').data, Uint8Array.of(10, 11));
  });
});
