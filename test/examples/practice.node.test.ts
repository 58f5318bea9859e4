/** What `npm run bench:practice` times: here only that the examples find what the same by hand finds. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

function practice(...words: string[]) {
  return spawnSync(process.execPath, ['scripts/bench/practice.mjs', ...words], { encoding: 'utf8' });
}

/** Those that export a function are there to be measured. */
const MEASURED = readdirSync('examples').filter(
  (file) => file.endsWith('.mjs') && /^export /m.test(readFileSync(`examples/${file}`, 'utf8')),
);

suite('npm run bench:practice', (test) => {
  test('each example that exports what it computes finds what the same by hand finds', () => {
    const { stdout, stderr, status } = practice('--check');
    assert.is(stderr, '');
    assert.equal(stdout.trim().split('\n').sort(), MEASURED.map((file) => `${file}: equal`).sort());
    assert.is(status, 0);
  });

  test('a program that is not there is refused', () => {
    const { stderr, status } = practice('none.mjs');
    assert.match(stderr, /no program none\.mjs; there are csv\.mjs, /);
    assert.is(status, 1);
  });
});
