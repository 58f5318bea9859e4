import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

/*
 * The pool of the built package, as Node runs it.
 */

const START = `
  import { createCodec, decodeBatch, encodeBatch, struct, bytes, u8, u32 } from 'castbuf';
  import { createPool } from 'castbuf/worker';
  const codec = createCodec(struct('NAME', { N: u8, A: u32, Text: bytes('N') }));
  const rows = Array.from({ length: 5000 }, (_, row) => ({ A: row, Text: new Uint8Array(row % 40) }));
  const all = encodeBatch(codec, rows);
  const sumOf = async (batches) => {
    let sum = 0;
    for await (const batch of batches) {
      if (batch.error !== undefined) throw batch.error;
      for (const A of batch.columns.A) sum += A;
    }
    return sum;
  };
`;

/** Runs a program in the package's folder, where its name leads to what is built. */
function run(program: string, ...options: string[]): string {
  const input = ['--input-type=module', ...options, '-e', START + program];
  const { stdout, stderr, status } = spawnSync(process.execPath, input, { encoding: 'utf8', timeout: 120_000 });
  assert.is(stderr, '');
  assert.is(status, 0);
  return stdout.trim();
}

const SUM = '12497500';

suite('the built pool', (test) => {
  let folder: string;
  test.before(() => void (folder = mkdtempSync(join(tmpdir(), 'castbuf-pool-'))));
  test.after(() => rmSync(folder, { recursive: true, force: true }));

  test('finds its workers beside itself; a pool that is not closed does not keep Node alive', () => {
    assert.is(
      run('console.log(await sumOf(createPool({ threads: 2 }).stream(codec, all, { partBytes: 5000 })));'),
      SUM,
    );
  });

  test('keeps Node alive while it works', () => {
    const program = `const pool = createPool({ threads: 1 }); sumOf(pool.stream(codec, all)).then(console.log);`;
    assert.is(run(program), SUM);
  });

  test('takes a worker that the caller starts', () => {
    const program = `
      import { Worker } from 'node:worker_threads';
      const create = () => new Worker(new URL(import.meta.resolve('castbuf/worker-thread')), { execArgv: [] });
      console.log(await sumOf(createPool({ threads: 2, create }).stream(codec, all, { partBytes: 5000 })));`;
    assert.is(run(program), SUM);
  });

  test('reads files, each worker its parts', () => {
    const file = join(folder, 'names.bin');
    const program = `
      import { truncateSync, writeFileSync } from 'node:fs';
      import { pathToFileURL } from 'node:url';
      const file = ${JSON.stringify(file)};
      writeFileSync(file, all);
      const pool = createPool({ threads: 2 });
      for (const source of [file, pathToFileURL(file)])
        for (const borrow of [false, true])
          console.log(await sumOf(pool.stream(codec, source, { partBytes: 5000, borrow })));
      writeFileSync(file, all.subarray(0, all.length - 1));
      const whole = decodeBatch(codec, all.subarray(0, all.length - 1)).error;
      let last;
      for await (const batch of pool.stream(codec, file, { partBytes: 5000 })) last = batch;
      console.log(String(last.error) === String(whole));
      const refused = async (source) => {
        try { for await (const batch of pool.stream(codec, source, { partBytes: 5000 })) truncateSync(file, 6000); }
        catch (error) { console.log(error.code); }
      };
      await refused(file);
      await refused(file + '.none');
      await refused(new URL('.', pathToFileURL(file)));`;
    assert.equal(run(program).split('\n'), [SUM, SUM, SUM, SUM, 'true', 'ERR_SOURCE', 'ENOENT', 'ERR_TYPE']);
  });

  test('1,000 pools that are opened and closed leave no worker, and little memory', () => {
    const program = `
      import { createHook } from 'node:async_hooks';
      let started = 0;
      createHook({ init: (id, type) => void (type === 'WORKER' && (started += 1)) }).enable();
      const some = all.subarray(0, 35_000);
      const turn = async (count) => {
        for (let left = count; left > 0; left--) {
          const pool = createPool({ threads: 2 });
          if (left % 10 === 0) await pool.stream(codec, some, { partBytes: 4000 }).next();
          await pool.close();
        }
        gc();
        return process.memoryUsage().rss;
      };
      const before = await turn(200);
      const after = await turn(800);
      const left = process.getActiveResourcesInfo().filter((kind) => /Worker|MessagePort/.test(kind)).length;
      console.log(started > 100, left, after - before < 100e6 || after - before);`;
    assert.is(run(program, '--expose-gc'), 'true 0 true');
  });
});
