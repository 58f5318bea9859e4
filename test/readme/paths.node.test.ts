import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

const DOCUMENTS = [
  ...readdirSync('.').filter((file) => file.endsWith('.md')),
  ...readdirSync('docs').map((file) => `docs/${file}`),
  'examples/README.md',
];
const FOLDERS = /^(src|assembly|scripts|test|docs|examples)\//;

const NAMES = new Set(
  ['src', 'assembly', 'test']
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .map((path) => basename(path)),
);

suite('paths in documents', (test) => {
  test('a file or folder that a document names is there', () => {
    let named = 0;
    for (const document of DOCUMENTS) {
      for (const [, path = ''] of readFileSync(document, 'utf8').matchAll(/`([\w./-]+)`/g)) {
        if (FOLDERS.test(path)) assert.ok(existsSync(path), `${document}: ${path}`);
        else if (/^[\w-]+(\.test)?\.ts$/.test(path)) assert.ok(NAMES.has(path), `${document}: ${path}`);
        else continue;
        named++;
      }
    }
    assert.ok(named > 80, String(named));
  });
});
