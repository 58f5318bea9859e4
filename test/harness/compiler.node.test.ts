import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as assert from 'uvu/assert';
import { askCompiler, compileQuickly } from './compiler.js';
import { ownProgram } from './host.js';
import { suite } from './index.js';

const TEXT = 'export function twice(value: i32): i32 { return value * 2; }';

suite("the runner's compiler", (test) => {
  const thread = new Worker(new URL('kernel-server.mjs', ownProgram()));
  let port = 0;
  test.before(async () => {
    [port] = (await once(thread, 'message')) as [number];
  });
  test.after(async () => void (await thread.terminate()));

  test('gives the module that a file makes of the same text by itself', async () => {
    const expected = await compileQuickly(TEXT);
    assert.equal(await askCompiler(TEXT, port), expected);
    const [one, other] = await Promise.all([askCompiler(TEXT, port), askCompiler(TEXT.replace('twice', 'both'), port)]);
    assert.equal(one, expected);
    assert.is(WebAssembly.Module.exports(new WebAssembly.Module(other))[0]?.name, 'both');
  });

  test('says why a text cannot be compiled, and goes on', async () => {
    for (const wrong of ['export function twice(value: i32): i32 { return valu; }', '}']) {
      try {
        await askCompiler(wrong, port);
      } catch (error) {
        assert.match((error as Error).message, /^the runner's compiler: CastbufError: .*ERROR/s);
        continue;
      }
      assert.unreachable(wrong);
    }
    assert.ok((await askCompiler(TEXT, port)).length > 0);
  });
});
