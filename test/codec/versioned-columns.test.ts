import * as assert from 'uvu/assert';
import {
  array,
  be,
  bits,
  packedAbi,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  type InferInput,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch, encodeBatchInto, filter, summarize, validity } from '../harness/batches.js';

const Car = struct('CAR', { Id: u8, Speed: u16 });
const members = {
  Size: u16,
  Fixed: u16,
  Low: bits(u32, 3),
  High: bits(u32, 29),
  Cars: array(Car, 2),
  Name: text('ascii', 5),
  Wide: u64,
  Kind: u8,
  Body: tagged('Kind', {
    One: [1, be(u32)],
    Two: [2, struct('TWO', { tag: u8, deep: tagged('tag', { A: [3, u8] }) })],
  }),
};
const Report = struct('REPORT', members, { length: 'Size', versioned: true });
type Row = InferInput<typeof Report>;

const body = {
  Low: 5,
  High: 99,
  Cars: [
    { Id: 1, Speed: 300 },
    { Id: 2, Speed: 301 },
  ],
  Name: 'abcde',
} as const;
const whole = { Fixed: 6, ...body, Wide: 2n ** 63n, Kind: 1, Body: { One: 77 } };
const VERSIONS: readonly Row[] = [
  {},
  { Fixed: 1 },
  { Fixed: 2, Low: 3, High: 4 },
  { Fixed: 3, Low: 3, High: 4, Cars: body.Cars },
  { Fixed: 4, ...body },
  { Fixed: 5, ...body, Wide: 9n },
  { ...whole, Kind: 1, Body: { One: 77 } },
  { ...whole, Kind: 2, Body: { Two: { tag: 3, deep: { A: 8 } } } },
  { ...whole, Kind: 2, Body: { Two: { tag: 4, deep: { raw: Uint8Array.of(1) } } } },
  { ...whole, Kind: 9, Body: { raw: Uint8Array.of(1, 2, 3, 4) }, unknownTail: Uint8Array.of(9, 9) },
];

/** Longer than the rows that windows take at once, and than a block; every version beside every other. */
const ROWS = 1100;

engineSuite('columns of versioned records', (test, { createCodec }) => {
  const codec = createCodec(Report);
  const rows = Array.from({ length: ROWS }, (_, row) => VERSIONS[(row * 7 + (row >> 4)) % VERSIONS.length] as Row);
  const stream = encodeBatch(codec, rows);

  test('each member has a column, with zeros where a record ends before it, and validity says where', () => {
    const batch = decodeBatch(codec, stream);
    const values = Array.from({ length: batch.rowCount }, (_, row) => batch.value(row));
    assert.is(batch.rowCount, ROWS);
    assert.equal(
      Object.keys(batch.columns),
      ['Size', 'Fixed', 'Low', 'High', 'Cars.Id', 'Cars.Speed', 'Name', 'Wide', 'Kind', 'Body.One'].concat([
        'Body.Two.tag',
        'Body.Two.deep.A',
        'Body.Two.deep.raw',
        'Body.raw',
      ]),
    );
    const numbers = ['Fixed', 'Low', 'High', 'Wide', 'Kind', 'Body.One', 'Body.Two.tag', 'Body.Two.deep.A'] as const;
    for (const path of numbers) {
      const wanted = values.map((value) => memberAt(value, path));
      assert.equal(
        [...(batch.columns[path] as ArrayLike<number | bigint> & Iterable<number | bigint>)].map(BigInt),
        wanted.map((one) => BigInt((one as number | undefined) ?? 0)),
        path,
      );
      assert.equal(
        bitsOf(validity(batch, path), ROWS),
        wanted.map((one) => one !== undefined),
        path,
      );
    }
    assert.is(validity(batch, 'Size'), undefined);
    const speeds = values.flatMap(({ Cars }) => Cars?.map(({ Speed }) => Speed) ?? [0, 0]);
    assert.equal([...batch.columns['Cars.Speed']], speeds);
    assert.equal(
      [...batch.columns['Name']],
      values.flatMap(({ Name = '\0\0\0\0\0' }) => [...Name].map(codeOf)),
    );
    assert.equal(
      [...batch.columns['Body.raw']],
      values.flatMap(({ Body }) => Array.from((memberAt(Body, 'raw') ?? [0, 0, 0, 0]) as Uint8Array)),
    );
  });

  test('what lies after a record is not its member: the next record, the end of the input, the end of memory', () => {
    const short = encodeBatch(codec, [{}, { Fixed: 0xffff }, {}]);
    for (const length of [short.length, 6]) {
      const batch = decodeBatch(codec, short.subarray(0, length));
      assert.equal([...batch.columns.Fixed], [0, 0xffff, 0].slice(0, batch.rowCount));
      assert.equal([...batch.columns.Wide], [0n, 0n, 0n].slice(0, batch.rowCount));
      assert.equal([...batch.columns['Body.One']], [0, 0, 0].slice(0, batch.rowCount));
    }
    const many = encodeBatch(
      codec,
      Array.from({ length: 20_000 }, () => ({})),
    );
    const batch = decodeBatch(codec, many);
    for (const column of [batch.columns.Fixed, batch.columns.Kind, batch.columns['Body.Two.deep.A']])
      assert.is(
        column.every((one) => one === 0),
        true,
      );
  });

  test('a record that ends inside a member has none of it', () => {
    const cut = Uint8Array.of(3, 0, 7, 2, 0);
    const batch = decodeBatch(codec, cut);
    assert.equal([...batch.columns.Size], [3, 2]);
    assert.equal([...batch.columns.Fixed], [0, 0]);
    assert.equal(bitsOf(validity(batch, 'Fixed'), 2), [false, false]);
    assert.equal(batch.value(0), { Size: 3, unknownTail: Uint8Array.of(7) });
  });

  test('some of the columns are the same as in all of them', () => {
    const all = decodeBatch(codec, stream).copy();
    for (const path of ['Wide', 'Body.Two.deep.A', 'Cars.Speed', 'Body.raw'] as const) {
      const some = decodeBatch(codec, stream, { columns: [path] });
      assert.equal(some.columns[path], all.columns[path], path);
    }
  });

  test('a filter and a summary take the records that have the member', () => {
    const values = Array.from(decodeBatch(codec, stream).rows(), ({ Wide, Fixed }) => ({ Wide, Fixed }));
    const kept = decodeBatch(codec, stream, { where: filter(['Fixed', '<', 4]) });
    assert.is(kept.rowCount, values.filter(({ Fixed }) => Fixed !== undefined && Fixed < 4).length);
    const others = decodeBatch(codec, stream, { where: filter(['Fixed', '!=', 4]) });
    assert.is(others.rowCount, values.filter(({ Fixed }) => Fixed !== undefined && Fixed !== 4).length);
    const { columns } = summarize(codec, stream, { columns: ['Fixed', 'Wide'] });
    const fixed = values.flatMap(({ Fixed }) => (Fixed === undefined ? [] : [Fixed]));
    assert.equal([columns.Fixed.count, columns.Fixed.sum], [fixed.length, fixed.reduce((sum, one) => sum + one, 0)]);
    assert.is(columns.Wide.count, values.filter(({ Wide }) => Wide !== undefined).length);
  });

  test('a column is written in place where the records have the member, and nowhere else', () => {
    const target = stream.slice();
    const at = decodeBatch(codec, target);
    encodeBatchInto(codec, { Wide: at.columns.Wide.map((_, row) => BigInt(row)) }, target, { at });
    const wanted = rows.map((row, index) =>
      row.Wide === undefined ? row : Object.assign({}, row, { Wide: BigInt(index) }),
    );
    assert.equal(target, encodeBatch(codec, wanted));
  });

  test('what counts a part in an arm, or in a member that is not there, is compared only where it is there', () => {
    const used = { n: u8, used: array(u8, { member: 'n', mask: 0x0f }, { capacity: 3 }) };
    const Used = struct('USED', used);
    const kinds = struct('ARMS', { Kind: u8, Body: tagged('Kind', { Used: [1, Used], Byte: [2, u8] }) });
    const arms = createCodec(kinds, { abi: packedAbi(1) });
    const stream = encodeBatch(arms, [
      { Kind: 2, Body: { Byte: 9 } },
      { Kind: 1, Body: { Used: { used: [7, 8] } } },
    ]);
    const counts = decodeBatch(arms, stream).columns['Body.Used.n'];
    const edited = stream.slice();
    encodeBatchInto(arms, { 'Body.Used.n': counts, Kind: Uint8Array.of(2, 1) }, edited, {
      at: decodeBatch(arms, edited),
    });
    assert.equal(edited, stream);
    const cut = createCodec(struct('CUT', { Size: u8, ...used }, { length: 'Size', versioned: true }));
    const short = encodeBatch(cut, [{ used: [1] }, {}]);
    const same = short.slice();
    encodeBatchInto(cut, { n: decodeBatch(cut, short).columns.n }, same, { at: decodeBatch(cut, same) });
    assert.equal(same, short);
  });
});

function bitsOf(bitmap: Uint8Array | undefined, count: number): boolean[] {
  return Array.from(
    { length: count },
    (_, row) => (((bitmap as Uint8Array)[row >> 3] as number) >> (row & 7)) % 2 === 1,
  );
}

function codeOf(letter: string): number {
  return letter.charCodeAt(0);
}

function memberAt(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
}
