import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import {
  be,
  bytes,
  magic,
  packedAbi,
  recordSet,
  records,
  struct,
  text,
  u16,
  u32,
  u8,
  type RecordDefinitions,
} from '../../src/surface.js';
import { engineSuite, suite } from '../harness/index.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const Head = { Id: text('ascii', 4), Size: be(u16) };
const Form = struct('FORM', { Id: magic(text('ascii', 4), 'fmt '), Size: be(u16), Rate: u32, Bits: u8 });
const Data = struct('DATA', { ...Head, Samples: bytes('Size') });
const Rest = struct('REST', { ...Head, Body: bytes('Size') });
const set = recordSet('Id', { Form: ['fmt ', Form], Data: [['data', 'DATA'], Data], Rest: ['otherwise', Rest] });
const strict = recordSet('Id', { Form: ['fmt ', Form], Data: ['data', Data] });
const ABI = { abi: packedAbi(1) };

/** Latin-1, and bytes. */
function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const all: number[] = [];
  for (const part of parts) for (const one of part) all.push(typeof one === 'string' ? one.charCodeAt(0) : one);
  return Uint8Array.from(all);
}

const STREAM = bytesOf('fmt ', [0, 5, 1, 2, 0, 0, 16], 'data', [0, 2], 'ab', 'LIST', [0, 1], 'x', 'DATA', [0, 0]);
const VALUES = [
  { type: 'Form', value: { Id: 'fmt ', Size: 5, Rate: 513, Bits: 16 } },
  { type: 'Data', value: { Id: 'data', Size: 2, Samples: bytesOf('ab') } },
  { type: 'Rest', value: { Id: 'LIST', Size: 1, Body: bytesOf('x') } },
  { type: 'Data', value: { Id: 'DATA', Size: 0, Samples: bytesOf() } },
] as const;

function errorOf(run: () => unknown): CastbufError {
  try {
    run();
  } catch (error) {
    if (error instanceof CastbufError) return error;
  }
  throw new Error('nothing is refused');
}

engineSuite('record sets by texts', (test, { createCodec, createSetCodec }) => {
  const codec = createSetCodec(set, ABI);

  test('each record has the type that its text says', () => {
    const batch = decodeBatch(codec, STREAM);
    assert.is(batch.error, undefined);
    assert.is(batch.rowCount, 4);
    assert.equal([...batch.of.Form.columns.Rate], [513]);
    assert.equal([...batch.of.Data.columns.Id], [...bytesOf('data', 'DATA')]);
    assert.equal([...batch.of.Rest.columns.Size], [1]);
    assert.equal(codec.decode(STREAM.subarray(0, 11)), VALUES[0]);
    assert.equal([...encodeBatch(codec, VALUES)], [...STREAM]);
  });

  test('what no type has is refused at its place; so is a value of another type', () => {
    const batch = decodeBatch(createSetCodec(strict, ABI), STREAM);
    assert.is(batch.rowCount, 2);
    assert.is(batch.error?.code, 'ERR_UNKNOWN_MESSAGE');
    assert.is(batch.error?.offset, 19);
    assert.is(batch.error?.have, 0x4c495354);
    const wrong = { type: 'Data', value: { Id: 'LIST', Size: 0, Samples: bytesOf() } } as const;
    assert.is(errorOf(() => encodeBatch(codec, [wrong])).code, 'ERR_DISAGREE');
  });

  test('texts of one byte, of eight, and of two-byte units', () => {
    for (const [tag, type] of [
      ['a', text('ascii', 1)],
      ['12345678', text('ascii', 8)],
      ['abcde', text('ascii', 5)],
      ['\u00ff\u00fe\u00fd\u00fc\u00fb\u00fa\u00f9\u00f8', text('ascii', 8)],
      ['h\u00e9', text('utf-16le', 2)],
      ['h\u00e9', text('utf-16be', 3)],
      ['x', text('utf-8', 3, { exact: false })],
    ] as const) {
      const One = struct('ONE', { Id: magic(type as never, tag as never), N: u8 });
      const Two = struct('TWO', { Id: type, N: u16 });
      const own = createSetCodec(
        recordSet('Id', { One: [tag, One], Two: ['otherwise', Two] } as unknown as RecordDefinitions),
        ABI,
      );
      const given = [
        { type: 'One', value: { N: 7 } },
        { type: 'Two', value: { Id: 'z', N: 1 } },
        { type: 'One', value: { N: 8 } },
      ];
      const stream = encodeBatch(own, given as never);
      const batch = decodeBatch(own, stream);
      assert.equal(
        [0, 1, 2].map((row) => batch.value(row).type as string),
        ['One', 'Two', 'One'],
        tag,
      );
      assert.equal(batch.value(0).value, { Id: tag, N: 7 });
    }
  });

  test('lists inside a message', () => {
    const File = struct('FILE', { Bytes: u8, Chunks: records(set, 'Bytes') });
    const file = createCodec(File, ABI);
    const message = Uint8Array.of(STREAM.length, ...STREAM);
    assert.equal(file.decode(message).Chunks, VALUES);
    assert.equal([...file.encode({ Chunks: VALUES })], [...message]);
  });
});

suite('texts as values of discriminators', (test) => {
  test('what the discriminator cannot be is refused', () => {
    const wrong: [RecordDefinitions, string][] = [
      [{ A: ['abcde', Data] }, 'the magic text has 5 bytes, its member 4'],
      [{ A: ['data', struct('N', { Id: u32 })] }, 'Id is no text'],
      [{ A: [['data', 1.5], Data] }, 'its value is 1.5'],
      [{ A: ['\u20ac', Data] }, 'does not fit one byte'],
    ];
    for (const [definitions, hint] of wrong) {
      const error = errorOf(() => recordSet('Id', definitions));
      assert.is(error.code, 'ERR_SCHEMA');
      assert.is(error.path, 'A');
      assert.match(error.message, hint);
    }
  });
});
