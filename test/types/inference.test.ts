import * as assert from 'uvu/assert';
import { messageSet, type MessageOf, type ReplyOf } from '../../src/miracast/driver/message-set.js';
import {
  type MIRACAST_CHUNK_DATA,
  type MIRACAST_PROTOCOL_EVENT,
  MIRACAST_STATISTIC_DATA,
} from '../../src/miracast/index.js';
import {
  align,
  anonymous,
  array,
  at,
  be,
  bits,
  bool32,
  bool8,
  bytes,
  checksum,
  enumeration,
  f64,
  filetime,
  flags,
  guid,
  i32,
  i64,
  magic,
  packedAbi,
  pointer,
  range,
  records,
  recordSet,
  split,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
  unnamed,
  type ArrayView,
  type Codec,
  type Infer,
  type InferInput,
  type InferView,
  type ColumnsOf,
  type ListColumn,
  type ReadonlyArrayView,
  type ReadonlyView,
  type UnknownGap,
  type UnknownTag,
  type WideInput,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { expectType, type Equal } from './equal.js';

/*
 * The assertions here are the compiler's: `expectType<Equal<A, B>>(true)` does not compile when A and B differ, and each
 * `@ts-expect-error` fails the type check where there is no error. The cases also decode, so that types and values agree.
 */

type KeysThatMayMiss<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

// The helper itself tells types apart.
expectType<Equal<{ a: number }, { a: number }>>(true);
// @ts-expect-error -- another type
expectType<Equal<{ a: number }, { a: bigint }>>(true);
// @ts-expect-error -- optional is not the same as undefined
expectType<Equal<{ a?: number }, { a: number | undefined }>>(true);
// @ts-expect-error -- a key too many
expectType<Equal<{ a: number }, { a: number; b: number }>>(true);

engineSuite('what the type checker knows', (test, { createCodec, createSetCodec }) => {
  const codecOf = <T extends Parameters<typeof createCodec>[0]>(type: T) => createCodec(type, { abi: packedAbi(1) });

  test('scalars: number, bigint where 64 bits are declared, boolean, string', () => {
    const All = struct('All', {
      byte: u8,
      wide: u64,
      signed: i64,
      real: f64,
      small: bool8,
      big: bool32,
      handle: pointer,
      time: filetime,
      id: guid,
      name: text('ascii', 4),
      blob: bytes(2),
      swapped: be(u16),
      limited: range(u8, 1, 9),
      aligned: align(u32, 8),
    });
    interface Value {
      byte: number;
      wide: bigint;
      signed: bigint;
      real: number;
      small: boolean;
      big: boolean;
      handle: bigint;
      time: bigint;
      id: string;
      name: string;
      blob: Uint8Array;
      swapped: number;
      limited: number;
      aligned: number;
    }
    expectType<Equal<Infer<typeof All>, Value>>(true);
    expectType<Equal<InferView<typeof All>, Value>>(true);
    // 64-bit integers are exact; a safe integer is taken, too, and decimal digits.
    expectType<Equal<InferInput<typeof All>['wide'], WideInput>>(true);
    const digits: InferInput<typeof All>['wide'] = '-12';
    // @ts-expect-error -- no whole number
    const wrong: InferInput<typeof All>['wide'] = '1.5';
    assert.ok(digits && wrong);
    expectType<Equal<KeysThatMayMiss<InferInput<typeof All>>, never>>(true);
    const value: Infer<typeof All> = codecOf(All).decode(new Uint8Array(80).fill(1));
    assert.is(value.wide, 0x0101010101010101n);
    assert.is(value.small, true);
    // @ts-expect-error -- Property 'wode' does not exist
    assert.is(value.wode, undefined);
    // @ts-expect-error -- a bigint is no number
    const number: number = value.wide;
    assert.is(typeof number, 'bigint');
  });

  test('an enum: its values are literals, encode takes names, other values pass unless it is strict', () => {
    const Kind = enumeration('Kind', u8, { Off: 0, On: 1 });
    expectType<Equal<typeof Kind.values, { readonly Off: 0; readonly On: 1 }>>(true);
    // What compares objects takes `number & {}` for a number.
    expectType<Equal<[Infer<typeof Kind>], [0 | 1 | (number & {})]>>(true);
    expectType<Equal<InferInput<typeof Kind>, 'Off' | 'On' | number>>(true);
    const Strict = enumeration('Strict', u8, { Off: 0, On: 1 }, { strict: true });
    expectType<Equal<Infer<typeof Strict>, 0 | 1>>(true);
    expectType<Equal<InferInput<typeof Strict>, 'Off' | 'On' | 0 | 1>>(true);
    // @ts-expect-error -- no such name
    assert.is(Kind.values.Onn, undefined);
    assert.is(Kind.nameOf(1), 'On');
    // @ts-expect-error -- no such name
    const wrong: InferInput<typeof Kind> = 'Onn';
    // @ts-expect-error -- no such value
    const other: InferInput<typeof Strict> = 2;
    assert.ok(wrong && other);
    const name = (value: Infer<typeof Strict>): string => {
      switch (value) {
        case 0:
          return 'off';
        case 1:
          return 'on';
      }
    };
    assert.is(name(1), 'on');
  });

  test('an enum of 64 bits has bigints; a value that may decode to another reading of its sign is no literal', () => {
    const Wide = enumeration('Wide', u64, { One: 1, Two: 2n }, { strict: true });
    expectType<Equal<Infer<typeof Wide>, 1n | 2n>>(true);
    expectType<Equal<InferInput<typeof Wide>, 'One' | 'Two' | 1n | 2n | number | `${bigint}`>>(true);
    const Signed = enumeration('Signed', i32, { Minus: -1, One: 1 }, { strict: true });
    expectType<Equal<Infer<typeof Signed>, -1 | 1>>(true);
    const Forced = enumeration('Forced', i32, { One: 1, Force: 0xffffffff }, { strict: true });
    expectType<Equal<Infer<typeof Forced>, number>>(true);
    assert.is(codecOf(struct('F', { a: Forced })).decode(new Uint8Array(4).fill(255)).a, -1);
    const Negative = enumeration('Negative', u8, { Last: -1 }, { strict: true });
    expectType<Equal<Infer<typeof Negative>, number>>(true);
    assert.is(codecOf(struct('N', { a: Negative })).decode(new Uint8Array([255])).a, 255);
    const Imported = enumeration('Imported', u8, { One: 1 } as Record<string, number>);
    expectType<Equal<Infer<typeof Imported>, number>>(true);
    expectType<Equal<InferInput<typeof Imported>, string | number>>(true);
    const Bits = struct('Bits', { low: bits(Signed, 3), rest: bits(u32, 29) });
    expectType<Equal<Infer<typeof Bits>['low'], -1 | 1>>(true);
    expectType<Equal<InferInput<typeof Bits>['low'], 'Minus' | 'One' | -1 | 1>>(true);
    assert.ok(Wide && Signed && Bits);
  });

  test('flags keep their names, and stay numbers', () => {
    const Mode = flags('Mode', u8, { Read: 1, Write: 2 });
    expectType<Equal<typeof Mode.values, { readonly Read: 1; readonly Write: 2 }>>(true);
    expectType<Equal<Infer<typeof Mode>, number>>(true);
    assert.is(Mode.nameOf(3), 'Read | Write');
  });

  test('nested structs, arrays and what cursors show of them', () => {
    const Item = struct('Item', { x: u16, tags: array(u8, 2) });
    const Outer = struct('Outer', { item: Item, items: array(Item, 2), grid: array(array(u64, 1), 2) });
    interface ItemValue {
      x: number;
      tags: number[];
    }
    expectType<Equal<Infer<typeof Outer>['items'], ItemValue[]>>(true);
    expectType<Equal<Infer<typeof Outer>['item'], ItemValue>>(true);
    expectType<Equal<Infer<typeof Outer>['grid'], bigint[][]>>(true);
    type Row = ArrayView<bigint, WideInput>;
    expectType<Equal<InferView<typeof Outer>['grid'], ArrayView<Row, ArrayLike<WideInput>>>>(true);
    expectType<Equal<InferInput<typeof Outer>['items'][number]['x'], number>>(true);
    const codec = codecOf(Outer);
    const message = new Uint8Array(codec.layout.size).fill(2);
    const value = codec.decode(message);
    assert.is(value.items[1]?.tags[0], 2);
    // @ts-expect-error -- Property 'z' does not exist
    assert.is(value.item.z, undefined);
    const view = codec.view(message);
    assert.is(view.items.at(1).x, 0x0202);
    // @ts-expect-error -- a view has no indices
    assert.is(view.items[1], undefined);
    assert.equal([...view.grid.at(0)], [0x0202020202020202n]);
  });

  test('what a handler is given: the message cannot be set, at any depth; the reply can', () => {
    const Item = struct('Item', { id: u32, tags: array(u8, 2) });
    const Type = struct('Type', {
      kind: u32,
      item: Item,
      n: u8,
      items: array(Item, 'n', { capacity: 2 }),
      data: bytes(2),
      body: anonymous(tagged('kind', { small: [1, u8], large: [2, Item] })),
    });
    const { definitions } = messageSet('kind', { Only: { value: 1, input: Type, output: Type } });
    type Only = (typeof definitions)['Only'];
    const message: MessageOf<Only> = codecOf(Type).view(new Uint8Array(64).fill(1, 0, 1));
    const attempts = [
      // @ts-expect-error -- a member
      () => (message.kind = 99),
      // @ts-expect-error -- a member of a struct
      () => (message.item.id = 1),
      // @ts-expect-error -- an element, which is set in no cursor this way
      () => (message.items[0] = 1),
      // @ts-expect-error -- nor this way
      () => message.item.tags.set(0, 1),
      // @ts-expect-error -- a member of an element
      () => (message.items.at(0).id = 1),
      // @ts-expect-error -- the length of a list
      () => (message.items.length = 0),
      // @ts-expect-error -- a part as a whole
      () => (message.data = new Uint8Array(2)),
      // @ts-expect-error -- an arm
      () => message.kind === 1 && (message.small = 1),
    ];
    assert.is(attempts.length, 8);
    expectType<Equal<typeof message.items, ReadonlyArrayView<ReadonlyView<InferView<typeof Item>>>>>(true);
    expectType<Equal<typeof message.data, Uint8Array>>(true);
    const { length } = message.items;
    assert.equal(
      [message.kind, message.item.id, [...message.item.tags], length, message.raw],
      [1, 0, [0, 0], 0, undefined],
    );
    if (message.kind === 2) expectType<Equal<typeof message.large.id, number>>(true);
    const reply: ReplyOf<Only> = codecOf(Type).view(new Uint8Array(64));
    reply.item.id = 7;
    reply.item.tags.set(1, 9);
    assert.equal([reply.item.id, reply.item.tags.at(1)], [7, 9]);
  });

  test('bit-fields: a number up to 53 bits, a bigint above', () => {
    const Bits = struct('Bits', { low: bits(u64, 53), flag: bits(bool8, 1), rest: bits(u8, 7) });
    const Wide = struct('Wide', { wide: bits(u64, 54), whole: bits(i64, 64), group: bits(u64, { a: 40, b: 24 }) });
    expectType<Equal<Infer<typeof Bits>, { low: number; flag: boolean; rest: number }>>(true);
    expectType<Equal<Infer<typeof Wide>, { wide: bigint; whole: bigint; group: { a: number; b: number } }>>(true);
    expectType<Equal<InferInput<typeof Wide>['wide'], WideInput>>(true);
    const wide = codecOf(Wide).decode(new Uint8Array(24).fill(0xff));
    assert.equal(wide, { wide: 2n ** 54n - 1n, whole: -1n, group: { a: 2 ** 40 - 1, b: 2 ** 24 - 1 } });
    assert.type(codecOf(Bits).decode(new Uint8Array(9)).low, 'number');
    // @ts-expect-error -- the group is below its own name
    assert.is(wide.a, undefined);
  });

  test('unions: bits are promoted, arms stand beside each other, encode takes any set of them', () => {
    const Id = union('Id', bits(u64, { Frame: 40, Part: 24 }), { Value: u64 });
    expectType<Equal<Infer<typeof Id>, { Frame: number; Part: number; Value: bigint }>>(true);
    expectType<Equal<KeysThatMayMiss<InferInput<typeof Id>>, 'Frame' | 'Part' | 'Value'>>(true);
    const codec = codecOf(Id);
    const byParts: InferInput<typeof Id> = { Frame: 1, Part: 2 };
    const byValue: InferInput<typeof Id> = { Value: 1n + 2n * 2n ** 40n };
    assert.equal(codec.encode(byParts), codec.encode(byValue));
    // @ts-expect-error -- 'Parts' does not exist
    const wrong: InferInput<typeof Id> = { Frame: 1, Parts: 2 };
    assert.ok(wrong);
    expectType<Equal<Infer<typeof MIRACAST_CHUNK_DATA>['ChunkInfo']['ChunkId']['FrameNumber'], number>>(true);
  });

  test('anonymous members go to the struct around them, with their own parts hidden', () => {
    const Inner = struct('', { low: u8, high: bits(u8, 4), _: unnamed(u8, 4), whole: split('high', 'low') });
    const Outer = struct('Outer', { first: u8, inner: anonymous(Inner), id: anonymous(union('', { a: u8, b: u8 })) });
    expectType<Equal<Infer<typeof Inner>, { whole: number }>>(true);
    expectType<Equal<Infer<typeof Outer>, { first: number; whole: number; a: number; b: number }>>(true);
    expectType<Equal<keyof InferView<typeof Outer>, 'first' | 'whole' | 'a' | 'b'>>(true);
    const value = codecOf(Outer).decode(new Uint8Array([1, 0x23, 0x01, 7]));
    assert.equal(value, { first: 1, whole: 0x123, a: 7, b: 7 });
    // @ts-expect-error -- a part of a split is not shown
    assert.is(value.low, undefined);
    // @ts-expect-error -- nor is an unnamed bit-field
    assert.is(value._, undefined);
    // @ts-expect-error -- nor the key that an anonymous member stands under
    assert.is(value.inner, undefined);
  });

  test('split hides parts of an anonymous sibling, too', () => {
    const Type = struct('Type', {
      parts: anonymous(bits(u16, { low: 12, high: 4 })),
      more: u8,
      whole: split('more', 'high'),
    });
    expectType<Equal<Infer<typeof Type>, { whole: number; low: number }>>(true);
    assert.equal(codecOf(Type).decode(new Uint8Array([0x34, 0x12, 0x56])), { low: 0x234, whole: 0x561 });
  });

  test('tagged: the tag narrows to its arm', () => {
    type Statistic = Infer<typeof MIRACAST_STATISTIC_DATA>;
    const codec = createCodec(MIRACAST_STATISTIC_DATA);
    const value: Statistic = codec.decode(new Uint8Array(32));
    if (value.StatisticType === 0) {
      const { ChunkInfo } = value.EncodeComplete;
      expectType<Equal<typeof ChunkInfo.ProcessingTime, number>>(true);
      assert.is(ChunkInfo.ProcessingTime, 0);
      // @ts-expect-error -- Property 'ChunkSend' does not exist
      assert.is(value.ChunkSend, undefined);
      expectType<Equal<typeof value.ChunkSent, undefined>>(true);
    } else if (value.StatisticType === 2) {
      expectType<Equal<typeof value.ProtocolEvent, { Event: Infer<typeof MIRACAST_PROTOCOL_EVENT> }>>(true);
    } else {
      assert.unreachable('the tag is 0');
    }
    // Without a look at the tag every arm may be missing.
    // @ts-expect-error -- possibly undefined
    assert.is(value.EncodeComplete.ChunkInfo.EncodeRate, 0);
    assert.is(value.ChunkSent?.ChunkId.Value, undefined);

    const unknown: Statistic = codec.decode(new Uint8Array(32).fill(9));
    if (unknown.raw) {
      expectType<Equal<typeof unknown.raw, Uint8Array>>(true);
      expectType<Equal<typeof unknown.StatisticType, 0xffffffff | UnknownTag>>(true);
      assert.is(unknown.raw.length, 24);
    } else {
      assert.unreachable('no arm has tag 0x09090909');
    }
  });

  test('tagged: several tags an arm, an arm for the rest, below a name, in views and inputs', () => {
    const Message = struct('Message', {
      kind: u8,
      body: tagged('kind', {
        small: [[1, 2], u8],
        large: [3, struct('', { value: u16 })],
        other: ['otherwise', bytes(2)],
      }),
    });
    type Value = Infer<typeof Message>;
    const codec = codecOf(Message);
    const { body }: Value = codec.decode(new Uint8Array([3, 4, 5]));
    if (body.large) {
      expectType<Equal<typeof body.small, undefined>>(true);
      assert.is(body.large.value, 0x504);
    }
    // @ts-expect-error -- the body of a tagged union with an arm for the rest is never raw
    if (body.raw) assert.unreachable(body.raw.length);
    const view = codec.view(new Uint8Array([1, 4, 0]));
    assert.is(view.body.small, 4);
    assert.equal(codec.encode({ kind: 7, body: { other: new Uint8Array([1, 2]) } }), new Uint8Array([7, 1, 2]));
    // The tag follows from the arm, but may be ambiguous: it is an ordinary member of the input.
    // @ts-expect-error -- two arms
    const two: InferInput<typeof Message>['body'] = { small: 1, large: { value: 2 } };
    // @ts-expect-error -- no such arm
    const none: InferInput<typeof Message>['body'] = { smal: 1 };
    assert.ok(two && none);

    const Promoted = struct('Promoted', {
      kind: u8,
      body: anonymous(tagged('kind', { small: [[1, 2], u8], large: [3, u16] })),
    });
    const value: Infer<typeof Promoted> = codecOf(Promoted).decode(new Uint8Array([2, 9, 0]));
    if (value.kind === 1 || value.kind === 2) {
      expectType<Equal<typeof value.small, number>>(true);
      assert.is(value.small, 9);
    }
    const input: InferInput<typeof Promoted> = { small: 9, kind: 2 };
    assert.equal(codecOf(Promoted).encode(input), new Uint8Array([2, 9, 0]));
  });

  test('tagged by 64 bits: the tags are bigints, also where none is known', () => {
    const WideByNumbers = struct('Wide', {
      kind: u64,
      body: anonymous(tagged('kind', { small: [1, u8], other: ['otherwise', u16] })),
    });
    const valueOfWide = (value: Infer<typeof WideByNumbers>): number => (value.kind === 1n ? value.small : value.other);
    assert.is(valueOfWide({ kind: 1n, small: 7 }), 7);
    const Narrow = struct('Narrow', {
      kind: u8,
      body: anonymous(tagged('kind', { small: [1n, u8], other: ['otherwise', u16] })),
    });
    const valueOfNarrow = (value: Infer<typeof Narrow>): number => (value.kind === 1 ? value.small : value.other);
    assert.is(valueOfNarrow({ kind: 1, small: 8 }), 8);
    const Wide = struct('Wide', { kind: u64, body: anonymous(tagged('kind', { small: [1n, u8] })) });
    const value: Infer<typeof Wide> = codecOf(Wide).decode(new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 7]));
    if (value.kind === 1n) {
      expectType<Equal<typeof value.small, number>>(true);
      assert.unreachable('the tag is 2');
    }
    if (value.raw) {
      expectType<Equal<typeof value.raw, Uint8Array>>(true);
      const kind: bigint = value.kind;
      assert.is(kind, 2n);
      assert.equal(value.raw, new Uint8Array([7]));
    } else {
      assert.unreachable('no arm has tag 2');
    }
  });

  test('what encode derives may be left out: counts, offsets, magic, checksums, lengths', () => {
    const Item = struct('Item', { id: u8 });
    const Message = struct(
      'Message',
      {
        signature: magic(u16, 0x4d43),
        length: u16,
        count: u8,
        nameOffset: u8,
        nameLength: u8,
        sum: checksum(u8, 'sum-8'),
        kept: u8,
        name: at('nameOffset', text('utf-8', 'nameLength')),
        items: array(Item, 'count'),
      },
      { length: 'length' },
    );
    type Input = InferInput<typeof Message>;
    type Derived = 'signature' | 'length' | 'count' | 'nameOffset' | 'nameLength' | 'sum';
    expectType<Equal<KeysThatMayMiss<Input>, Derived | 'unknownTail' | 'unknownGaps'>>(true);
    expectType<Equal<Infer<typeof Message>['count'], number>>(true);
    expectType<Equal<Infer<typeof Message>['name'], string>>(true);
    // @ts-expect-error -- kept is needed
    const missing: Input = { name: 'x', items: [] };
    assert.ok(missing);

    const Counted = struct('Counted', {
      signature: magic(u16, 0x4d43),
      count: u8,
      sum: checksum(u8, 'sum-8'),
      items: array(Item, 'count'),
    });
    const encoded = codecOf(Counted).encode({ items: [{ id: 5 }, { id: 6 }] });
    assert.equal([...encoded], [0x43, 0x4d, 2, 0x43 + 0x4d + 2 + 5 + 6, 5, 6]);
    // A count by a dotted path is a member of another struct, and stays as it is.
    const Nested = struct('Nested', { head: struct('', { count: u8 }), items: array(Item, 'head.count') });
    expectType<Equal<KeysThatMayMiss<InferInput<typeof Nested>>, never>>(true);
  });

  test('the length of a record may lie in its header', () => {
    const Header = struct('HEADER', { Size: u8, Type: u8 });
    const Message = struct('Message', { Header, a: u8 }, { length: 'Header.Size' });
    expectType<Equal<KeysThatMayMiss<InferInput<typeof Message>>, 'unknownTail'>>(true);
    expectType<Equal<KeysThatMayMiss<InferInput<typeof Message>['Header']>, 'Size'>>(true);
    assert.equal([...codecOf(Message).encode({ Header: { Type: 7 }, a: 1 })], [3, 7, 1]);
    // @ts-expect-error -- Type is nobody's to fill in
    assert.throws(() => codecOf(Message).encode({ Header: { Size: 3 }, a: 1 }));
  });

  test('a struct that says its length, or the distance to the next, has an unknown tail', () => {
    const Versioned = struct('Versioned', { size: u8, a: u8 }, { length: 'size', versioned: true });
    type Expected = { size: number; a: number; unknownTail?: Uint8Array };
    expectType<Equal<Infer<typeof Versioned>, { size: number; a?: number; unknownTail?: Uint8Array }>>(true);
    expectType<Equal<KeysThatMayMiss<InferInput<typeof Versioned>>, 'size' | 'a' | 'unknownTail'>>(true);
    expectType<Equal<KeysThatMayMiss<InferView<typeof Versioned>>, 'a' | 'unknownTail'>>(true);
    assert.equal(codecOf(Versioned).decode(new Uint8Array([3, 1, 2])).unknownTail, new Uint8Array([2]));
    expectType<Equal<Infer<typeof Sized>, Expected>>(true);
    const Sized = struct('Sized', { size: u8, a: u8 }, { length: 'size' });
    expectType<Equal<Infer<typeof Chained>, Expected>>(true);
    const Chained = struct('Chained', { size: u8, a: u8 }, { next: 'size' });
    const Plain = struct('Plain', { size: u8 });
    // @ts-expect-error -- no tail without a length
    assert.is(codecOf(Plain).decode(new Uint8Array([1])).unknownTail, undefined);
  });

  test('a message with parts that are pointed to has gaps between them, wherever the offsets stand', () => {
    const Entry = struct('ENTRY', { off: u8, part: at('off', u8) });
    const Directory = struct('DIRECTORY', { n: u8, entries: array(Entry, 'n') });
    const value = codecOf(Directory).decode(new Uint8Array([1, 3, 7, 9]));
    expectType<Equal<typeof value.unknownGaps, UnknownGap[] | undefined>>(true);
    assert.equal(value.unknownGaps, [{ offset: 2, bytes: new Uint8Array([7]) }]);
    assert.equal([...codecOf(Directory).encode(value)], [1, 3, 7, 9]);
  });

  test('a record set speaks the types of its records, by their names', () => {
    const A = struct('A', { tag: u8, a: u8 });
    const B = struct('B', { tag: u8, b: u64 });
    const codec = createSetCodec(recordSet('tag', { A: [1, A], B: [[2, 3], B] }), { abi: packedAbi(1) });
    const batch = decodeBatch(codec, encodeBatch(codec, [{ type: 'B', value: { tag: 3, b: 5n } }]));
    const record = batch.value(0);
    type Records =
      | { readonly type: 'A'; readonly value: { tag: number; a: number } }
      | { readonly type: 'B'; readonly value: { tag: number; b: bigint } };
    expectType<Equal<typeof record, Records>>(true);
    assert.equal(record, { type: 'B', value: { tag: 3, b: 5n } });
    for (const { type, view } of batch.rows()) if (type === 'B') expectType<Equal<typeof view.b, bigint>>(true);
    expectType<Equal<typeof codec.codecs.A, Codec<typeof A>>>(true);
    expectType<Equal<typeof batch.of.B.rowIndex, Uint32Array>>(true);
    // @ts-expect-error -- there is no type 'C'
    assert.is(batch.of.C, undefined);
    // @ts-expect-error -- a B has no 'a'
    assert.throws(() => encodeBatch(codec, [{ type: 'B', value: { tag: 3, a: 5 } }]));
    // @ts-expect-error -- a type without its tag
    assert.throws(() => recordSet('tag', { A }));
  });

  test('a codec and its batches speak the types of their schema', () => {
    const codec = codecOf(struct('Two', { a: u8, b: u64 }));
    const batch = decodeBatch(codec, new Uint8Array(18).fill(1));
    for (const row of batch.rows()) expectType<Equal<typeof row, { a: number; b: bigint }>>(true);
    assert.is(batch.value(1).b, 0x0101010101010101n);
    // @ts-expect-error -- 'c' does not exist
    assert.throws(() => codec.encode({ a: 1, c: 2n }));
    // @ts-expect-error -- a string is no number
    assert.throws(() => encodeBatch(codec, [{ a: '1', b: 2n }]));
  });

  test('what a call gives can be transferred: its memory is not shared with threads, nor with another array', () => {
    const codec = codecOf(struct('Two', { a: u8, b: u32 }));
    const message: Uint8Array<ArrayBuffer> = codec.encode({ a: 1, b: 2 });
    const stream: Uint8Array<ArrayBuffer> = encodeBatch(codec, [{ a: 1, b: 2 }]);
    const { a, b } = decodeBatch(codec, stream.slice()).columns;
    const arrays: readonly (Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>)[] = [message, stream, a, b];
    arrays.forEach((array, index) => {
      assert.is(array.byteLength, array.buffer.byteLength);
      const moved = structuredClone(array, { transfer: [array.buffer] });
      assert.is(array.length, 0);
      assert.ok(moved.length > 0);
      assert.ok(arrays.slice(index + 1).every(({ length }) => length > 0));
    });
  });

  test('lists of records: each type has its own value', () => {
    const Small = struct('SMALL', { Kind: u8, Value: u32 });
    const Large = struct('LARGE', { Kind: u8, Wide: u64, Data: bytes() });
    const set = recordSet('Kind', { Small: [1, Small], Large: [2, Large] });
    const Message = struct('MESSAGE', { Size: u32, Items: records(set, { member: 'Size', plus: -4 }) });
    type Out = Infer<typeof Message>['Items'][number];
    type SmallOut = { readonly type: 'Small'; readonly value: { Kind: number; Value: number } };
    type LargeOut = { readonly type: 'Large'; readonly value: { Kind: number; Wide: bigint; Data: Uint8Array } };
    expectType<Equal<Extract<Out, { type: 'Small' }>, SmallOut>>(true);
    expectType<Equal<Extract<Out, { type: 'Large' }>, LargeOut>>(true);
    expectType<Equal<Out['type'], 'Small' | 'Large'>>(true);
    const codec = createCodec(Message);
    // The size is filled in.
    const bytesOf = codec.encode({ Items: [{ type: 'Small', value: { Kind: 1, Value: 7 } }] });
    const [first] = codec.decode(bytesOf).Items;
    if (first?.type === 'Small') expectType<Equal<(typeof first.value)['Value'], number>>(true);
    // @ts-expect-error -- the other type has it
    if (first?.type === 'Small') void first.value.Wide;
    const [cursor] = codec.view(bytesOf).Items;
    if (cursor?.type === 'Small') cursor.value.Value = 8;
    expectType<Equal<ColumnsOf<typeof Message>['Items'], ListColumn>>(true);
    const wrong = (): void => {
      // @ts-expect-error -- no type of the set
      codec.encode({ Items: [{ type: 'Other', value: { Kind: 1, Value: 7 } }] });
      // @ts-expect-error -- a value of another type
      codec.encode({ Items: [{ type: 'Large', value: { Kind: 1, Value: 7 } }] });
      // @ts-expect-error -- the value of a record is an object
      codec.encode({ Items: [{ type: 'Small', value: 7 }] });
      // @ts-expect-error -- a list
      codec.encode({ Items: { type: 'Small', value: { Kind: 1, Value: 7 } } });
      // @ts-expect-error -- nothing fills in records
      codec.encode({ Size: 4 });
      // @ts-expect-error -- a size is a member, or follows from one
      records(set, 12);
      // @ts-expect-error -- a set, not its types
      records({ Small: [1, Small] });
    };
    void wrong;
    const shown = createCodec(Message, { wide: 'number' }).decode(bytesOf).Items[0];
    if (shown?.type === 'Large') expectType<Equal<(typeof shown.value)['Wide'], number>>(true);
  });
});
