import * as assert from 'uvu/assert';
import {
  type AnyColumns,
  be,
  bits,
  i16,
  i32,
  i8,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

type Tag = number | bigint;

/** A tag type, values that select `is`, and values that nearly do. */
const TAGS: Readonly<Record<string, [AnyType, selecting: readonly Tag[], near: readonly Tag[]]>> = {
  u8: [u8, [0, 255], [1, 254]],
  i8: [i8, [-1, 127], [1, -127]],
  u16: [u16, [0x0102], [0x0201, 0x02]],
  'big-endian u16': [be(u16), [0x0102], [0x0201, 0x02]],
  i16: [i16, [-2], [2, 0xfe]],
  i32: [i32, [-1, -0x80000000], [0xff, 0x7fffffff]],
  u64: [u64, [5n, 2n ** 63n], [2n ** 32n + 5n, 0n, 2n ** 31n]],
  'bits of an u64': [bits(u64, 40), [5], [2 ** 32 + 5, 0]],
  'bits of an u32': [bits(u32, 5), [17], [16, 1]],
};

/** Rows that windows take, and rows that are too few for them. */
const ROWS = [3, 16, 21, 600];

engineSuite('columns of arms', (test, { createCodec }) => {
  for (const [name, [tag, selecting, near]] of Object.entries(TAGS)) {
    test(`a row has values in the columns of the arm that its tag selects, and zeros elsewhere: ${name}`, () => {
      const codec = createCodec(
        struct('ARMS', {
          Before: u32,
          Tag: tag,
          Body: tagged('Tag', { Is: [selecting, struct('', { a: u32, b: u8, c: u64 })], Other: ['otherwise', u16] }),
        }),
      );
      const tags = [...selecting, ...near];
      for (const rows of ROWS) {
        const values = Array.from({ length: rows }, (_, row) => {
          const Tag = tags[row % tags.length] as Tag;
          const arm = { a: row + 1, b: (row % 255) + 1, c: BigInt(row) + 1n };
          return { Before: row, Tag, Body: selecting.includes(Tag) ? { Is: arm } : { Other: row + 1 } };
        });
        const batch = decodeBatch(codec, encodeBatch(codec, values as never)).copy();
        values.forEach(({ Tag }, row) => {
          const isIt = selecting.includes(Tag);
          const of = (path: string): unknown => ((batch.columns as AnyColumns)[path] as Uint32Array)[row];
          const have = ['Body.Is.a', 'Body.Is.b', 'Body.Is.c', 'Body.Other'].map(of);
          const want = isIt ? [row + 1, (row % 255) + 1, BigInt(row) + 1n, 0] : [0, 0, 0n, row + 1];
          assert.equal(have, want, `${rows} rows, row ${row}, tag ${Tag}`);
        });
        assert.equal(
          encodeBatch(codec, batch.columns),
          encodeBatch(codec, values as never),
          `${rows} rows written back`,
        );
      }
    });
  }
});
