import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf } from './run-castbuf.js';
import { VECTORS } from '../miracast/vector-rows.js';
import { vectorLines } from './vector-lines.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';

function chunkLines(): Promise<string[]> {
  return vectorLines(VECTORS.find(({ name }) => name === 'chunks-10k') as (typeof VECTORS)[number]);
}

interface Chunk {
  readonly offset: number;
  readonly ChunkInfo: { readonly ChunkType: number; readonly ProcessingTime: number };
}

suite('castbuf --where', (test) => {
  test('decode: the rows that the vectors have, with their places', async () => {
    const all = (await chunkLines()).map((line) => JSON.parse(line) as Chunk);
    const { status, text } = await castbuf([
      'decode',
      CHUNKS,
      ...AS_CHUNKS,
      '--where',
      'ChunkType = FRAME_START and ProcessingTime <= 1000',
    ]);
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Chunk);
    const wanted = all.filter(
      ({ ChunkInfo: { ChunkType, ProcessingTime } }) => ChunkType === 3 && ProcessingTime <= 1000,
    );
    assert.is(status, 0);
    assert.ok(wanted.length > 0 && wanted.length < all.length);
    assert.equal(
      rows.map(({ ChunkInfo }) => ChunkInfo.ProcessingTime),
      wanted.map(({ ChunkInfo }) => ChunkInfo.ProcessingTime),
    );
    const whole = (await castbuf(['decode', CHUNKS, ...AS_CHUNKS])).text.split('\n');
    assert.ok(
      text
        .trim()
        .split('\n')
        .every((line) => whole.includes(line)),
      'lines are as without --where',
    );
  });

  test('--columns and --limit count what is left', async () => {
    const { text } = await castbuf([
      'decode',
      CHUNKS,
      ...AS_CHUNKS,
      '--where',
      'ChunkInfo.ChunkType = 4',
      '--columns',
      'ChunkType',
      '--limit',
      '3',
    ]);
    assert.is(text, '{"ChunkInfo":{"ChunkType":4}}\n'.repeat(3));
  });

  test('stat counts what is left; an error has the number of its record among all', async () => {
    const { text } = await castbuf(['stat', CHUNKS, ...AS_CHUNKS, '--json', '--where', 'ChunkType = 3']);
    const report = JSON.parse(text) as { records: number; kinds: { counts: unknown[] } };
    assert.is(report.records, 1429);
    assert.is(report.kinds.counts.length, 1);
    const bad = await castbuf([
      'decode',
      'test/vectors/bad-overrun-last.bin',
      ...AS_CHUNKS,
      '--where',
      'ChunkType = 99',
    ]);
    assert.is(bad.status, 1);
    assert.is(bad.text, '');
    assert.match(bad.stderr, /at offset 0x24 \(record 1\)/);
  });

  test('what is wrong with an expression is wrong use, before anything is read', async () => {
    const wrong: readonly [string, RegExp][] = [
      ['ChunkTyp = 3', /no column ChunkTyp; did you mean ChunkType\?/],
      ['ChunkType = 3 and', /character 18/],
      ['ChunkType = FRAME_STARD', /ChunkInfo\.ChunkType: no name FRAME_STARD/],
      ['PrivateDriverData = 3', /a part of varying length/],
      ['ChunkInfo = 3', /a record of several columns/],
    ];
    for (const [where, says] of wrong) {
      const { status, stderr, text } = await castbuf(['decode', 'no-such-file', ...AS_CHUNKS, '--where', where]);
      assert.is(status, 2, where);
      assert.match(stderr, says);
      assert.is(text, '');
    }
  });
});
