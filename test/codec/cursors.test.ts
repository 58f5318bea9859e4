import * as assert from 'uvu/assert';
import {
  anonymous,
  array,
  bits,
  bytes,
  CastbufError,
  enumeration,
  f32,
  i32,
  magic,
  packedAbi,
  range,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const Tail = struct('Tail', { size: u8, fixed: bytes(2), data: bytes('size') });
const Versioned = struct(
  'Versioned',
  { size: u16, first: u8, second: u32, third: u8 },
  { pack: 1, length: 'size', versioned: true },
);
const Tagged = struct('Tagged', {
  kind: u8,
  body: anonymous(
    tagged('kind', { small: [[1, 2], u16], large: [3, struct('', { value: u16 })], other: ['otherwise', u8] }),
  ),
});
const Wide = struct('Wide', {
  kind: u64,
  body: tagged('kind', { one: [1n, u8], top: [0xffffffffffffffffn, u8] }),
});

const thrown = (call: () => unknown): CastbufError => {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

engineSuite('cursors', (test, { createCodec }) => {
  test('a part of a message whose size may vary keeps it, and is set where that stays', () => {
    const message = Uint8Array.of(2, 7, 8, 1, 2);
    const view = createCodec(Tail).view(message);
    assert.equal(view.data, Uint8Array.of(1, 2));
    for (const data of [Uint8Array.of(3), Uint8Array.of(3, 4, 5)]) {
      const error = thrown(() => (view.data = data));
      assert.equal([error.code, error.path, error.want, error.have], ['ERR_LENGTH', 'data', 2, data.length]);
    }
    assert.is(thrown(() => (view.data = [3, 4] as never)).code, 'ERR_TYPE');
    view.data = Uint8Array.of(3, 4);
    view.fixed = Uint8Array.of(5, 6);
    assert.is(thrown(() => (view.fixed = Uint8Array.of(5))).code, 'ERR_LENGTH');
    assert.is(thrown(() => (view.fixed = 'ab' as never)).code, 'ERR_TYPE');
    assert.equal(message, Uint8Array.of(2, 5, 6, 3, 4));
  });

  test('elements of an array are set in place, and its length stays', () => {
    const Type = struct('Type', { n: u8, grid: array(array(u16, 2), 2), items: array(struct('I', { x: u8 }), 'n') });
    const codec = createCodec(Type, { abi: packedAbi(1) });
    const message = codec.encode({
      grid: [
        [1, 2],
        [3, 4],
      ],
      items: [{ x: 5 }, { x: 6 }],
    });
    const view = codec.view(message);
    view.grid.at(1).set(0, 0xffff);
    view.items.at(1).x = 9;
    assert.equal(codec.decode(message), {
      n: 2,
      grid: [
        [1, 2],
        [0xffff, 4],
      ],
      items: [{ x: 5 }, { x: 9 }],
    });
    const before = message.slice();
    assert.is(thrown(() => view.grid.at(0).set(0, 65536)).code, 'ERR_OUT_OF_RANGE');
    assert.is(thrown(() => view.grid.at(0).set(2, 0)).code, 'ERR_USAGE');
    assert.is(thrown(() => view.grid.at(-1)).code, 'ERR_USAGE');
    assert.is(thrown(() => view.grid.at(Symbol('s') as never)).code, 'ERR_USAGE');
    assert.is(thrown(() => view.items.set(0, { y: 1 } as never)).code, 'ERR_USAGE');
    assert.is(thrown(() => view.items.set(2, { x: 1 })).code, 'ERR_USAGE');
    assert.is(thrown(() => view.grid.set(0, [1])).code, 'ERR_LENGTH');
    assert.is(thrown(() => view.grid.assign([[1, 2]])).code, 'ERR_LENGTH');
    for (const array of [view.items, view.grid, view.grid.at(0)]) {
      assert.is(thrown(() => (array.length = 1)).code, 'ERR_LENGTH');
      assert.is(thrown(() => (array.length = 3)).code, 'ERR_LENGTH');
      assert.is(thrown(() => (array.length = 0.5)).code, 'ERR_TYPE');
      array.length = 2;
    }
    assert.equal(message, before);
    view.items.set(0, { x: 1 });
    view.grid.set(0, [7, 8]);
    view.items.assign(view.items);
    assert.equal(codec.decode(message), {
      n: 2,
      grid: [
        [7, 8],
        [0xffff, 4],
      ],
      items: [{ x: 1 }, { x: 9 }],
    });
  });

  test('a member behind the end of a versioned record cannot be set: the bytes there are not its own', () => {
    const codec = createCodec(Versioned);
    const message = Uint8Array.of(7, 0, 1, 2, 0, 0, 0, 0xaa, 0xaa);
    const view = codec.view(message);
    assert.is(view.third, undefined);
    assert.is(view.unknownTail, undefined);
    const error = thrown(() => (view.third = 1));
    assert.is(error.code, 'ERR_TARGET_TOO_SMALL');
    assert.equal([error.path, error.want, error.have], ['third', 8, 7]);
    view.second = 0x01020304;
    assert.equal(message, Uint8Array.of(7, 0, 1, 4, 3, 2, 1, 0xaa, 0xaa));
  });

  test('an arm is shown and set only while the tag selects it', () => {
    const codec = createCodec(Tagged as AnyType, { abi: packedAbi(1) });
    const message = Uint8Array.of(1, 0x34, 0x12);
    const view = codec.view(message) as { kind: number; small?: number; large?: { value: number }; other?: number };
    assert.is(view.small, 0x1234);
    assert.is(view.large, undefined);
    assert.is(view.other, undefined);
    const error = thrown(() => (view.other = 1));
    assert.equal([error.code, error.path], ['ERR_DISAGREE', 'other']);
    view.kind = 2;
    view.small = 5;
    view.kind = 3;
    assert.is(view.large?.value, 5);
    if (view.large) view.large.value = 0x0607;
    assert.is(thrown(() => (view.small = 1)).code, 'ERR_DISAGREE');
    view.kind = 200;
    view.other = 9;
    assert.equal(message, Uint8Array.of(200, 9, 6));
  });

  test('tags of 64 bits', () => {
    const codec = createCodec(Wide, { abi: packedAbi(1) });
    const message = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 7);
    const view = codec.view(message);
    assert.equal([view.body.one, view.body.top, view.body.raw], [7, undefined, undefined]);
    view.kind = 0xffffffffffffffffn;
    assert.equal([view.body.one, view.body.top, view.body.raw], [undefined, 7, undefined]);
    view.kind = 1n << 32n;
    assert.equal([view.body.one, view.body.top, view.body.raw], [undefined, undefined, Uint8Array.of(7)]);
  });

  const Colour = enumeration('Colour', i32, { RED: -1, GREEN: 5 }, { strict: true });
  const Mode = enumeration('Mode', u64, { ON: 1, TOP: 0x8000000000000000n }, { strict: true });
  const checked: [name: string, type: AnyType, good: readonly unknown[], bad: readonly unknown[], code: string][] = [
    ['magic', magic(u16, 0x4d43), [0x4d43], [0, 0x434d], 'ERR_MAGIC'],
    ['wide magic', magic(u64, 7n), [7n], [0n, 8n], 'ERR_MAGIC'],
    ['range', range(u8, 3, 200), [3, 200], [2, 201], 'ERR_OUT_OF_RANGE'],
    ['wide range', range(u64, 3n, 1n << 63n), [3n, 1n << 63n], [2n, (1n << 63n) + 1n], 'ERR_OUT_OF_RANGE'],
    ['float range', range(f32, -0.5, 1.5), [-0.5, 1.5], [-0.51, 1.6, Number.NaN], 'ERR_OUT_OF_RANGE'],
    ['single float range', range(f32, 0, 0.1), [0.05], [0.1], 'ERR_OUT_OF_RANGE'], // the f32 next to 0.1 is larger
    ['strict enum', Colour, [-1, 5], [0, 4], 'ERR_UNKNOWN_ENUM'],
    ['wide strict enum', Mode, [1n, 1n << 63n], [0n, 2n], 'ERR_UNKNOWN_ENUM'],
    ['bits in range', bits(range(u8, 1, 5), 3), [1, 5], [0, 6], 'ERR_OUT_OF_RANGE'],
  ];
  for (const [name, type, good, bad, code] of checked) {
    test(`a setter takes what encode takes: ${name}`, () => {
      const codec = createCodec(struct('S', { v: type }) as AnyType);
      const message = codec.encode({ v: good[0] });
      const view = codec.view(message) as { v: unknown };
      for (const value of good) {
        view.v = value;
        assert.equal(message, codec.encode({ v: value }));
      }
      const before = message.slice();
      for (const value of bad) {
        const error = thrown(() => (view.v = value));
        assert.equal([error.code, error.path], [code, 'v'], String(value));
        assert.is(thrown(() => codec.encode({ v: value })).code, code, 'and so does encode');
      }
      assert.is(thrown(() => (view.v = '3.5')).code, name.includes('enum') ? 'ERR_UNKNOWN_ENUM' : 'ERR_TYPE');
      assert.is(thrown(() => (view.v = 1e30)).code, 'ERR_OUT_OF_RANGE');
      assert.equal(message, before);
    });
  }

  test('rows show what value(row) shows while one cursor moves', () => {
    const Row = struct('Row', {
      id: struct('Id', { frame: bits(u64, 40), part: u8 }),
      size: u8,
      name: text('utf-8', 'size'),
    });
    const codec = createCodec(Row);
    const values = Array.from({ length: 50 }, (_, i) => ({
      id: { frame: i * 2 ** 33 + 1, part: i },
      name: 'ä'.repeat(i),
    }));
    const batch = decodeBatch(codec, encodeBatch(codec, values));
    let row = 0;
    for (const { id, name } of batch.rows()) {
      assert.equal({ id: { frame: id.frame, part: id.part }, name }, values[row]);
      row++;
    }
    assert.is(row, 50);
  });
});
