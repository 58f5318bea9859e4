import * as assert from 'uvu/assert';
import { createCodecWith } from '../../src/message/index.js';
import { CORE, createKernelEngine } from '../../src/message/kernel.js';
import { startCore } from '../../src/memory/index.js';
import { bytes, struct, u32, type ListColumn } from '../../src/js.js';
import { FencedArena } from './fenced-arena.js';
import { suite } from './index.js';
import { decodeBatch, encodeBatch, encodeBatchInto, inputOf, outputOf } from './batches.js';

suite('fences', (test) => {
  test('a byte that was written behind any region is found, and so is one at its end that is not', () => {
    const engine = createKernelEngine(
      () => startCore(CORE),
      'fenced',
      (kernel) => new FencedArena(kernel),
    );
    const arena = engine.arena as FencedArena;
    const flip = (at: number): void => void (arena.u8[at] = ~(arena.u8[at] as number));
    arena.ensure('columns', 2 ** 20);
    arena.ensure('stream', 1000);
    for (const [region, { ptr, bytes }] of Object.entries(arena.regions)) {
      flip(ptr + bytes - 1);
      arena.assertWhole();
      for (const at of [ptr + bytes, ptr + bytes + 255]) {
        flip(at);
        assert.throws(() => arena.assertWhole(), `behind the region '${region}', at ${at},`);
        flip(at);
      }
      arena.assertWhole();
    }
  });

  test('behind the stream that output has room for there is room for what copying a payload writes too much', () => {
    const engine = createKernelEngine(
      () => startCore(CORE),
      'fenced',
      (kernel) => new FencedArena(kernel),
    );
    const codec = createCodecWith(engine, struct('P', { n: u32, data: bytes('n') }));
    const stream = encodeBatch(
      codec,
      Array.from({ length: 40 }, (_, row) => ({ data: Uint8Array.of(row) })),
    );
    outputOf(codec, stream.length);
    const input = inputOf(codec, stream.length);
    input.set(stream);
    const { columns } = decodeBatch(codec, input, { borrow: true });
    // After the bytes that the last row copies lie others than a fence has.
    (columns['data'] as ListColumn).offsets.fill(0);
    assert.is(encodeBatchInto(codec, columns, outputOf(codec, stream.length)), stream.length);
    (engine.arena as FencedArena).assertWhole();
  });
});
