import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import {
  array,
  at,
  bytes,
  guid,
  layoutOf,
  magic,
  packedAbi,
  readSchema,
  struct,
  tagged,
  text,
  u16,
  u32,
  u8,
  union,
  writeSchema,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite, suite } from '../harness/index.js';
import { decodeBatch, encodeBatch, encodeBatchInto } from '../harness/batches.js';

/** W3C PNG, 5.2: the eight bytes that every file begins with. */
const PNG = [137, 80, 78, 71, 13, 10, 26, 10];
/** Microsoft, "Advanced Systems Format": the object that an ASF file begins with, and its bytes in the file. */
const ASF_HEADER = '75b22630-668e-11cf-a6d9-00aa0062ce6c';
const ASF_BYTES = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa, 0, 0x62, 0xce, 0x6c];

const Marks = struct('MARKS', {
  Png: magic(bytes(8), Uint8Array.from(PNG)),
  Riff: magic(text('ascii', 4), 'RIFF'),
  Short: magic(text('ascii', 5), 'ab'),
  Wide: magic(text('utf-16be', 3), 'h\u00e9'),
  Asf: magic(guid, ASF_HEADER.toUpperCase()),
  Number: u8,
});
const BYTES = [...PNG, 0x52, 0x49, 0x46, 0x46, 0x61, 0x62, 0, 0, 0, 0, 0x68, 0, 0xe9, 0, 0, ...ASF_BYTES];
const VALUE = { Png: Uint8Array.from(PNG), Riff: 'RIFF', Short: 'ab', Wide: 'h\u00e9', Asf: ASF_HEADER, Number: 7 };

/** The error of a call, which it has to throw. */
function errorOf(run: () => unknown): CastbufError {
  try {
    run();
  } catch (error) {
    if (error instanceof CastbufError) return error;
  }
  throw new Error('nothing is refused');
}

engineSuite('magic values of bytes, texts and GUIDs', (test, { createCodec }) => {
  const codec = createCodec(Marks, { abi: packedAbi(1) });
  const message = Uint8Array.from([...BYTES, 7]);

  test('encode fills them in, or takes the same; decode shows them', () => {
    assert.equal([...codec.encode({ Number: 7 })], [...message]);
    assert.equal([...codec.encode(VALUE)], [...message]);
    assert.equal(codec.decode(message), VALUE);
  });

  test('each other byte is refused, with its place', () => {
    for (const index of BYTES.keys()) {
      const wrong = message.slice();
      wrong[index] = (wrong[index] as number) ^ 1;
      const error = errorOf(() => codec.decode(wrong));
      assert.is(error.code, 'ERR_MAGIC', `byte ${index}`);
      const path = index < 8 ? 'Png' : index < 12 ? 'Riff' : index < 17 ? 'Short' : index < 23 ? 'Wide' : 'Asf';
      assert.is(error.path, path);
      assert.ok(index >= (error.fieldOffset as number) && index < (error.fieldOffset as number) + 4);
    }
    const wave = message.slice();
    wave.set([0x57, 0x41, 0x56, 0x45], 8);
    assert.match(errorOf(() => codec.decode(wave)).message, "0x52494646 ('RIFF') and is 0x57415645 ('WAVE')");
  });

  test('encode refuses another value', () => {
    assert.is(errorOf(() => codec.encode({ ...VALUE, Riff: 'WAVE' })).code, 'ERR_MAGIC');
    assert.is(errorOf(() => codec.encode({ ...VALUE, Short: 'abc' })).code, 'ERR_MAGIC');
    assert.is(errorOf(() => codec.encode({ ...VALUE, Png: new Uint8Array(8) })).code, 'ERR_MAGIC');
    assert.is(errorOf(() => codec.encode({ ...VALUE, Asf: ASF_HEADER.replace('7', '8') })).code, 'ERR_MAGIC');
    assert.is(errorOf(() => codec.encode({ ...VALUE, Riff: null as unknown as string })).code, 'ERR_TYPE');
    assert.is(errorOf(() => codec.encode({ ...VALUE, Riff: 'RIFFF' })).code, 'ERR_LENGTH');
  });

  test('a view shows them, and takes no other', () => {
    const view = codec.view(message.slice());
    assert.is(view.Riff, 'RIFF');
    assert.is(view.Asf, ASF_HEADER);
    view.Riff = 'RIFF';
    view.Short = 'ab';
    assert.match(errorOf(() => (view.Riff = 'WAVE')).message, "it must be 'RIFF'");
    assert.match(errorOf(() => (view.Png = new Uint8Array(8))).message, 'it must be the bytes 89 50 4e 47 0d 0a 1a 0a');
    assert.is(errorOf(() => (view.Short = 'a')).code, 'ERR_MAGIC');
    assert.is(errorOf(() => (view.Short = 'abc')).code, 'ERR_MAGIC');
    assert.is(view.Riff, 'RIFF');
  });

  test('a value that is assigned to a part of a view may leave them out', () => {
    const Inner = struct('INNER', { Mark: magic(bytes(2), [7, 8]), Name: magic(text('ascii', 2), 'ok'), N: u8 });
    const Outer = struct('OUTER', { In: Inner, List: array(Inner, 2) });
    const outer = createCodec(Outer, { abi: packedAbi(1) });
    const own = outer.encode({ In: { N: 1 }, List: [{ N: 2 }, { N: 3 }] });
    const view = outer.view(own);
    view.In = { N: 4 } as never;
    view.List = [{ N: 5 }, { N: 6 }] as never;
    assert.equal([...own], [7, 8, 111, 107, 4, 7, 8, 111, 107, 5, 7, 8, 111, 107, 6]);
    assert.is(errorOf(() => (view.In = { N: 4, Name: 'no' } as never)).code, 'ERR_MAGIC');
  });

  test('their columns have them, and may be left out', () => {
    const stream = encodeBatch(codec, { Number: Uint8Array.of(1, 2, 3) });
    const batch = decodeBatch(codec, stream);
    assert.is(batch.rowCount, 3);
    assert.equal([...batch.columns.Png], [...PNG, ...PNG, ...PNG]);
    assert.equal(batch.value(2), { ...VALUE, Number: 3 });
    assert.equal([...encodeBatch(codec, batch.columns)], [...stream]);
    const wrong = batch.columns.Riff.slice();
    wrong[5] = 0x41;
    const refusal = errorOf(() => encodeBatch(codec, { ...batch.columns, Riff: wrong }));
    assert.equal([refusal.code, refusal.path], ['ERR_MAGIC', 'Riff']);
    const kept = stream.slice();
    assert.is(errorOf(() => encodeBatchInto(codec, { Riff: wrong }, stream, { at: batch })).code, 'ERR_MAGIC');
    assert.equal(stream, kept);
    stream[message.length + 9] = 0x41;
    const cut = decodeBatch(codec, stream);
    assert.is(cut.rowCount, 1);
    assert.is(cut.error?.code, 'ERR_MAGIC');
    assert.is(cut.error?.offset, message.length);
  });

  test('they stand in arrays, arms, trailers, targets of offsets and versioned records', () => {
    const Box = struct('BOX', { Mark: magic(text('ascii', 2), 'ok'), N: u8 });
    const Whole = struct('WHOLE', {
      Off: u16,
      Count: u8,
      Kind: u8,
      Body: tagged('Kind', { A: [1, magic(bytes(3), [1, 2, 3])], B: [2, u16] }),
      Boxes: array(Box, 2),
      Names: array(magic(text('ascii', 2), 'hi'), 2),
      There: at('Off', magic(text('ascii', 4), 'END!')),
    });
    const whole = createCodec(Whole, { abi: packedAbi(1) });
    const given = { Count: 0, Body: { A: undefined }, Boxes: [{ N: 1 }, { N: 2 }], Names: ['hi', 'hi'] };
    const value = { ...given, Body: { A: Uint8Array.of(1, 2, 3) } };
    const encoded = whole.encode(value as never);
    const decoded = whole.decode(encoded);
    assert.is(decoded.There, 'END!');
    assert.equal(decoded.Boxes, [
      { Mark: 'ok', N: 1 },
      { Mark: 'ok', N: 2 },
    ]);
    const at3 = encoded.slice();
    at3[encoded.length - 1] = 0;
    assert.is(errorOf(() => whole.decode(at3)).path, 'There');
    const box = encoded.slice();
    box[4 + 3 + 3] = 0;
    assert.is(errorOf(() => whole.decode(box)).path, 'Boxes[1].Mark');

    const Chunk = struct('CHUNK', { Length: u8, Data: bytes('Length'), End: magic(text('ascii', 2), '\r\n') });
    const chunk = createCodec(Chunk, { abi: packedAbi(1) });
    assert.equal([...chunk.encode({ Data: Uint8Array.of(9) })], [1, 9, 13, 10]);
    assert.is(errorOf(() => chunk.decode(Uint8Array.of(1, 9, 13, 11))).path, 'End');

    const Late = struct(
      'LATE',
      { Size: u8, N: u8, Mark: magic(text('ascii', 2), 'zz') },
      { length: 'Size', versioned: true },
    );
    const late = createCodec(Late, { abi: packedAbi(1) });
    assert.equal(late.decode(Uint8Array.of(2, 5)), { Size: 2, N: 5 });
    assert.equal([...late.encode({ N: 5 })], [4, 5, 122, 122]);
    assert.is(errorOf(() => late.decode(Uint8Array.of(4, 5, 122, 0))).path, 'Mark');
  });

  test('an untagged union shows the same bytes besides', () => {
    const Both = struct('BOTH', { Head: union('HEAD', { Word: u32, Text: magic(text('ascii', 4), 'RIFF') }), N: u8 });
    const both = createCodec(Both, { abi: packedAbi(1) });
    assert.equal(both.decode(Uint8Array.of(0x52, 0x49, 0x46, 0x46, 1)), {
      Head: { Word: 0x46464952, Text: 'RIFF' },
      N: 1,
    });
    assert.is(errorOf(() => both.decode(Uint8Array.of(0x52, 0x49, 0x46, 0, 1))).path, 'Head.Text');
  });
});

suite('magic values of parts in schemas', (test) => {
  test('the written form has their bytes', () => {
    const { type } = readSchema(JSON.parse(JSON.stringify(writeSchema(Marks))));
    assert.equal(writeSchema(type), writeSchema(Marks));
    assert.equal(layoutOf(type).flat, layoutOf(Marks).flat);
    const { members } = writeSchema(Marks).type as unknown as { members: [string, { magic: number[] }][] };
    assert.equal(members[0]?.[1].magic, PNG);
  });

  test('what no message could hold is refused', () => {
    const wrong: [() => unknown, string][] = [
      [() => magic(text('ascii', 4), 'abcde'), 'the magic text has 5 bytes, its member 4'],
      [() => magic(text('ascii', 4, { exact: true }), 'abc'), 'the magic text has 3 bytes, its member 4'],
      [() => magic(text('ascii', 4), 'a\0b'), 'ends at its first NUL'],
      [() => magic(text('ascii', 2), '\u20ac'), 'does not fit one byte'],
      [() => magic(text('ascii'), 'a'), 'of a fixed size'],
      [() => magic(bytes('Count'), [1]), 'of a fixed size'],
      [() => magic(bytes(2), [1]), 'has 1 bytes, its member 2'],
      [() => magic(bytes(2), [1, 256]), 'a list of bytes'],
      [() => magic(bytes(2), 'ab' as never), "not 'ab'"],
      [() => magic(bytes(0), []), 'marks nothing'],
      [() => magic(guid, 'RIFF'), 'is no GUID'],
      [() => magic(magic(bytes(1), [1]), [1]), 'has a magic value already'],
      [() => magic(array(u8, 2) as unknown as AnyType, [1, 2] as never), 'integer type, bytes, text or guid'],
    ];
    for (const [run, hint] of wrong) {
      const error = errorOf(run);
      assert.is(error.code, 'ERR_SCHEMA', hint);
      assert.match(error.message, hint);
    }
  });
});
