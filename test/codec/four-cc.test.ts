import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import {
  be,
  bytes,
  enumeration,
  fourCC,
  magic,
  packedAbi,
  recordSet,
  struct,
  tagged,
  u16,
  u32,
  u8,
} from '../../src/surface.js';
import { engineSuite, readFixture, suite } from '../harness/index.js';
import { decodeBatch, filter } from '../harness/batches.js';

const Id = enumeration('CHUNK_ID', u32, { format: fourCC('fmt '), data: fourCC('data') });
const Riff = struct('RIFF', { Magic: magic(u32, fourCC('RIFF')), Size: u32, Form: magic(u32, fourCC('WAVE')) });
const Format = struct('FORMAT', {
  Id,
  Size: u32,
  Format: u16,
  Channels: u16,
  Rate: u32,
  Bytes: u32,
  Block: u16,
  Bits: u16,
});
const Data = struct('DATA', { Id, Size: u32, Samples: bytes('Size') });

/** Latin-1. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function numberOf(text: string, isLittle: boolean): number {
  return new DataView(bytesOf(text).buffer).getUint32(0, isLittle);
}

suite('fourCC', (test) => {
  test('is the number of the bytes, in both orders', () => {
    assert.is(fourCC('RIFF'), numberOf('RIFF', true));
    assert.is(fourCC('RIFF', 'big'), numberOf('RIFF', false));
    assert.is(fourCC('\0\x80ÿ '), 0x20ff8000);
    assert.is(fourCC('ÿÿÿÿ', 'big'), 0xffffffff);
  });

  test('other texts are refused', () => {
    for (const text of ['', 'abc', 'abcde', 'ab€d', '😀ab', 'a\nbcd']) {
      assert.throws(
        () => fourCC(text),
        (error: unknown) =>
          error instanceof CastbufError && error.code === 'ERR_SCHEMA' && /four characters/.test(error.hint),
      );
    }
    assert.is(fourCC('a\nbc'), numberOf('a\nbc', true));
    assert.throws(() => fourCC('abcd', 'middle' as 'big'), /'little' or 'big'/);
  });
});

engineSuite('words as magics and tags', (test, { createCodec, createSetCodec }) => {
  test('a WAV that another program wrote: its header, and its chunks by their words', async () => {
    const file = await readFixture('gallery/files/tone.wav');
    const riff = createCodec(Riff);
    assert.equal(riff.decode(file), { Magic: 0x46464952, Size: file.length - 8, Form: 0x45564157 });
    assert.equal(riff.encode({ Size: file.length - 8 }), Uint8Array.from(file.subarray(0, 12)));
    assert.throws(() => riff.decode(bytesOf('RIFX\0\0\0\0WAVE')), /ERR_MAGIC|wrong magic value/);

    const set = recordSet('Id', { Format: [fourCC('fmt '), Format], Data: [fourCC('data'), Data] });
    const codec = createSetCodec(set, { abi: packedAbi(1) });
    const batch = decodeBatch(codec, file.subarray(12));
    assert.equal([batch.of.Format.rowCount, batch.of.Data.rowCount, batch.error], [1, 1, undefined]);
    assert.is(batch.of.Format.columns['Rate']?.[0], 8000);
    assert.is(batch.of.Data.columns['Size']?.[0], 64);
  });

  test('tags of a union, filters, and names', () => {
    const Box = struct('BOX', {
      Kind: be(enumeration('KIND', u32, { moov: fourCC('moov', 'big'), mdat: fourCC('mdat', 'big') })),
      Body: tagged('Kind', { Movie: [fourCC('moov', 'big'), u8], Media: [fourCC('mdat', 'big'), u8] }),
    });
    const codec = createCodec(Box, { abi: packedAbi(1) });
    const stream = bytesOf('moov\x01mdat\x02moov\x03');
    assert.equal(codec.decode(stream.subarray(5, 10)), { Kind: fourCC('mdat', 'big'), Body: { Media: 2 } });
    assert.equal(codec.encode({ Body: { Movie: 3 } }), Uint8Array.from(stream.subarray(10)));
    assert.equal(codec.encode({ Kind: 'mdat', Body: { Media: 2 } }), Uint8Array.from(stream.subarray(5, 10)));
    const where = filter(['Kind', '=', fourCC('moov', 'big')]);
    assert.equal(decodeBatch(codec, stream, { where, columns: ['Kind'] }).rowCount, 2);
  });
});
