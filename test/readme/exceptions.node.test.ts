import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { EXCEPTIONS } from '../robustness/exceptions.js';

suite('README: what is not kept', (test) => {
  test('the list is the one that the tests of random bytes go by', () => {
    const readme = readFileSync('README.md', 'utf8');
    const [, list = ''] = /These bits alone are not kept[^\n]*\n\n((?:- [^\n]*\n)+)/.exec(readme) ?? [];
    const items = list
      .trim()
      .split('\n')
      .map((line) => line.slice(2));
    assert.is(items.length, EXCEPTIONS.length);
    items.forEach((item, index) => assert.ok(item.startsWith(EXCEPTIONS[index] as string), item));
  });
});
