import * as assert from 'uvu/assert';
import { MIRACAST_STRUCTURES } from '../../src/miracast/index.js';
import {
  array,
  at,
  be,
  bits,
  bool,
  bytes,
  CastbufError,
  checksum,
  crc,
  createCodec,
  enumeration,
  f32,
  f64,
  filetime,
  flags,
  guid,
  i16,
  i64,
  layoutOf,
  le,
  luid,
  magic,
  ntstatus,
  packedAbi,
  pointer,
  range,
  readSchema,
  schemaHash,
  split,
  struct,
  sumBy,
  tagged,
  text,
  time,
  u16,
  u32,
  u64,
  u8,
  union,
  unnamed,
  writeSchema,
  anonymous,
  align,
  type Abi,
  type AnyType,
  type Codec,
  type WrittenSchema,
} from '../../src/js.js';
import { rounds, suite } from '../harness/index.js';
import { drawSchema } from '../robustness/random-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';

const overJson = (schema: WrittenSchema): unknown => JSON.parse(JSON.stringify(schema));

/** Writes a type, takes it over JSON and reads it: nothing of it may be different. */
function sameAgain(type: AnyType, abi?: Abi): WrittenSchema {
  const options = abi === undefined ? {} : { abi };
  const written = writeSchema(type, options);
  const read = readSchema(overJson(written));
  assert.equal(read.type['~node'], type['~node']);
  assert.equal(layoutOf(read.type, read.abi).flat, layoutOf(type, abi).flat);
  assert.equal(writeSchema(read.type, { abi: read.abi }), written);
  assert.equal(readSchema(JSON.stringify(written)).type['~node'], type['~node'], 'also from its text');
  assert.is(schemaHash(read.type, { abi: read.abi }), schemaHash(type, options));
  return written;
}

/** A codec, or what is said where there is none. */
function codecOf(type: AnyType, abi: Abi): Codec<AnyType> | string {
  try {
    return createCodec(type, { abi });
  } catch (error) {
    return String(error);
  }
}

suite('A schema that is written down', (test) => {
  test('is JSON that a person can read', () => {
    const Kind = enumeration('KIND', u16, { Ask: 1, Tell: 2 });
    const type = struct('MESSAGE', { Kind, Size: be(u32), Data: bytes('Size') }, { pack: 1 });
    assert.equal(overJson(writeSchema(type)), {
      castbufSchema: 1,
      abi: 'msvc-x64',
      type: {
        kind: 'struct',
        name: 'MESSAGE',
        members: [
          [
            'Kind',
            {
              kind: 'number',
              of: 'u16',
              enumeration: {
                name: 'KIND',
                values: [
                  ['Ask', 1],
                  ['Tell', 2],
                ],
              },
            },
          ],
          ['Size', { kind: 'number', of: 'u32', endian: 'big' }],
          ['Data', { kind: 'bytes', size: 'Size' }],
        ],
        pack: 1,
      },
    });
  });

  test('is the same type again: one of each function of the schema language', () => {
    const Level = enumeration('LEVEL', u8, { 2: 2, 1: 1, toString: 3 }, { strict: true });
    const Rights = flags('RIGHTS', u64, { Read: 1n, All: 2n ** 63n });
    const Inner = struct('', { A: f32, B: range(f64, -Infinity, 1.5) }, { align: 16 });
    const Parts = struct('PARTS', { Low: u8, High: bits(u8, 4), _: unnamed(u8, 4), Value: split('High', 'Low') });
    const type = struct(
      'ALL',
      {
        Size: u32,
        Level,
        Rights,
        Magic: magic(u64, 0x0123_4567_89ab_cdefn),
        Wide: range(i64, -(2n ** 63n), 5n),
        Exact: bool(be(u32), { exact: true }),
        Loose: bool(u8),
        Ids: array(array(guid, 2), 3),
        Luid: luid,
        Time: le(filetime),
        Created: be(time(u32, { epoch: '1904-01-01' })),
        Days: range(time(f64, { unit: 'd', epoch: '1899-12-30' }), 0, 1e6),
        Never: time(enumeration('NEVER', i64, { NEVER: 0n }), { unit: 'ns' }),
        Status: ntstatus,
        Pointer: pointer,
        Sum: checksum(u32, 'crc-32', { from: 'Level', to: 'Wide' }),
        Short: checksum(u16, 'crc-16/modbus', { to: 'Short' }),
        Own: checksum(u16, crc({ width: 13, poly: 0x1cf5 }), { to: 'Own' }),
        Most: checksum(u64, crc({ width: 61, poly: 2n ** 60n + 3n, xorOut: 1n }), {
          ranges: [{ to: 'Short' }, { from: 'Short', to: 'Own' }],
        }),
        Inner: align(Inner, 32),
        Parts,
        group: anonymous(bits(u64, { Frame: 40, Part: 24 })),
        Either: union('EITHER', { Whole: u32 }, bits(u32, { Bit: 1, Rest: 31 })),
        Tag: i16,
        Arm: tagged('Tag', { One: [1, u32], Two: [[-2, 3], Inner], Other: ['otherwise', bytes(4)] }),
        Name: text('utf-16le', 8, { exact: true }),
        NameOffset: u32,
        NameLength: u16,
        Far: at('NameOffset', text('utf-8', 'NameLength', { unit: 'bytes' }), { relativeTo: 'field' }),
        Count: u8,
        Few: array(u16, 'Count', { capacity: 4 }),
        Used: u8,
        Rest: array(u32, 'Used', { declared: 1 }),
      },
      { length: 'Size', startAlign: 8 },
    );
    for (const abi of [undefined, 'msvc-x86', 'gcc-x64', packedAbi(2, 'gcc-x64')] as const) sameAgain(type, abi);
    sameAgain(struct('BIG', { A: u32, B: bits(u32, 3), C: bits(u32, 29) }, { endian: 'big', bitsFrom: 'high' }));
    sameAgain(struct('OLD', { Size: u32, A: u32 }, { length: 'Size', versioned: true }));
    sameAgain(struct('CHAIN', { Next: u32, Text: text('ascii', { until: 'nul' }) }, { next: 'Next' }));
  });

  test('is the same type again: the Miracast structures under every ABI', () => {
    for (const type of Object.values(MIRACAST_STRUCTURES) as AnyType[]) {
      for (const abi of ['msvc-x64', 'msvc-x86', packedAbi(1)] as const) sameAgain(type, abi);
    }
  });

  test('is the same type again: random schemas, whose codecs write and read the same', () => {
    const choices = new SeededChoices(14);
    for (let round = 0; round < rounds(2000, 40); round++) {
      const { type, abi, source, value } = drawSchema(choices);
      const written = sameAgain(type, abi);
      const read = readSchema(overJson(written));
      const [one, other] = [codecOf(type, abi), codecOf(read.type, read.abi)];
      if (typeof one === 'string' || typeof other === 'string') {
        assert.is(other, one, 'what no codec can be made of is refused with the same words');
        continue;
      }
      const { given } = value(choices);
      const message = one.encode(given as never);
      assert.equal(other.encode(given as never), message, source);
      assert.equal(other.decode(message), one.decode(message), source);
    }
  });

  test('another name, value, check, order or place is another hash', () => {
    const base = { A: u16, B: u32 };
    const types: [AnyType, Abi?][] = [
      [struct('S', base)],
      [struct('T', base)],
      [struct('S', { A: u16, C: u32 })],
      [struct('S', { B: u32, A: u16 })],
      [struct('S', { A: i16, B: u32 })],
      [struct('S', { A: be(u16), B: u32 })],
      [struct('S', { A: range(u16, 0, 1), B: u32 })],
      [struct('S', { A: enumeration('E', u16, { X: 1 }), B: u32 })],
      [struct('S', { A: enumeration('E', u16, { X: 2 }), B: u32 })],
      [struct('S', base, { pack: 2 })],
      [struct('S', base), 'msvc-x86'],
      [struct('S', base), packedAbi(1)],
    ];
    const hashes = types.map(([type, abi]) => schemaHash(type, abi === undefined ? {} : { abi }));
    assert.is(new Set(hashes).size, hashes.length);
    assert.ok(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash)));
    assert.is(schemaHash(struct('S', { ...base })), hashes[0]);
    const pinned = '03b01586d46b7516d03d29046446e4c2e4c14f2284ce30c400ea35c5d039251f';
    assert.is(hashes[0], pinned, 'it is what earlier versions said: data in the world has it');
  });
});

/** The error of something that is no written schema. */
function refusalOf(given: unknown): CastbufError {
  try {
    readSchema(given);
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw new Error(`${JSON.stringify(given)?.slice(0, 300)}: ${String(error)}`, { cause: error });
  }
  throw new Error(`${JSON.stringify(given)} was taken`);
}

suite('What is no written schema', (test) => {
  const schema = (type: unknown, more: object = {}): object => ({ castbufSchema: 1, abi: 'msvc-x64', type, ...more });
  const one = (member: unknown): object => schema({ kind: 'struct', name: 'S', members: [['A', member]] });

  const WRONG: readonly [what: string, given: unknown, path: string | undefined, says: RegExp][] = [
    ['nothing', undefined, undefined, /an object, not undefined/],
    ['a number', 5, undefined, /an object, not 5/],
    ['text that is no JSON', '{', undefined, /it is no JSON/],
    ['another version', { ...one('u8'), castbufSchema: 2 }, 'castbufSchema', /version 1, not 2/],
    ['no ABI', { castbufSchema: 1, type: { kind: 'struct', members: [['A', 'u8']] } }, 'abi', /missing/],
    ['an unknown ABI', { ...one('u8'), abi: 'arm' }, 'type', /no ABI 'arm'/],
    ['an unknown member', { ...one('u8'), hash: 1 }, undefined, /no option hash/],
    ['an unknown number', one('word'), 'type.members[0]', /no number type is 'word'; there are u8/],
    ['an unknown kind', one({ kind: 'strict' }), 'type.members[0]', /no type is 'strict'; did you mean struct\?/],
    ['no kind', one({}), 'type.members[0]', /no type is undefined; there are number/],
    ['an inherited kind', one({ kind: 'toString' }), 'type.members[0]', /no type is 'toString'/],
    ['a misspelt option', one({ kind: 'bytes', sise: 4 }), 'type.members[0]', /no option sise; did you mean size\?/],
    ['a member without a type', schema({ kind: 'struct', members: [['A']] }), 'type.members[0]', /list of two/],
    ['a size that is none', one({ kind: 'bytes', size: -1 }), 'type.members[0]', /whole number from 0/],
    ['a count that is not there', one({ kind: 'bytes', size: 'N' }), 'type', /N/],
    ['bits that do not fit', one({ kind: 'bits', of: 'u8', width: 9 }), 'type.members[0]', /1 to 8 bits/],
    [
      'bits of a struct',
      one({ kind: 'bits', of: { kind: 'struct', members: [['A', 'u8']] }, width: 1 }),
      'type.members[0]',
      /integer type/,
    ],
    ['a range that is empty', one({ kind: 'number', of: 'u8', range: [2, 1] }), 'type.members[0]', /is empty/],
    ['a range of one', one({ kind: 'number', of: 'u8', range: [2] }), 'type.members[0].range', /least and the most/],
    [
      'a value that is no number',
      one({ kind: 'number', of: 'u8', magic: 'x' }),
      'type.members[0].magic',
      /string of digits/,
    ],
    [
      'an enum name twice',
      one({
        kind: 'number',
        of: 'u8',
        enumeration: {
          name: 'E',
          values: [
            ['A', 1],
            ['A', 2],
          ],
        },
      }),
      'type.members[0].enumeration.values',
      /twice/,
    ],
    [
      'a tag for no arm',
      one({ kind: 'union', members: [['X', 'u8']], tag: { field: 'T', cases: [['Y', [1]]] } }),
      'type.members[0].tag.cases[0]',
      /no arm 'Y'/,
    ],
    ['no struct at all', schema('u8'), 'type', /struct or union/],
  ];
  for (const [what, given, path, says] of WRONG) {
    test(what, () => {
      const error = refusalOf(given);
      assert.is(error.code, 'ERR_SCHEMA');
      assert.match(error.message, says);
      assert.is(error.path, path);
    });
  }

  test('one whose parts are left out, or belong to somebody else', () => {
    const { type, abi } = drawSchema(new SeededChoices(16));
    const texts = [writeSchema(struct('S', { L: u8, H: u8, V: split('H', 'L') })), writeSchema(type, { abi })];
    for (const text of texts.map((written) => JSON.stringify(written))) {
      const count = text.match(/"\w+":/g)?.length ?? 0;
      for (let left = 0; left < count; left++) {
        let seen = -1;
        const cut = JSON.parse(text, function (this: unknown, key, value: unknown) {
          return Array.isArray(this) || key === '' || ++seen !== left ? value : undefined;
        }) as unknown;
        try {
          readSchema(cut);
        } catch (error) {
          assert.instance(error, CastbufError, `${String(error)}: ${JSON.stringify(cut)}`);
        }
      }
    }
    const own = split('B', 'A');
    const written = writeSchema(struct('S', { A: u8, B: u8, V: own }));
    const before = JSON.stringify(own['~node']);
    ((written.type as unknown as { members: [string, { parts: string[] }][] }).members[2]?.[1].parts ?? []).push('C');
    assert.is(JSON.stringify(own['~node']), before);
  });

  test('a checksum by a function is no JSON', () => {
    const type = struct('S', {
      A: u8,
      Sum: checksum(
        u8,
        sumBy(() => 7),
      ),
    });
    for (const write of [writeSchema, schemaHash])
      assert.throws(() => write(type), /by a function cannot be written as JSON; .*keep the function in code/);
  });

  test('a nesting without end', () => {
    let type: unknown = 'u8';
    for (let depth = 0; depth < 100_000; depth++) type = { kind: 'array', of: type, size: 1 };
    assert.match(refusalOf(one(type)).message, /nests deeper/);
  });

  test('damaged ones end with an error, or are read to a type that can be written again', () => {
    const choices = new SeededChoices(15);
    const texts = Array.from({ length: 20 }, () => {
      const { type, abi } = drawSchema(choices);
      return JSON.stringify(writeSchema(type, { abi }));
    });
    for (let round = 0; round < rounds(20_000, 600); round++) {
      const text = choices.pick(texts);
      const place = choices.below(text.length);
      const other = choices.pick([...'0123456789"{}[],:-.eEtfn', 'null', 'true', '[]', '{}', '""', '1e999', '"kind"']);
      const damaged = text.slice(0, place) + other + text.slice(place + choices.below(4));
      let read: ReturnType<typeof readSchema>;
      try {
        read = readSchema(damaged);
      } catch (error) {
        assert.instance(error, CastbufError, `${String(error)}: ${damaged}`);
        continue;
      }
      sameAgain(read.type, read.abi);
    }
  });
});
