import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

const MOST_LINES = 30;
/** After gzip. */
const MOST_BYTES = 14_750;

suite('the size of a page with a compiled codec', (test) => {
  test(`a program of ${MOST_LINES} lines is ${MOST_BYTES} bytes in all`, async () => {
    const lines = (await readFile('examples/compiled/page.js', 'utf8')).trimEnd().split('\n');
    assert.ok(lines.length <= MOST_LINES, `${lines.length} lines`);
    const bytes = gzipSync(await readFile('build/compiled-page/bundle.js'), { level: 9 }).length;
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
  });

  test('it has no text of the interpreter, and nothing to load', async () => {
    const bundle = await readFile('build/compiled-page/bundle.js', 'utf8');
    assert.not.match(bundle, /\bimport\b|\beval\(|new Function/);
  });
});
