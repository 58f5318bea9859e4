import * as assert from 'uvu/assert';
import { createKernelEngine, inlinedKernel, instantiateKernel } from '../../src/kernel/index.js';
import { FencedArena } from './fenced-arena.js';
import { suite } from './index.js';

suite('fences', (test) => {
  test('a byte that was written behind any region is found, and so is one at its end that is not', () => {
    const engine = createKernelEngine(
      () => instantiateKernel(inlinedKernel()),
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
});
