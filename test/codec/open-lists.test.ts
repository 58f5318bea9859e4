import * as assert from 'uvu/assert';
import type { Batch } from '../../src/columns/index.js';
import {
  array,
  be,
  bytes,
  packedAbi,
  recordSet,
  struct,
  tagged,
  text,
  u16,
  u32,
  u8,
  union,
  type AnyType,
  type Codec,
  type ListColumn,
} from '../../src/surface.js';
import { decodeBatch, encodeBatch, texts, validity } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';

/*
 * Parts of varying length of which a column does not say all bytes: those with a capacity, texts that end with a NUL, and parts in an arm. Each is
 * compared with the bytes that were written, row by row.
 */

const ABI = packedAbi(1);
/** More than a window has, and rows of which the last three lie alone. */
const ROWS = [1, 2, 3, 4, 5, 8, 63, 64, 65, 2003] as const;

interface Row {
  readonly value: object;
  /** Of the column, as its bytes are; undefined: the row has another arm. */
  readonly part: readonly number[] | undefined;
}

interface Kind {
  readonly name: string;
  readonly type: AnyType;
  readonly path: string;
  readonly row: (index: number) => Row;
}

function numbers(count: number, first: number): number[] {
  return Array.from({ length: count }, (_, index) => ((first * 7 + index * 3) % 255) + 1);
}

const Used = struct('USED', { n: be(u16), room: bytes('n', { capacity: 20 }), after: u32 });
const Halves = struct('HALVES', { a: u8, n: u8, room: array(u16, 'n', { unit: 'bytes', capacity: 5 }), after: u8 });
const Even = struct('EVEN', { n: u16, room: bytes('n', { capacity: 6 }), after: u16 }, { pack: 8 });
const Both = struct('BOTH', { n: u8, m: u32, name: text('utf-8', 'n', { capacity: 9 }), data: bytes('m') });
const Log = struct('LOG', { time: u32, level: u8, text: text('utf-8', { until: 'nul' }) });
const Wide = struct('WIDE', { time: u16, text: text('utf-16le', { until: 'nul' }) });
const Sized = struct('SIZED', { size: u16, text: text('ascii', { until: 'nul' }) }, { length: 'size' });
const Counted = struct('COUNTED', { n: u8, data: array(be(u16), 'n') });
const Arms = struct('ARMS', { kind: u8, body: tagged('kind', { one: [1, u16], many: [2, Counted] }, { sized: true }) });
const Rest = struct(
  'REST',
  { size: u16, kind: u8, body: tagged('kind', { none: [1, struct('NONE', {})], rest: [2, bytes()] }, { sized: true }) },
  { length: 'size' },
);

const letters = (count: number): string => 'abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(0, count);
const ascii = (given: string): number[] => Array.from(given, (letter) => letter.charCodeAt(0));

const KINDS: readonly Kind[] = [
  {
    name: 'bytes with a capacity',
    type: Used,
    path: 'room',
    row: (index) => {
      const part = numbers((index * 7) % 21, index);
      return { value: { room: Uint8Array.from(part), after: index }, part };
    },
  },
  {
    name: 'numbers with a capacity, counted in bytes',
    type: Halves,
    path: 'room',
    row: (index) => {
      const room = numbers(index % 6, index);
      return { value: { a: 1, room, after: 9 }, part: room.flatMap((one) => [one, 0]) };
    },
  },
  {
    name: 'bytes with a capacity, in records of one length that plain numbers check',
    type: Even,
    path: 'room',
    row: (index) => {
      const part = numbers((index * 5) % 7, index);
      return { value: { room: Uint8Array.from(part), after: index & 255 }, part };
    },
  },
  {
    name: 'a text with a capacity, before a tail',
    type: Both,
    path: 'name',
    row: (index) => {
      const name = letters(index % 10);
      return { value: { name, data: Uint8Array.from(numbers(index % 5, index)) }, part: ascii(name) };
    },
  },
  {
    name: 'a tail, after a text with a capacity',
    type: Both,
    path: 'data',
    row: (index) => {
      const part = numbers((index * 5) % 33, index);
      return { value: { name: letters(index % 10), data: Uint8Array.from(part) }, part };
    },
  },
  {
    name: 'a text that ends with a NUL',
    type: Log,
    path: 'text',
    row: (index) => {
      const part = letters((index * 11) % 40);
      return { value: { time: index, level: 0, text: part }, part: ascii(part) };
    },
  },
  {
    name: 'UTF-16 that ends with a NUL',
    type: Wide,
    path: 'text',
    row: (index) => {
      const part = letters((index * 5) % 20);
      return { value: { time: index, text: part }, part: ascii(part).flatMap((one) => [one, 0]) };
    },
  },
  {
    name: 'a text that ends with a NUL, in a record that says its length',
    type: Sized,
    path: 'text',
    row: (index) => {
      const part = letters((index * 3) % 17);
      return { value: { text: part }, part: ascii(part) };
    },
  },
  {
    name: 'a counted part of an arm',
    type: Arms,
    path: 'body.many.data',
    row: (index) => {
      if (index % 3 === 0) return { value: { kind: 1, body: { one: 0xffff } }, part: undefined };
      const data = numbers(index % 9, index);
      return { value: { kind: 2, body: { many: { data } } }, part: data.flatMap((one) => [0, one]) };
    },
  },
  {
    name: 'the rest of a record in an arm',
    type: Rest,
    path: 'body.rest',
    row: (index) => {
      if (index % 2 === 0) return { value: { kind: 1, body: { none: {} } }, part: undefined };
      const part = numbers((index * 3) % 50, index);
      return { value: { kind: 2, body: { rest: Uint8Array.from(part) } }, part };
    },
  },
];

type AnyBatch = Pick<Batch<AnyType>, 'rowCount' | 'columns' | 'error'>;

function partsOf(batch: AnyBatch, path: string): number[][] {
  const { data, offsets, lengths } = batch.columns[path] as ListColumn;
  assert.is(offsets.length, batch.rowCount);
  return Array.from(offsets, (offset, row) => [...data.subarray(offset, offset + (lengths[row] as number))]);
}

function bitmapOf(rows: readonly Row[]): number[] | undefined {
  if (rows.every(({ part }) => part !== undefined)) return undefined;
  const bits = Array.from({ length: Math.ceil(rows.length / 8) }, () => 0);
  rows.forEach(({ part }, row) => (bits[row >> 3]! |= part === undefined ? 0 : 1 << (row & 7)));
  return bits;
}

engineSuite('lists of parts that rows are not written from', (test, { createCodec, createSetCodec }) => {
  const codecOf = (type: AnyType): Codec<AnyType> => createCodec(type, { abi: ABI });

  for (const kind of KINDS) {
    const { path } = kind;
    test(`${kind.name}: where each row has it`, () => {
      const codec = codecOf(kind.type);
      for (const count of ROWS) {
        const rows = Array.from({ length: count }, (_, index) => kind.row(index));
        const parts = rows.map(({ part }) => [...(part ?? [])]);
        const stream = encodeBatch(codec, rows.map(({ value }) => value) as never);
        for (const options of [{}, { borrow: true }, { columns: [path] }] as const) {
          const batch = decodeBatch(codec, stream, options as never);
          assert.is(batch.error, undefined);
          assert.equal(partsOf(batch, path), parts);
          const bitmap = validity(batch, path as never);
          assert.equal(bitmap && [...bitmap], bitmapOf(rows));
        }
        assert.equal(partsOf(decodeBatch(codec, stream.subarray(0, -1)), path), parts.slice(0, -1));
      }
    });
  }

  test('texts of them', () => {
    const codec = createCodec(Log, { abi: ABI });
    const stream = encodeBatch(codec, [
      { time: 1, level: 2, text: 'räts' },
      { time: 3, level: 2, text: '' },
    ]);
    assert.equal(texts(decodeBatch(codec, stream), 'text'), ['räts', '']);
    const used = createCodec(Both, { abi: ABI });
    const named = decodeBatch(used, encodeBatch(used, [{ name: 'kürzer', data: new Uint8Array(3) }]));
    assert.equal(texts(named, 'name'), ['kürzer']);
  });

  test('rows are not written from them: the error says why, and what to do', () => {
    for (const [type, path, why] of [
      [
        Used,
        'room',
        /room has a column that rows are not written from: room has a capacity, of which each record uses a part; pass an array of values/,
      ],
      [
        Log,
        'text',
        /text has a column that rows are not written from: text ends at its first NUL; pass an array of values/,
      ],
      [
        Arms,
        'body.many.data',
        /has a column that rows are not written from: it stands in a union; pass an array of values/,
      ],
    ] as const) {
      const codec = codecOf(type);
      const values = KINDS.find((kind) => kind.type === type)?.row(1).value;
      const { columns } = decodeBatch(codec, encodeBatch(codec, [values] as never));
      const error = codecError(() => encodeBatch(codec, columns));
      assert.equal([error?.code, error?.path], ['ERR_USAGE', path]);
      assert.match(String(error?.message), why);
    }
  });

  test('members of an untagged union after a tail have columns, too', () => {
    const Both = union('BOTH', { a: u16, b: struct('', { low: u8, high: u8 }) });
    const codec = createCodec(struct('T', { n: u8, data: bytes('n'), both: Both, z: u32 }), { abi: ABI });
    const rows = Array.from({ length: 70 }, (_, row) => ({
      data: new Uint8Array(row % 5),
      both: { a: row * 700 },
      z: row,
    }));
    const { columns } = decodeBatch(codec, encodeBatch(codec, rows));
    assert.equal(
      [...columns['both.a']],
      rows.map(({ both }) => both.a),
    );
    assert.equal(
      [...columns['both.b.high']],
      rows.map(({ both }) => both.a >> 8),
    );
    assert.is(codecError(() => encodeBatch(codec, columns))?.path, 'both.a');
  });

  test('a part with a capacity after a tail has none: the error says why', () => {
    const Ended = struct('ENDED', { n: u8, data: bytes('n'), used: Used });
    const codec = createCodec(Ended, { abi: ABI });
    const stream = encodeBatch(codec, [{ data: new Uint8Array(3), used: { room: Uint8Array.of(1), after: 2 } }]);
    assert.equal([...decodeBatch(codec, stream).columns['used.after']], [2]);
    const error = codecError(() => decodeBatch(codec, stream, { columns: ['used.room' as never] }));
    assert.is(error?.code, 'ERR_USAGE');
    assert.match(String(error?.message), /used\.room has no column/);
  });

  test('in a record set, between records of other types', () => {
    const Named = struct('NAMED', { tag: u8, n: u8, room: bytes('n', { capacity: 4 }) });
    const Said = struct('SAID', { tag: u8, text: text('ascii', { until: 'nul' }) });
    const codec = createSetCodec(recordSet('tag', { named: [1, Named], said: [2, Said] }), { abi: ABI });
    const records = Array.from({ length: 4001 }, (_, index) =>
      index % 5 < 3
        ? [1, index % 5, ...numbers(index % 5, index), ...numbers(4 - (index % 5), 0)]
        : [2, ...ascii(letters(index % 23)), 0],
    );
    const batch = decodeBatch(codec, Uint8Array.from(records.flat()));
    assert.is(batch.error, undefined);
    const of = (tag: number): number[][] => records.filter(([first]) => first === tag);
    assert.equal(
      partsOf(batch.of.named as AnyBatch, 'room'),
      of(1).map(([, n, ...room]) => room.slice(0, n)),
    );
    assert.equal(
      partsOf(batch.of.said as AnyBatch, 'text'),
      of(2).map((record) => record.slice(1, -1)),
    );
  });
});
