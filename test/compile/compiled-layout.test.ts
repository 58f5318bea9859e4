import * as assert from 'uvu/assert';
import { compiledLayout, elementPlaces } from '../../src/compiled/index.js';
import { suite } from '../harness/index.js';

const MEMBERS = { a: 0, list: 4, 'list[]': 4, 'list[].x': 8 };

suite('layouts of compiled codecs', (test) => {
  const { offsetOf } = compiledLayout('T', 'struct', 'msvc-x64', 40, 4, MEMBERS, elementPlaces({ list: 12 }));

  test('members of elements', () => {
    assert.equal(['a', 'list', 'list[2]', 'list[2].x'].map(offsetOf), [0, 4, 28, 32]);
  });

  for (const wrong of ['lisd[2].x', 'list[2].y', 'a[0]', 'list[-1]', '', 'toString', '__proto__', 5, null, undefined]) {
    test(`${String(wrong)} is no member`, () => {
      assert.throws(
        () => offsetOf(wrong as string),
        (error: { code: string; hint: string }) =>
          error.code === 'ERR_USAGE' && error.hint.startsWith(`T has no member ${String(wrong)}; `),
      );
    });
  }
});
