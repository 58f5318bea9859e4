import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import { ChunkQueue, type ChunkData } from '../../src/miracast/callbacks/chunk-queue.js';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast/index.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { interpretedSuite, readFixture, suite } from '../harness/index.js';
import { chunkOf } from './callbacks-fixture.js';
import { decodeBatch } from '../harness/batches.js';

interpretedSuite('chunk queue', 'engine to run programs on', (test, { engine, createCodec }) => {
  const queueOf = (capacity?: number): ChunkQueue =>
    new ChunkQueue(engine, { MaxChunkPrivateDriverDataSize: 64, capacity });
  const frames = (queue: ChunkQueue): number[] => {
    const bytes = new Uint8Array(8192);
    const stream = bytes.subarray(0, queue.takeInto(bytes, bytes.length));
    const found: number[] = [];
    for (const row of decodeBatch(createCodec(MIRACAST_CHUNK_DATA), stream).rows()) {
      found.push(row.ChunkInfo.ChunkId.FrameNumber);
    }
    return found;
  };

  test('packets are 28 + n bytes, without padding, byte for byte those of the golden stream', async () => {
    const stream = (await readFixture('vectors/chunks-10k.bin')).subarray(0, 4096);
    const batch = decodeBatch(createCodec(MIRACAST_CHUNK_DATA), stream);
    const queue = queueOf();
    for (let row = 0; row < 50; row += 1) assert.is(queue.submit(batch.value(row)), NtStatus.SUCCESS);
    const target = new Uint8Array(8192);
    const bytes = queue.takeInto(target, target.length);
    assert.is(bytes, batch.offsets[50]);
    assert.equal(target.subarray(0, bytes), stream.subarray(0, bytes));
    assert.ok(
      batch.offsets.some((offset) => offset % 4 !== 0),
      'some packet starts at an odd place',
    );
  });

  test('only whole packets are taken, as many as fit', () => {
    const queue = queueOf();
    for (const frame of [1, 2, 3]) queue.submit(chunkOf(frame, 5));
    const target = new Uint8Array(100);
    assert.is(queue.takeInto(target, 32), 0, 'the first does not fit');
    assert.is(queue.length, 3);
    assert.is(queue.takeInto(target, 33 + 32), 33);
    assert.is(queue.takeInto(target, 66), 66);
    assert.is(queue.length, 0);
    assert.is(queue.takeInto(target, 100), 0);
  });

  test('the ring keeps order over many turns, at every fill', () => {
    const queue = queueOf(3);
    let submitted = 0;
    let read = 0;
    for (let turn = 0; turn < 40; turn += 1) {
      for (let more = turn % 4; more > 0; more -= 1) {
        assert.is(queue.submit(chunkOf((submitted += 1) % 256, submitted % 65)), NtStatus.SUCCESS);
      }
      for (const frame of frames(queue)) assert.is(frame, (read += 1) % 256);
      assert.is(read, submitted);
    }
  });

  test('64 chunks may wait where no capacity is given', () => {
    const queue = queueOf();
    for (let frame = 0; frame < 64; frame += 1) assert.is(queue.submit(chunkOf(frame)), NtStatus.SUCCESS);
    assert.is(queue.length, 64);
    assert.is(queue.submit(chunkOf(64)), NtStatus.NO_MEMORY);
  });

  test('STATUS_NO_MEMORY: all outstanding chunks are lost, and what is submitted afterwards is not', () => {
    const queue = queueOf(2);
    queue.submit(chunkOf(1));
    queue.submit(chunkOf(2));
    assert.is(queue.takeLoss(), false);
    assert.is(queue.submit(chunkOf(3)), NtStatus.NO_MEMORY);
    assert.is(queue.length, 0);
    assert.is(queue.submit(chunkOf(4)), NtStatus.SUCCESS);
    assert.is(queue.takeLoss(), true);
    assert.is(queue.takeLoss(), false, 'once');
    assert.equal(frames(queue), [4]);
  });

  test('private data up to MaxChunkPrivateDriverDataSize; above it STATUS_INVALID_PARAMETER and nothing changes', () => {
    const queue = queueOf(2);
    assert.is(queue.submit(chunkOf(1, 64)), NtStatus.SUCCESS);
    assert.is(queue.submit(chunkOf(2, 65)), NtStatus.INVALID_PARAMETER);
    assert.is(queue.submit(chunkOf(3, 64)), NtStatus.SUCCESS);
    assert.is(queue.submit(chunkOf(4, 65)), NtStatus.INVALID_PARAMETER, 'also when the queue is full');
    assert.is(queue.takeLoss(), false);
    assert.equal(frames(queue), [1, 3]);
  });

  test('what is no MIRACAST_CHUNK_DATA: STATUS_INVALID_PARAMETER, and the packets around it are whole', () => {
    const queue = queueOf();
    queue.submit(chunkOf(1, 3));
    const wrong: unknown[] = [
      undefined,
      {},
      { ...chunkOf(1), ChunkInfo: { ...chunkOf(1).ChunkInfo, ProcessingTime: 2 ** 32 } },
      { ...chunkOf(1), ChunkInfo: { ...chunkOf(1).ChunkInfo, ChunkId: { FrameNumber: 2 ** 40, PartNumber: 0 } } },
      { ...chunkOf(1, 4), PrivateDriverDataSize: 5 },
    ];
    for (const chunk of wrong) assert.is(queue.submit(chunk as ChunkData), NtStatus.INVALID_PARAMETER);
    queue.submit(chunkOf(2, 3));
    assert.equal(frames(queue), [1, 2]);
  });

  test('clear forgets chunks and losses', () => {
    const queue = queueOf(1);
    queue.submit(chunkOf(1));
    queue.submit(chunkOf(2));
    queue.submit(chunkOf(3));
    queue.clear();
    assert.is(queue.length, 0);
    assert.is(queue.takeLoss(), false);
  });
});

suite('chunk queue options', (test) => {
  test('options out of range are refused before anything is allocated', () => {
    const wrong: [number, number][] = [
      [64, 0],
      [64, 1.5],
      [64, 0x10001],
      [-1, 64],
      [NaN, 64],
      [0x100001, 64],
      [0x100000, 0x10000],
    ];
    for (const [MaxChunkPrivateDriverDataSize, capacity] of wrong) {
      const construct = () => new ChunkQueue(createReferenceEngine(), { MaxChunkPrivateDriverDataSize, capacity });
      assert.throws(construct, (error: unknown) => error instanceof CastbufError && error.code === 'ERR_USAGE');
    }
  });

  test('an engine that cannot run is not taken for a wrong chunk', () => {
    const load = (): never => {
      throw new CastbufError('ERR_KERNEL', 'no WebAssembly here');
    };
    const engine = { ...createReferenceEngine(), load };
    const queue = new ChunkQueue(engine, { MaxChunkPrivateDriverDataSize: 0 });
    assert.throws(() => queue.submit(chunkOf(1)), /no WebAssembly here/);
  });
});
