import * as assert from 'uvu/assert';
import {
  bytes,
  anonymous,
  array,
  at,
  bits,
  bool8,
  f16,
  guid,
  pointer,
  split,
  struct,
  tagged,
  text,
  u16,
  u24,
  u32,
  u64,
  u8,
  union,
  type AnyColumns,
  type AnyType,
  type ColumnPath,
  type ColumnSelection,
  type ColumnsOf,
  type ListColumn,
  type MemberPath,
  type NumberPath,
  type PackedOf,
  type SelectedColumns,
  type TextPath,
} from '../../src/surface.js';
import { MIRACAST_CHUNK_DATA, MIRACAST_STATISTIC_DATA } from '../../src/miracast/index.js';
import { suite } from '../harness/index.js';
import { expectType, type Equal } from './equal.js';

/* Written out by hand; columns-are-typed.node.test.ts compares random schemas with what their codecs have. */

suite('columns as the type checker has them', (test) => {
  test('a chunk: paths with dots, bit-fields of 40 and 24 bits, a union, a list', () => {
    interface Columns {
      readonly 'ChunkInfo.ChunkType': Uint32Array<ArrayBuffer>;
      readonly 'ChunkInfo.ChunkId.FrameNumber': Float64Array<ArrayBuffer>;
      readonly 'ChunkInfo.ChunkId.PartNumber': Uint32Array<ArrayBuffer>;
      readonly 'ChunkInfo.ChunkId.Value': BigUint64Array<ArrayBuffer>;
      readonly 'ChunkInfo.ProcessingTime': Uint32Array<ArrayBuffer>;
      readonly 'ChunkInfo.EncodeRate': Uint32Array<ArrayBuffer>;
      readonly PrivateDriverDataSize: Uint32Array<ArrayBuffer>;
      readonly PrivateDriverData: ListColumn;
    }
    type Chunk = typeof MIRACAST_CHUNK_DATA;
    expectType<Equal<ColumnsOf<Chunk>, Columns>>(true);
    expectType<Equal<ColumnPath<Chunk>, keyof Columns>>(true);
    type Records = 'ChunkInfo' | 'ChunkInfo.ChunkId';
    expectType<Equal<ColumnSelection<Chunk>, keyof Columns | Records>>(true);
    expectType<Equal<MemberPath<Chunk>, keyof Columns | Records>>(true);
    expectType<Equal<NumberPath<Chunk>, Exclude<keyof Columns, 'PrivateDriverData'>>>(true);
    expectType<Equal<PackedOf<Chunk>, { readonly PrivateDriverData: Uint8Array<ArrayBuffer> }>>(true);
    expectType<Equal<TextPath<Chunk>, never>>(true);
    type Ids = Pick<
      Columns,
      'ChunkInfo.ChunkId.FrameNumber' | 'ChunkInfo.ChunkId.PartNumber' | 'ChunkInfo.ChunkId.Value'
    >;
    expectType<Equal<SelectedColumns<Chunk, 'ChunkInfo.ChunkId'>, Ids>>(true);
    expectType<
      Equal<keyof SelectedColumns<Chunk, 'ChunkInfo.ChunkId' | 'PrivateDriverData'>, keyof Ids | 'PrivateDriverData'>
    >(true);
    assert.ok(MIRACAST_CHUNK_DATA);
  });

  test('a tagged union that is promoted: its arms, and the bytes where none is selected', () => {
    type Columns = ColumnsOf<typeof MIRACAST_STATISTIC_DATA>;
    expectType<Equal<Columns['EncodeComplete.ChunkInfo.EncodeRate'], Uint32Array<ArrayBuffer>>>(true);
    expectType<Equal<Columns['ProtocolEvent.Event'], Uint32Array<ArrayBuffer>>>(true);
    expectType<Equal<Columns['raw'], Uint8Array<ArrayBuffer>>>(true);
    // @ts-expect-error -- the key that the union stands under is not used
    type Wrong = Columns['Statistic.raw'];
    assert.ok(MIRACAST_STATISTIC_DATA);
    return void (0 as unknown as Wrong);
  });

  test('kinds of members, and those that have no column', () => {
    const Item = struct('Item', { id: u8, name: text('ascii', 4) });
    const Type = struct('Type', {
      n: u16,
      many: array(u8, 'n', { capacity: 4 }),
      small: bits(u32, 3),
      flag: bool8,
      half: f16,
      three: u24,
      handle: pointer,
      id: guid,
      name: text('utf-8', 8),
      grid: array(array(u16, 2), 3),
      items: array(Item, 2),
      at: u32,
      part: at('at', u64),
      parts: anonymous(struct('', { low: u8, high: u8, whole: split('high', 'low') })),
      body: tagged('n', { one: [1, u32], two: [2, array(Item, 1)] }, { sized: true }),
    });
    interface Columns {
      readonly n: Uint16Array<ArrayBuffer>;
      readonly many: ListColumn;
      readonly small: Uint8Array<ArrayBuffer>;
      readonly flag: Uint8Array<ArrayBuffer>;
      readonly half: Float32Array<ArrayBuffer>;
      readonly three: Uint32Array<ArrayBuffer>;
      readonly handle: BigUint64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
      readonly id: Uint8Array<ArrayBuffer>;
      readonly name: Uint8Array<ArrayBuffer>;
      readonly grid: Uint16Array<ArrayBuffer>;
      readonly 'items.id': Uint8Array<ArrayBuffer>;
      readonly 'items.name': Uint8Array<ArrayBuffer>;
      readonly at: Uint32Array<ArrayBuffer>;
      readonly whole:
        Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
      readonly 'body.one': Uint32Array<ArrayBuffer>;
      readonly 'body.two.id': Uint8Array<ArrayBuffer>;
      readonly 'body.two.name': Uint8Array<ArrayBuffer>;
    }
    expectType<Equal<ColumnsOf<typeof Type>, Columns>>(true);
    expectType<Equal<TextPath<typeof Type>, 'name' | 'items.name' | 'body.two.name'>>(true);
    const paths: MemberPath<typeof Type>[] = ['items[1].id', 'grid[2][1]', 'part', 'body.two[0].name', 'body'];
    // @ts-expect-error -- items have no such member
    const wrong: MemberPath<typeof Type> = 'items[1].idd';
    assert.ok(paths.length > 0 && wrong && Type);
  });

  test('lists: packed as what their elements are', () => {
    const Item = struct('Item', { id: u8 });
    const Numbers = struct('Numbers', { n: u16, list: array(u24, 'n') });
    const Items = struct('Items', { n: u16, list: array(Item, 'n') });
    const Text = struct('Text', { list: text('utf-16le') });
    const Ended = struct('Ended', { n: u8, list: text('ascii', { until: 'nul' }) });
    expectType<Equal<ColumnsOf<typeof Items>, { readonly n: Uint16Array<ArrayBuffer>; readonly list: ListColumn }>>(
      true,
    );
    expectType<Equal<PackedOf<typeof Numbers>, { readonly list: Uint32Array<ArrayBuffer> }>>(true);
    expectType<Equal<keyof PackedOf<typeof Items>, never>>(true);
    expectType<Equal<PackedOf<typeof Text>, { readonly list: Uint8Array<ArrayBuffer> }>>(true);
    expectType<Equal<ColumnsOf<typeof Ended>['list'], ListColumn>>(true);
    expectType<Equal<PackedOf<typeof Ended>['list'], Uint8Array<ArrayBuffer>>>(true);
    const Armed = struct('Armed', { n: u8, body: tagged('n', { rest: [1, bytes()], one: [2, u8] }, { sized: true }) });
    expectType<Equal<ColumnsOf<typeof Armed>['body.rest'], ListColumn>>(true);
    const Used = struct('Used', { n: u8, data: array(u16, 'n', { capacity: 4 }) });
    const Nested = struct('Nested', { useds: array(Used, 2) });
    expectType<Equal<ColumnPath<typeof Nested>, 'useds.n'>>(true);
    assert.ok(Numbers && Items && Text && Ended && Armed && Nested);
  });

  test('a versioned record has the columns of all its members; a union has those of all arms', () => {
    const Versioned = struct('Versioned', { size: u8, a: u16 }, { length: 'size', versioned: true });
    type Columns = { readonly size: Uint8Array<ArrayBuffer>; readonly a: Uint16Array<ArrayBuffer> };
    expectType<Equal<ColumnsOf<typeof Versioned>, Columns>>(true);
    const Id = union('Id', bits(u64, { Frame: 40, Part: 24 }), { Value: u64 });
    type OfUnion = {
      readonly Frame: Float64Array<ArrayBuffer>;
      readonly Part: Uint32Array<ArrayBuffer>;
      readonly Value: BigUint64Array<ArrayBuffer>;
    };
    expectType<Equal<ColumnsOf<typeof Id>, OfUnion>>(true);
    assert.ok(Versioned && Id);
  });

  test('what only run time knows takes any path', () => {
    expectType<Equal<ColumnsOf<AnyType>, AnyColumns>>(true);
    expectType<Equal<ColumnPath<AnyType>, string>>(true);
    expectType<Equal<ColumnSelection<AnyType>, string>>(true);
    expectType<Equal<MemberPath<AnyType>, string>>(true);
    expectType<Equal<NumberPath<AnyType>, string>>(true);
    const Mixed = struct('Mixed', { a: u8, b: u8 as AnyType });
    const known: ColumnPath<typeof Mixed>[] = ['a', 'b', 'b.anything'];
    // @ts-expect-error -- what is known stays known
    const wrong: ColumnPath<typeof Mixed> = 'c';
    assert.ok(known && wrong && Mixed);
  });
});
