import * as assert from 'uvu/assert';
import {
  array,
  bytes,
  records,
  recordSet,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
  type Codec,
  type InferInput,
  type ListColumn,
  type SetCodec,
} from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { decodeBatch, decodeLists, encodeBatch } from '../harness/batches.js';
import { codecError } from '../pack/codec-error.js';
import { SeededChoices } from '../robustness/seeded-choices.js';

const LISTS = rounds(60, 20);

const Small = struct('SMALL', { Type: u8, Value: u8 });
const Large = struct('LARGE', { Type: u8, Size: u8, More: u16, Data: bytes('Size') }, { pack: 1 });
const set = recordSet('Type', { Small: [1, Small], Large: [2, Large] });
const Message = struct('MESSAGE', { Id: u16, Size: u16, Options: records(set, 'Size') });
const Rest = struct('REST', { Size: u8, Id: u8, Options: records(set) }, { length: 'Size' });

type Row = InferInput<typeof Message>;
type Option = Row['Options'][number];

const small = (Value: number): Option => ({ type: 'Small', value: { Type: 1, Value } });
const large = (More: number, size: number): Option => ({
  type: 'Large',
  value: { Type: 2, More, Data: new Uint8Array(size).fill(More) },
});

engineSuite('records of lists', (test, { createCodec, createSetCodec }) => {
  const codec = createCodec(Message);
  const setCodec = createSetCodec(set);
  const rows: readonly Row[] = [
    { Id: 0, Options: [] },
    { Id: 1, Options: [small(7), large(500, 3), small(8)] },
    { Id: 2, Options: [large(501, 0)] },
    { Id: 3, Options: [] },
    { Id: 4, Options: [small(9)] },
    { Id: 5, Options: [] },
  ];

  test('each type has its columns, and the row of each record', () => {
    const batch = decodeBatch(codec, encodeBatch(codec, rows));
    const { records: options, rows: parents, error } = decodeLists(setCodec, batch.columns.Options);
    assert.is(error, undefined);
    assert.equal([...options.of.Small.columns.Value], [7, 8, 9]);
    assert.equal([...parents.Small], [1, 1, 4]);
    assert.equal([...options.of.Large.columns.More], [500, 501]);
    assert.equal([...parents.Large], [1, 2]);
    assert.equal(options.value(1), {
      type: 'Large',
      value: { Type: 2, Size: 3, More: 500, Data: new Uint8Array(3).fill(244) },
    });
  });

  test('lists that take the rest of their record, and none at all', () => {
    const open = createCodec(Rest);
    const stream = encodeBatch(open, [
      { Id: 1, Options: [small(1), small(2)] },
      { Id: 2, Options: [] },
      { Id: 3, Options: [small(3)] },
    ]);
    const found = decodeLists(setCodec, decodeBatch(open, stream).columns.Options);
    assert.equal(
      [[...found.records.of.Small.columns.Value], [...found.rows.Small]],
      [
        [1, 2, 3],
        [0, 0, 2],
      ],
    );
    const none = decodeLists(setCodec, decodeBatch(open, new Uint8Array(0)).columns.Options);
    assert.equal([none.records.rowCount, none.rows.Small.length, none.error], [0, 0, undefined]);
    const empty = decodeLists(
      setCodec,
      decodeBatch(codec, encodeBatch(codec, [{ Id: 1, Options: [] }])).columns.Options,
    );
    assert.equal([empty.records.rowCount, empty.error], [0, undefined]);
  });

  test(`${LISTS} streams of random lists: what value(i) has, flattened`, () => {
    let compared = 0;
    for (let seed = 0; seed < LISTS; seed++) {
      const choices = new SeededChoices(seed);
      const drawn = Array.from({ length: choices.below(400) }, (_, Id) => ({ Id, Options: drawOptions(choices) }));
      const batch = decodeBatch(codec, encodeBatch(codec, drawn));
      const found = decodeLists(setCodec, batch.columns.Options);
      const wanted = Array.from({ length: batch.rowCount }, (_, row) =>
        batch.value(row).Options.map((one) => ({ row, one })),
      ).flat();
      assert.is(found.records.rowCount, wanted.length);
      assert.equal(
        Array.from(found.records.rows(), ({ type }) => type),
        wanted.map(({ one }) => one.type),
      );
      for (const type of ['Small', 'Large'] as const) {
        const own = wanted.filter(({ one }) => one.type === type);
        const { of } = found.records;
        assert.equal(
          [...found.rows[type]],
          own.map(({ row }) => row),
          `${seed} ${type}`,
        );
        assert.equal(
          Array.from({ length: own.length }, (_, at) => of[type].value(at)),
          own.map(({ one }) => one.value),
        );
        compared += own.length;
      }
    }
    assert.ok(compared > LISTS * 50, `${compared} records`);
  });

  test('lists of bytes with a codec of one type, of counted structs with a codec of the struct', () => {
    const Pair = struct('PAIR', { a: u8, b: u16 }, { pack: 1 });
    const pairs = createCodec(Pair);
    const ofBytes = createCodec(struct('BYTES', { n: u8, data: bytes('n') }));
    const data = (count: number, from: number): Uint8Array =>
      encodeBatch(
        pairs,
        Array.from({ length: count }, (_, at) => ({ a: from + at, b: 1000 * from + at })),
      );
    const stream = encodeBatch(
      ofBytes,
      [data(2, 1), data(0, 0), data(1, 7)].map((one) => ({ data: one })),
    );
    const found = decodeLists(pairs, decodeBatch(ofBytes, stream).columns.data);
    assert.equal(
      [[...found.records.columns.a], [...found.rows]],
      [
        [1, 2, 7],
        [0, 0, 2],
      ],
    );
    const counted = createCodec(struct('COUNTED', { n: u8, pairs: array(Pair, 'n') }, { pack: 1 }));
    const lists = encodeBatch(counted, [
      { pairs: [] },
      {
        pairs: [
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ],
      },
    ]);
    const flat = decodeLists(pairs, decodeBatch(counted, lists).columns.pairs);
    assert.equal(
      [[...flat.records.columns.b], [...flat.rows]],
      [
        [2, 4],
        [1, 1],
      ],
    );
  });

  test('a list that is wrong: which row, why, and every record before it', () => {
    const ofBytes = createCodec(struct('BYTES', { n: u8, data: bytes('n') }));
    const errorAt = (...lists: readonly (readonly number[])[]): readonly unknown[] => {
      const stream = encodeBatch(
        ofBytes,
        lists.map((list) => ({ data: Uint8Array.from(list) })),
      );
      const { records: found, rows: parents, error } = decodeLists(setCodec, decodeBatch(ofBytes, stream).columns.data);
      return [found.rowCount, [...parents.Small], error?.code, /row \d+$/.exec(error?.hint ?? '')?.[0], error?.offset];
    };
    assert.equal(errorAt([1, 5], [1, 6]), [2, [0, 1], undefined, undefined, undefined]);
    // The record says more than its list has, and what the next list begins with would do.
    assert.equal(errorAt([1, 5], [1, 6, 2, 4, 0, 0], [1, 7, 1, 8], [1, 9]), [1, [0], 'ERR_DATA_OVERRUN', 'row 1', 2]);
    assert.equal(errorAt([1, 5], [], [9, 9], [1, 7]), [1, [0], 'ERR_UNKNOWN_MESSAGE', 'row 2', 0]);
    assert.equal(errorAt([1, 5, 9, 9], [1, 7]), [0, [], 'ERR_UNKNOWN_MESSAGE', 'row 0', 2]);
    assert.equal(errorAt([1, 5], [1, 6, 1]), [1, [0], 'ERR_TRUNCATED_HEADER', 'row 1', 2]);
  });

  test('a record that reaches over its list into padding is found, too', () => {
    const Padded = struct('PADDED', { n: u8, data: bytes('n') }, { startAlign: 4 });
    const padded = createCodec(Padded);
    const ofBytes = createCodec(struct('BYTES', { n: u8, data: bytes('n') }));
    const of = (...lists: readonly (readonly number[])[]): { rows: number[]; hint: string | undefined } => {
      const stream = encodeBatch(
        ofBytes,
        lists.map((list) => ({ data: Uint8Array.from(list) })),
      );
      const found = decodeLists(padded, decodeBatch(ofBytes, stream).columns.data);
      return { rows: [...found.rows], hint: /row \d+$/.exec(found.error?.hint ?? '')?.[0] };
    };
    assert.equal(of([1, 7], [2, 8, 9, 0, 0], [0]), { rows: [0, 1, 1, 2], hint: undefined });
    assert.equal(of([1, 7], [3, 8], [0]), { rows: [0], hint: 'row 1' });
    assert.equal(of([1, 7], [5], [0]), { rows: [0], hint: 'row 1' });
    assert.equal(of([], [1, 7], [], [1, 8], []), { rows: [1, 3], hint: undefined });
  });

  test('what is no column of lists, and records that may take the rest', () => {
    const { Options } = decodeBatch(codec, encodeBatch(codec, rows)).columns;
    const wrong = [
      undefined,
      5,
      new Uint8Array(3),
      { data: Options.data },
      { ...Options, lengths: Options.lengths.slice(1) },
    ];
    for (const list of wrong) assert.is(codecError(() => decodeLists(setCodec, list as never))?.code, 'ERR_TYPE');
    const far: ListColumn = { ...Options, lengths: Options.lengths.map(() => 1_000_000) };
    const error = codecError(() => decodeLists(setCodec, far));
    assert.equal([error?.code, error?.want], ['ERR_OUT_OF_RANGE', (Options.offsets[0] as number) + 1_000_000]);
    const open = createCodec(struct('OPEN', { a: u8, rest: bytes() })) as Codec<AnyType>;
    assert.match(codecError(() => decodeLists(open, Options))?.hint ?? '', /may take the rest of their list/);
  });

  test('the bytes of a list are its column, and rows are not written from it', () => {
    const stream = encodeBatch(codec, rows);
    const { columns } = decodeBatch(codec, stream);
    const { data, offsets, lengths } = columns.Options;
    assert.equal(
      data.subarray(offsets[2], (offsets[2] as number) + (lengths[2] as number)),
      Uint8Array.of(2, 0, 0xf5, 1),
    );
    const error = codecError(() => encodeBatch(codec, columns as never));
    assert.equal([error?.code, error?.path], ['ERR_USAGE', 'Options']);
  });

  function drawOptions(choices: SeededChoices): Option[] {
    return Array.from({ length: choices.below(5) }, () =>
      choices.below(2) === 0 ? small(choices.below(256)) : large(choices.below(65_536), choices.below(4)),
    );
  }

  test('lists in records of a set', () => {
    const Outer = struct('OUTER', { Tag: u8, Size: u8, Options: records(set, 'Size') });
    const Other = struct('OTHER', { Tag: u8, v: u32 }, { pack: 1 });
    const outer: SetCodec<{ Outer: [1, typeof Outer]; Other: [2, typeof Other] }> = createSetCodec(
      recordSet('Tag', { Outer: [1, Outer], Other: [2, Other] }),
    );
    const stream = encodeBatch(outer, [
      { type: 'Other', value: { Tag: 2, v: 1 } },
      { type: 'Outer', value: { Tag: 1, Options: [small(4)] } },
      { type: 'Outer', value: { Tag: 1, Options: [small(5), small(6)] } },
    ]);
    const found = decodeLists(setCodec, decodeBatch(outer, stream).of.Outer.columns.Options);
    assert.equal(
      [[...found.records.of.Small.columns.Value], [...found.rows.Small]],
      [
        [4, 5, 6],
        [0, 1, 1],
      ],
    );
  });
});
