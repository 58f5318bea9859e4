import * as assert from 'uvu/assert';
import {
  anonymous,
  array,
  bytes,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type InferInput,
  type InferView,
} from '../../src/surface.js';

/** A reply as a value to encode, and as a handler writes it. */
export interface ReplyCase<T extends AnyType> {
  readonly type: T;
  readonly value: InferInput<T>;
  write(view: InferView<T>): void;
  /** Path of the part that has to fit. */
  readonly path: string;
}
const caseOf = <T extends AnyType>(one: ReplyCase<T>): ReplyCase<AnyType> => one as unknown as ReplyCase<AnyType>;

export const Item = struct('Item', { id: u16, flag: u8 });
export const Data = struct('Data', { kind: u8, size: u16, data: bytes('size') });
const Inner = struct('Inner', { size: u64, data: bytes('size') });

export const REPLY_CASES: Record<string, ReplyCase<AnyType>> = {
  'bytes, counted': caseOf({
    type: Data,
    value: { kind: 1, data: Uint8Array.of(1, 2, 3) },
    write(view) {
      view.kind = 1;
      view.data = Uint8Array.of(1, 2, 3);
    },
    path: 'data',
  }),
  'bytes in a struct in a struct, counted by 64 bits': caseOf({
    type: struct('Outer', { kind: u8, inner: Inner }),
    value: { kind: 1, inner: { data: Uint8Array.of(1, 2, 3) } },
    write(view) {
      view.kind = 1;
      view.inner.data = Uint8Array.of(1, 2, 3);
    },
    path: 'inner.data',
  }),
  'bytes to the end': caseOf({
    type: struct('Rest', { kind: u8, data: bytes() }),
    value: { kind: 1, data: Uint8Array.of(1, 2, 3) },
    write(view) {
      view.kind = 1;
      view.data = Uint8Array.of(1, 2, 3);
    },
    path: 'data',
  }),
  'UTF-8, counted': caseOf({
    type: struct('Utf8', { size: u8, name: text('utf-8', 'size') }),
    value: { name: 'äß€😀' },
    write(view) {
      view.name = 'äß€😀';
    },
    path: 'name',
  }),
  'UTF-16, counted in units': caseOf({
    type: struct('Units', { size: u8, name: text('utf-16le', 'size') }),
    value: { name: 'a€😀' },
    write(view) {
      view.name = 'a€😀';
    },
    path: 'name',
  }),
  'UTF-16, counted in bytes': caseOf({
    type: struct('Bytes', { size: u8, name: text('utf-16le', 'size', { unit: 'bytes' }) }),
    value: { name: 'a€😀' },
    write(view) {
      view.name = 'a€😀';
    },
    path: 'name',
  }),
  'text with a terminator': caseOf({
    type: struct('Terminated', { kind: u8, name: text('utf-16le', { until: 'nul' }) }),
    value: { kind: 1, name: 'xyz' },
    write(view) {
      view.kind = 1;
      view.name = 'xyz';
    },
    path: 'name',
  }),
  'numbers, counted in bytes': caseOf({
    type: struct('Numbers', { size: u8, list: array(u32, 'size', { unit: 'bytes' }) }),
    value: { list: [7, 8] },
    write({ list }) {
      list.length = 2;
      list.set(0, 7);
      list.set(1, 8);
    },
    path: 'list',
  }),
  'structs, counted': caseOf({
    type: struct('Structs', { count: u8, items: array(Item, 'count') }),
    value: {
      items: [
        { id: 1, flag: 2 },
        { id: 3, flag: 0 },
      ],
    },
    write(view) {
      view.items.length = 2;
      view.items.at(0).id = 1;
      view.items.at(0).flag = 2;
      view.items.at(1).id = 3;
    },
    path: 'items',
  }),
  'structs to the end': caseOf({
    type: struct('Open', { kind: u8, items: array(Item) }),
    value: { kind: 0, items: [{ id: 1, flag: 2 }] },
    write({ items }) {
      items.length = 1;
      items.at(0).id = 1;
      items.at(0).flag = 2;
    },
    path: 'items',
  }),
  'a tail in an arm that ends the record': caseOf({
    type: struct('Sized', {
      kind: u8,
      body: anonymous(tagged('kind', { small: [1, u8], large: [2, Data] }, { sized: true })),
    }),
    value: { kind: 2, large: { kind: 7, data: Uint8Array.of(1, 2) } },
    write(view) {
      view.kind = 2;
      assert.ok(view.large);
      view.large.kind = 7;
      view.large.data = Uint8Array.of(1, 2);
    },
    path: 'large.data',
  }),
};
