import * as assert from 'uvu/assert';
import { array, at, bytes, recordSet, struct, tagged, u16, u32, u8, type AnyType } from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch, filter, stream } from '../harness/batches.js';

const Point = struct('POINT', { x: u32, y: u32 });
const Triangle = struct('TRIANGLE', { p: array(Point, 3) });

/** Types of which some, or all, members have no column, and 24-byte records of them: `number` is read back from a record. */
const TYPES: Record<string, { type: AnyType; value(row: number): object; numberOf(value: never): number }> = {
  'arrays of structs': {
    type: Triangle as AnyType,
    value: (row) => ({ p: [0, 1, 2].map((k) => ({ x: row, y: k })) }),
    numberOf: ({ p }: { p: { x: number }[] }) => p[0]?.x as number,
  },
  'parts behind offsets': {
    type: struct('S', { off: u16, pad: u16, part: at('off', struct('P', { id: u32, rest: bytes(16) })) }) as AnyType,
    value: (row) => ({ pad: 0, part: { id: row, rest: new Uint8Array(16) } }),
    numberOf: ({ part }: { part: { id: number } }) => part.id,
  },
  'versioned records': {
    type: struct('S', { n: u8, a: array(Point, 2) }, { length: 'n', versioned: true }) as AnyType,
    value: (row) => ({ a: [0, 1].map(() => ({ x: row, y: 0 })), unknownTail: new Uint8Array(4) }),
    numberOf: ({ a }: { a: { x: number }[] }) => a[0]?.x as number,
  },
  'unions that end the record': {
    type: struct('S', {
      tag: u32,
      u: tagged('tag', { a: [1, struct('A', { id: u32, p: array(Point, 2) })] }, { sized: true }),
    }) as AnyType,
    value: (row) => ({ u: { a: { id: row, p: [0, 1].map(() => ({ x: 0, y: 0 })) } } }),
    numberOf: ({ u }: { u: { a: { id: number } } }) => u.a.id,
  },
};

const ROWS = 20_000; // 480,000 bytes: input goes to the kernel in pieces of 256 KiB
const LOOKED_AT = [0, 1, 10_922, 10_923, 12_000, ROWS - 1];

engineSuite('input beyond one piece', (test, { createCodec, createSetCodec }) => {
  for (const [name, { type, value, numberOf }] of Object.entries(TYPES)) {
    test(`${name}: offsets, values, rows and copies are those of the row`, () => {
      const codec = createCodec(type);
      const one = codec.encode(value(0) as never).length;
      const big = encodeBatch(
        codec,
        Array.from({ length: ROWS }, (_, row) => value(row) as never),
      );
      for (const options of [{}, { columns: [] }, { maxRows: ROWS }, { borrow: true }, { columns: [], borrow: true }]) {
        const batch = decodeBatch(codec, big, options);
        assert.is(batch.rowCount, ROWS);
        for (const row of LOOKED_AT) {
          assert.is(batch.offsets[row], row * one);
          assert.is(numberOf(batch.value(row) as never), row);
        }
        let row = 0;
        for (const view of batch.rows()) {
          const at = row++;
          if (at % 997 === 0) assert.is(numberOf(materialisedFew(view)), at);
        }
        const copy = batch.copy();
        assert.is(numberOf(copy.value(12_000) as never), 12_000);
      }
    });
  }

  test('a stream of large pieces has them, too', async () => {
    const codec = createCodec(Triangle);
    const big = encodeBatch(
      codec,
      Array.from({ length: ROWS }, (_, row) => ({ p: [0, 1, 2].map(() => ({ x: row, y: 0 })) })),
    );
    let before = 0;
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(big.subarray(0, 300_001));
        controller.enqueue(big.subarray(300_001));
        controller.close();
      },
    });
    for await (const batch of stream(codec, pieces)) {
      for (let row = 0; row < batch.rowCount; row += 501) assert.is(batch.value(row).p[0]?.x, before + row);
      before += batch.rowCount;
    }
    assert.is(before, ROWS);
  });

  test('rows that a filter selects, of a type whose only column is the filter’s', () => {
    const codec = createCodec(struct('S', { id: u32, p: array(Point, 2) }));
    const big = encodeBatch(
      codec,
      Array.from({ length: 30_000 }, (_, row) => ({ id: row, p: [0, 1].map(() => ({ x: row, y: 0 })) })),
    );
    for (const borrow of [true, false]) {
      const batch = decodeBatch(codec, big, { where: filter(['id', '>=', 29_000]), columns: [], borrow });
      assert.is(batch.rowCount, 1000);
      assert.is(batch.offsets[0], 29_000 * 20);
      assert.is(batch.value(999).p[1]?.x, 29_999);
    }
  });

  test('records of several types, of which one has no column but its tag', () => {
    const Tri = struct('T', { tag: u32, p: array(Point, 3) });
    const codec = createSetCodec(recordSet('tag', { tri: [1, Tri], id: [2, struct('I', { tag: u32, id: u32 })] }));
    const big = encodeBatch(
      codec,
      Array.from({ length: 24_000 }, (_, row) =>
        row % 2 === 0
          ? ({ type: 'tri', value: { tag: 1, p: [0, 1, 2].map(() => ({ x: row, y: 0 })) } } as const)
          : ({ type: 'id', value: { tag: 2, id: row } } as const),
      ),
    );
    for (const borrow of [true, false]) {
      const { tri, id } = decodeBatch(codec, big, { borrow }).of;
      for (const row of [0, 7_000, 11_999]) {
        assert.is(tri.value(row).p[2]?.x, 2 * row);
        assert.is(id.value(row).id, 2 * row + 1);
      }
    }
  });
});

/** What `numberOf` asks of a value, from a cursor: its arrays are views. */
function materialisedFew(view: unknown): never {
  return new Proxy(view as object, {
    get(target, key) {
      const member = (target as Record<PropertyKey, unknown>)[key];
      const isArray = typeof (member as { at?: unknown } | undefined)?.at === 'function';
      return isArray ? [(member as { at(index: number): unknown }).at(0)] : member;
    },
  }) as never;
}
