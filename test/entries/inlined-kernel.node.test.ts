import { readFileSync } from 'node:fs';
import kernelText from 'castbuf:kernel';
import * as assert from 'uvu/assert';
import { inlinedKernel } from '../../src/kernel/index.js';
import { suite } from '../harness/index.js';

suite('the kernel inside JavaScript', (test) => {
  test('decodes to the bytes of build/kernel.wasm', () => {
    const wasm = readFileSync('build/kernel.wasm');
    assert.is(Buffer.compare(inlinedKernel(), wasm), 0);
    assert.is(kernelText.length, wasm.length, 'a character for each byte');
    assert.is(new Set(kernelText).size, new Set(wasm).size, 'each byte value has one character');
  });

  test('no character needs an escape in a string, ends a script in HTML, or is a control character', () => {
    assert.not.match(kernelText, /[\\`<"'$]/);
    assert.not.match(kernelText, /[\p{C}\p{Z}]/u, 'no control, format or separator character');
    assert.is(JSON.stringify(kernelText), `"${kernelText}"`);
  });
});
