import * as assert from 'uvu/assert';
import type { Codec } from '../../src/message/index.js';
import { array, bytes, struct, tagged, text, u16, u32, u8, type AnyType, type ListColumn } from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { decodeBatch, encodeBatch, filter, inputOf, outputOf, packed, summarize } from '../harness/batches.js';

/* Values and options that run code of the caller's when they are read. */

engineSuite('getters, proxies and iterators of the caller', (test, { createCodec }) => {
  const Pair = struct('PAIR', { A: u8, B: u8 }) as AnyType;
  const List = struct('LIST', { N: u8, D: bytes('N') }) as AnyType;

  /** Everything that a codec can be asked for. */
  function calls(codec: Codec<AnyType>): (() => unknown)[] {
    const columns = decodeBatch(codec, codec.encode({ A: 8, B: 9 })).copy().columns;
    return [
      () => codec.encode({ A: 8, B: 9 }),
      () => codec.sizeOf({ A: 8, B: 9 }),
      () => codec.encodeInto({ A: 8, B: 9 }, new Uint8Array(2)),
      () => codec.decode(Uint8Array.of(8, 9)),
      () => codec.view(Uint8Array.of(8, 9)),
      () => decodeBatch(codec, new Uint8Array(600)).columns,
      () => decodeBatch(codec, new Uint8Array(600), { where: filter(['A', '=', 1]) }),
      () => encodeBatch(codec, columns),
      () => encodeBatch(codec, [{ A: 8, B: 9 }]),
      () => summarize(codec, new Uint8Array(10)),
      () => outputOf(codec, 1_000_000),
      () => codecError(() => codec.encode({ A: 8, B: 900 })),
    ];
  }

  test('a getter that makes any call, of the same codec and of another, while a value is written', () => {
    const codec = createCodec(Pair);
    for (const inner of [codec, createCodec(Pair), createCodec(struct('OTHER', { A: u8, C: u32, B: u8 }) as AnyType)]) {
      for (const call of calls(codec).concat(inner === codec ? [] : [() => codecError(() => inner.encode({}))])) {
        const value = {
          A: 1,
          get B() {
            call();
            return 2;
          },
        };
        assert.equal([...codec.encode(value)], [1, 2]);
        assert.is(codec.sizeOf(value), 2);
        const target = new Uint8Array(3);
        codec.encodeInto(value, target);
        assert.equal([...target], [1, 2, 0]);
        assert.equal([...encodeBatch(codec, [value, value])], [1, 2, 1, 2]);
      }
    }
  });

  test('deep inside each other, and one that throws', () => {
    const codec = createCodec(Pair);
    const nested = (depth: number): object => ({
      A: depth,
      get B() {
        return depth === 0 ? 5 : (codec.encode(nested(depth - 1))[1] as number) + 1;
      },
    });
    assert.equal([...codec.encode(nested(20))], [20, 25]);
    const broken = {
      A: 1,
      get B(): number {
        codec.encode({ A: 3, B: 4 });
        throw new Error('mine');
      },
    };
    assert.throws(() => codec.encode(broken), 'mine');
    assert.equal([...codec.encode({ A: 6, B: 7 })], [6, 7]);
  });

  test('columns, lists and packed columns that are read by getters which make calls', () => {
    const codec = createCodec(List);
    const other = createCodec(Pair);
    const stream = encodeBatch(
      codec,
      Array.from({ length: 300 }, (_, row) => ({ D: new Uint8Array(row % 9).fill(row) })),
    );
    const batch = decodeBatch(codec, stream).copy();
    const list = batch.columns['D'] as ListColumn;
    const packedD = packed(batch, 'D');
    for (const call of calls(other)) {
      const reading = <T extends object>(from: T): T =>
        Object.defineProperties(
          {},
          Object.fromEntries(
            Object.entries(from).map(([name, value]) => [
              name,
              { enumerable: true, get: () => (call(), value as unknown) },
            ]),
          ),
        ) as T;
      assert.equal(encodeBatch(codec, reading({ D: reading(list) })), stream);
      assert.equal(encodeBatch(codec, reading({ D: reading(packedD) })), stream);
    }
  });

  test('options that are read by getters', () => {
    const codec = createCodec(Pair);
    const stream = Uint8Array.of(1, 2, 3, 4);
    for (const call of calls(codec)) {
      const options = {
        get columns() {
          call();
          return ['B'];
        },
        get where() {
          call();
          return filter(['A', '>', 1]);
        },
        get maxRows() {
          call();
          return 1;
        },
      };
      assert.equal([...(decodeBatch(codec, stream, options).columns['B'] as Uint8Array)], [4]);
    }
  });

  test('a part that is longer when it is read again is refused', () => {
    let reads = 0;
    const growing = { get D() { return new Uint8Array(++reads); } }; // prettier-ignore
    const types: AnyType[] = [
      List,
      struct('T', { N: u8, D: text('ascii', 'N') }),
      struct('A', { N: u8, D: array(u16, 'N') }),
    ];
    const values = [
      growing,
      { get D() { return 'x'.repeat(++reads); } }, // prettier-ignore
      { get D() { return Array.from({ length: ++reads }, () => 1); } }, // prettier-ignore
    ];
    types.forEach((type, index) => {
      reads = 0;
      const error = codecError(() => createCodec(type).encode(values[index] as never));
      assert.equal([error?.code, error?.path], ['ERR_DISAGREE', 'D']);
    });
    const choice = createCodec(struct('C', { T: u8, U: tagged('T', { a: [1, u8], b: [2, u8] }) }) as AnyType);
    let turn = 0;
    const changing = { get U() { return turn++ === 0 ? { a: 1 } : { b: 1 }; } }; // prettier-ignore
    assert.is(codecError(() => choice.encode(changing))?.code, 'ERR_DISAGREE');
  });

  test('proxies: of a value, of an array whose length is nonsense, of bytes', () => {
    const codec = createCodec(Pair);
    assert.equal([...codec.encode(new Proxy({ A: 1, B: 2 }, {}))], [1, 2]);
    const numbers = createCodec(struct('A', { N: u8, D: array(u8, 'N') }) as AnyType);
    assert.equal([...numbers.encode({ D: new Proxy([4, 5], {}) })], [2, 4, 5]);
    for (const length of [-1, NaN, 1.5, 2 ** 60, 'two', Infinity]) {
      const D = new Proxy([4, 5], {
        get: (array_, key) => (key === 'length' ? length : Reflect.get(array_, key)) as unknown,
      });
      assert.is(codecError(() => numbers.encode({ D }))?.code, 'ERR_TYPE');
    }
    const list = createCodec(List);
    const proxied = new Proxy(Uint8Array.of(1), {});
    assert.is(codecError(() => list.encode({ D: proxied }))?.code, 'ERR_TYPE');
    assert.is(codecError(() => list.decode(proxied))?.code, 'ERR_TYPE');
    assert.is(codecError(() => decodeBatch(list, proxied))?.code, 'ERR_TYPE');
    assert.is(codecError(() => list.encodeInto({ D: Uint8Array.of(1) }, proxied))?.code, 'ERR_TYPE');
  });

  test('toJSON, valueOf, toString and Symbol.toPrimitive are not asked', () => {
    const codec = createCodec(Pair);
    const asked = (): never => {
      throw new Error('asked');
    };
    const number = { valueOf: asked, toString: asked, toJSON: asked, [Symbol.toPrimitive]: asked };
    for (const wrong of [number, Symbol('s'), () => 1, new Date(0), new Number(1), Object.create(null)]) {
      assert.is(codecError(() => codec.encode({ A: 1, B: wrong } as never))?.code, 'ERR_TYPE');
      assert.is(
        codecError(() => decodeBatch(codec, new Uint8Array(2), { maxRows: wrong as never }))?.code,
        'ERR_USAGE',
      );
      assert.is(
        codecError(() => decodeBatch(codec, new Uint8Array(2), { columns: wrong as never }))?.code,
        'ERR_USAGE',
      );
      assert.is(codecError(() => decodeBatch(codec, new Uint8Array(2), { where: wrong as never }))?.code, 'ERR_TYPE');
      assert.is(codecError(() => inputOf(codec, wrong as never))?.code, 'ERR_USAGE');
      assert.is(codecError(() => codec.decode(wrong as never))?.code, 'ERR_TYPE');
      assert.is(codecError(() => encodeBatch(codec, { A: wrong, B: wrong } as never))?.code, 'ERR_TYPE');
    }
  });
});
