import { readdirSync, readFileSync } from 'node:fs';
import columns from 'castbuf:kernel/columns';
import core from 'castbuf:kernel/core';
import messages from 'castbuf:kernel/messages';
import packing from 'castbuf:kernel/packing';
import query from 'castbuf:kernel/query';
import recordSets from 'castbuf:kernel/record-sets';
import rowsOut from 'castbuf:kernel/rows-out';
import * as assert from 'uvu/assert';
import { bytesOfText } from '../../src/memory/index.js';
import { suite } from '../harness/index.js';

const TEXTS = { columns, core, messages, packing, query, 'record-sets': recordSets, 'rows-out': rowsOut };

suite('the kernel inside JavaScript', (test) => {
  test('has a text for each module of it', () => {
    assert.equal(
      readdirSync('build/modules').toSorted(),
      Object.keys(TEXTS)
        .map((name) => `${name}.wasm`)
        .toSorted(),
    );
  });

  for (const [name, kernelText] of Object.entries(TEXTS)) {
    test(`${name} decodes to the bytes of its module`, () => {
      const wasm = readFileSync(`build/modules/${name}.wasm`);
      assert.is(Buffer.compare(bytesOfText(kernelText), wasm), 0);
      assert.is(kernelText.length, wasm.length, 'a character for each byte');
      assert.is(new Set(kernelText).size, new Set(wasm).size, 'each byte value has one character');
    });

    test(`no character of ${name} needs an escape in a string, ends a script in HTML, or is a control character`, () => {
      assert.not.match(kernelText, /[\\`<"'$]/);
      assert.not.match(kernelText, /[\p{C}\p{Z}]/u, 'no control, format or separator character');
      assert.is(JSON.stringify(kernelText), `"${kernelText}"`);
    });
  }
});
