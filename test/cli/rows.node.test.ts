import * as assert from 'uvu/assert';
import type { Batch } from '../../src/columns/index.js';
import type { Codec } from '../../src/message/index.js';
import { selectColumns } from '../../src/cli/column-selection.js';
import { CSV, DelimitedWriter, type DelimitedOptions } from '../../src/cli/delimited-writer.js';
import { fieldsOf } from '../../src/cli/fields.js';
import { flatCells } from '../../src/cli/flat-cells.js';
import { kindCells } from '../../src/cli/kind-cells.js';
import { notesOf, valueOfRow } from '../../src/cli/ndjson-reader.js';
import { NdjsonWriter } from '../../src/cli/ndjson-writer.js';
import { placesOf, type Place } from '../../src/cli/place-cells.js';
import { oneKindBatch, type RecordKind } from '../../src/cli/record-kinds.js';
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
  i8,
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
import { decodeBatch } from '../harness/batches.js';

function printed(writer: RowWriter, batch: Batch<AnyType>): string {
  const out = new TextBuffer();
  writer.begin(out);
  writer.bind(oneKindBatch(batch, 'a.bin'));
  for (let row = 0; row < batch.rowCount; row++) writer.writeRow(out, row);
  writer.finish(out);
  return out.toString();
}

function kindsOf(codec: Codec<AnyType>): readonly RecordKind[] {
  return [{ name: 'T', codec }];
}

function placesIn({ layout }: Codec<AnyType>): readonly Place[] {
  return placesOf([layout], { file: false, type: false, packet: false });
}

/** The value of a row, which may say what decode says of its record's place. */
function valueIn({ layout }: Codec<AnyType>, row: unknown): Record<string, unknown> {
  return valueOfRow(row, layout, notesOf([layout]));
}

function ndjson(codec: Codec<AnyType>, stream: Uint8Array): string {
  return printed(new NdjsonWriter(kindsOf(codec), [fieldsOf(codec)], [], true), decodeBatch(codec, stream));
}

/** The row of a value, which must encode back to the same bytes. */
function rowOf(codec: Codec<AnyType>, value: unknown): string {
  const stream = codec.encode(value);
  const row = ndjson(codec, stream);
  assert.equal(codec.encode(valueIn(codec, JSON.parse(row))), stream);
  return row;
}

const FILE: DelimitedOptions = { delimiters: CSV, isSafe: false, isForTerminal: false };
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
    assert.equal(codec.encode(valueIn(codec, JSON.parse(row))), message);
    assert.is(rowOf(codec, { d: Uint8Array.of(1) }), '{"L":4,"o":3,"n":1,"d":"01"}\n');
  });

  test('a text that steers terminals is escaped as JSON escapes, and the same when it is read', () => {
    const codec = createCodec(struct('T', { Text: text('utf-8', 16) })) as Codec<AnyType>;
    assert.is(
      rowOf(codec, { Text: '\u001b[1m\u009b1m\u007f\u202ex' }),
      '{"Text":"\\u001b[1m\\u009b1m\\u007f\\u202ex"}\n',
    );
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
    const writer = new DelimitedWriter(kindCells(kindsOf(codec), [], [flatCells(fieldsOf(codec), 'none')]), FILE);
    assert.is(
      printed(writer, decodeBatch(codec, stream)),
      'Name,List,U.Low,U.High,U.Value\r\n"a,""b""","[1,2]",1,1,257\r\n',
    );
  });
});

/** The row as decode writes it: with the record's place and with names. What it says must encode back. */
function wholeRow(codec: Codec<AnyType>, value: unknown): Record<string, unknown> {
  const stream = codec.encode(value);
  const row = printed(
    new NdjsonWriter(kindsOf(codec), [fieldsOf(codec)], placesIn(codec), true),
    decodeBatch(codec, stream),
  );
  assert.equal(codec.encode(valueIn(codec, JSON.parse(row))), stream, row);
  const keys = [...row.matchAll(/"([^"]+)":/g)].map(([, key]) => key);
  if (!row.includes('[') && !row.slice(1).includes('{')) assert.is(new Set(keys).size, keys.length, row);
  return JSON.parse(row) as Record<string, unknown>;
}

function heading(codec: Codec<AnyType>): string {
  const cells = kindCells(kindsOf(codec), placesIn(codec), [flatCells(fieldsOf(codec), 'beside')]);
  return printed(new DelimitedWriter(cells, FILE), decodeBatch(codec, new Uint8Array(0))).trimEnd();
}

engineSuite('what a row says beside the members of its type', (test, { createCodec }) => {
  const cases: readonly (readonly [what: string, type: AnyType, value: object, row: object])[] = [
    [
      'no such member',
      struct('T', { a: u8, Offset: u8 }),
      { a: 1, Offset: 2 },
      { offset: 0, length: 2, a: 1, Offset: 2 },
    ],
    ['offset', struct('T', { offset: u8 }), { offset: 7 }, { recordOffset: 0, length: 1, offset: 7 }],
    ['length', struct('T', { length: u8 }), { length: 7 }, { offset: 0, recordLength: 1, length: 7 }],
    [
      'both, and the names that would be next',
      struct('T', { offset: u8, recordOffset: u8, length: u8, recordLength: u8, recordLength_: u8 }),
      { offset: 1, recordOffset: 2, length: 3, recordLength: 4, recordLength_: 5 },
      { recordOffset_: 0, recordLength__: 5, offset: 1, recordOffset: 2, length: 3, recordLength: 4, recordLength_: 5 },
    ],
    [
      'only the name that would be next',
      struct('T', { recordOffset: u8 }),
      { recordOffset: 9 },
      { offset: 0, length: 1, recordOffset: 9 },
    ],
    [
      'promoted from an anonymous struct in an anonymous union',
      struct('T', { U: anonymous(union('', { S: anonymous(struct('', { offset: u8, x: u8 })), W: u16 })), length: u8 }),
      { offset: 1, x: 2, length: 3 },
      { recordOffset: 0, recordLength: 4, offset: 1, x: 2, W: 513, length: 3 },
    ],
    [
      'an arm of a promoted tagged union',
      struct('T', { Tag: u8, U: anonymous(tagged('Tag', { offset: [1, u8], B: [2, u8] })) }),
      { Tag: 2, B: 5 },
      { recordOffset: 0, length: 2, Tag: 2, B: 5 },
    ],
    [
      'a part of a split value, which no row shows',
      struct('T', { offset: u8, Low: u8, Both: split('offset', 'Low') }),
      { Both: 258 },
      { recordOffset: 0, length: 2, Both: 258 },
    ],
    [
      'inside a nested struct',
      struct('T', { N: struct('', { offset: u8, length: u8 }) }),
      { N: { offset: 3, length: 4 } },
      { offset: 0, length: 2, N: { offset: 3, length: 4 } },
    ],
    [
      'members called as notes are',
      struct('T', { i: u8, arm: u8, row: u8, DataHex: u8, ItsName: u8 }),
      { i: 1, arm: 2, row: 3, DataHex: 4, ItsName: 5 },
      { offset: 0, length: 5, i: 1, arm: 2, row: 3, DataHex: 4, ItsName: 5 },
    ],
    ['a name', struct('T', { Kind: Colour }), { Kind: 1 }, { offset: 0, length: 1, Kind: 1, KindName: 'RED' }],
    [
      'a name that is a member, and an enum itself',
      struct('T', { Kind: Colour, KindName: Colour, Kind_: Colour }),
      { Kind: 1, KindName: 2, Kind_: 1 },
      {
        offset: 0,
        length: 3,
        Kind: 1,
        Kind_Name: 'RED',
        KindName: 2,
        KindNameName: 'GREEN',
        Kind_: 1,
        Kind__Name: 'RED',
      },
    ],
    [
      'a name that is a member in a promoted struct, or an arm',
      struct('T', {
        Kind: Colour,
        S: anonymous(struct('', { KindName: u8 })),
        N: struct('', { Tag: Colour, U: anonymous(tagged('Tag', { TagName: [1, u8] })) }),
      }),
      { Kind: 1, KindName: 7, N: { Tag: 2, raw: Uint8Array.of(9) } },
      { offset: 0, length: 4, Kind: 1, Kind_Name: 'RED', KindName: 7, N: { Tag: 2, Tag_Name: 'GREEN', raw: '09' } },
    ],
    [
      'a name in an array of structs, which has no columns',
      struct('T', { Count: u8, L: array(struct('', { Kind: Colour, KindName: u8 }), 'Count') }),
      { L: [{ Kind: 2, KindName: 7 }] },
      { offset: 0, length: 3, Count: 1, L: [{ Kind: 2, Kind_Name: 'GREEN', KindName: 7 }] },
    ],
  ];
  for (const [what, type, value, row] of cases) {
    test(`${what}: all of it is there, and reads back`, () => {
      assert.equal(wholeRow(createCodec(type) as Codec<AnyType>, value), row);
    });
  }

  test('CSV and --columns use the same names', () => {
    const codec = createCodec(struct('T', { offset: u8, Kind: Colour, KindName: u8 })) as Codec<AnyType>;
    assert.is(heading(codec), 'recordOffset,length,offset,Kind,Kind_Name,KindName');
    const { places, order } = selectColumns([fieldsOf(codec)], placesIn(codec), ['recordOffset', 'offset']);
    assert.equal([places, order], [[{ kind: 'offset', key: 'recordOffset' }], ['recordOffset', 'offset']]);
  });

  test('what is no note and no member is refused', () => {
    const codec = createCodec(struct('T', { offset: u8 })) as Codec<AnyType>;
    for (const key of ['recordLength', 'recordOffset_', 'offse']) {
      assert.throws(() => valueIn(codec, { offset: 1, [key]: 2 }), /unknown key/, key);
    }
    assert.equal(valueIn(codec, { offset: 1, recordOffset: 2, length: 3, i: 4 }), { offset: 1 });
  });
});

engineSuite('CSV for spreadsheets', (test, { createCodec }) => {
  const codec = createCodec(
    struct('T', { T: text('utf-8', 12), N: i8, F: f32, W: i64, At: u8, P: at('At', i8), B: bytes(1), A: array(i8, 1) }),
  ) as Codec<AnyType>;
  const NUMBERS = { N: -1, F: -0.5, W: -2n, P: -3, B: Uint8Array.of(0xe), A: [-4] };
  const cellOf = (T: string, options: DelimitedOptions): string => {
    const cells = kindCells(kindsOf(codec), [], [flatCells(fieldsOf(codec), 'none')]);
    const csv = printed(new DelimitedWriter(cells, options), decodeBatch(codec, codec.encode({ ...NUMBERS, T })));
    const [, rest = ''] = /^[^\r]*\r\n([\s\S]*)\r\n$/.exec(csv) ?? [];
    const numbers = /,-1,-0\.5,-2,\d+,-3,0e,\[-4\],$/;
    assert.match(rest, numbers, 'numbers stay as they are');
    return rest.replace(numbers, '');
  };

  test('text that would run has an apostrophe before it, and nothing else has', () => {
    const safe = { ...FILE, isSafe: true };
    const cases = [
      ['=1+1', "'=1+1"],
      ['+1', "'+1"],
      ['-1', "'-1"],
      ['@SUM(A1)', "'@SUM(A1)"],
      ['\t=1', "'\t=1"],
      ['\r=1', '"\'\r=1"'],
      ['\n=1', '"\'\n=1"'],
      ['\uff1d1', "'\uff1d1"],
      ['=A1,"x"', '"\'=A1,""x"""'],
      ["'=1", "'=1"],
      ['a=1', 'a=1'],
      [' =1', ' =1'],
      ['', ''],
      ['1', '1'],
    ] as const;
    for (const [given, cell] of cases) {
      assert.is(cellOf(given, safe), cell, JSON.stringify(given));
      assert.is(
        cellOf(given, FILE)
          .replace(/^"(.*)"$/s, '$1')
          .replaceAll('""', '"'),
        given,
        'only where it is asked for',
      );
    }
  });

  test('on a terminal control characters are escaped, in a file they are data', () => {
    assert.is(cellOf('\u001b[1m\u009b', { ...FILE, isForTerminal: true }), '\\x1b[1m\\x9b');
    assert.is(cellOf('\u001b[1m\u009b', FILE), '\u001b[1m\u009b');
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
