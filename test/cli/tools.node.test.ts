import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../../src/cli/command-table.js';
import { completionScript } from '../../src/cli/completions.js';
import { manPage } from '../../src/cli/man-page.js';
import { f32, struct } from '../../src/surface.js';
import { writeSchema } from '../../src/written-schema/index.js';
import { readFixture, suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf, CASTBUF, withFolder } from './run-castbuf.js';

const CHUNKS = 'vectors/doc-table-1.chunks.bin';

/** JavaScript that `castbuf --version` reads: the command without any of its commands. Nearly half is the schemas' part, which has the ABIs by name. */
const START_BYTES_LIMIT = 224_000;

/** A file and what it imports at once, all the way down. */
function importedAtOnce(file: string, seen: Map<string, number> = new Map()): Map<string, number> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  seen.set(file, Buffer.byteLength(text));
  for (const [, specifier = ''] of text.matchAll(/^(?:import|export)\b[^'"]*?["'](\.[^"']+)["']/gm))
    importedAtOnce(join(dirname(file), specifier), seen);
  return seen;
}

suite('castbuf diff', (test) => {
  test('members that differ, bytes that change no value, records that one file has: status 1; equal files: 0', async () => {
    const chunks = await readFixture(CHUNKS);
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      const [a, b] = [at('a.bin'), at('b.bin')];
      const changed = Uint8Array.from(chunks);
      changed[4] = 1; // padding of the first record
      changed[28 + 16] = 7; // ProcessingTime of the second
      await writeFile(a, chunks);
      await writeFile(b, changed.subarray(0, 56));
      const { status, text, stderr } = await castbuf(['diff', a, b, ...AS_CHUNKS]);
      assert.is(
        text,
        'record 0 at 0x0: other bytes, the same values\n' +
          'record 1 at 0x1c: ChunkInfo.ProcessingTime 950 -> 775\n' +
          `record 2 at 0x38: only in ${a}\n`,
      );
      assert.equal([status, stderr], [1, 'castbuf: 3 of 3 records differ\n']);
      const same = await castbuf(['diff', a, a, ...AS_CHUNKS]);
      assert.equal([same.status, same.text, same.stderr], [0, '', '']);
      await writeFile(b, chunks.subarray(0, 60));
      const cut = await castbuf(['diff', a, b, ...AS_CHUNKS]);
      assert.is(cut.status, 1);
      assert.match(cut.stderr, /b\.bin: truncated header at offset 0x38 \(record 2\)/);
      assert.match((await castbuf(['diff', a, ...AS_CHUNKS])).stderr, /diff takes two files, not 1/);
    });
  });

  test('a missing file ends it, though the other one is a pipe that is open', async () => {
    await withFolder(async (folder) => {
      const script = `mkfifo pipe; sleep 60 > pipe & node '${resolve(CASTBUF)}' diff pipe missing ${AS_CHUNKS.join(' ')}; echo $?; kill %1`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', timeout: 30_000 });
      assert.equal([stdout, stderr], ['3\n', 'castbuf: cannot read missing: no such file or directory\n']);
    });
  });

  test('another NaN is told, and not as padding', async () => {
    await withFolder(async (folder) => {
      const [a, b, schema] = [join(folder, 'a.bin'), join(folder, 'b.bin'), join(folder, 'one.json')];
      await writeFile(schema, JSON.stringify(writeSchema(struct('ONE', { F: f32 }))));
      await writeFile(a, Uint8Array.of(0, 0, 0xc0, 0x7f));
      await writeFile(b, Uint8Array.of(1, 0, 0xc0, 0x7f));
      const { status, text } = await castbuf(['diff', a, b, '--schema', schema]);
      assert.equal([status, text], [1, 'record 0 at 0x0: other bytes, the same values\n']);
    });
  });
});

suite('castbuf guess', (test) => {
  test('a packed pipe is read once; what cannot be unpacked does not keep others from being told', async () => {
    const edid = gzipSync((await readFixture('data/edid-base-blocks.bin')).subarray(0, 128));
    const pipe = await castbuf(['guess', '-'], { input: edid });
    assert.equal(
      [pipe.status, pipe.stderr, pipe.text.split('\n')[0]],
      [0, '', 'standard input: gzip, and in it EDID, what a monitor says of itself'],
    );
    await withFolder(async (folder) => {
      const [cut, good] = [join(folder, 'cut.gz'), join(folder, 'good.gz')];
      await writeFile(cut, edid.subarray(0, 30));
      await writeFile(good, edid);
      const { status, text, stderr } = await castbuf(['guess', cut, good]);
      assert.is(status, 1);
      assert.match(text, /^.*good\.gz: gzip, and in it EDID/);
      assert.match(stderr, /^castbuf: .*cut\.gz begins as gzip does and cannot be unpacked: [^\n]*\n$/);
    });
  });
});

suite('castbuf guess: the command that it shows', (test) => {
  const inFolder = (folder: string, words: string): string => {
    const script = `cd '${folder}' && node '${resolve(CASTBUF)}' guess ${words}`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout;
  };

  test('it has the --raw of the question; a name is no option, and a pipe of the shell is standard input', async () => {
    const edid = (await readFixture('data/edid-base-blocks.bin')).subarray(0, 128);
    await withFolder(async (folder) => {
      await writeFile(join(folder, '-x.bin'), edid);
      await writeFile(join(folder, 'x.gz'), gzipSync(edid));
      assert.match(inFolder(folder, '-- -x.bin'), /^ {2}castbuf decode \.\/-x\.bin --schema edid$/m);
      assert.match(inFolder(folder, '<(cat ./-x.bin)'), /^ {2}castbuf decode - --schema edid$/m);
      assert.match(inFolder(folder, '--raw ./-x.bin'), /^ {2}castbuf decode \.\/-x\.bin --schema edid --raw$/m);
      assert.match(inFolder(folder, '--raw x.gz'), /^ {2}castbuf decode x\.gz .*--limit 3 --raw {3}# once/m);
    });
  });
});

suite('castbuf completions and man', (test) => {
  const inBash = (script: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync('bash', ['-c', script], { input: completionScript('bash'), encoding: 'utf8' });

  test('bash completes commands, options and the values of options', () => {
    const complete = (...words: readonly string[]): string => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const { stdout, stderr } = inBash(
        `eval "$(cat)"; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _castbuf; echo "\${COMPREPLY[@]}"`,
      );
      assert.is(stderr, '');
      return stdout.trim();
    };
    assert.is(complete('castbuf', 'de'), 'decode');
    assert.is(complete('castbuf', 'decode', '--sk'), '--skip --skip-bad');
    assert.is(complete('castbuf', 'decode', '-f', 'm'), 'markdown');
    assert.is(complete('castbuf', 'stat', '--abi', 'gcc-x'), 'gcc-x64');
    assert.is(complete('castbuf', 'completions', ''), 'bash zsh');
    assert.is(complete('castbuf', 'help', 'gu'), 'guess');
    assert.is(complete('castbuf', 'decode', 'package.js'), 'package.json');
  });

  test('every option of the help is in both scripts and in the manual page', async () => {
    const { text: zsh } = await castbuf(['completions', 'zsh']);
    assert.ok(zsh.startsWith('#compdef castbuf\n'));
    const page = manPage('1.2.3');
    assert.is(readFileSync('build/castbuf.1', 'utf8'), (await castbuf(['man'])).text);
    for (const [name, { options }] of Object.entries(COMMANDS)) {
      assert.match(zsh, new RegExp(`^    ${name}\\)$`, 'm'));
      assert.ok(page.includes(`\n.SH ${name.toUpperCase()}\n`), name);
      for (const [flags] of options) {
        const long = /--[a-z-]+/.exec(flags)?.[0] ?? flags.slice(0, 2);
        assert.ok(zsh.includes(`'*${long}[`) && completionScript('bash').includes(long), `${name} ${long}`);
        assert.ok(page.includes(long.replaceAll('-', '\\-')), long);
      }
    }
    assert.match((await castbuf(['completions', 'fish'])).stderr, /completions takes one of bash, zsh, not fish/);
  });
});

suite('castbuf: what is loaded at its start', (test) => {
  test('no command, no codec and no header parser, until one is asked for', () => {
    const files = importedAtOnce(CASTBUF);
    const bytes = [...files.values()].reduce((sum, one) => sum + one, 0);
    assert.ok(bytes < START_BYTES_LIMIT, `${bytes} bytes in ${files.size} files`);
    assert.ok(bytes > START_BYTES_LIMIT / 2, 'the limit holds it there');
  });
});
