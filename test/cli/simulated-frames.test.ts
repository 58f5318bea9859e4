import * as assert from 'uvu/assert';
import { chunksOf, type Frame } from '../../src/cli/simulation/frames.js';
import { Random } from '../../src/cli/simulation/random.js';
import { readFixture, suite } from '../harness/index.js';

const FRAME: Frame = { drop: undefined, colorConvert: 950, slices: [1042], reEncode: undefined };

interface Row {
  readonly ChunkInfo: {
    readonly ChunkType: number;
    readonly ChunkId: { readonly FrameNumber: string; readonly PartNumber: string };
    readonly ProcessingTime: number;
    readonly EncodeRate: number;
  };
}

async function documentedChunks(table: number): Promise<readonly object[]> {
  const text = new TextDecoder().decode(await readFixture(`vectors/doc-table-${table}.chunks.ndjson`));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { ChunkType, ChunkId, ProcessingTime, EncodeRate } = (JSON.parse(line) as Row).ChunkInfo;
      const [FrameNumber, PartNumber] = [Number(ChunkId.FrameNumber), Number(ChunkId.PartNumber)];
      return { ChunkType, ChunkId: { FrameNumber, PartNumber }, ProcessingTime, EncodeRate };
    });
}

suite('simulated frames', (test) => {
  const documented: readonly (readonly [what: string, frame: Frame])[] = [
    ['one slice', FRAME],
    ['two slices, the last of them part 0', { ...FRAME, slices: [1042, 400] }],
    ['a re-encode repeats ENCODE_COMPLETE', { ...FRAME, reEncode: 500 }],
  ];
  for (const [index, [what, frame]] of documented.entries()) {
    test(`the chunks of documentation table ${index + 1}: ${what}`, async () => {
      assert.equal([...chunksOf(frame, 101, 15_000)], await documentedChunks(index + 1));
    });
  }

  test('slices are numbered from 1, the last is 0', () => {
    const parts = [...chunksOf({ ...FRAME, slices: [1, 2, 3, 4], reEncode: 5 }, 7, 1)].map(({ ChunkId }) => ChunkId);
    assert.equal(
      parts.slice(2),
      [1, 2, 3, 0, 0].map((PartNumber) => ({ FrameNumber: 7, PartNumber })),
    );
  });

  test('FRAME_DROPPED ends a frame that started, or one that never did', () => {
    const typesOf = (drop: Frame['drop']): unknown[] =>
      [...chunksOf({ ...FRAME, drop }, 7, 1)].map(({ ChunkType }) => ChunkType);
    assert.equal(typesOf('started'), [3, 1, 4]);
    assert.equal(typesOf('unstarted'), [4]);
  });
});

suite('random numbers of a simulation', (test) => {
  const drawn = (seed: number, subject: string): number[] => {
    const random = new Random(seed, subject);
    return Array.from({ length: 1000 }, () => random.next());
  };

  test('seed and subject decide them', () => {
    assert.equal(drawn(1, 'frames'), drawn(1, 'frames'));
    for (const other of [drawn(2, 'frames'), drawn(1, 'link'), drawn(2 ** 32 + 1, 'frames')]) {
      assert.is.not(String(drawn(1, 'frames')), String(other));
    }
  });

  test('ranges hold and are reached, weights count', () => {
    const random = new Random(1, 'ranges');
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 10_000; draw++) {
      const value = random.between(3, 5);
      counts.set(value, (counts.get(value) ?? 0) + 1);
      const near = random.near(1000, 100);
      assert.ok(near >= 900 && near <= 1100);
    }
    assert.equal([...counts.keys()].toSorted(), [3, 4, 5]);
    for (const count of counts.values()) assert.ok(Math.abs(count - 3333) < 300);
    let rare = 0;
    const draws = 10_000;
    for (let draw = 0; draw < draws; draw++) {
      rare += random.weighted([
        [0, 9],
        [1, 1],
      ]);
    }
    assert.ok(Math.abs(rare - draws / 10) < 200);
  });
});
