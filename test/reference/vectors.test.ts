import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { compile, DEFAULT_LIMITS, type Program } from '../../src/program/index.js';
import type { BatchData } from '../../src/columns/index.js';
import { type ListColumn, layoutOf, type AnyType } from '../../src/schema/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { readFixture, readFixtureText, suite } from '../harness/index.js';
import { ChunkData, StatisticData } from './miracast-chunks.js';
import { runnerOf } from './program-runner.js';

const VERDICTS: Record<string, number> = {
  'truncated-header': K.TRUNCATED_HEADER,
  'private-data-overrun': K.DATA_OVERRUN,
};

interface Chunk {
  offset: number;
  length: number;
  ChunkInfo: {
    ChunkType: number;
    ChunkId: { FrameNumber: string; PartNumber: string; Value: string };
    ProcessingTime: number;
    EncodeRate: number;
  };
  PrivateDriverDataSize: number;
  PrivateDriverData: string;
}

interface Malformed {
  file: string;
  struct: string;
  validRecords: number;
  error: string | null;
  errorOffset: number | null;
}

interface Mutant extends Omit<Malformed, 'file' | 'struct'> {
  at: number;
  bytes: number;
  checksum: string;
}

const load = (type: AnyType) => {
  const program = compile(layoutOf(type), DEFAULT_LIMITS);
  return { program, machine: runnerOf(createReferenceEngine(), program) };
};

const linesOf = async <T>(path: string): Promise<T[]> =>
  (await readFixtureText(path))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

/** The columns of a batch by path. */
const columnsOf = (program: Program, batch: BatchData): Record<string, unknown> =>
  Object.fromEntries(program.columns.map(({ path }, index) => [path, batch.columns[index]]));

const hexOf = ({ data, offsets, lengths }: ListColumn, row: number): string => {
  const offset = offsets[row] as number;
  const part = data.subarray(offset, offset + (lengths[row] as number));
  return Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

const rowsOf = (program: Program, batch: BatchData): Chunk[] => {
  const columns = columnsOf(program, batch);
  const at = (path: string, row: number): number | bigint => (columns[path] as ArrayLike<number | bigint>)[row] ?? NaN;
  return Array.from({ length: batch.rows }, (_, row) => ({
    offset: batch.offsets[row] as number,
    length: batch.lengths[row] as number,
    ChunkInfo: {
      ChunkType: Number(at('ChunkInfo.ChunkType', row)),
      ChunkId: {
        FrameNumber: String(at('ChunkInfo.ChunkId.FrameNumber', row)),
        PartNumber: String(at('ChunkInfo.ChunkId.PartNumber', row)),
        Value: String(at('ChunkInfo.ChunkId.Value', row)),
      },
      ProcessingTime: Number(at('ChunkInfo.ProcessingTime', row)),
      EncodeRate: Number(at('ChunkInfo.EncodeRate', row)),
    },
    PrivateDriverDataSize: Number(at('PrivateDriverDataSize', row)),
    PrivateDriverData: hexOf(columns['PrivateDriverData'] as ListColumn, row),
  }));
};

/** A line of a vector without what it notes beside the members. */
const withoutNotes = ({ offset, length, ChunkInfo, PrivateDriverDataSize, PrivateDriverData }: Chunk): Chunk => {
  const { ChunkType, ChunkId, ProcessingTime, EncodeRate } = ChunkInfo;
  const info = { ChunkType, ChunkId, ProcessingTime, EncodeRate };
  return { offset, length, ChunkInfo: info, PrivateDriverDataSize, PrivateDriverData };
};

suite('reference engine: golden vectors', (test) => {
  test('10,000 chunks decode to the values that were put into them, and encode to the same bytes', async () => {
    const { program, machine } = load(ChunkData);
    const stream = await readFixture('vectors/chunks-10k.bin');
    const parts = await Promise.all(
      [0, 1, 2, 3, 4].map((part) => linesOf<Chunk>(`vectors/chunks-10k.part${part}.ndjson`)),
    );
    const batch = machine.readBatch(stream, Infinity);
    assert.is(machine.outcome.status, K.OK);
    assert.is(batch.consumed, stream.length);
    assert.equal(rowsOf(program, batch), parts.flat().map(withoutNotes));
    assert.equal(machine.writeBatch(batch.columns, batch.rows), stream);
  });

  test('padding may hold anything', async () => {
    const { program, machine } = load(ChunkData);
    const batch = machine.readBatch(await readFixture('vectors/chunks-dirty-padding.bin'), Infinity);
    const lines = await linesOf<Chunk>('vectors/chunks-dirty-padding.ndjson');
    assert.equal(rowsOf(program, batch), lines.map(withoutNotes));
  });

  test('only the arm that the tag selects has values', async () => {
    const { program, machine } = load(StatisticData);
    const stream = await readFixture('vectors/statistics-dirty.bin');
    const batch = machine.readBatch(stream, Infinity);
    const columns = columnsOf(program, batch);
    const at = (path: string, row: number): string => String((columns[path] as ArrayLike<number | bigint>)[row]);
    const lines = await linesOf<Record<string, never>>('vectors/statistics-dirty.ndjson');
    assert.is(batch.rows, lines.length);
    for (const [row, line] of lines.entries()) {
      const { EncodeComplete: encoded, ChunkSent: sent, ProtocolEvent: event } = line as Record<string, never>;
      const info = (encoded as { ChunkInfo: Chunk['ChunkInfo'] } | undefined)?.ChunkInfo;
      const id = (sent as { ChunkId: Chunk['ChunkInfo']['ChunkId'] } | undefined)?.ChunkId;
      assert.is(at('StatisticType', row), String(line['StatisticType']));
      assert.is(at('EncodeComplete.ChunkInfo.ChunkId.Value', row), info?.ChunkId.Value ?? '0');
      assert.is(at('EncodeComplete.ChunkInfo.EncodeRate', row), String(info?.EncodeRate ?? 0));
      assert.is(at('ChunkSent.ChunkId.FrameNumber', row), id?.FrameNumber ?? '0');
      assert.is(at('ProtocolEvent.Event', row), String((event as { Event: number } | undefined)?.Event ?? 0));
    }
  });

  test('each broken stream stops where it must, behind all good records', async () => {
    for (const one of await linesOf<Malformed>('vectors/malformed.ndjson')) {
      const { machine } = load(one.struct === 'MIRACAST_CHUNK_DATA' ? ChunkData : StatisticData);
      const batch = machine.readBatch(await readFixture(`vectors/${one.file}`), Infinity);
      assert.is(batch.rows, one.validRecords, one.file);
      assert.is(machine.outcome.status, one.error === null ? K.OK : VERDICTS[one.error], one.file);
      assert.is(machine.outcome.recordOffset, one.errorOffset ?? 0, one.file);
    }
  });

  test('1,000 mutants have the verdict and the checksum of a reference decoder in C', async () => {
    const { program, machine } = load(ChunkData);
    const all = await readFixture('vectors/mutants.bin');
    for (const mutant of await linesOf<Mutant & { i: number }>('vectors/mutants.ndjson')) {
      const stream = all.subarray(mutant.at, mutant.at + mutant.bytes);
      const batch = machine.readBatch(stream, Infinity);
      const { status, recordOffset } = machine.outcome;
      assert.is(batch.rows, mutant.validRecords, `mutant ${mutant.i}`);
      assert.is(status, mutant.error === null ? K.OK : VERDICTS[mutant.error], `mutant ${mutant.i}`);
      assert.is(recordOffset, mutant.errorOffset ?? 0, `mutant ${mutant.i}`);
      assert.is(checksumOf(rowsOf(program, batch)), mutant.checksum, `mutant ${mutant.i}`);
    }
  });
});

/** What gen_vectors.c sums of valid records, modulo 2^64. */
function checksumOf(chunks: readonly Chunk[]): string {
  let sum = 0n;
  for (const { ChunkInfo: info, PrivateDriverDataSize: size, PrivateDriverData: data } of chunks) {
    sum += BigInt(info.ChunkId.FrameNumber) + BigInt(info.ChunkId.PartNumber) * 3n;
    sum += BigInt(info.ChunkType * 5 + info.ProcessingTime * 7 + info.EncodeRate * 11 + size * 13);
    for (const byte of data.match(/../g) ?? []) sum += BigInt(`0x${byte}`);
  }
  return String(BigInt.asUintN(64, sum));
}
