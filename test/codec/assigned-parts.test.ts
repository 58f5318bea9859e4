import * as assert from 'uvu/assert';
import {
  anonymous,
  array,
  at,
  bits,
  bytes,
  CastbufError,
  f32,
  guid,
  magic,
  packedAbi,
  split,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch } from '../harness/batches.js';

const ABI = packedAbi(1);
const Id = union('Id', bits(u16, { frame: 12, part: 4 }), { value: u16 });
const Point = struct('Point', { x: u8, y: u8 });
const Body = tagged('kind', { small: [1, u8], large: [2, Point] });

/** A cursor whose members are set without asking the type checker, as in JavaScript. */
type Loose = Record<string, any>; // oxlint-disable-line no-explicit-any -- members of any depth, as JavaScript sets them

const thrown = (call: () => unknown): CastbufError => {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

/** Parts with a fixed place, each with what it is set to, and what is refused: its code, path, and what the message says. */
const PARTS: Record<
  string,
  {
    type: AnyType;
    good: unknown;
    wrong: readonly (readonly [value: unknown, code: string, path: string, says: RegExp])[];
  }
> = {
  'a struct': {
    type: Point,
    good: { x: 1, y: 2 },
    wrong: [
      [5, 'ERR_TYPE', 'part', /give an object with its members, not 5/],
      [undefined, 'ERR_TYPE', 'part', /give an object with its members/],
      [null, 'ERR_TYPE', 'part', /not null/],
      [[1, 2], 'ERR_TYPE', 'part', /not an array/],
      [{ x: 9 }, 'ERR_MISSING', 'part.y', /give its value/],
      [{ x: 9, y: 9, z: 3 }, 'ERR_USAGE', 'part.z', /no such member/],
      [{ x: 9, y: 256 }, 'ERR_OUT_OF_RANGE', 'part.y', /256 is no whole number from 0 to 255/],
      [{ x: 9, y: '2' }, 'ERR_TYPE', 'part.y', /give a number, not '2'/],
    ],
  },
  'a union': {
    type: Id,
    good: { frame: 5, part: 1 },
    wrong: [
      [{ frame: 5 }, 'ERR_MISSING', 'part', /give frame and part, or value/],
      [{ frame: 5, part: 1, value: 7 }, 'ERR_DISAGREE', 'part.frame', /5 given, where other members make it 7/],
    ],
  },
  'an array': {
    type: array(u16, 3),
    good: [1, 2, 3],
    wrong: [
      [[1, 2], 'ERR_LENGTH', 'part', /it has 3 elements here/],
      [[1, 2, 3, 4], 'ERR_LENGTH', 'part', /it has 3 elements here/],
      [[9, 9, 1.5], 'ERR_OUT_OF_RANGE', 'part[2]', /1.5 is no whole number/],
      [[9, 'x', 9], 'ERR_TYPE', 'part[1]', /give a number, not 'x'/],
      // oxlint-disable-next-line no-sparse-arrays -- that is what is tried
      [[9, , 9], 'ERR_MISSING', 'part[1]', /give its value/],
      ['123', 'ERR_TYPE', 'part', /give an array, not '123'/],
      [{ length: 3 }, 'ERR_TYPE', 'part', /give an array, not an object/],
    ],
  },
  'structs in an array': {
    type: array(Point, 2),
    good: [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ],
    wrong: [
      [[{ x: 9, y: 9 }, { x: 3 }], 'ERR_MISSING', 'part[1].y', /give its value/],
      [[{ x: 9, y: 9 }, undefined], 'ERR_MISSING', 'part[1]', /give an object/],
      [[{ x: 9, y: 9 }, 7], 'ERR_TYPE', 'part[1]', /give an object/],
    ],
  },
  'arrays in an array': {
    type: array(array(u8, 2), 2),
    good: [
      [1, 2],
      [3, 4],
    ],
    wrong: [
      [[[1, 2], [3]], 'ERR_LENGTH', 'part[1]', /it has 2 elements/],
      [
        [
          [9, 9],
          [3, Number.NaN],
        ],
        'ERR_OUT_OF_RANGE',
        'part[1][1]',
        /NaN is no whole number/,
      ],
    ],
  },
  bytes: {
    type: bytes(3),
    good: Uint8Array.of(1, 2, 3),
    wrong: [
      [[1, 2, 3], 'ERR_TYPE', 'part', /give a Uint8Array, not an array/],
      [Uint8Array.of(1), 'ERR_LENGTH', 'part', /it holds 3 bytes, 1 are given/],
    ],
  },
  'a text': {
    type: text('ascii', 4),
    good: 'abc',
    wrong: [
      [5, 'ERR_TYPE', 'part', /give a string, not 5/],
      ['abcde', 'ERR_LENGTH', 'part', /it holds 4 bytes, 5 are given/],
      ['ab€', 'ERR_TEXT', 'part', /does not fit one byte/],
    ],
  },
  'a GUID': {
    type: guid,
    good: '00112233-4455-6677-8899-aabbccddeeff',
    wrong: [['001122', 'ERR_TYPE', 'part', /is no GUID/]],
  },
  'a split number': {
    type: struct('', { low: u8, high: u8, whole: split('high', 'low') }),
    good: { whole: 0x102 },
    wrong: [
      [{ whole: '5' }, 'ERR_TYPE', 'part.whole', /give a number, not '5'/],
      [{ whole: 65536 }, 'ERR_OUT_OF_RANGE', 'part.whole', /no whole number/],
    ],
  },
  'numbers of 64 bits and 32-bit floats': {
    type: struct('', { wide: u64, real: f32 }),
    good: { wide: 5, real: 1.5 },
    wrong: [
      [{ wide: 1.5, real: 0 }, 'ERR_OUT_OF_RANGE', 'part.wide', /1.5 is no whole number/],
      [{ wide: '5.5', real: 0 }, 'ERR_TYPE', 'part.wide', /give a bigint/],
      [{ wide: 5n, real: 1e39 }, 'ERR_OUT_OF_RANGE', 'part.real', /does not fit f32/],
    ],
  },
  'a magic value, which fills itself in': {
    type: struct('', { signature: magic(u16, 0x4d43), x: u8 }),
    good: { x: 5 },
    wrong: [
      [{ signature: 1, x: 5 }, 'ERR_MAGIC', 'part.signature', /0x4d43/],
      [{ signature: Symbol('s'), x: 5 }, 'ERR_TYPE', 'part.signature', /give a number/],
    ],
  },
  'a tagged union, whose tag follows from its arm': {
    type: struct('', { kind: u8, body: Body }),
    good: { body: { large: { x: 1, y: 2 } } },
    wrong: [
      [{ kind: 1, body: { large: { x: 1, y: 2 } } }, 'ERR_DISAGREE', 'part.body.large', /the tag selects another arm/],
      [{ body: { small: 1, large: { x: 1, y: 2 } } }, 'ERR_DISAGREE', 'part.body', /small and large are given/],
      [{ body: {} }, 'ERR_MISSING', 'part.body', /give one of small, large, or raw/],
      [{ kind: 7, body: { raw: Uint8Array.of(1) } }, 'ERR_LENGTH', 'part.body', /it has 2 bytes here/],
      [
        { kind: 1, body: { raw: Uint8Array.of(1, 2) } },
        'ERR_DISAGREE',
        'part.body',
        /raw is for one that selects none/,
      ],
    ],
  },
};

engineSuite('parts that are assigned as a whole', (test, { createCodec }) => {
  for (const [name, { type, good, wrong }] of Object.entries(PARTS)) {
    const codec = createCodec(struct('Type', { first: u8, part: type, last: u8 }) as AnyType, { abi: ABI });
    const blank = new Uint8Array(codec.layout.size);

    test(`${name}: its bytes are those that encode gives, and other bytes stay`, () => {
      const message = blank.slice().fill(0xee);
      // What is checked has to be good before.
      message.set(codec.encode({ first: 0xee, part: good, last: 0xee }));
      const before = message.slice();
      const wanted = codec.encode({ first: 0xee, part: good, last: 0xee });
      (codec.view(message) as Loose)['part'] = good;
      assert.equal(message, wanted);
      assert.equal(message, before);
    });

    test(`${name}: what is wrong is refused with a sentence, and nothing is written`, () => {
      const message = codec.encode({ first: 1, part: good, last: 2 });
      const before = message.slice();
      const view = codec.view(message) as Loose;
      for (const [value, code, path, says] of wrong) {
        const error = thrown(() => (view['part'] = value));
        assert.equal([error.code, error.path], [code, path], error.message);
        assert.match(error.message, says);
        assert.equal(message, before, error.message);
      }
    });
  }

  test('a cursor is taken as a value, also over the same bytes', () => {
    const Type = struct('Type', { list: array(Point, 3), more: array(Point, 3), point: Point });
    const codec = createCodec(Type, { abi: ABI });
    const message = Uint8Array.from({ length: codec.layout.size }, (_, index) => index);
    const view = codec.view(message) as Loose & ReturnType<typeof codec.view>;
    view.more.assign(view.list);
    view['point'] = view.list.at(1);
    view.list.set(0, view.list.at(2));
    const { list } = view;
    view['list'] = list;
    assert.equal([...message], [4, 5, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 2, 3]);
  });

  test('a value whose getters throw, or write, changes no byte before all of it is read', () => {
    const codec = createCodec(struct('Type', { first: u8, point: Point }), { abi: ABI });
    const message = Uint8Array.of(1, 2, 3);
    const view = codec.view(message);
    const spy = {
      x: 9,
      get y(): number {
        assert.equal(message, Uint8Array.of(1, 2, 3));
        throw new Error('getter');
      },
    };
    assert.throws(() => (view.point = spy), 'getter');
    assert.equal(message, Uint8Array.of(1, 2, 3));
  });

  test('raw of a union whose tag selects no arm', () => {
    const codec = createCodec(struct('Type', { kind: u8, body: anonymous(Body) }) as AnyType, { abi: ABI });
    const message = Uint8Array.of(9, 1, 2);
    const view = codec.view(message) as Loose;
    view['raw'] = Uint8Array.of(5, 6);
    assert.is(thrown(() => (view['raw'] = [5, 6])).code, 'ERR_TYPE');
    assert.is(thrown(() => (view['small'] = 1)).code, 'ERR_DISAGREE');
    assert.equal(message, Uint8Array.of(9, 5, 6));
  });

  test('what no member holds is shown only, and the error says where it is given', () => {
    const Tail = createCodec(struct('Tail', { size: u8, x: u8 }, { length: 'size' }), { abi: ABI });
    const Gaps = createCodec(struct('Gaps', { off: u8, part: at('off', u8) }), { abi: ABI });
    const attempts: [path: string, call: () => unknown][] = [
      ['unknownTail', () => ((Tail.view(Uint8Array.of(3, 1, 2)) as Loose)['unknownTail'] = new Uint8Array(1))],
      ['unknownGaps', () => ((Gaps.view(Uint8Array.of(2, 7, 1)) as Loose)['unknownGaps'] = [])],
    ];
    for (const [path, call] of attempts) {
      const error = thrown(call);
      assert.equal([error.code, error.path], ['ERR_USAGE', path]);
      assert.match(error.message, /give them to encode/);
    }
  });

  test('what an offset points to is set where it is; an offset that leads out is refused', () => {
    const Type = struct('Type', { inner: struct('Inner', { off: u8, part: at('off', Point) }) });
    const codec = createCodec(Type, { abi: ABI });
    const message = Uint8Array.of(1, 7, 8);
    const view = codec.view(message);
    view.inner.part = { x: 5, y: 6 };
    assert.equal(message, Uint8Array.of(1, 5, 6));
    view.inner = { off: 1, part: { x: 1, y: 2 } };
    assert.equal(message, Uint8Array.of(1, 1, 2));
    const error = thrown(() => (view.inner = { off: 200, part: { x: 1, y: 2 } }));
    assert.equal([error.code, error.path], ['ERR_OFFSET_OUTSIDE', 'inner']);
    assert.equal(message, Uint8Array.of(1, 1, 2));
  });
});

engineSuite('a member that a cursor does not have', (test, { createCodec }) => {
  const Type = struct('Type', { Number: u32, Point, Points: array(Point, 2) });
  const cases: [what: string, path: string, says: RegExp, set: (view: Loose) => void][] = [
    ['of the record', 'Numbr', /did you mean Number\?/, (view) => (view['Numbr'] = 1)],
    ['of a struct', 'Point.X', /did you mean x\?/, (view) => (view['Point'].X = 1)],
    ['of an element', 'Points[].z', /there are x, y|did you mean/, (view) => (view['Points'].at(1).z = 1)],
    ['an index of an array', 'Points', /set\(0, value\)/, (view) => (view['Points'][0] = { x: 1, y: 2 })],
    ['a name of an array', 'Points', /did you mean length\?/, (view) => (view['Points'].lenght = 1)],
    ['a name of all objects', 'toString', /there are Number/, (view) => (view['toString'] = 1)],
  ];
  for (const [what, path, says, set] of cases) {
    test(`${what}: it is refused with the nearest name, in views and in rows`, () => {
      const codec = createCodec(Type, { abi: ABI });
      const message = new Uint8Array(codec.layout.size);
      const views = [codec.view(message), ...decodeBatch(codec, message).rows()];
      assert.is(views.length, 2);
      for (const view of views) {
        const error = thrown(() => set(view as Loose));
        assert.equal([error.code, error.path], ['ERR_USAGE', path]);
        assert.match(error.message, says);
        assert.equal(Object.keys(view), []);
      }
    });
  }

  test('reading one is undefined, as of any object', () => {
    const view = createCodec(Type).view(new Uint8Array(16)) as Loose;
    assert.equal(
      [view['Numbr'], view['then'], view['Points'][0], 'Numbr' in view],
      [undefined, undefined, undefined, false],
    );
    assert.instance(view, Object);
  });
});

engineSuite('A union of bits beside other members', (test, { createCodec }) => {
  test('is set without a byte of what its unit reaches over', () => {
    const bitsIn = union('BITS', bits(u32, { Low: 22 }), { One: u8 });
    for (const endian of ['little', 'big'] as const) {
      const type = struct('S', { First: u8, Bits: bitsIn, Last: u8 }, { endian });
      let codec: ReturnType<typeof createCodec>;
      try {
        codec = createCodec(type, { abi: packedAbi(1, 'gcc-x64') });
      } catch (error) {
        assert.is(endian, 'big', String(error)); // such bits are refused where their bytes would be another member's
        continue;
      }
      assert.is(codec.layout.size, 5, 'gcc gives 22 bits 3 bytes');
      const message = Uint8Array.of(0xa1, 1, 2, 3, 0xa5);
      const view = codec.view(message) as Record<string, unknown>;
      view['Bits'] = { Low: 0x3a5678 };
      assert.equal([...message], [0xa1, 0x78, 0x56, 0x3a, 0xa5]);
      view['Bits'] = { One: 9 };
      assert.equal([...message], [0xa1, 9, 0, 0, 0xa5]);
    }
  });
});
