// time-out: 120 s
import * as assert from 'uvu/assert';
import { createCodecWith } from '../../src/message/index.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { cursorFactory, type RecordFrame } from '../../src/cursor/index.js';
import { layoutOf } from '../../src/schema/index.js';
import {
  anonymous,
  array,
  bits,
  bool32,
  bool8,
  bytes,
  f32,
  f64,
  guid,
  i16,
  i32,
  i64,
  i8,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  unnamed,
  type AnyType,
  type ColumnArray,
  type InferView,
} from '../../src/surface.js';
import { suite } from '../harness/index.js';
import { decodeBatch } from '../harness/batches.js';

const framed = <T extends AnyType>(type: T, view: DataView): { view: InferView<T>; frame: RecordFrame } => {
  const program = compile(layoutOf(type), DEFAULT_LIMITS);
  return cursorFactory(program).framed(view) as { view: InferView<T>; frame: RecordFrame };
};

const pattern = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => Math.imul(at + 1, 2654435761 + seed) >>> 13);

/** Bit positions that begin and end in every byte and at both sides of each boundary. */
const EDGES = [0, 1, 7, 8, 9, 15, 16, 24, 31, 32, 33, 40, 47, 53, 56, 63];

const BASES = { u8, i8, u16, i16, u32, i32, u64, i64, bool8, bool32 };
const BITS_OF: Record<keyof typeof BASES, number> = {
  u8: 8,
  i8: 8,
  u16: 16,
  i16: 16,
  u32: 32,
  i32: 32,
  u64: 64,
  i64: 64,
  bool8: 8,
  bool32: 32,
};

function* leaves(): Generator<{ name: string; type: AnyType }> {
  for (const endian of ['little', 'big'] as const) {
    for (const [name, base] of Object.entries({ ...BASES, f32, f64 })) {
      yield { name: `${endian} ${name}`, type: struct('S', { before: u8, v: base }, { endian, pack: 1 }) };
    }
    for (const [name, base] of Object.entries(BASES)) {
      const all = BITS_OF[name as keyof typeof BASES];
      for (const shift of EDGES.filter((edge) => edge < all)) {
        for (const end of [...EDGES, 64].filter((edge) => edge > shift && edge <= all)) {
          const lead = shift === 0 ? {} : { _: unnamed(base, shift) };
          const members = { ...lead, v: bits(base, end - shift) };
          yield {
            name: `${endian} ${name} bits ${shift} to ${end}`,
            type: struct('S', members as Record<string, AnyType>, { endian, pack: 1 }),
          };
        }
      }
    }
  }
}

suite('cursors: leaves', (test) => {
  test('every kind, width and place of a leaf reads what a column has, and writes the same bits', () => {
    for (const { name, type } of leaves()) {
      const codec = createCodecWith(createReferenceEngine(), type);
      const { size } = codec.layout;
      for (const seed of [0, 77, 4711]) {
        const message = pattern(size, seed);
        const { v } = codec.decode(message) as { v: unknown };
        const view = codec.view(message) as { v: unknown };
        assert.is(view.v, v, name);
        const column = decodeBatch(codec, message).columns['v'] as ColumnArray;
        assert.is(typeof v === 'boolean' ? Number(v) : v, column[0], `${name} as a column`);
        // The value, into bytes that are all ones and all zeros: the bits around it stay.
        for (const fill of [0, 0xff]) {
          const target = new Uint8Array(size).fill(fill);
          (codec.view(target) as { v: unknown }).v = v;
          assert.is((codec.decode(target) as { v: unknown }).v, v, `${name} set in ${fill}`);
          const undone = target.slice();
          const blank = codec.decode(new Uint8Array(size).fill(fill)) as { v: unknown };
          (codec.view(undone) as { v: unknown }).v = blank.v;
          if (typeof v === 'boolean' || Number.isNaN(blank.v)) continue; // a true has many forms, and so has a NaN
          assert.equal(undone, new Uint8Array(size).fill(fill), `${name} leaves the bits around it alone`);
        }
      }
    }
  });

  test('wrong types and numbers that are not whole are refused, and nothing is written', () => {
    for (const { name, type } of leaves()) {
      if (/f32|f64/.test(name)) continue;
      const message = pattern(createCodecWith(createReferenceEngine(), type).layout.size, 5);
      const before = message.slice();
      const { view, frame } = framed(type, new DataView(message.buffer));
      frame.move(0, message.length);
      const cursor = view as { v: unknown };
      for (const wrong of [
        '1.5',
        null,
        undefined,
        {},
        Symbol('s'),
        0.5,
        Number.NaN,
        Infinity,
        -(2 ** 63) - 4096,
        2 ** 64,
      ])
        assert.throws(() => (cursor.v = wrong), /ERR_|give|no whole number/, `${name} = ${String(wrong)}`);
      const isWide = typeof cursor.v === 'bigint';
      if (!isWide) assert.throws(() => (cursor.v = 1n), /give/, name);
      assert.equal(message, before, name);
    }
  });
});

const Id = struct('Id', { low: u32, high: bits(u64, 40) });
const Many = struct(
  'Many',
  Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`part${i}`, struct(`P${i}`, { x: u32 })])),
);
const Record = struct('Record', {
  first: u16,
  id: Id,
  count: u8,
  inner: struct('Inner', { id: Id, flag: bool8 }),
  items: array(Id, 2),
  name: text('ascii', 4),
  key: guid,
});

suite('cursors: records in records', (test) => {
  test('a cursor enumerates its members in their order, and nothing else', () => {
    const codec = createCodecWith(createReferenceEngine(), Record);
    const message = pattern(codec.layout.size, 1);
    const factory = cursorFactory(compile(layoutOf(Record), DEFAULT_LIMITS));
    const { buffer, byteOffset, byteLength } = message;
    const moving = factory.framed(new DataView(buffer, byteOffset, byteLength));
    moving.frame.move(0, message.length);
    for (const view of [codec.view(message), moving.view as InferView<typeof Record>]) {
      assert.is(view.inner.id.low, codec.decode(message).inner.id.low);
      const names: string[] = [];
      // oxlint-disable-next-line guard-for-in -- the getters stand on the prototype
      for (const name in view) names.push(name);
      assert.equal(names, Object.keys(codec.decode(message)));
      assert.equal(Object.keys(view), []);
      assert.is(view.inner, view.inner);
    }
  });

  test('more parts than have getters of their own', () => {
    const codec = createCodecWith(createReferenceEngine(), Many);
    const message = pattern(codec.layout.size, 2);
    const { view, frame } = framed(Many, new DataView(message.buffer));
    frame.move(0, message.length);
    const single = codec.view(message);
    for (const [name, { x }] of Object.entries(codec.decode(message) as Record<string, { x: number }>)) {
      assert.is((view as Record<string, { x: number }>)[name]?.x, x, name);
      assert.is((single as Record<string, { x: number }>)[name]?.x, x, name);
    }
  });

  test('all that was taken from a cursor moves with its frame', () => {
    const codec = createCodecWith(createReferenceEngine(), Record);
    const { size } = codec.layout;
    const stream = pattern(size * 3, 3);
    const { view, frame } = framed(Record, new DataView(stream.buffer));
    frame.move(0, size);
    const { inner } = view;
    const { id } = inner;
    for (const at of [size, 1, 2 * size, 0]) {
      frame.move(at, size);
      const wanted = codec.decode(stream.subarray(at));
      assert.is(id.high, wanted.inner.id.high);
      assert.is(view.items.at(1).low, wanted.items[1]?.low);
      assert.is(view.key, wanted.key);
    }
  });
});

const Tagged = struct('Tagged', {
  kind: u8,
  body: anonymous(tagged('kind', { small: [[1, 2], u16], large: [3, struct('Large', { value: u16 })] })),
});

suite('cursors: memory that changes', (test) => {
  test('a frame goes on in new memory, and so does what was taken from it', () => {
    const message = pattern(createCodecWith(createReferenceEngine(), Record).layout.size, 9);
    const { view, frame } = framed(Record, new DataView(message.buffer));
    frame.move(0, message.length);
    const element = view.items.at(1);
    const { low } = element;
    const grown = new Uint8Array(message.length + 64);
    grown.set(message);
    message.fill(0);
    frame.view = new DataView(grown.buffer);
    assert.is(element.low, low);
    element.low = 5;
    assert.is(view.items.at(1).low, 5);
    assert.equal(message, new Uint8Array(message.length));
  });

  test('nothing can be read or written through a frame whose memory was taken away', () => {
    const Open = struct('Open', { record: Record, union: Tagged, fixed: bytes(2), size: u8, tail: bytes('size') });
    const memory = pattern(createCodecWith(createReferenceEngine(), Open).layout.size + 32, 4);
    const { view, frame } = framed(Open, new DataView(memory.buffer));
    frame.move(0, memory.length);
    memory[createCodecWith(createReferenceEngine(), Open).layout.offsetOf('union.kind')] = 3;
    const { record, union } = view;
    const { items } = record;
    const element = items.at(0);
    const before = memory.slice();
    // An empty view of memory that is still there: none of it may be seen.
    for (const empty of [new DataView(memory.buffer, 0, 0), new DataView(new ArrayBuffer(0))]) {
      frame.view = empty;
      const uses: Record<string, () => unknown> = {
        leaf: () => record.first,
        'leaf in a leaf': () => record.inner.id.high,
        'set leaf': () => (record.first = 1),
        'set long leaf': () => (record.id.high = 1),
        text: () => record.name,
        'set text': () => (record.name = 'x'),
        guid: () => record.key,
        bytes: () => view.fixed,
        tail: () => view.tail,
        array: () => record.items,
        element: () => items.at(0).low,
        'kept element': () => element.low,
        'set kept element': () => (element.low = 1),
        arm: () => union.large?.value,
        raw: () => union.raw,
      };
      for (const [what, use] of Object.entries(uses)) {
        try {
          use();
        } catch (error) {
          assert.instance(error, RangeError, what);
          continue;
        }
        assert.unreachable(`${what} is still there`);
      }
    }
    assert.equal(memory, before);
  });
});
