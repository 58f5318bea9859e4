import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import * as assert from 'uvu/assert';
import { printable, printableJson, printableLines } from '../../src/cli/printable.js';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf, withFolder } from './run-castbuf.js';

/** What no terminal may get from a name or from data. */
// oxlint-disable-next-line no-control-regex -- control characters are what this finds
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

suite('printable text', (test) => {
  test('every character that steers is escaped, every other one stays', () => {
    for (let code = 0; code < 0x3000; code++) {
      const character = String.fromCharCode(code);
      const steers = STEERING.test(character) || character === '\n';
      const hex = code.toString(16);
      const escape = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
      const expected = escape ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`);
      assert.is(printable(`a${character}b`), `a${steers ? expected : character}b`, hex);
      const staysInLines = !steers || character === '\n' || character === '\t';
      assert.is(printableLines(character), staysInLines ? character : expected.replace('\\r', '\\x0d'), hex);
      const json = printableJson({ [character]: character });
      assert.equal(JSON.parse(json), { [character]: character });
      assert.not.match(json, STEERING);
    }
  });
});

suite('castbuf: names of files and headers cannot steer the terminal', (test) => {
  if (process.platform === 'win32') return test.skip('names of files have no control characters here');

  const NAME = 'a\u001b[31m\u009b1m\n\u202eb';
  const SHOWN = 'a\\x1b[31m\\x9b1m\\n\\u202eb';

  test('stat, errors, what is wrong in a header, layout, generated text', async () => {
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at(NAME), 'struct \u009b1m { int \u202ea; };\nstruct Bad { T\u001b[31m\u0007 x; };\n');
      await writeFile(at(`${NAME}.bin`), Buffer.alloc(29));
      await mkdir(at('folder'));
      await writeFile(at(`${NAME}.empty`), '');
      const empty = await castbuf(['layout', at(`${NAME}.empty`)]);
      assert.is(empty.stderr, `castbuf: ${folder}/${SHOWN}.empty declares no struct or union that has a name\n`);
      const stat = await castbuf(['stat', at(`${NAME}.bin`), ...AS_CHUNKS]);
      assert.ok(stat.text.startsWith(`${folder}/${SHOWN}.bin  MIRACAST_CHUNK_DATA`), stat.text);
      const header = await castbuf(['layout', at(NAME)]);
      assert.is(header.status, 4);
      assert.match(header.text, /struct \\x9b1m {2}msvc-x64/);
      assert.match(header.text, /\\u202ea/);
      const [place = '', line, caret] = header.stderr.split('\n');
      assert.ok(place.startsWith(`${folder}/${SHOWN}:2:`), place);
      assert.is(line, 'struct Bad { T\\x1b[31m\\x07 x; };');
      assert.is(caret?.trim(), '^');
      const runs = [
        stat,
        header,
        await castbuf(['layout', at(NAME), '--json']),
        await castbuf(['stat', at(`${NAME}.bin`), ...AS_CHUNKS, '--json']),
        await castbuf(['decode', at(`${NAME}.none`), ...AS_CHUNKS]),
        await castbuf(['decode', '-', '--header', at(NAME), '--type', NAME]),
        await castbuf(
          ['decode', at(`${NAME}.bin`), '--header', at(NAME), '--type', '\u009b1m', '-o', at(`folder/../${NAME}`)],
          {
            env: { DEBUG: '1' },
          },
        ),
        await castbuf([NAME]),
      ];
      for (const { text, stderr } of runs) {
        assert.not.match(text, STEERING);
        assert.not.match(stderr, STEERING);
      }
    });
  });
});
