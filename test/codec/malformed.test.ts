import * as assert from 'uvu/assert';
import { createCodecWith } from '../../src/message/index.js';
import { MIRACAST_CHUNK_DATA, MIRACAST_STATISTIC_DATA } from '../../src/miracast/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { AnyType, Batch, ErrorCode } from '../../src/surface.js';
import { engineSuite, readFixture, readFixtureText } from '../harness/index.js';
import { asPrinted, membersOf, vectorRows } from '../miracast/vector-rows.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

/** What a line of malformed.ndjson or mutants.ndjson says about a stream. */
interface Verdict {
  readonly file: string;
  readonly struct: 'MIRACAST_CHUNK_DATA' | 'MIRACAST_STATISTIC_DATA';
  readonly at: number;
  readonly bytes: number;
  readonly validRecords: number;
  readonly error: keyof typeof CODES | null;
  readonly errorOffset: number | null;
  readonly checksum: string;
  readonly why: string;
}

const CODES = { 'truncated-header': 'ERR_TRUNCATED_HEADER', 'private-data-overrun': 'ERR_DATA_OVERRUN' } as const;
const TYPES = { MIRACAST_CHUNK_DATA, MIRACAST_STATISTIC_DATA };
const MALFORMED_FILES = 27;
const MUTANTS = 1000;

async function verdicts(name: string): Promise<Verdict[]> {
  const lines = (await readFixtureText(`vectors/${name}.ndjson`)).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Verdict);
}

function assertVerdict(batch: Batch<AnyType>, { validRecords, error, errorOffset }: Verdict, what: string): void {
  const code: ErrorCode | undefined = error === null ? undefined : CODES[error];
  assert.is(batch.rowCount, validRecords, `${what}: rows`);
  assert.is(batch.error?.code, code, `${what}: code`);
  assert.is(batch.error?.offset, errorOffset ?? undefined, `${what}: offset of the error`);
}

/** The sum of mutants.ndjson over every whole record, modulo 2^64. */
function checksumOf(batch: Batch<typeof MIRACAST_CHUNK_DATA>): bigint {
  let sum = 0n;
  for (let row = 0; row < batch.rowCount; row++) {
    const { ChunkInfo, PrivateDriverDataSize: size, PrivateDriverData } = batch.value(row);
    const { ChunkType, ChunkId, ProcessingTime, EncodeRate } = ChunkInfo;
    const members =
      5n * BigInt(ChunkType) + 7n * BigInt(ProcessingTime) + 11n * BigInt(EncodeRate) + 13n * BigInt(size);
    sum += BigInt(ChunkId.FrameNumber) + 3n * BigInt(ChunkId.PartNumber) + members;
    for (const byte of PrivateDriverData) sum += BigInt(byte);
  }
  return BigInt.asUintN(64, sum);
}

engineSuite('malformed vectors', (test, { createCodec }) => {
  test(`${MALFORMED_FILES} files: rows before the error, its kind and its offset`, async () => {
    const all = await verdicts('malformed');
    assert.is(all.length, MALFORMED_FILES);
    for (const verdict of all) {
      const stream = await readFixture(`vectors/${verdict.file}`);
      assert.is(stream.length, verdict.bytes, verdict.file);
      const codec = createCodec(TYPES[verdict.struct] as AnyType);
      assertVerdict(decodeBatch(codec, stream), verdict, `${verdict.file} (${verdict.why})`);
    }
  });

  test('malformed files: decode of the record that is wrong says the same as the batch', async () => {
    for (const verdict of await verdicts('malformed')) {
      if (verdict.error === null || verdict.errorOffset === null) continue;
      const stream = await readFixture(`vectors/${verdict.file}`);
      const codec = createCodec(TYPES[verdict.struct] as AnyType);
      const wrong = decodeBatch(codec, stream).error;
      const { errorOffset } = verdict;
      for (const call of ['decode', 'view'] as const) {
        assert.throws(
          () => codec[call](stream.subarray(errorOffset)),
          (error: typeof wrong) =>
            error?.code === wrong?.code &&
            error?.offset === 0 &&
            error?.path === wrong?.path &&
            error?.want === wrong?.want &&
            error?.have === wrong?.have,
          `${verdict.file}: ${call}`,
        );
      }
    }
  });

  test(`${MUTANTS} mutants: rows, error, offset, and the sum over all whole records`, async () => {
    const all = await verdicts('mutants');
    const streams = await readFixture('vectors/mutants.bin');
    const codec = createCodec(MIRACAST_CHUNK_DATA);
    assert.is(all.length, MUTANTS);
    all.forEach((verdict, index) => {
      const batch = decodeBatch(codec, streams.subarray(verdict.at, verdict.at + verdict.bytes));
      assertVerdict(batch as Batch<AnyType>, verdict, `mutant ${index}`);
      assert.is(String(checksumOf(batch)), verdict.checksum, `mutant ${index}: checksum`);
    });
  });

  test('mutants: errors are those of the reference engine, to the last member', async () => {
    const streams = await readFixture('vectors/mutants.bin');
    const codec = createCodec(MIRACAST_CHUNK_DATA);
    const other = createCodecWith(createReferenceEngine(), MIRACAST_CHUNK_DATA);
    for (const { at, bytes } of await verdicts('mutants')) {
      const stream = streams.subarray(at, at + bytes);
      const [wrong, wanted] = [decodeBatch(codec, stream).error, decodeBatch(other, stream).error];
      assert.equal({ ...wrong, message: wrong?.message }, { ...wanted, message: wanted?.message });
    }
  });

  test('unknown enum values survive, by row, column and encode', async () => {
    const stream = await readFixture('vectors/unknown-chunk-types.bin');
    const codec = createCodec(MIRACAST_CHUNK_DATA);
    const batch = decodeBatch(codec, stream).copy();
    const known = [5, 0x7fffffff, 0x80000002, 0xffffffff, 0xdeadbeef];
    const values = known.map((_, row) => batch.value(row));
    assert.equal(
      values.map((value) => value.ChunkInfo.ChunkType),
      known,
    );
    assert.equal(Array.from(batch.columns['ChunkInfo.ChunkType'] as Uint32Array), known);
    assert.equal(encodeBatch(codec, values), stream);
    assert.equal(encodeBatch(codec, batch.columns), stream);
  });

  test('the bytes of a union whose tag is not known survive', async () => {
    const stream = await readFixture('vectors/unknown-statistic-types.bin');
    const codec = createCodec(MIRACAST_STATISTIC_DATA);
    const batch = decodeBatch(codec, stream).copy();
    const values = [0, 1, 2].map((row) => batch.value(row));
    assert.equal(
      values.map((value) => value.StatisticType as number),
      [3, 0x80000000, 0xffffffff],
    );
    for (const value of values) {
      assert.instance(value.raw, Uint8Array);
      assert.is(value.raw?.length, 24);
      assert.is(value.EncodeComplete, undefined);
    }
    assert.equal(encodeBatch(codec, values), stream);
    assert.equal(encodeBatch(codec, batch.columns), stream);
    assert.equal(
      values.map((value) => codec.encode(value)),
      [0, 32, 64].map((at) => stream.slice(at, at + 32)),
    );
  });

  test('unknown protocol events survive', async () => {
    const stream = await readFixture('vectors/unknown-protocol-events.bin');
    const codec = createCodec(MIRACAST_STATISTIC_DATA);
    const batch = decodeBatch(codec, stream).copy();
    const values = [0, 1, 2].map((row) => batch.value(row));
    assert.equal(
      values.map((value) => value.ProtocolEvent?.Event as number),
      [4, 0x80000000, 0xffffffff],
    );
    assert.equal(encodeBatch(codec, values), stream);
  });

  for (const table of [1, 2, 3]) {
    test(`documentation table ${table}: every row, as chunks and as statistics`, async () => {
      for (const [kind, type] of [
        ['chunks', MIRACAST_CHUNK_DATA],
        ['stats', MIRACAST_STATISTIC_DATA],
      ] as const) {
        const name = `doc-table-${table}.${kind}`;
        const codec = createCodec(type as AnyType);
        const stream = await readFixture(`vectors/${name}.bin`);
        const rows = await vectorRows({ name, parts: 0 });
        const views = [...decodeBatch(codec, stream).rows()].length;
        assert.is(views, rows.length);
        const values = rows.map((row) => {
          const expected = membersOf(row);
          const value = codec.decode(stream.subarray(row['offset'] as number));
          assert.equal(asPrinted(value, expected), expected, `${name}: ${String(row['row'])}`);
          return value;
        });
        assert.equal(encodeBatch(codec, values), stream);
      }
    });
  }
});
