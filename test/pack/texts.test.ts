import * as assert from 'uvu/assert';
import { bytes, packedAbi, struct, text, u16, u32, type Type } from '../../src/surface.js';
import { engineSuite, readFixture } from '../harness/index.js';
import { decodeBatch, encodeBatch, packed, texts } from '../harness/batches.js';

type Bytes = readonly number[] | Uint8Array;

const utf8 = new TextEncoder();
const options = { abi: packedAbi(1) };
const Wide = struct('WIDE', { n: u32, name: text('utf-16le', 'n') });
const WideBig = struct('WIDE_BIG', { n: u32, name: text('utf-16be', 'n') });
const Eight = struct('EIGHT', { n: u32, name: text('utf-8', 'n') });
const Latin = struct('LATIN', { n: u32, name: text('ascii', 'n') });

/** Records that each have a count of `unit` bytes and a text. */
function recordsOf(stored: readonly Bytes[], unit: number): Uint8Array {
  const stream = new Uint8Array(stored.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(stream.buffer);
  let at = 0;
  for (const one of stored) {
    view.setUint32(at, one.length / unit, true);
    stream.set(one, at + 4);
    at += 4 + one.length;
  }
  return stream;
}

function wide(units: readonly number[]): Uint8Array {
  return Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
}

function swapped(bytes: Bytes): Uint8Array {
  return Uint8Array.from(bytes, (_, at) => bytes[at ^ 1] as number);
}

/** Numbers that repeat: xorshift of 32 bits. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

engineSuite('packed texts', (test, { createCodec }) => {
  /** Each row of the packed texts is what TextDecoder and TextEncoder make of it, and nothing lies between rows. */
  function assertTexts(type: Type<unknown>, unit: number, stored: readonly Bytes[], encoding: string): void {
    const decoder = new TextDecoder(encoding, { ignoreBOM: true });
    const batch = decodeBatch(createCodec(type as typeof Wide), recordsOf(stored, unit));
    assert.is(batch.rowCount, stored.length);
    const { offsets, data } = packed(batch, 'name');
    const want = stored.map((one) => utf8.encode(decoder.decode(Uint8Array.from(one))));
    let at = 0;
    assert.is(offsets[0], 0);
    want.forEach((row, index) => {
      const have = (data as Uint8Array).subarray(at, (at += row.length));
      if (offsets[index + 1] !== at || have.some((byte, i) => byte !== row[i])) {
        assert.equal([...have], [...row], `row ${index}: ${[...(stored[index] as Uint8Array)].join(' ')}`);
        assert.is(offsets[index + 1], at, `row ${index}`);
      }
    });
    assert.is(data.length, at);
    assert.is(offsets.length, stored.length + 1);
    const strings = texts(batch, 'name');
    assert.is(strings.length, stored.length);
    strings.forEach((have, row) => assert.is(have, batch.value(row).name, `row ${row}`));
  }

  /** In both byte orders. */
  function assertWide(stored: readonly Bytes[]): void {
    assertTexts(Wide, 2, stored, 'utf-16le');
    assertTexts(WideBig, 2, stored.map(swapped), 'utf-16be');
  }

  test('every UTF-16 unit alone, and all of them in one text', () => {
    const units = Array.from({ length: 0x10000 }, (_, unit) => unit);
    assertWide([...units.map((unit) => wide([unit])), wide(units)]);
  });

  test('pairs and half pairs at every place around a vector', () => {
    const stored: Uint8Array[] = [];
    for (const middle of [
      [0xd800],
      [0xdc00],
      [0xd83d, 0xde00],
      [0xdc00, 0xd800],
      [0xd800, 0xd800, 0xdc00],
      [0xe9],
      [0x20ac],
    ]) {
      for (let before = 0; before <= 18; before++) {
        for (let behind = 0; behind <= 18; behind++) {
          stored.push(wide([...Array<number>(before).fill(0x61), ...middle, ...Array<number>(behind).fill(0x7f)]));
        }
      }
    }
    assertWide(stored);
  });

  test('mixes of all kinds, 0 to 70 units (seed 4711)', () => {
    const next = numbersFrom(4711);
    const unit = [
      (): number => next(0x80),
      (): number => next(0x800),
      (): number => next(0x10000),
      (): number => 0xd800 + next(0x800),
      (): number => 0x61,
    ];
    const stored = Array.from({ length: 7100 }, (_, row) => {
      const kinds = [4, next(5), row % 3 === 0 ? next(5) : 4];
      return wide(Array.from({ length: row % 71 }, () => (unit[kinds[next(3)] as number] as () => number)()));
    });
    assertWide(stored);
  });

  test('UTF-8: every sequence that begins with a byte and goes on with those at the edges of what it may', () => {
    const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xff];
    const stored: number[][] = [];
    for (let lead = 0; lead < 256; lead++) {
      stored.push([lead]);
      for (const second of edges) {
        stored.push([lead, second], [lead, second, 0x61]);
        for (const third of edges) {
          stored.push([lead, second, third]);
          if (lead >= 0xe0) for (const fourth of [0x7f, 0x80, 0xbf, 0xc0]) stored.push([lead, second, third, fourth]);
        }
      }
    }
    assertTexts(Eight, 1, stored, 'utf-8');
  });

  test('UTF-8: all characters, and mixes of 0 to 70 bytes around vectors (seed 99)', () => {
    const next = numbersFrom(99);
    const whole = utf8.encode(Array.from({ length: 0x11000 }, (_, i) => String.fromCodePoint(i)).join(''));
    const stored = Array.from({ length: 7100 }, (_, row) => {
      const isAscii = next(3) > 0;
      return Array.from({ length: row % 71 }, () => (isAscii && next(20) > 0 ? next(0x80) : next(256)));
    });
    assertTexts(Eight, 1, [whole, ...stored], 'utf-8');
  });

  test('one-byte texts are Latin-1', () => {
    const all = Array.from({ length: 256 }, (_, byte) => byte);
    const stored = [
      all,
      ...all.map((byte) => [byte]),
      ...all.slice(0, 40).map((n) => new Uint8Array(n + 1).fill(0x41).fill(0xff, n)),
    ];
    const batch = decodeBatch(createCodec(Latin), recordsOf(stored, 1));
    const { offsets, data } = packed(batch, 'name');
    stored.forEach((one, row) => {
      const want = utf8.encode(String.fromCharCode(...one));
      assert.equal((data as Uint8Array).slice(offsets[row], offsets[row + 1]), want);
    });
  });

  test('texts longer than a piece are cut only between characters', () => {
    // Each shift moves the characters over the edge of the pieces.
    for (let shift = 0; shift < 4; shift++) {
      const head = 'a'.repeat(shift);
      const characters = head + '\u{1f600}é€'.repeat(40_000);
      const units = Array.from({ length: characters.length }, (_, i) => characters.charCodeAt(i));
      assertWide([wide([0x62]), wide(units), wide([0x63])]);
      assertTexts(Eight, 1, [[0x62], utf8.encode(characters), [0x63]], 'utf-8');
      assertTexts(Eight, 1, [utf8.encode(head + '\u{1f600}'.repeat(40_000))], 'utf-8');
      const strays = new Uint8Array(150_000 + shift).fill(0x80);
      assertTexts(Eight, 1, [strays], 'utf-8');
      strays.fill(0xf1, 0, 70_000);
      assertTexts(Eight, 1, [strays], 'utf-8');
    }
  });

  test('fixed texts end at their first NUL', () => {
    const Fixed = struct('FIXED', {
      a: text('utf-16le', 20),
      b: text('ascii', 33),
      c: text('utf-8', 5),
      d: bytes(3),
      e: text('utf-16be', 20),
    });
    const codec = createCodec(Fixed, options);
    const d = Uint8Array.of(0, 1, 0);
    const rows = Array.from({ length: 70 }, (_, row) => ({
      a: 'Žluť\u{1f600}'.slice(0, row % 5) + 'x'.repeat(row % 16),
      b: 'é'.repeat(row % 34),
      c: 'abcde'.slice(row % 6),
      d,
      e: 'x'.repeat(row % 16) + 'Žluť\u{1f600}'.slice(0, row % 5),
    }));
    const stream = encodeBatch(codec, rows);
    // What lies after the NUL is no text.
    stream[38] = 0x41;
    const batch = decodeBatch(codec, stream);
    for (const name of ['a', 'b', 'c', 'e'] as const) {
      const { offsets, data } = packed(batch, name);
      rows.forEach((_, row) => {
        const want = utf8.encode(batch.value(row)[name]);
        assert.equal((data as Uint8Array).slice(offsets[row], offsets[row + 1]), want, `${name} ${row}`);
      });
      assert.equal(
        texts(batch, name),
        rows.map((_, row) => batch.value(row)[name]),
      );
    }
    assert.equal([...packed(batch, 'd').offsets.subarray(0, 4)], [0, 3, 6, 9]);
    const long = decodeBatch(
      createCodec(struct('LONG', { a: text('utf-16le', 40_000) })),
      new Uint8Array(80_000).fill(0x61, 0, 66_000),
    );
    assert.is(packed(long, 'a').offsets[1], 33_000 * 3);
  });

  test('texts are strings as value has them: half pairs stay, wrong UTF-8 is half pairs', () => {
    const wides = decodeBatch(createCodec(Wide), recordsOf([wide([0xd800]), wide([0x61, 0]), wide([])], 2));
    assert.equal(texts(wides, 'name'), ['\ud800', 'a\0', '']);
    const eights = decodeBatch(
      createCodec(Eight),
      recordsOf(
        [
          [0xff, 0x61],
          [0xef, 0xbb, 0xbf],
        ],
        1,
      ),
    );
    assert.equal(texts(eights, 'name'), ['\udcffa', '\ufeff']);
    const plain = decodeBatch(createCodec(Eight), recordsOf([[0x61, 0x62], [], [0x63]], 1));
    assert.equal(texts(plain, 'name'), ['ab', '', 'c']);
  });

  test('names in the descriptors of real EDIDs', async () => {
    const Descriptor = struct('DESCRIPTOR', { header: bytes(5), name: text('ascii', 13) });
    const Block = struct('BLOCK', {
      head: bytes(54),
      a: Descriptor,
      b: Descriptor,
      c: Descriptor,
      d: Descriptor,
      rest: u16,
    });
    const stream = await readFixture('data/edid-base-blocks.bin');
    const batch = decodeBatch(createCodec(Block, options), stream);
    assert.is(batch.rowCount, stream.length / 128);
    for (const [index, name] of (['a', 'b', 'c', 'd'] as const).entries()) {
      const names = texts(batch, `${name}.name`);
      const { offsets, data } = packed(batch, `${name}.name`);
      names.forEach((have, row) => {
        const at = row * 128 + 54 + index * 18 + 5;
        const [want] = String.fromCharCode(...stream.subarray(at, at + 13)).split('\0', 1) as [string];
        assert.is(have, want);
        assert.equal((data as Uint8Array).slice(offsets[row], offsets[row + 1]), utf8.encode(want));
      });
    }
  });

  test('texts that are packed are written again', () => {
    const Named = struct('NAMED', {
      n: u16,
      fixed: text('utf-16le', 4),
      big: text('utf-16be', 4),
      name: text('utf-16be', 'n'),
    });
    const codec = createCodec(Named, options);
    const names = ['', 'a', 'Žluťoučký \u{1f600}', 'x'.repeat(40)];
    const stream = encodeBatch(
      codec,
      names.map((name) => ({ fixed: name.slice(0, 4), big: name.slice(-4), name })),
    );
    const batch = decodeBatch(codec, stream);
    const again = encodeBatch(codec, {
      fixed: packed(batch, 'fixed'),
      big: packed(batch, 'big'),
      name: packed(batch, 'name'),
    });
    assert.equal(again, stream);
  });
});
