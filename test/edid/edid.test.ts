import * as assert from 'uvu/assert';
import {
  CastbufError,
  packedAbi,
  type AnyColumns,
  type Infer,
  type InferInput,
  type InferView,
} from '../../src/surface.js';
import { engineSuite, readFixture, readFixtureText } from '../harness/index.js';
import { EDID_BASE_BLOCK, EDID_COLUMNS } from './edid-schema.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const BLOCKS = 2027;
const BLOCK_BYTES = 128;
const MAGIC_BYTES = 8;
const ABI = packedAbi(1);

type Edid = Infer<typeof EDID_BASE_BLOCK>;
type Descriptor = Edid['Descriptors'][number];
type Timing = NonNullable<Descriptor['Timing']>;

/** Week 255: Year is the year of the model, which the other program prints nowhere. */
const MODEL_YEAR = 255;
const NO_GAMMA = 255;
const SEPARATE_SYNC = 3;

const truncated = (value: number, digits: number): string =>
  (Math.floor(value * 10 ** digits) / 10 ** digits).toFixed(digits);

function manufacturerOf({ Letter1, Letter2, Letter3 }: Edid): { manufacturer?: string } {
  const letters = [Letter1, Letter2, Letter3];
  if (!letters.every((letter) => letter >= 1 && letter <= 26)) return {};
  return { manufacturer: String.fromCharCode(...letters.map((letter) => letter + 64)) };
}

const hasNoSize = (timing: Timing): boolean => timing.WidthMm === 0 && timing.HeightMm === 0;
const isPrintable = (timing: Timing): boolean =>
  timing.SyncKind === SEPARATE_SYNC && timing.Stereo === 0 && !hasNoSize(timing);

/** The other program prints all detailed timings of a block or, where one is of a kind that it does not know, none. */
function timingsOf(descriptors: readonly Descriptor[]): { timings?: unknown[] } {
  const timed = descriptors.flatMap(({ PixelClock, Timing }) => (Timing === undefined ? [] : [{ PixelClock, Timing }]));
  if (!timed.every(({ Timing }) => isPrintable(Timing))) return {};
  return {
    timings: timed.map(({ PixelClock, Timing }) => ({
      width: Timing.Width,
      height: Timing.Interlaced ? Timing.Height * 2 : Timing.Height,
      interlaced: Timing.Interlaced,
      pixelClockMHz: (PixelClock / 100).toFixed(6),
      widthMm: Timing.WidthMm,
      heightMm: Timing.HeightMm,
      hFront: Timing.HFront,
      hSync: Timing.HSync,
    })),
  };
}

/** What the other program printed, from decoded members alone. */
function printedOf(edid: Edid, index: number): unknown {
  const { RedX, RedY, GreenX, GreenY, BlueX, BlueY, WhiteX, WhiteY } = edid.Chromaticity;
  return {
    index,
    version: edid.Version,
    revision: edid.Revision,
    ...manufacturerOf(edid),
    productCode: edid.ProductCode,
    ...(edid.Week === MODEL_YEAR ? {} : { year: edid.Year + 1990 }),
    ...(edid.Week === MODEL_YEAR || edid.Week === 0 ? {} : { week: edid.Week }),
    ...(edid.Gamma === NO_GAMMA ? {} : { gamma: ((edid.Gamma + 100) / 100).toFixed(2) }),
    chromaticity: [RedX, RedY, GreenX, GreenY, BlueX, BlueY, WhiteX, WhiteY].map((value) => truncated(value / 1024, 4)),
    ...timingsOf(edid.Descriptors),
    checksum: edid.Checksum,
    checksumValid: true,
  };
}

const read = async (): Promise<{ stream: Uint8Array; lines: unknown[] }> => {
  const [stream, text] = await Promise.all([
    readFixture('data/edid-base-blocks.bin'),
    readFixtureText('data/edid-base-blocks.ndjson'),
  ]);
  const lines = text.trimEnd().split('\n');
  return { stream, lines: lines.map((line) => JSON.parse(line) as unknown) };
};

/** The number at a path of a decoded value or view; undefined where an arm of a union is not there. */
const memberAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((object, key) => (object as Record<string, unknown> | undefined)?.[key], value);

engineSuite('EDID base blocks', (test, { createCodec }) => {
  test('decodeBatch and decode give all that another program printed', async () => {
    const codec = createCodec(EDID_BASE_BLOCK, { abi: ABI });
    assert.is(codec.layout.size, BLOCK_BYTES);
    const { stream, lines } = await read();
    const batch = decodeBatch(codec, stream).copy();
    assert.is(batch.error, undefined);
    assert.is(batch.rowCount, BLOCKS);
    assert.is(batch.consumedBytes, stream.length);
    assert.is(lines.length, BLOCKS);
    lines.forEach((line, index) => {
      const edid = batch.value(index);
      assert.equal(printedOf(edid, index), line, `block ${index}`);
      const block = stream.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
      assert.equal(codec.decode(block), edid, `block ${index} by itself`);
    });
  });

  test('the columns say what decode says', async () => {
    const codec = createCodec(EDID_COLUMNS, { abi: ABI });
    const { stream } = await read();
    const batch = decodeBatch(codec, stream).copy();
    assert.is(batch.error, undefined);
    const values = Array.from({ length: BLOCKS }, (_, row) => batch.value(row));
    const paths = codec.columns.filter((column) => column.repeat === 1).map((column) => column.path);
    for (const path of ['Letter1', 'Chromaticity.WhiteY', 'First.Timing.Width', 'Fourth.Timing.HSync', 'IsDigital']) {
      assert.ok(paths.includes(path), `${path} is a column`);
    }
    assert.not(paths.some((path) => /(High|Low)$/.test(path) && !path.endsWith('StereoLow')));
    for (const path of paths) {
      const column = (batch.columns as AnyColumns)[path] as ArrayLike<number | bigint>;
      assert.is(column.length, BLOCKS);
      values.forEach((value, row) => {
        const member = memberAt(value, path);
        // A column has a 0 where the row has another arm.
        const wanted = typeof member === 'bigint' ? member : Number(member ?? 0);
        if (column[row] !== wanted) assert.is(column[row], wanted, `${path} of block ${row}`);
      });
    }
  });

  test('the moving cursor says what decode says', async () => {
    const codec = createCodec(EDID_COLUMNS, { abi: ABI });
    const { stream } = await read();
    const batch = decodeBatch(codec, stream).copy();
    const pick = (edid: InferView<typeof EDID_COLUMNS> | Infer<typeof EDID_COLUMNS>): unknown => [
      edid.Letter1,
      edid.SerialNumber,
      edid.Chromaticity.GreenX,
      edid.First.PixelClock,
      edid.First.Timing?.Width,
      edid.First.Timing?.Interlaced,
      edid.Second.Display?.Tag,
    ];
    let row = 0;
    for (const cursor of batch.rows()) {
      assert.equal(pick(cursor), pick(batch.value(row)), `block ${row}`);
      row++;
    }
    assert.is(row, BLOCKS);
  });

  test('encode gives the same 128 bytes back, from values and from columns', async () => {
    const { stream } = await read();
    const codec = createCodec(EDID_BASE_BLOCK, { abi: ABI });
    const batch = decodeBatch(codec, stream).copy();
    const values = Array.from({ length: BLOCKS }, (_, row) => batch.value(row));
    assert.ok(same(encodeBatch(codec, values), stream), 'values');

    // Magic and checksum follow from the rest.
    const derived = values.map(withoutDerived);
    assert.ok(same(encodeBatch(codec, derived), stream), 'values without what is derived');

    const columnar = createCodec(EDID_COLUMNS, { abi: ABI });
    const { columns } = decodeBatch(columnar, stream).copy();
    assert.ok(same(encodeBatch(columnar, columns), stream), 'columns');
    const { Checksum: _, ...rest } = columns;
    assert.ok(same(encodeBatch(columnar, rest), stream), 'columns without the checksum');
  });

  test('every bit that flips is noticed', async () => {
    const codec = createCodec(EDID_BASE_BLOCK, { abi: ABI });
    const { stream } = await read();
    for (const index of [0, 7, 1455, BLOCKS - 1]) {
      const good = stream.slice(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
      for (let bit = 0; bit < BLOCK_BYTES * 8; bit++) {
        const block = good.slice();
        const at = bit >> 3;
        block[at] = (block[at] as number) ^ (1 << (bit & 7));
        const [code, path] = at < MAGIC_BYTES ? ['ERR_MAGIC', 'Magic'] : ['ERR_CHECKSUM', 'Checksum'];
        const error = errorOf(() => codec.decode(block));
        assert.equal([error?.code, error?.path], [code, path], `bit ${bit} of block ${index}`);
      }
    }
  });

  test('a batch stops at the block that is wrong, and keeps those before it', async () => {
    const codec = createCodec(EDID_BASE_BLOCK, { abi: ABI });
    const { stream, lines } = await read();
    const broken = stream.slice();
    const wrong = 1500;
    const at = wrong * BLOCK_BYTES + 20;
    broken[at] = (broken[at] as number) + 1;
    const batch = decodeBatch(codec, broken).copy();
    assert.is(batch.rowCount, wrong);
    assert.equal([batch.error?.code, batch.error?.offset], ['ERR_CHECKSUM', wrong * BLOCK_BYTES]);
    assert.equal(printedOf(batch.value(wrong - 1), wrong - 1), lines[wrong - 1]);

    const cut = decodeBatch(codec, stream.subarray(0, stream.length - 1)).copy();
    assert.is(cut.rowCount, BLOCKS - 1);
    assert.equal([cut.error?.code, cut.error?.have], ['ERR_TRUNCATED_HEADER', BLOCK_BYTES - 1]);
  });
});

function withoutDerived({ Magic: _, Checksum: __, ...rest }: Edid): InferInput<typeof EDID_BASE_BLOCK> {
  void [_, __];
  return rest;
}

function errorOf(run: () => unknown): CastbufError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  return undefined;
}

/** uvu's `equal` is slow on bytes by the hundred thousand. */
function same(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return bytes.length === wanted.length && bytes.every((byte, at) => byte === wanted[at]);
}
