import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast/index.js';
import {
  be,
  bits,
  bool32,
  bytes,
  type CastbufError,
  enumeration,
  magic,
  recordSet,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
  type Batch,
  type Gap,
  type SetBatch,
} from '../../src/surface.js';
import { engineSuite, readFixture, rounds } from '../harness/index.js';
import { decodeBatch, encodeBatch, stream } from '../harness/batches.js';
import { SeededChoices } from '../robustness/seeded-choices.js';

/* Streams that go on after bytes that are no records. */

interface Survived {
  readonly records: string[];
  readonly gaps: Gap[];
}

type AnyBatch = Batch<AnyType> | SetBatch<never>;

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? `${member}n` : member instanceof Uint8Array ? `[${member.join()}]` : member,
  );

async function survivors(batches: AsyncIterable<AnyBatch>): Promise<Survived> {
  const all: Survived = { records: [], gaps: [] };
  for await (const batch of batches) {
    assert.is(batch.error, undefined);
    for (let row = 0; row < batch.rowCount; row++) all.records.push(textOf(batch.value(row)));
    all.gaps.push(...batch.gaps);
  }
  return all;
}

const noise = (choices: SeededChoices, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => choices.below(256));

/** The records, with bytes that are none before some of them, and where these lie. */
function withNoise(records: readonly Uint8Array[], choices: SeededChoices, share: number) {
  const pieces: Uint8Array[] = [];
  const gaps: [from: number, to: number][] = [];
  let at = 0;
  let since = 0;
  records.forEach((record, index) => {
    // A start counts where three records follow one another.
    if (since >= 3 && records.length - index >= 3 && choices.below(share) === 0) {
      const bad = noise(choices, 1 + choices.below(100));
      pieces.push(bad);
      gaps.push([at, (at += bad.length)]);
      since = 0;
    }
    pieces.push(record);
    at += record.length;
    since++;
  });
  return { data: joined(pieces), gaps };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

const rangesOf = (gaps: readonly Gap[]): [number, number][] => gaps.map(({ from, to }) => [from, to]);

function* piecesOf(data: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

const Level = struct('LEVEL', { type: u16, size: u16, level: u32 }, { length: 'size' });
const Text = struct('TEXT', { type: u16, size: u16, n: u16, text: bytes('n') }, { length: 'size' });
const set = recordSet('type', { Level: [1, Level], Text: [2, Text] });

/** Begins with bytes that say so, and says how long it is: what most formats are like that expect damage. */
const Framed = struct('FRAMED', { mark: magic(u16, 0xa55a), n: u8, id: u32, data: bytes('n') }, { align: 1 });

engineSuite('streams that resynchronise', (test, { createCodec, createSetCodec, needs }) => {
  const chunks = createCodec(MIRACAST_CHUNK_DATA as AnyType);
  const messages = createSetCodec(set);
  const framed = createCodec(Framed as AnyType);

  const one = (id: number): Uint8Array => framed.encode({ id, data: new Uint8Array(id % 5) } as never);
  const some = (first: number, count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, at) => one(first + at));
  const ids = async (...[source, options]: [Uint8Array | Iterable<Uint8Array>, object?]) => {
    const { records, gaps } = await survivors(stream(framed, source, { resync: true, ...options }));
    return [records.map((text) => (JSON.parse(text) as { id: number }).id), rangesOf(gaps)] as const;
  };
  const counted = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at);

  test('bytes between chunks are lost, and nothing else', async () => {
    needs('resync');
    const given = (await readFixture('vectors/chunks-10k.bin')).subarray(0, rounds(200_000, 60_000));
    const batch = decodeBatch(chunks, given);
    const records = Array.from(batch.offsets, (at, row) => given.subarray(at, at + (batch.lengths[row] as number)));
    const values = records.map((_, row) => textOf(batch.value(row)));
    for (const seed of [1, 2, 3]) {
      const { data, gaps } = withNoise(records, new SeededChoices(seed), 40);
      for (const size of [data.length, 1000, 64]) {
        const options = { resync: true, batchBytes: size === 64 ? 1 : 256 * 1024 };
        const { records: got, gaps: told } = await survivors(stream(chunks, piecesOf(data, size), options));
        assert.equal(got, values, `seed ${seed}`);
        assert.equal(rangesOf(told), gaps, `seed ${seed}`);
      }
    }
  });

  test('bytes between messages of several types are lost, and nothing else', async () => {
    needs('resync');
    const choices = new SeededChoices(4);
    const values = Array.from({ length: rounds(3000, 800) }, (_, at) =>
      choices.below(2) === 0
        ? { type: 'Level', value: { type: 1, level: at } }
        : { type: 'Text', value: { type: 2, text: noise(choices, choices.below(30)) } },
    );
    const records = values.map((value) => messages.encode(value as never));
    const want = records.map((record) => textOf(messages.decode(record)));
    for (const seed of [5, 6, 7]) {
      const { data, gaps } = withNoise(records, new SeededChoices(seed), 30);
      const { records: got, gaps: told } = await survivors(
        stream(messages, piecesOf(data, 5000), { resync: true }) as AsyncIterable<never>,
      );
      assert.equal(got, want);
      assert.equal(rangesOf(told), gaps);
    }
  });

  test('a stream without damage is what it is without resync', async () => {
    needs('resync');
    const given = await readFixture('vectors/chunks-10k.bin');
    const data = given.subarray(0, rounds(given.length, 100_000));
    const { consumedBytes, rowCount } = decodeBatch(chunks, data);
    let rows = 0;
    for await (const batch of stream(chunks, data.subarray(0, consumedBytes), { resync: true })) {
      assert.equal([batch.error, batch.gaps], [undefined, []]);
      rows += batch.rowCount;
    }
    assert.is(rows, rowCount);
  });

  test('a gap at the start, in the middle and at the end; the reasons tell what decoding said', async () => {
    needs('resync');
    const data = joined([Uint8Array.of(1, 2, 3), ...some(0, 5), Uint8Array.of(9), ...some(5, 4), Uint8Array.of(7, 7)]);
    const end = data.length;
    const middle = 3 + joined(some(0, 5)).length;
    for (const size of [1, 2, 7, end]) {
      for (const options of [{}, { batchBytes: 1 }, { maxDelay: 0 }]) {
        const [found, gaps] = await ids(piecesOf(data, size), options);
        assert.equal(found, counted(0, 9));
        assert.equal(gaps, [
          [0, 3],
          [middle, middle + 1],
          [end - 2, end],
        ]);
      }
    }
    const { gaps } = await survivors(stream(framed, data, { resync: true }));
    assert.equal(
      gaps.map(({ reason }) => [reason.code, reason.offset]),
      [
        ['ERR_MAGIC', 0],
        ['ERR_MAGIC', middle],
        ['ERR_TRUNCATED_HEADER', end - 2],
      ],
    );
  });

  test('split at every byte it is the same', async () => {
    needs('resync');
    const data = joined([...some(0, 4), Uint8Array.of(0x5a, 0xa5, 1), ...some(4, 4)]);
    const want = await ids(data);
    assert.equal(want[0], counted(0, 8));
    for (let cut = 0; cut <= data.length; cut++)
      assert.equal(await ids([data.subarray(0, cut), data.subarray(cut)], { batchBytes: 1 }), want, `cut at ${cut}`);
  });

  test('a start counts where as many records follow one another as resync says', async () => {
    needs('resync');
    const bad = Uint8Array.of(0);
    for (const chain of [1, 2, 3, 4]) {
      for (const count of [chain - 1, chain, chain + 1]) {
        const data = joined([...some(0, 5), bad, ...some(100, count), bad, ...some(200, 5)]);
        const [found] = await ids(data, { resync: chain });
        const island = count < chain ? [] : counted(100, count);
        assert.equal(found, [...counted(0, 5), ...island, ...counted(200, 5)], `${count} of ${chain}`);
      }
    }
  });

  test('at the end of the stream fewer do, and one that is cut there is a gap of its own', async () => {
    needs('resync');
    const tail = joined(some(5, 2));
    for (const cut of [0, 1]) {
      const data = joined([...some(0, 5), Uint8Array.of(0), tail.subarray(0, tail.length - cut)]);
      const [found, gaps] = await ids(data);
      assert.equal(found, cut === 0 ? counted(0, 7) : counted(0, 6));
      assert.is(gaps.length, 1 + cut);
    }
  });

  test('nothing but bytes that are no records: one gap, and a batch that tells it', async () => {
    needs('resync');
    const data = new Uint8Array(rounds(300_000, 70_000)).fill(1);
    let batches = 0;
    for await (const batch of stream(framed, piecesOf(data, 10_000), { resync: true })) {
      assert.equal([batch.rowCount, batch.error, rangesOf(batch.gaps)], [0, undefined, [[0, data.length]]]);
      batches++;
    }
    assert.is(batches, 1);
    assert.equal(await ids(new Uint8Array(0)), [[], []]);
  });

  test('a length that lies loses its own record, and not those that it claims', async () => {
    needs('resync');
    const Long = struct('LONG', { kind: enumeration('K', u32, { A: 7 }), n: u32, data: bytes('n') });
    const codec = createCodec(Long as AnyType);
    const values = Array.from({ length: 400 }, (_, at) => ({ kind: 7, data: new Uint8Array(at % 4).fill(at) }));
    const data = encodeBatch(codec, values as never);
    const whole = decodeBatch(codec, data);
    const at = whole.offsets[20] as number;
    const want = values.map((_, row) => textOf(whole.value(row)));
    const lie = (bytes: number): Uint8Array => new Uint8Array(Uint32Array.of(0x04030201, bytes).buffer);
    for (const claimed of [1, 70, 700, 2000, 70_000, 1_000_000]) {
      const lying = joined([data.subarray(0, at), lie(claimed), data.subarray(at)]);
      for (const size of [64, 1000, lying.length]) {
        const { records, gaps } = await survivors(stream(codec, piecesOf(lying, size), { resync: true }));
        assert.equal(records, want, `${claimed} in pieces of ${size}`);
        assert.equal(rangesOf(gaps), [[at, at + 8]]);
      }
    }
  });

  const Kind = enumeration('KIND', u32, { A: 7 });
  const Kinds = struct('KINDS', { kind: Kind, n: u32, data: bytes('n') }) as AnyType;
  const NOISE = Uint8Array.of(1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff);

  test('records that do not look like it are kept where they lead to one that does', async () => {
    needs('resync');
    const codec = createCodec(Kinds);
    const of = (kind: number): Uint8Array => codec.encode({ kind, data: new Uint8Array(3) } as never);
    const data = joined([of(7), of(7), of(7), NOISE, of(9), of(10), of(7), of(7), of(7), of(7)]);
    const { records, gaps } = await survivors(stream(codec, data, { resync: true }));
    assert.equal(
      records.map((text) => (JSON.parse(text) as { kind: number }).kind),
      [7, 7, 7, 9, 10, 7, 7, 7, 7],
    );
    assert.equal(rangesOf(gaps), [[33, 41]]);
  });

  test('a stream of records that never look like it goes on after a gap before it ends', async () => {
    needs('resync');
    const codec = createCodec(Kinds);
    const one = codec.encode({ kind: 9, data: new Uint8Array(24).fill(0xee) } as never);
    const some = joined(Array.from({ length: 3000 }, () => one));
    let pieces = 0;
    const source = function* (): Generator<Uint8Array> {
      yield joined([some.subarray(0, 3200), NOISE]);
      for (; pieces < 4; pieces++) yield some;
    };
    let rows = 0;
    let piecesAtFirst = -1;
    for await (const batch of stream(codec, source(), { resync: true, batchBytes: 1 })) {
      rows += batch.rowCount;
      if (batch.gaps.length > 0) piecesAtFirst = pieces;
    }
    assert.is(rows, 100 + 4 * 3000);
    assert.ok(piecesAtFirst >= 0 && piecesAtFirst < 3, `after ${piecesAtFirst} pieces`);
  });

  test('records that never look like it come without damage nearly as soon as their bytes do', async () => {
    needs('resync');
    const codec = createCodec(Kinds);
    const one = codec.encode({ kind: 9, data: new Uint8Array(24).fill(0xee) } as never);
    const some = joined(Array.from({ length: 32 }, () => one)); // 1024 bytes
    let rows = 0;
    const source = function* (): Generator<Uint8Array> {
      for (let pieces = 0; pieces < 40; pieces++) {
        assert.ok(pieces * 32 - rows <= 32 * 12, `${rows} of ${pieces * 32}`);
        yield some;
      }
    };
    for await (const batch of stream(codec, source(), { resync: true, batchBytes: 1 })) rows += batch.rowCount;
    assert.is(rows, 40 * 32);
  });

  test('a long length that lies does not hold a stream up until as much has come', async () => {
    needs('resync');
    const codec = createCodec(Kinds);
    const good = codec.encode({ kind: 7, data: new Uint8Array(24) } as never);
    const some = joined(Array.from({ length: 3000 }, () => good));
    const lie = new Uint8Array(Uint32Array.of(0x04030201, 10_000_000).buffer);
    let pieces = 0;
    const source = function* (): Generator<Uint8Array> {
      yield joined([some.subarray(0, 3200), lie]);
      for (; pieces < 4; pieces++) yield some;
    };
    const gaps: Gap[] = [];
    let rows = 0;
    for await (const batch of stream(codec, source(), { resync: true, batchBytes: 1 })) {
      if (batch.gaps.length > 0) assert.ok(pieces < 3, `after ${pieces} pieces`);
      gaps.push(...batch.gaps);
      rows += batch.rowCount;
    }
    assert.is(rows, 100 + 4 * 3000);
    assert.equal(rangesOf(gaps), [[3200, 3208]]);
    assert.is(gaps[0]?.reason.code, 'ERR_DISAGREE');
  });

  test('without damage, records inside of records that do not look like it stay what they are, wherever pieces end', async () => {
    needs('resync');
    const codec = createCodec(Kinds);
    const inner = joined(Array.from({ length: 5 }, () => codec.encode({ kind: 7, data: new Uint8Array(2) } as never)));
    const outer = codec.encode({ kind: 9, data: inner } as never);
    const few = joined(Array.from({ length: 6 }, () => outer));
    for (let cut = 0; cut <= few.length; cut++) {
      const options = { resync: true, batchBytes: 1 };
      const { records, gaps } = await survivors(stream(codec, [few.subarray(0, cut), few.subarray(cut)], options));
      assert.equal([records.length, gaps], [6, []], `cut at ${cut}`);
    }
    const many = joined(Array.from({ length: 500 }, () => outer));
    for (const size of [5000, 5001, 9000, many.length]) {
      const options = { resync: true, batchBytes: 1 };
      const { records, gaps } = await survivors(stream(codec, piecesOf(many, size), options));
      assert.equal([records.length, gaps], [500, []], `pieces of ${size}`);
    }
  });

  /** A wrong record before the 11th of 40, and where its gap is. */
  const withLie = (good: (at: number) => Uint8Array, lie: Uint8Array) => {
    const records = Array.from({ length: 40 }, (_, at) => good(at));
    const from = joined(records.slice(0, 10)).length;
    return { data: joined([...records.slice(0, 10), lie, ...records.slice(10)]), gap: [from, from + lie.length] };
  };

  const UNLIKELY: Record<string, readonly [type: AnyType, good: object, lie: Uint8Array]> = {
    'padding that is not zero': [
      struct('P', { a: u8, n: u32, data: bytes('n') }),
      { a: 1, data: new Uint8Array(20).fill(0xee) },
      Uint8Array.of(1, 0, 3, 0, 70, 0, 0, 0),
    ],
    'an enum whose value has no name': [
      Kinds,
      { kind: 7, data: new Uint8Array(20).fill(0xee) },
      Uint8Array.of(8, 0, 0, 0, 70, 0, 0, 0),
    ],
    'an enum in the bits of a big-endian number': [
      struct('B', {
        kind: bits(enumeration('E', be(u32), { A: 5 }), 4),
        id: bits(be(u32), 28),
        n: u32,
        data: bytes('n'),
      }),
      { kind: 5, id: 3, data: new Uint8Array(20).fill(0xee) },
      Uint8Array.of(6, 6, 6, 6, 70, 0, 0, 0),
    ],
    'a bool that is neither 0 nor 1': [
      struct('F', { flag: bool32, n: u32, data: bytes('n') }),
      { flag: true, data: new Uint8Array(20).fill(0xee) },
      Uint8Array.of(2, 0, 0, 0, 70, 0, 0, 0),
    ],
    'bytes after the members': [
      struct('T', { size: u32, id: u32 }, { length: 'size' }),
      { id: 0xeeeeeeee },
      Uint8Array.of(69, 0, 0, 0, 0xee, 0xee, 0xee, 0xee),
    ],
  };
  for (const [what, [type, good, lie]] of Object.entries(UNLIKELY)) {
    test(`a record that takes others is given up for them: ${what}`, async () => {
      needs('resync');
      const codec = createCodec(type);
      const { data, gap } = withLie(() => codec.encode(good as never), lie);
      for (const size of [data.length, 9]) {
        const { records, gaps } = await survivors(
          stream(codec, piecesOf(data, size), { resync: true, batchBytes: size }),
        );
        assert.equal([records.length, rangesOf(gaps)], [40, [gap]], `pieces of ${size}`);
      }
    });
  }

  test('a record that takes others is given up for them also where what follows it only waits for more', async () => {
    needs('resync');
    const codec = createCodec(Kinds);
    // Wherever a wrong length leads, 5000 bytes are asked for there.
    const words = new Uint8Array(Uint32Array.from({ length: 6 }, () => 5000).buffer);
    const one = codec.encode({ kind: 7, data: words } as never);
    const records = Array.from({ length: 2000 }, () => one);
    const lie = new Uint8Array(Uint32Array.of(9, 40).buffer);
    const data = joined([...records.slice(0, 10), lie, ...records.slice(10)]);
    for (const size of [4500, 4600, 4700, data.length]) {
      const options = { resync: true, batchBytes: 1 };
      const { records: got, gaps } = await survivors(stream(codec, piecesOf(data, size), options));
      assert.equal([got.length, rangesOf(gaps)], [2000, [[320, 328]]], `pieces of ${size}`);
    }
  });

  test('what a batch shows is its own, also while the stream goes on', async () => {
    needs('resync');
    const data = joined(some(0, 4000));
    let rows = 0;
    for await (const batch of stream(framed, piecesOf(data, 5000), { resync: true, batchBytes: 5000 })) {
      const { buffer } = (batch.columns['data'] as { readonly data: Uint8Array }).data;
      structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
      rows += batch.rowCount;
    }
    assert.is(rows, 4000);
  });

  test('batches are owned, gaps move with them, and rows of a filter are whole', async () => {
    needs('resync');
    const data = joined([...some(0, 5), Uint8Array.of(0), ...some(5, 5)]);
    const batches: Batch<AnyType>[] = [];
    for await (const batch of stream(framed, data, { resync: true })) batches.push(batch);
    const [first, second] = batches as [Batch<AnyType>, Batch<AnyType>];
    assert.equal([...(first.columns['id'] as Uint32Array)], counted(0, 5));
    assert.equal([first.gaps.length, second.gaps.length, batches.length], [0, 1, 2]);
    const [gap] = second.gaps as [Gap];
    const [moved] = second.at(second.byteOffset + 10, undefined).gaps as [Gap];
    assert.equal(
      [moved.from, moved.to, moved.reason.offset],
      [gap.from + 10, gap.to + 10, (gap.reason.offset as number) + 10],
    );
    assert.is(second.copy().gaps[0]?.from, gap.from);
    assert.match(JSON.stringify(second), /"gaps":1/);
  });

  test('what cannot be resynchronised is refused in words', async () => {
    needs('resync');
    const refusal = async (codec: AnyType, options: object): Promise<string> => {
      try {
        await stream(createCodec(codec), new Uint8Array(9), { resync: true, ...options }).next();
        return '';
      } catch (error) {
        assert.is((error as CastbufError).code, 'ERR_USAGE');
        return (error as CastbufError).message;
      }
    };
    assert.match(await refusal(Framed, { borrow: true }), /leave out borrow/);
    assert.match(await refusal(Framed, { onBadRecord: 'skip' }), /leave out onBadRecord/);
    assert.match(await refusal(struct('REST', { a: u8, rest: bytes() }), {}), /say how long they are/);
    for (const resync of [0, -1, 1.5, 1001, 'yes', null])
      assert.match(await refusal(Framed, { resync }), /resync is true, or a number of records from 1 to 1000/);
    assert.is(await refusal(Framed, { resync: 1000 }), '');
    assert.is(await refusal(Framed, { resync: false, borrow: true }), '');
  });
});
