import * as assert from 'uvu/assert';
import {
  bytes,
  checksum,
  CastbufError,
  recordSet,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
  type ColumnsInput,
  type Codec,
  type InferInput,
} from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { decodeBatch, encodeBatch, encodeStream, encodeTransform } from '../harness/batches.js';
import { codecError } from '../pack/codec-error.js';
import { drawSchema } from '../robustness/random-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';

const SCHEMAS = rounds(300, 80);
const ROWS = 9;

const Pair = struct('PAIR', { a: u16, b: u8 }, { pack: 1 });
const Padded = struct('PADDED', { a: u16, b: u8 }, { pack: 1, startAlign: 8 });
const Chained = struct('CHAINED', { next: u16, n: u8, data: bytes('n') }, { pack: 1, next: 'next', startAlign: 4 });

type Row = InferInput<AnyType>;

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: number[] = [];
  for await (const piece of pieces) all.push(...piece);
  return Uint8Array.from(all);
}

async function refusal(run: Promise<unknown>): Promise<CastbufError> {
  try {
    await run;
  } catch (error) {
    assert.instance(error, CastbufError);
    return error as CastbufError;
  }
  throw new Error('nothing was refused');
}

/** Rows in pieces, of which some are empty. */
function cut<T>(rows: readonly T[], sizes: readonly number[]): T[][] {
  let at = 0;
  return [...sizes, rows.length].map((size) => rows.slice(at, (at += size)));
}

engineSuite('streams of rows', (test, { createCodec, createSetCodec }) => {
  const pairs = Array.from({ length: 7 }, (_, row) => ({ a: row, b: row + 100 }));
  const chained = [0, 1, 4, 5, 0].map((length) => ({ data: new Uint8Array(length).fill(length) }));

  test('however rows are cut, the bytes are those of all of them', async () => {
    for (const type of [Pair, Padded]) {
      const codec = createCodec(type);
      for (const sizes of [[], [7], [1, 1, 1], [0, 3, 0, 0, 2], [6]])
        assert.equal(
          await joined(encodeStream(codec, cut(pairs, sizes))),
          encodeBatch(codec, pairs),
          `${sizes.join()}`,
        );
      assert.equal(await joined(encodeStream(codec, [])), new Uint8Array(0));
      assert.equal(await joined(encodeStream(codec, [[], []])), new Uint8Array(0));
    }
    const chain = createCodec(Chained);
    for (const sizes of [[], [5], [1, 1, 1, 1], [0, 2, 0, 2], [4]])
      assert.equal(
        await joined(encodeStream(chain, cut(chained, sizes))),
        encodeBatch(chain, chained),
        `${sizes.join()}`,
      );
  });

  test('columns and values beside one another', async () => {
    const codec = createCodec(Pair);
    const { columns } = decodeBatch(codec, encodeBatch(codec, pairs.slice(2, 6)));
    const pieces = [pairs.slice(0, 2), columns, pairs.slice(6)];
    assert.equal(await joined(encodeStream(codec, pieces)), encodeBatch(codec, pairs));
    const chain = createCodec(Chained);
    const some = decodeBatch(chain, encodeBatch(chain, chained.slice(1, 4))).columns;
    const parts = [chained.slice(0, 1), { data: some.data }, chained.slice(4)];
    assert.equal(await joined(encodeStream(chain, parts)), encodeBatch(chain, chained));
  });

  test('sums over a distance, which is another one when a record follows', async () => {
    const members = { next: u16, n: u8, sum: checksum(u16, 'crc-16/arc'), data: bytes('n') };
    const codec = createCodec(struct('SUMMED', members, { pack: 1, next: 'next', startAlign: 4 }));
    const whole = encodeBatch(codec, chained);
    assert.equal(await joined(encodeStream(codec, cut(chained, [1, 0, 2]))), whole);
    const columns = cut(chained, [2, 1]).map((rows) => ({
      data: decodeBatch(codec, encodeBatch(codec, rows)).copy().columns.data,
    }));
    assert.equal(await joined(encodeStream(codec, columns)), whole);
    // A sum that is given is that of the last record: it is right only where none follows.
    const given = decodeBatch(codec, encodeBatch(codec, chained.slice(0, 1))).value(0);
    const made = encodeStream(codec, [[given], chained.slice(1)]);
    const error = await refusal(joined(made));
    assert.equal([error.code, error.path], ['ERR_DISAGREE', 'sum']);
    assert.match(error.hint, /in piece 0 of the rows/);
    assert.equal(await joined(encodeStream(codec, [[given]])), encodeBatch(codec, chained.slice(0, 1)));
  });

  test('a piece comes out as soon as its rows are there, and of a chain all but the last record', async () => {
    const made = encodeStream(createCodec(Pair), cut(pairs, [2, 5]));
    assert.is((await made.next()).value?.length, 6);
    const chain = encodeStream(createCodec(Chained), cut(chained, [2, 3]));
    assert.is((await chain.next()).value?.length, 4);
    assert.is((await chain.next()).value?.length, encodeBatch(createCodec(Chained), chained).length - 4 - 3);
    assert.equal(await chain.next(), { value: Uint8Array.of(0, 0, 0), done: false });
    assert.is((await chain.next()).done, true);
  });

  test('values may change as soon as their piece is out', async () => {
    const codec = createCodec(Chained);
    const value = { data: Uint8Array.of(1, 2) };
    const pieces = function* (): Generator<Row[]> {
      for (let row = 0; row < 3; row++) {
        value.data.fill(row);
        yield [value];
      }
    };
    const wanted = [0, 1, 2].map((row) => ({ data: Uint8Array.of(row, row) }));
    assert.equal(await joined(encodeStream(codec, pieces() as never)), encodeBatch(codec, wanted));
  });

  test('an error says the piece, the row in it, and the place in all bytes; the source is closed', async () => {
    const codec = createCodec(Padded);
    let isClosed = false;
    const pieces = function* (): Generator<Row[]> {
      try {
        yield pairs.slice(0, 2);
        yield [pairs[2], { a: 70_000, b: 1 }];
        yield [];
      } finally {
        isClosed = true;
      }
    };
    const made = encodeStream(codec, pieces() as never);
    await made.next();
    const error = await refusal(made.next());
    assert.equal([error.code, error.path, error.offset], ['ERR_OUT_OF_RANGE', 'a', 24]);
    assert.match(error.hint, /\(row 1\), in piece 1 of the rows/);
    assert.is(isClosed, true);
  });

  test('a signal, and break, close the source', async () => {
    const codec = createCodec(Pair);
    let closed = 0;
    const endless = async function* (): AsyncGenerator<Row[]> {
      try {
        for (;;) yield Promise.resolve(pairs);
      } finally {
        closed++;
      }
    };
    for await (const piece of encodeStream(codec, endless() as never)) {
      assert.is(piece.length, 21);
      break;
    }
    assert.is(closed, 1);
    const stop = new AbortController();
    const made = encodeStream(codec, endless() as never, { signal: stop.signal });
    await made.next();
    stop.abort(new Error('enough'));
    const ended = await made.next().catch((error: Error) => error.message);
    assert.equal([ended, closed], ['enough', 2]);
  });

  test('a transform for pipeThrough', async () => {
    const codec = createCodec(Chained);
    const rows = new ReadableStream<Row[]>({
      start(controller) {
        for (const piece of cut(chained, [1, 2])) controller.enqueue(piece);
        controller.close();
      },
    });
    const reader = rows
      .pipeThrough(encodeTransform(codec) as never)
      .getReader() as ReadableStreamDefaultReader<Uint8Array>;
    const all: number[] = [];
    for (let one = await reader.read(); !one.done; one = await reader.read()) all.push(...one.value);
    assert.equal(Uint8Array.from(all), encodeBatch(codec, chained));
  });

  test('records of a set', async () => {
    const A = struct('A', { t: u8, v: u8 }, { startAlign: 4 });
    const B = struct('B', { t: u8, v: u32 }, { pack: 1, startAlign: 4 });
    const set = createSetCodec(recordSet('t', { A: [1, A], B: [2, B] }));
    const records = [1, 2, 2, 1, 2].map((t, row) => ({ type: t === 1 ? 'A' : 'B', value: { t, v: row } }) as const);
    for (const sizes of [[], [1, 1, 1, 1], [2, 0, 2]])
      assert.equal(await joined(encodeStream(set, cut(records, sizes) as never)), encodeBatch(set, records as never));
  });

  test('what gives no rows is refused with a sentence', async () => {
    const codec = createCodec(Pair);
    const wrong = [5, undefined, 'rows', Uint8Array.of(1, 2), pairs[0]];
    for (const source of wrong) {
      const error = codecError(() => encodeStream(codec, source as never));
      assert.is(error?.code, 'ERR_TYPE');
      assert.match(error?.hint ?? '', /a source of rows is a ReadableStream, or what gives arrays of values/);
    }
    const options = [{ sinal: 1 }, { signal: 1 }];
    for (const one of options) {
      assert.instance(
        codecError(() => encodeStream(codec, [], one as never)),
        CastbufError,
      );
      assert.instance(
        codecError(() => encodeTransform(codec, one as never)),
        CastbufError,
      );
    }
    // Values that are not in pieces are taken for columns.
    const error = await refusal(encodeStream(codec, pairs as never).next());
    assert.match(error.hint, /in piece 0 of the rows/);
  });

  test(`${SCHEMAS} schemas: the bytes of cut rows are those of all of them`, async () => {
    const compared = { values: 0, columns: 0 };
    for (let seed = 0; seed < SCHEMAS; seed++) await compareCuts(seed, compared);
    assert.ok(compared.values > SCHEMAS / 2 && compared.columns > SCHEMAS / 8, JSON.stringify(compared));
  });

  async function compareCuts(seed: number, compared: { values: number; columns: number }): Promise<void> {
    const choices = new SeededChoices(seed);
    const schema = drawSchema(choices);
    if (codecError(() => createCodec(schema.type, { abi: schema.abi })) !== undefined) return;
    if (schema.takesRest && !schema.isChain) return;
    const codec: Codec<AnyType> = createCodec<AnyType>(schema.type, { abi: schema.abi });
    const rows = Array.from({ length: ROWS }, () => schema.value(choices).given as Row);
    const sizes = Array.from({ length: choices.below(6) }, () => choices.below(4));
    const whole = encodeBatch(codec, rows);
    const pieces = cut(rows, sizes);
    assert.equal(await joined(encodeStream(codec, pieces)), whole, `${seed}: ${schema.source}`);
    compared.values++;
    const columnsOf = (some: readonly Row[]): ColumnsInput =>
      withoutDerived(codec, decodeBatch(codec, encodeBatch(codec, some)).copy().columns);
    const given = pieces.map(columnsOf);
    if (codecError(() => [columnsOf(rows), ...given].map((one) => encodeBatch(codec, one))) !== undefined) return;
    const wanted = encodeBatch(codec, columnsOf(rows));
    assert.equal(await joined(encodeStream(codec, given)), wanted, `columns, ${seed}: ${schema.source}`);
    compared.columns++;
  }
});

/** Of a chain the distances, and the sums over them, are others where a piece ends. */
function withoutDerived({ columns }: Codec<AnyType>, given: Readonly<Record<string, unknown>>): ColumnsInput {
  const kept = columns.filter(({ derived }) => derived !== true).map(({ path }) => [path, given[path]]);
  return Object.fromEntries(kept) as ColumnsInput;
}
