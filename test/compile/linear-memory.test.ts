import * as assert from 'uvu/assert';
import { issueOutput, linearBytes } from '../../src/compiled/linear-memory.js';
import { suite } from '../harness/index.js';

suite('linear memory of compiled codecs', (test) => {
  test('has all of the output after what a call has used, to its last byte', () => {
    const used = linearBytes(1).length;
    linearBytes(used);
    const output = issueOutput(1000, 16);
    assert.is(output.length, 1000);
    assert.ok(output.byteOffset >= used);
    assert.is(issueOutput(1000, 16).byteOffset, output.byteOffset);
  });
});
