/** The options of `npm run bench`; a workload that needs no time: the size of the core. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

function bench(...words: string[]) {
  return spawnSync(process.execPath, ['scripts/bench.mjs', ...words], { encoding: 'utf8' });
}

suite('npm run bench', (test) => {
  test('--only, --json, --compare and --from: a run is the same as itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'castbuf-bench-test-'));
    try {
      const file = join(folder, 'run.json');
      const first = bench('--only', 'size', '--quick', '--json', file);
      assert.is(first.status, 0, first.stderr);
      assert.match(first.stderr, /group 1 of 1, process 1 of 1, \d+ s: core-size all 0/);
      assert.match(first.stdout, /Missed goals, the worst first: 1\n {2}size .* goal <= 20000 absolute/);
      const { workloads } = JSON.parse(readFileSync(file, 'utf8'));
      assert.equal(Object.keys(workloads), ['size']);
      assert.is(workloads.size.rows[0].id, 'core-size/all/0/all');
      assert.ok(workloads.size.rows[0].value.median > workloads.size.rows[1].value.median);
      const second = bench('--only', 'size', '--quick', '--compare', file);
      assert.match(second.stdout, /all of castbuf .* 1\.00 of before, same/);
      const shown = bench('--from', file);
      assert.is(shown.stderr, '');
      assert.is(shown.stdout.slice(shown.stdout.indexOf('\n')), first.stdout.slice(first.stdout.indexOf('\n')));
      assert.match(
        bench('--from', file, '--write-docs').stderr,
        /has not all rows of now, or was measured with --quick/,
      );
      writeFileSync(file, '{}');
      assert.match(bench('--from', file).stderr, /run\.json is no run: --json writes one/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a process that fails takes its own rows, and no others', () => {
    const program = `
      import { Progress } from './scripts/bench/progress.mjs';
      import { runWorkload } from './scripts/bench/processes.mjs';
      const row = (module, own) => ({ id: own, group: { module, variant: 'all', size: 0 }, own, text: own, goal: { value: 1 } });
      const rows = [row('no-such-module', 'lost'), row('core-size', 'all')];
      const options = { processes: 2, isQuick: true };
      const shown = [];
      const workload = { title: 'title', unit: 'bytes', rows };
      runWorkload(workload, options, new Progress(2), (result) => shown.push(result));
      console.log(JSON.stringify(shown));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    const [lost, kept] = JSON.parse(stdout);
    assert.is(lost.none, 'no-such-module all 0 failed with exit status 1');
    assert.is(lost.isFailed, true);
    assert.match(stderr, /Cannot find module .*no-such-module/);
    assert.not.match(stderr, /group 1 of 2, process 2/);
    assert.match(stderr, /group 2 of 2, process 2 of 2/);
    assert.is(kept.isMet, false);
    assert.is(kept.isFailed, undefined);
  });

  test('what it does not know it refuses', () => {
    assert.match(bench('--only', 'W9').stderr, /no workload W9; there are W1, W1b/);
    assert.match(bench('--processes', '0').stderr, /--processes is a whole number from 1 on, not 0/);
    assert.match(bench('--quick', '--write-docs').stderr, /leave out --only and --quick/);
    assert.match(bench('--from', 'run.json', '--processes', '2').stderr, /leave out --only, --quick and --processes/);
  });
});
