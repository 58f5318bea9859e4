import * as assert from 'uvu/assert';
import { array, bytes, struct, tagged, u16, u8, type AnyType } from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch } from '../harness/batches.js';

/** More shapes than there are copies of the text that makes them fast, each of which has places for eight members. */
const SHAPES = 20;
const PLACES = 8;

/** A record of several times the members that one copy has places for, with names that no other has. */
function typeOf(shape: number): AnyType {
  const numbers = Array.from({ length: 7 + shape }, (_, index) => [`m${shape}_${index}`, u8]);
  const Inner = struct(`Inner${shape}`, { [`x${shape}`]: u16, y: array(u8, 2) });
  return struct(`Shape${shape}`, {
    kind: u8,
    ...Object.fromEntries(numbers),
    inner: Inner,
    arm: tagged('kind', { a: [1, Inner], b: [2, u8] }),
    tail: bytes(),
  });
}

engineSuite('records as objects', (test, { createCodec }) => {
  // The first test takes all the copies.
  test('value(row) has the members that decode has, in every copy', () => {
    const message = Uint8Array.from({ length: PLACES }, (_, index) => index + 1);
    for (let shape = 0; shape < SHAPES; shape++) {
      const names = Array.from(message, (number) => `n${shape}_${number}`);
      const codec = createCodec(struct(`Flat${shape}`, Object.fromEntries(names.map((name) => [name, u8]))));
      const wanted = Object.fromEntries(names.map((name, index) => [name, index + 1]));
      assert.equal(decodeBatch(codec, message).value(0), wanted);
    }
  });

  const codecs = Array.from({ length: SHAPES }, (_, shape) => createCodec(typeOf(shape)));

  test('value(row) has the members that decode has, in their order, whichever shape comes first', () => {
    for (const round of [0, 1, 2]) {
      for (const codec of codecs) {
        // The first time no arm of the first shapes is there, so that the object's members come later.
        for (const kind of [round * 3, 1, 2, 1]) {
          const message = Uint8Array.from({ length: 64 }, (_, index) => (index === 0 ? kind : index * 3 + round));
          const value = decodeBatch(codec, message).value(0);
          const wanted = codec.decode(message);
          assert.equal(value, wanted);
          assert.is(JSON.stringify(value), JSON.stringify(wanted));
          assert.is(Object.getPrototypeOf(value), Object.prototype);
        }
      }
    }
  });
});
