import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

const STALE = `
const { allRules, staleAmong } = await import('./scripts/rule-places.mjs');
const rules = allRules();
console.log(JSON.stringify([rules.length > 300, staleAmong(rules)]));`;

suite('rules that test:rules breaks', (test) => {
  test('the text that each breaks stands in its source, once', () => {
    const { stdout, stderr } = spawnSync(execPath, ['--input-type=module', '-e', STALE], { encoding: 'utf8' });
    assert.is(stderr, '');
    assert.equal(JSON.parse(stdout), [true, []]);
  });
});
