import * as assert from 'uvu/assert';
import { RUNTIME_NAMES } from '../../src/compile/runtime-names.js';
import * as Runtime from '../../src/compiled/index.js';
import { suite } from '../harness/index.js';

suite('names of the run time', (test) => {
  test('those that are reserved are those that castbuf/compiled exports', () => {
    assert.equal([...RUNTIME_NAMES].sort(), Object.keys(Runtime).sort());
  });
});
