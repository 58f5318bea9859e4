import * as assert from 'uvu/assert';
import type { Batch, Codec } from '../../src/codec/index.js';
import { CsvWriter } from '../../src/cli/csv-writer.js';
import { fieldsOf } from '../../src/cli/fields.js';
import { flatCells } from '../../src/cli/flat-cells.js';
import { valueOfRow } from '../../src/cli/ndjson-reader.js';
import { NdjsonWriter } from '../../src/cli/ndjson-writer.js';
import type { RowWriter } from '../../src/cli/row-writer.js';
import { TextBuffer } from '../../src/cli/text-buffer.js';
import {
  anonymous,
  array,
  at,
  bits,
  bool8,
  bytes,
  enumeration,
  f32,
  f64,
  guid,
  i16,
  i64,
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
} from '../../src/schema/index.js';
import { engineSuite, suite } from '../harness/index.js';

function printed(writer: RowWriter, batch: Batch<AnyType>): string {
  const out = new TextBuffer();
  writer.begin(out);
  writer.bind(batch);
  for (let row = 0; row < batch.rowCount; row++) writer.writeRow(out, row);
  writer.finish(out);
  return out.toString();
}

function ndjson(codec: Codec<AnyType>, stream: Uint8Array): string {
  return printed(new NdjsonWriter(fieldsOf(codec), [], true), codec.decodeBatch(stream));
}

/** The row of a value, which must encode back to the same bytes. */
function rowOf(codec: Codec<AnyType>, value: unknown): string {
  const stream = codec.encode(value);
  const row = ndjson(codec, stream);
  assert.equal(codec.encode(valueOfRow(JSON.parse(row), codec.layout)), stream);
  return row;
}

const Colour = enumeration('Colour', u8, { RED: 1, GREEN: 2 });

// The built-in types have none of these: rows must be ready for any type.
engineSuite('rows of types of every kind', (test, { createCodec }) => {
  test('numbers: floats, signs, booleans, GUIDs', () => {
    const codec = createCodec(
      struct('Numbers', { F: f32, D: f64, S: i16, W: i64, U: u64, B: bool8, C: Colour, G: guid }),
    ) as Codec<AnyType>;
    const value = {
      F: -0,
      D: Number.NaN,
      S: -32768,
      W: -(2n ** 63n),
      U: 2n ** 64n - 1n,
      B: true,
      C: 2,
      G: '00112233-4455-6677-8899-aabbccddeeff',
    };
    assert.is(
      rowOf(codec, value),
      '{"F":-0,"D":"NaN","S":-32768,"W":"-9223372036854775808","U":"18446744073709551615","B":true,"C":2,"CName":"GREEN","G":"00112233-4455-6677-8899-aabbccddeeff"}\n',
    );
  });

  test('arrays, texts, structs in arrays', () => {
    const Item = struct('Item', { Id: u64, Kind: Colour, Name: text('utf-8', 4) });
    const codec = createCodec(
      struct('Lists', { Grid: array(array(u8, 2), 2), Floats: array(f64, 2), Count: u16, Items: array(Item, 'Count') }),
    ) as Codec<AnyType>;
    const Items = [
      { Id: 7n, Kind: 1, Name: 'ä"' },
      { Id: 8n, Kind: 9, Name: '' },
    ];
    assert.is(
      rowOf(codec, {
        Grid: [
          [1, 2],
          [3, 4],
        ],
        Floats: [Infinity, -0],
        Items,
      }),
      '{"Grid":[[1,2],[3,4]],"Floats":["Infinity",-0],"Count":2,"Items":[{"Id":"7","Kind":1,"KindName":"RED","Name":"ä\\""},{"Id":"8","Kind":9,"Name":""}]}\n',
    );
  });

  test('parts that lie elsewhere, split values', () => {
    const codec = createCodec(
      struct('Parts', {
        Low: u8,
        High: u8,
        Both: split('High', 'Low'),
        NameOffset: u16,
        Length: u16,
        Name: at('NameOffset', bytes('Length')),
      }),
    ) as Codec<AnyType>;
    assert.match(
      rowOf(codec, { Both: 0x1234, Name: Uint8Array.of(1, 2, 3) }),
      /^\{"Both":4660,"NameOffset":\d+,"Length":3,"Name":"010203"\}\n$/,
    );
  });

  test('tagged unions: named and promoted, with an arm for all other tags', () => {
    const arms = {
      One: [1, struct('', { A: u32 })],
      Two: [[2, 3], u16],
      Other: ['otherwise', bytes(4)],
    } as const;
    const named = createCodec(struct('Named', { Tag: u32, Body: tagged('Tag', arms) })) as Codec<AnyType>;
    assert.is(rowOf(named, { Tag: 1, Body: { One: { A: 5 } } }), '{"Tag":1,"Body":{"One":{"A":5}}}\n');
    assert.is(rowOf(named, { Tag: 3, Body: { Two: 9 } }), '{"Tag":3,"Body":{"Two":9}}\n');
    assert.is(
      rowOf(named, { Tag: 77, Body: { Other: Uint8Array.of(1, 2, 3, 4) } }),
      '{"Tag":77,"Body":{"Other":"01020304"}}\n',
    );
    const first = createCodec(
      struct('First', { Body: anonymous(tagged('Tag', { One: [1, u16], Two: [2, u64] })), Tag: u8 }),
    ) as Codec<AnyType>;
    assert.is(rowOf(first, { One: 4, Tag: 1 }), '{"One":4,"Tag":1}\n');
    assert.is(rowOf(first, { Two: 4n, Tag: 2 }), '{"Two":"4","Tag":2}\n');
    assert.is(rowOf(first, { raw: new Uint8Array(8), Tag: 3 }), '{"raw":"0000000000000000","Tag":3}\n');
    const sized = createCodec(
      struct('Sized', { Tag: u8, Body: tagged('Tag', { A: [1, u8], B: [2, bytes()] }, { sized: true }) }),
    ) as Codec<AnyType>;
    assert.is(rowOf(sized, { Tag: 2, Body: { B: Uint8Array.of(255) } }), '{"Tag":2,"Body":{"B":"ff"}}\n');
  });

  test('versioned structs: what is missing is left out, the unknown tail is kept', () => {
    const codec = createCodec(
      struct('Versioned', { Size: u32, A: u32, B: u64 }, { length: 'Size', versioned: true }),
    ) as Codec<AnyType>;
    assert.is(rowOf(codec, { Size: 8, A: 1 }), '{"Size":8,"A":1}\n');
    assert.is(
      rowOf(codec, { A: 1, B: 2n, unknownTail: Uint8Array.of(9) }),
      '{"Size":17,"A":1,"B":"2","unknownTail":"09"}\n',
    );
  });

  test('bytes that no member holds come out and go back in', () => {
    const type = struct('S', { L: u8, o: u8, n: u8, d: at('o', bytes('n')) }, { length: 'L' });
    const codec = createCodec(type) as Codec<AnyType>;
    const message = Uint8Array.of(7, 5, 1, 0x61, 0x99, 0x62, 0x88);
    const row = rowOf(codec, codec.decode(message));
    assert.is(row, '{"L":7,"o":5,"n":1,"d":"62","unknownGaps":[{"offset":3,"bytes":"6199"}],"unknownTail":"88"}\n');
    assert.equal(codec.encode(valueOfRow(JSON.parse(row), codec.layout)), message);
    assert.is(rowOf(codec, { d: Uint8Array.of(1) }), '{"L":4,"o":3,"n":1,"d":"01"}\n');
  });

  test('members called offset and length win over the record’s own', () => {
    const codec = createCodec(struct('Own', { offset: u8, length: u8 })) as Codec<AnyType>;
    assert.is(rowOf(codec, { offset: 1, length: 2 }), '{"offset":1,"length":2}\n');
  });

  test('CSV: quotes where they are needed, arrays as JSON, untagged unions with every arm', () => {
    const codec = createCodec(
      struct('Csv', {
        Name: text('utf-8', 8),
        List: array(u8, 2),
        U: union('', bits(u32, { Low: 8, High: 24 }), { Value: u32 }),
      }),
    ) as Codec<AnyType>;
    const stream = codec.encode({ Name: 'a,"b"', List: [1, 2], U: { Value: 257 } });
    const writer = new CsvWriter(flatCells(fieldsOf(codec), [], 'none'));
    assert.is(
      printed(writer, codec.decodeBatch(stream)),
      'Name,List,U.Low,U.High,U.Value\r\n"a,""b""","[1,2]",1,1,257\r\n',
    );
  });
});

suite('digits', (test) => {
  test('64-bit numbers from their halves, as BigInt writes them', () => {
    const halves = [
      0, 1, 9, 10, 999_999_999, 1_000_000_000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 0x20_0000, 0x1f_ffff,
    ];
    const powers = Array.from({ length: 20 }, (_, digits) => 10n ** BigInt(digits));
    const values = [
      ...halves.flatMap((high) => halves.map((low) => (BigInt(high) << 32n) | BigInt(low))),
      ...powers.flatMap((power) => [power - 1n, power, power + 1n]),
    ];
    for (const value of values) {
      const [low, high] = [Number(value & 0xffff_ffffn), Number(value >> 32n)];
      const out = new TextBuffer();
      out.wide(low, high);
      assert.is(out.toString(), String(value));
      out.clear();
      out.wideSigned(low, high);
      assert.is(out.toString(), String(BigInt.asIntN(64, value)));
      if (value > 2n ** 53n - 1n) continue;
      out.clear();
      out.integer(-Number(value));
      assert.is(out.toString(), String(-value));
    }
  });

  test('a text longer than the buffer makes it grow', () => {
    const out = new TextBuffer();
    out.text('é'.repeat(100_000));
    out.hex(new Uint8Array(1_000_000), 0, 1_000_000);
    assert.is(out.length, 2_200_000);
    assert.ok(out.isDue);
    out.clear();
    assert.is(out.toString(), '');
  });
});
