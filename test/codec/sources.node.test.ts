import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import * as assert from 'uvu/assert';
import { createCodec, stream, struct, u16, u32 } from '../../src/index.js';
import { suite } from '../harness/index.js';

/* What Node has besides. */

const codec = createCodec(struct('SIZED', { n: u32, a: u16 }, { align: 1 }));

suite('sources of Node', (test) => {
  test('a stream of Node that never goes on is destroyed by a signal', async () => {
    const source = new PassThrough();
    source.write(new Uint8Array(12));
    const controller = new AbortController();
    const batches = stream(codec, source, { signal: controller.signal, batchBytes: 1 });
    assert.is((await batches.next()).value?.rowCount, 1);
    const next = batches.next().then(
      () => 'went on',
      (error: unknown) => error,
    );
    controller.abort('enough');
    assert.is(await next, 'enough');
    assert.ok(source.destroyed);
  });

  test('a thousand streams of a file that are left after their first batch, or by a signal, leave no descriptor open', async () => {
    const file = join(process.cwd(), 'test/vectors/chunks-10k.bin');
    const before = await openDescriptors();
    for (let round = 0; round < 1000; round++) {
      const controller = new AbortController();
      const source = createReadStream(file, { highWaterMark: 64 });
      const batches = stream(codec, source, { batchBytes: 1, signal: controller.signal });
      await batches.next();
      if (round % 2 === 0) await batches.return();
      else {
        const next = batches.next().catch((error: unknown) => error);
        controller.abort('enough');
        await next;
        await batches.return();
      }
      assert.ok(source.destroyed);
    }
    // A stream closes its file after it is destroyed.
    for (let tries = 0; (await openDescriptors()) > before && tries < 100; tries++)
      await new Promise((go) => setTimeout(go, 10));
    assert.ok((await openDescriptors()) <= before);
  });
});

/** The number that the next file gets: the least that is free. */
async function openDescriptors(): Promise<number> {
  const handles = await Promise.all(Array.from({ length: 8 }, () => open(process.execPath)));
  const most = Math.max(...handles.map(({ fd }) => fd));
  await Promise.all(handles.map((handle) => handle.close()));
  return most;
}
