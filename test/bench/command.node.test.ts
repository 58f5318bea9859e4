/** The options of `npm run bench`; a workload that needs no time: the size of the core. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

function bench(...words: string[]) {
  return spawnSync(process.execPath, ['scripts/bench.mjs', ...words], { encoding: 'utf8' });
}

suite('npm run bench', (test) => {
  test('--only, --json and --compare: a run is the same as itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'castbuf-bench-test-'));
    try {
      const file = join(folder, 'run.json');
      const first = bench('--only', 'size', '--quick', '--json', file);
      assert.is(first.status, 0, first.stderr);
      const { workloads } = JSON.parse(readFileSync(file, 'utf8'));
      assert.equal(Object.keys(workloads), ['size']);
      assert.is(workloads.size.rows[0].id, 'core-size/all/0/all');
      assert.ok(workloads.size.rows[0].value.median > workloads.size.rows[1].value.median);
      const second = bench('--only', 'size', '--quick', '--compare', file);
      assert.match(second.stdout, /all of castbuf .* 1\.00 of before, same/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('what it does not know it refuses', () => {
    assert.match(bench('--only', 'W9').stderr, /no workload W9; there are W1, W1b/);
    assert.match(bench('--processes', '0').stderr, /--processes is a whole number from 1 on, not 0/);
    assert.match(bench('--quick', '--write-docs').stderr, /leave out --only and --quick/);
  });
});
