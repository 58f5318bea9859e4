// time-out: 600 s
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { pack } from './installed-package.js';

suite('a clone in which nothing was installed or built', (test) => {
  test('is packed whole: prepack makes what is missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'castbuf-clone-'));
    try {
      const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
      const files = listed
        .trimEnd()
        .split('\n')
        .filter((file) => existsSync(file));
      for (const file of files) cpSync(file, join(folder, file));
      const { files: packed } = pack(folder, folder);
      const paths = packed.map(({ path }) => path);
      for (const file of ['build/index.js', 'build/index.d.ts', 'build/cli.js', 'build/kernel.wasm']) {
        assert.ok(paths.includes(file), file);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
