import * as assert from 'uvu/assert';
import { recordOf } from '../../src/columns/decode-batch.js';
import { featuresOf } from '../../src/message/features.js';
import {
  array,
  at,
  be,
  bits,
  bytes,
  checksum,
  enumeration,
  f64,
  i32,
  i8,
  layoutOf,
  magic,
  packedAbi,
  range,
  recordSet,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type CastbufError,
} from '../../src/surface.js';
import type { Codec } from '../../src/message/index.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, encodeBatch, encodeBatchInto, packed, stream, summarize, texts } from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

/** Bytes of hex digits. */
function hex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
}

const PADDED = { Kind: u16, Size: u16, A: u32, B: u16, C: u64 }; // 16 and 24 bytes; 18 without padding
const Padded = struct('PADDED', PADDED, { length: 'Size' });
const Plain = struct('PLAIN', { a: u8, b: u32 }); // 8 bytes, 5 without padding

engineSuite('error texts', (test, { createCodec, createSetCodec, name }) => {
  const said = (call: () => unknown): string => refusalOf(call).message;

  test('magic values are told in hex, all digits of 64 bits', () => {
    const codec = createCodec(struct('S', { m: magic(be(u64), 0x8950_4e47_0d0a_1a0an) }));
    const is = (digits: string): string => said(() => codec.decode(hex(digits)));
    const must = 'wrong magic value in m at offset 0x0: it must be 0x89504e470d0a1a0a and is';
    assert.is(is('1122334455667789'), `${must} 0x1122334455667789; is this another kind of message?`);
    assert.is(is('0000000000000001'), `${must} 0x1; is this another kind of message?`);
    assert.is(is('ffffffffffffffff'), `${must} 0xffffffffffffffff; is this another kind of message?`);
    const { want, have } = refusalOf(() => codec.decode(hex('1122334455667789')));
    assert.equal([want, have], [0x8950_4e47_0d0a_1a0an, 0x1122_3344_5566_7789n]);
    const batch = decodeBatch(codec, hex('89504e470d0a1a0a1122334455667789'));
    assert.is(batch.error?.have, 0x1122_3344_5566_7789n);
    assert.is(batch.error?.offset, 8);
    const negative = createCodec(struct('S', { m: magic(i32, -2) }));
    assert.match(
      said(() => negative.decode(hex('ffffffff'))),
      /it must be 0xfffffffe and is 0xffffffff;/,
    );
    assert.match(
      said(() => (negative.view(hex('feffffff')).m = 5)),
      /it must be 0xfffffffe$/,
    );
  });

  test('what a stream refuses has all digits, too', async () => {
    const codec = createCodec(struct('S', { m: range(u64, 0n, 2n ** 63n) }));
    const good = hex('0000000000000080');
    const errors: unknown[] = [];
    for await (const { error } of stream(codec, [good, hex('0100000000000080')], { batchBytes: 1 }))
      errors.push(error?.message);
    assert.equal(errors, [
      undefined,
      'value out of range in m at offset 0x8: it must be from 0 to 9223372036854775808 and is 9223372036854775809',
    ]);
  });

  test('a range is told as both bounds, also where one is 0', () => {
    const codec = createCodec(struct('S', { r: range(i8, 0, 5) }));
    assert.is(
      said(() => codec.decode(hex('fd'))),
      'value out of range in r at offset 0x0: it must be from 0 to 5 and is -3',
    );
    assert.is(
      said(() => codec.decode(hex('06'))),
      'value out of range in r at offset 0x0: it must be from 0 to 5 and is 6',
    );
    const float = createCodec(struct('S', { r: range(f64, -1.5, 1e300) }));
    assert.match(
      said(() => float.encode({ r: 2e300 })),
      /it must be from -1\.5 to 1e\+300 and is 2e\+300$/,
    );
    const wide = createCodec(struct('S', { r: enumeration('E', u64, { A: 1n }, { strict: true }) }));
    assert.match(
      said(() => wide.decode(hex('ffffffffffffffff'))),
      /: 18446744073709551615 is none of its values/,
    );
  });

  test('what no double holds exactly is told with all its digits, and as about where nobody can read it again', () => {
    const codec = createCodec(struct('S', { m: magic(u64, 2n ** 63n + 1n) }));
    assert.match(
      said(() => codec.encode({ m: 2n ** 63n + 3n })),
      /it must be 0x8000000000000001 and is 0x8000000000000003;/,
    );
    assert.match(
      said(() => encodeBatch(codec, { m: BigUint64Array.of(2n ** 63n + 3n) })),
      // A compiled codec reads the column itself.
      name === 'compiled'
        ? /it must be 0x8000000000000001 and is 0x8000000000000003;/
        : /it must be 0x8000000000000001 and is about 0x8000000000000000;/,
    );
  });

  test('encode has no offset in bytes of the caller; a row of a batch has its own', () => {
    const codec = createCodec(struct('S', { m: magic(u8, 1), c: checksum(u8, 'sum-8') }));
    for (const call of [
      () => codec.encode({ m: 2 }),
      () => codec.encodeInto({ m: 2 }, new Uint8Array(9)),
      () => codec.sizeOf({ m: 2 }),
    ]) {
      const error = refusalOf(call);
      assert.is(error.offset, undefined);
      assert.is(error.message, 'wrong magic value in m: it must be 0x1 and is 0x2; is this another kind of message?');
    }
    const row = refusalOf(() => encodeBatch(codec, [{}, {}, { m: 2 }]));
    assert.is(row.offset, 4);
    assert.match(row.message, / at offset 0x4: .* \(row 2\)$/);
  });

  test('wrong calls have no offset, whatever row they stand in', () => {
    const codec = createSetCodec(recordSet('T', { A: [1, struct('A', { T: u8 })] }));
    assert.is(
      said(() => encodeBatch(codec, [{ type: 'A', value: { T: 1 } }, { type: 'B' } as never])),
      "wrong use: a record is { type, value } with a type of A, not 'B' (row 1)",
    );
    assert.is(
      said(() => encodeBatch(codec, [{ type: {}, value: {} } as never])),
      'wrong use: a record is { type, value } with a type of A, not an object (row 0)',
    );
    const bad = createCodec(struct('S', { a: magic(u32, 1) })) as Codec<AnyType>;
    const { machine } = recordOf(featuresOf(bad));
    machine.check = () => {
      Object.assign(machine.outcome, { status: 99, op: -1, recordOffset: 0, indices: [] });
      return false;
    };
    assert.is(
      said(() => encodeBatch(bad, [{ a: 1 }])),
      'kernel unavailable: status 99; this is a bug in castbuf',
    );
  });

  test('encodeBatch says what it takes: columns, or an array of values', () => {
    const codec = createCodec(struct('S', { h: struct('H', { a: u32 }), b: u8 }));
    const batch = decodeBatch(codec, new Uint8Array(16)).copy();
    const takes = 'wrong type: give columns by path, such as batch.columns, or an array of values, not';
    for (const [given, what] of [
      [batch, 'a Batch'],
      [batch.rows(), name === 'compiled' ? 'an object' : 'a RowIterator'],
      [new Uint8Array(8), 'a Uint8Array'],
      [new Map(), 'a Map'],
      [null, 'null'],
      [undefined, 'undefined'],
      ['ab', "'ab'"],
    ] as const) {
      assert.is(
        said(() => encodeBatch(codec, given as never)),
        `${takes} ${what}`,
      );
      assert.is(
        said(() => encodeBatchInto(codec, given as never, new Uint8Array(16))),
        `${takes} ${what}`,
      );
    }
    assert.is(
      said(() => encodeBatch(codec, batch.value(0) as never)),
      'wrong use in h: h is a record, whose members have columns: h.a',
    );
    const flat = createCodec(struct('F', { a: u32, d: bytes() }));
    assert.is(
      said(() => encodeBatch(flat, { a: 5, d: new Uint8Array(0) } as never)),
      'wrong type in a: give a Uint32Array and not 5; encode(value) takes a single value',
    );
    assert.is(
      said(() => encodeBatch(flat, { a: new Uint16Array(1) } as never)),
      'wrong type in a: give a Uint32Array and not a Uint16Array; encode(value) takes a single value',
    );
    const set = createSetCodec(recordSet('T', { A: [1, struct('A', { T: u8 })] }));
    assert.is(
      said(() => encodeBatch(set, decodeBatch(set, new Uint8Array(0)) as never)),
      'wrong type: give an array of { type, value }, not a SetBatch',
    );
  });

  test('a member without a column says why, wherever a column is asked for', () => {
    const codec = createCodec(
      struct('S', {
        grid: array(struct('P', { x: u8, tag: u8, u: tagged('tag', { a: [1, u8] }) }), 2),
        o: u16,
        n: u16,
        part: struct('Q', { c: u8, most: bytes('c', { capacity: 4 }) }),
        far: at('o', bytes('n')),
      }),
    );
    const batch = decodeBatch(
      codec,
      codec.encode({
        grid: [
          { x: 1, u: { a: 1 } },
          { x: 2, u: { a: 2 } },
        ],
        part: { most: hex('01') },
        far: hex('02'),
      }),
    );
    const whys: Record<string, string> = {
      'grid.u.a': 'grid.u.a has no column: not every element has it, or a third array stands around it; ',
      'grid.u.raw': 'grid.u.raw has no column: not every element has it, or a third array stands around it; ',
      far: 'far has no column: far lies where an offset points; ',
      part: 'part is a record, whose members have columns: part.c',
      grid: 'grid is a record, whose members have columns: grid.x',
      nn: 'no column nn; did you mean n?',
    };
    for (const [path, why] of Object.entries(whys)) {
      const read = why.endsWith('; ') ? `${why}read it from rows() or value(i)` : why;
      assert.is(
        said(() => packed(batch, path as never)),
        `wrong use in ${path}: ${read}`,
      );
      assert.is(
        said(() => texts(batch, path as never)),
        `wrong use in ${path}: ${read}`,
      );
      if (path === 'part' || path === 'grid') continue; // a record stands for its members there
      assert.is(
        said(() => decodeBatch(codec, new Uint8Array(0), { columns: [path as never] })),
        `wrong use in ${path}: ${read}`,
      );
      assert.is(
        said(() => summarize(codec, new Uint8Array(0), { columns: [path as never] })),
        `wrong use in ${path}: ${read}`,
      );
    }
    assert.is(
      said(() => encodeBatch(codec, {})),
      'wrong use in grid.u.a: grid.u.a has no column: not every element has it, or a third array stands around it; pass an array of values to encodeBatch',
    );
    const versioned = createCodec(struct('V', { L: u8, b: u8 }, { length: 'L', versioned: true }));
    assert.is(
      said(() => encodeBatch(versioned, { L: [1], b: [2] } as never)),
      'wrong use in unknownTail: columns do not say where each record of a versioned type ends; pass an array of values to encodeBatch',
    );
  });

  test('a length that is right without padding names packedAbi(1), and no other does', () => {
    const record = (bytes: number): Uint8Array => Uint8Array.of(1, 0, bytes, 0, ...new Uint8Array(28));
    const lengthSays = (codec: Codec<AnyType>, bytes: number): string =>
      refusalOf(() => codec.decode(record(bytes))).hint;
    const codec = createCodec(Padded);
    assert.is(createCodec(Padded, { abi: packedAbi(1) }).layout.size, 18);
    const hint = '; without padding it takes 18: createCodec(type, { abi: packedAbi(1) })';
    assert.is(lengthSays(codec, 18), `it says 18 bytes, and the record takes at least 24${hint}`);
    assert.is(lengthSays(codec, 17), 'it says 17 bytes, and the record takes at least 24');
    assert.is(lengthSays(codec, 19), 'it says 19 bytes, and the record takes at least 24');
    const gcc = createCodec(Padded, { abi: 'gcc-x64' });
    assert.is(
      lengthSays(gcc, 18),
      `it says 18 bytes, and the record takes at least 24; without padding it takes 18: createCodec(type, { abi: packedAbi(1, 'gcc-x64') })`,
    );
    assert.is(
      lengthSays(createCodec(Padded, { abi: packedAbi(1) }), 17),
      'it says 17 bytes, and the record takes at least 18',
    );
    const tail = createCodec(struct('T', { ...PADDED, Data: bytes() }, { length: 'Size' }));
    assert.is(lengthSays(tail, 17), 'it says 17 bytes, and the record takes at least 24');
    assert.is(lengthSays(tail, 18), `it says 18 bytes, and the record takes at least 24${hint}`);
    assert.is(lengthSays(tail, 23), `it says 23 bytes, and the record takes at least 24${hint}`);
    // Without padding the length would be read from another place.
    const moved = createCodec(struct('M', { k: u8, Size: u16, c: u32 }, { length: 'Size' }));
    assert.is(
      refusalOf(() => moved.decode(Uint8Array.of(1, 0, 7, 0, 0, 0, 0, 0))).hint,
      'it says 7 bytes, and the record takes at least 8',
    );
  });

  test('input that is a whole number of records without padding names packedAbi(1)', async () => {
    const codec = createCodec(Plain);
    const hint = '; without padding it takes 5: createCodec(type, { abi: packedAbi(1) })';
    const cut = (bytes: number, have: number): string =>
      `8 bytes needed, ${have} there; pass whole records, or use stream(…)${bytes % 5 === 0 ? hint : ''}`;
    assert.is(refusalOf(() => codec.decode(new Uint8Array(5))).hint, cut(5, 5));
    assert.is(refusalOf(() => codec.decode(new Uint8Array(6))).hint, cut(6, 6));
    assert.is(refusalOf(() => codec.decode(new Uint8Array(0))).hint, cut(1, 0));
    for (const bytes of [10, 15, 20, 11, 14])
      assert.is(decodeBatch(codec, new Uint8Array(bytes)).error?.hint, cut(bytes, bytes % 8), `${bytes}`);
    // Of what came before the last piece, a compiled codec knows nothing.
    for (const bytes of name === 'compiled' ? [] : [15, 20, 22]) {
      let last: CastbufError | undefined;
      for await (const batch of stream(codec, [new Uint8Array(bytes - 1), new Uint8Array(1)], { batchBytes: 1 }))
        last = batch.error;
      assert.is(last?.hint, cut(bytes, bytes % 8), `a stream of ${bytes}`);
    }
    const tail = createCodec(struct('T', { a: u8, n: u32, d: bytes('n') }));
    assert.is(refusalOf(() => tail.decode(new Uint8Array(5))).hint, cut(1, 5));
  });

  test('lengths, distances, counts and capacities are called what they are', () => {
    const next = createCodec(struct('N', { Next: u32, a: u32 }, { next: 'Next' }));
    assert.is(
      refusalOf(() => next.decode(hex('0400000000000000'))).hint,
      'it says that the next record is 4 bytes on, and this one takes at least 8',
    );
    const units = createCodec(struct('U', { n: u8, t: text('utf-16le', 'n', { unit: 'bytes' }) }, { pack: 1 }));
    assert.is(
      refusalOf(() => units.decode(hex('03616263'))).hint,
      '3 bytes are no whole number of elements of 2 bytes',
    );
    const signed = createCodec(struct('C', { n: i8, d: bytes('n') }));
    assert.is(refusalOf(() => signed.decode(hex('ff'))).hint, 'its count is -1');
    const most = createCodec(struct('M', { n: u8, d: bytes('n', { capacity: 2 }) }));
    assert.is(refusalOf(() => most.decode(hex('030000'))).hint, 'its count says 3, it has room for 2');
    const short = createCodec(struct('L', { n: u8, d: bytes() }, { length: 'n' }));
    assert.is(
      refusalOf(() => short.encode({ d: new Uint8Array(255) })).message,
      'value out of range in n: it holds 255 at most, not 256',
    );
  });

  test('a value of an unknown type shows all digits of its discriminator', () => {
    const set = createSetCodec(recordSet('T', { A: [1, struct('A', { T: u64 })] }));
    const { error } = decodeBatch(set, hex('efcdab8967452381'));
    assert.is(
      error?.message,
      "unknown message in T at offset 0x0: no type of this set has the value 9305357566071262703; add it, or a type for 'otherwise'",
    );
    assert.is(error?.have, 0x81234567_89abcdefn);
  });

  test('ABIs, parts behind offsets and other parts of a schema are called what they are', () => {
    const S = struct('S', { a: u32 });
    const abi = (given: unknown): string => refusalOf(() => layoutOf(S, given as never)).hint;
    const names =
      'there are msvc-x64, msvc-x86, gcc-x64, gcc-i386, gcc-arm, gcc-aarch64, gcc-powerpc, gcc-powerpc64, gcc-mips, gcc-s390x and packedAbi(n)';
    assert.is(abi({ abi: 'gcc-x64' }), `an object is no ABI; ${names}; give its abi by itself, 'gcc-x64'`);
    assert.is(abi('gcc'), `no ABI 'gcc'; ${names}`);
    for (const given of ['constructor', 'toString']) assert.is(abi(given), `no ABI '${given}'; ${names}`);
    assert.is(abi(packedAbi), `a function is no ABI; ${names}`);
    assert.is(abi({ packed: 1 }), `an object is no ABI; ${names}`);
    assert.is(refusalOf(() => packedAbi(1, 'gcc' as never)).hint, `no ABI 'gcc'; ${names}`);
    const pointed = (type: AnyType): string => refusalOf(() => struct('R', { o: u32, p: at('o', type) })).hint;
    const Str = struct('STR', { n: u32, s: text('utf-16le', 'n', { unit: 'bytes' }) });
    assert.is(
      pointed(Str),
      'at(…) points to structs of one size, and the length of STR varies with s; put s behind an at(…) of its own, with its count beside that offset',
    );
    assert.is(pointed(bytes()), 'at(…) points to what has a length; give bytes a number or the name of a sibling');
    assert.is(pointed(bits(u8, 3)), 'at(…) points to numbers, bytes, text, arrays and structs, not to a bit-field');
    assert.is(
      refusalOf(() => struct('R', { Count: u8, d: bytes('Cout') })).hint,
      "'Cout', which counts it, is no member of the same struct; did you mean Count?",
    );
    assert.is(
      refusalOf(() => magic(S as never, 1)).hint,
      'magic takes an integer type, bytes, text or guid, not a struct',
    );
    assert.is(refusalOf(() => be(at('o', u8))).hint, 'at(…) has no byte order');
    assert.is(refusalOf(() => layoutOf(S).offsetOf('b.c' as never)).hint, 'S has no member b.c; there are a');
    assert.is(
      refusalOf(() => text({ until: 'nul' } as never)).hint,
      'no encoding an object; there are ascii (which is Latin-1), utf-8, utf-16le, utf-16be',
    );
  });

  test('setters say what they were given', () => {
    const view = createCodec(struct('S', { a: u32, b: bytes(2), c: u64 })).view(new Uint8Array(16));
    assert.is(refusalOf(() => (view.a = 'x' as never)).hint, "give a number, not 'x'");
    assert.is(refusalOf(() => (view.b = 'ab' as never)).hint, "give a Uint8Array, not 'ab'");
    assert.is(refusalOf(() => (view.c = null as never)).hint, 'give a bigint, not null');
  });
});
