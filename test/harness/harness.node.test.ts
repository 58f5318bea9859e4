import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { suite } from './index.js';

/** What the runner must print, and close with, for each file of fixtures/. */
const EXPECTED: Record<string, { closing: string; says: string[] }> = {
  passing: { closing: '6 passed, 0 failed', says: [] },
  lacking: { closing: '3 passed, 0 failed', says: ['1 skipped', 'because compiled codecs have no:\n     1 filters'] },
  'failing-before-lack': {
    closing: '6 passed, 1 failed',
    says: ['1 skipped', 'what is no lack', 'fixtures/failing-before-lack.ts:10'],
  },
  failing: { closing: '1 passed, 2 failed', says: ['unequal', 'fixtures/failing.ts:6', 'threw undefined'] },
  'no-tests': { closing: '0 passed, 1 failed', says: ['ran no test'] },
  'idle-engine': { closing: '3 passed, 1 failed', says: ['no test ran on the debug engine'] },
  'bare-uvu': { closing: '0 passed, 1 failed', says: ["from '../harness/index.js' instead"] },
  'broken-before': { closing: '0 passed, 2 failed', says: ['before broke', '2 of 2 failed or did not run'] },
  'broken-after': { closing: '1 passed, 1 failed', says: ['after broke'] },
  'broken-each': { closing: '0 passed, 4 failed', says: ['before.each broke', 'after.each broke'] },
  'broken-body': { closing: '0 passed, 1 failed', says: ['the body broke'] },
  hang: { closing: '0 passed, 1 failed', says: ['time-out after 1 s in: hang > spins'] },
  unsettled: { closing: '0 passed, 1 failed', says: ['never settles in: unsettled > waits for nothing'] },
  lingering: { closing: '1 passed, 1 failed', says: ['did not end after its last case'] },
  exit: { closing: '0 passed, 1 failed', says: ['by process.exit, in: exit > leaves early'] },
  crash: { closing: '0 passed, 1 failed', says: ['SIGKILL in: crash > is killed'] },
  'throws-on-load': { closing: '0 passed, 1 failed', says: ['the file broke', 'fixtures/throws-on-load.ts:1'] },
  rejection: { closing: '0 passed, 1 failed', says: ['exit status 1', 'unheard'] },
};

suite('the test runner', (test) => {
  for (const [name, { closing, says }] of Object.entries(EXPECTED)) {
    test(`${name}: ${closing}`, async () => {
      const { status, output } = await run(`test/harness/fixtures/${name}.ts`);
      assert.is(output.trimEnd().split('\n').at(-1), closing);
      assert.is(status, closing.endsWith(' 0 failed') ? 0 : 1);
      for (const phrase of says) assert.match(output, phrase);
    });
  }

  test('a name that matches no file: 0 passed, 1 failed', async () => {
    const { status, output } = await run('no-such-file');
    assert.is(output, '0 passed, 1 failed\n');
    assert.is(status, 1);
  });

  test('a file whose cases are all skipped fails no run, and is counted', async () => {
    const { status, output } = await run('test/harness/fixtures/passing.ts', 'test/harness/fixtures/skipped.ts');
    assert.match(output, '1 skipped');
    assert.match(output, /\n6 passed, 0 failed\n$/);
    assert.is(status, 0);
  });

  test('adds up several files, and keeps what passed, where one of them cannot even be bundled', async () => {
    const names = ['bare-uvu', 'passing', 'exit'];
    const { status, output } = await run(...names.map((name) => `test/harness/fixtures/${name}.ts`));
    for (const phrase of ["from '../harness/index.js' instead", 'by process.exit']) assert.match(output, phrase);
    assert.match(output, /\n6 passed, 2 failed\n$/);
    assert.is(status, 1);
  });
});

async function run(...files: string[]) {
  const runner = spawn(process.execPath, ['scripts/test.mjs', ...files], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve) => runner.once('exit', resolve));
  return { output: await text(runner.stdout), status: await ended };
}
