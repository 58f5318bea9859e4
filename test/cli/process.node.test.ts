import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import { readFixture, suite } from '../harness/index.js';
import { castbuf, start, withFolder } from './run-castbuf.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const HEADER = 'test/oracle/oracle-miracast-x64.h';
const VIDEO = 'test/oracle/oracle-video-x64.h';

suite('castbuf: wrong use ends with 2 and a suggestion', (test) => {
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /no command; there are decode, encode, layout, stat/],
    [['decod', 'x'], /no command decod; did you mean decode\?/],
    [['decode'], /needs a file, or - for standard input/],
    [['decode', 'a', 'b'], /takes one file, not 2/],
    [['decode', CHUNKS, '--tpye', 'A'], /no option --tpye; did you mean --type\?/],
    [['decode', CHUNKS, '--json'], /decode has no option --json/],
    [
      ['decode', CHUNKS, '--type', 'MIRACAST_CHUNK_DTA'],
      /no type MIRACAST_CHUNK_DTA; did you mean MIRACAST_CHUNK_DATA\?/,
    ],
    [['decode', CHUNKS, '--type', '__proto__'], /no type __proto__; there are MIRACAST_CHUNK_ID/],
    [['decode', CHUNKS, '--abi', 'msvc-x46'], /no abi msvc-x46; did you mean msvc-x86\?/],
    [['decode', CHUNKS, '-f', 'jsn'], /no format jsn; /],
    [['decode', CHUNKS, '-o', 'rows.parquet'], /no format has the ending \.parquet/],
    [['decode', CHUNKS, '--columns', 'FrameNumbr'], /no column FrameNumbr; did you mean FrameNumber\?/],
    [['decode', CHUNKS, '--columns', 'a,,b'], /--columns has an empty name/],
    [
      ['decode', 'a', '--type', 'MIRACAST_STATISTIC_DATA', '--columns', 'FrameNumber'],
      /FrameNumber may be EncodeComplete\..* or ChunkSent\./,
    ],
    [['decode', CHUNKS, '--limit', 'ten'], /--limit is a whole number from 0 on, not ten/],
    [['decode', CHUNKS, '--limit'], /--limit needs a value/],
    [['decode', CHUNKS, '--type', 'A', '--type', 'B'], /--type is given more than once/],
    [['decode', CHUNKS, '-o', CHUNKS, '-f', 'csv'], /is the input as well/],
    [['layout', '--json', '--diff', 'msvc-x86'], /--json and --diff do not go together/],
    // Headers where there are none, or what is no header.
    [['layout', '-I', 'include'], /-I is for C headers; it goes with layout FILE\.h/],
    [['decode', CHUNKS, '-DDEBUG=1'], /-D is for C headers; it goes with --header FILE\.h/],
    [['layout', HEADER, '-D', '1X'], /-D takes NAME or NAME=VALUE, not 1X/],
    [['layout', HEADER, '-I'], /-I needs a value/],
    [['layout', HEADER, HEADER], /layout takes one header, not 2/],
    [['layout', '--header', HEADER], /layout has no option --header; .*castbuf layout FILE\.h/],
    [['layout', 'MIRACAST_CHUNK_DATA'], /is a type, not a file; castbuf layout --type MIRACAST_CHUNK_DATA/],
    [
      ['layout', HEADER, '--type', 'MIRACAST_CHUNK_DTA'],
      /no type MIRACAST_CHUNK_DTA in .*; did you mean MIRACAST_CHUNK_DATA\?/,
    ],
    [['layout', HEADER, '--type', 'ULONG'], /ULONG is no struct or union in .* \(typedef unsigned int ULONG\)/],
    [['layout', HEADER, '--type', 'MIRACAST_STATUS'], /MIRACAST_STATUS is an enum in .*, no struct or union/],
    [['decode', CHUNKS, '--header', VIDEO], /no type MIRACAST_CHUNK_DATA in .*; choose with --type; there are .* more/],
    [['decode', CHUNKS, '--header', '-'], /--header takes a file; standard input is for records/],
    [['generate'], /generate needs a C header; castbuf generate --help/],
    [['generate', HEADER, HEADER], /generate takes one header, not 2/],
    [['generate', '--header', HEADER], /generate has no option --header; .*castbuf generate FILE\.h/],
    [['generate', HEADER, '--lua', '--markdown'], /--lua and --markdown do not go together/],
    [['generate', HEADER, '-o', HEADER], /is the header as well; write to another file/],
    // What this version does not have is said, not ignored.
    [['decode', CHUNKS, '-f', 'arrow'], /--format arrow is not in this version/],
    [['decode', CHUNKS, '--where', 'a > 1'], /no column a/],
    [['decode', CHUNKS, '--threads', '4'], /--threads is not in this version/],
    [['decode', CHUNKS, '--resync'], /--resync is not in this version/],
    [['decode', CHUNKS, '--max-errors', '3'], /--max-errors is not in this version/],
    [['inspect'], /inspect is not in this version/],
  ];
  for (const [args, message] of cases) {
    test(args.join(' ') || 'nothing', async () => {
      const { status, text, stderr } = await castbuf(args);
      assert.is(status, 2);
      assert.is(text, '');
      assert.match(stderr, message);
      assert.match(stderr, /^castbuf: [^\n]*\n$/);
    });
  }
});

suite('castbuf: help and version', (test) => {
  test('help of all, help of each command, the version', async () => {
    for (const args of [
      ['--help'],
      ['decode', '--help'],
      ['encode', '-h'],
      ['layout', '--help'],
      ['stat', '--help'],
      ['simulate', '--help'],
    ]) {
      const { status, text, stderr } = await castbuf(args);
      assert.is(status, 0);
      assert.is(stderr, '');
      assert.match(text, /Usage:\n {2}\$ castbuf /);
    }
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.ok((await castbuf(['--version'])).text.startsWith(`castbuf/${version} `));
  });
});

suite('castbuf: files that cannot be read or written end with 3', (test) => {
  test('a missing file, a folder, and an output that cannot be made', async () => {
    await withFolder(async (folder) => {
      const missing = await castbuf(['decode', join(folder, 'missing.bin')]);
      assert.is(missing.status, 3);
      assert.match(missing.stderr, /^castbuf: cannot read .*missing\.bin: no such file or directory\n$/);
      assert.is((await castbuf(['stat', folder])).status, 3);
      const unwritable = await castbuf(['decode', CHUNKS, '-o', join(folder, 'none', 'rows.csv')]);
      assert.is(unwritable.status, 3);
      assert.match(unwritable.stderr, /^castbuf: cannot write .*rows\.csv: no such file or directory\n$/);
      // An output is not touched before its input is known to be there.
      const output = join(folder, 'rows.ndjson');
      await writeFile(output, 'precious');
      assert.is((await castbuf(['decode', join(folder, 'missing.bin'), '-o', output])).status, 3);
      assert.is(await readFile(output, 'utf8'), 'precious');
      assert.equal(await readdir(folder), ['rows.ndjson']);
      if (getuid?.() === 0) return; // root may write everything
      await chmod(output, 0o400);
      assert.match((await castbuf(['decode', CHUNKS, '-o', output])).stderr, /permission denied/);
    });
  });
});

suite('castbuf: pipes and signals', (test) => {
  test('a reader that goes away ends it quietly with 0', async () => {
    for (const args of [['decode', CHUNKS], ['decode', CHUNKS, '-f', 'csv'], ['stat', CHUNKS], ['layout']]) {
      const child = start(args, ['ignore', 'pipe', 'pipe']);
      let stderr = '';
      child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
      child.stdout?.once('data', () => child.stdout?.destroy());
      if (args[0] !== 'decode') child.stdout?.destroy();
      const [status] = (await once(child, 'close')) as [number | null];
      assert.is(status, 0, args.join(' '));
      assert.is(stderr, '');
    }
  });

  test('Control-C: whole rows, then 130', async () => {
    const child = start(['decode', '-'], ['pipe', 'pipe', 'pipe']);
    const { stdin, stdout, stderr } = child as unknown as { stdin: Writable; stdout: Readable; stderr: Readable };
    let rows = '';
    let errors = '';
    stdout.on('data', (piece: Buffer) => (rows += piece.toString()));
    stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
    stdin.on('error', () => {});
    stdin.write(await readFixture('vectors/chunks-10k.bin')); // and then nothing more: the command waits
    await once(stdout, 'data');
    child.kill('SIGINT');
    const [status] = (await once(child, 'close')) as [number | null];
    stdin.destroy();
    assert.is(status, 130);
    assert.is(errors, '');
    assert.is(rows.at(-1), '\n');
    for (const line of rows.trimEnd().split('\n')) JSON.parse(line);
  });

  test('Control-C while nobody reads the output', async () => {
    const child = start(['decode', CHUNKS], ['ignore', 'pipe', 'ignore']);
    await once(child.stdout as Readable, 'readable');
    child.kill('SIGINT');
    const [status, signal] = (await once(child, 'exit')) as [number | null, string | null];
    // A shell shows 130 for both.
    assert.ok(status === 130 || signal === 'SIGINT', `${status} ${signal}`);
    child.stdout?.destroy();
  });

  test('no colours in a pipe, nor progress', async () => {
    for (const args of [['stat', CHUNKS], ['layout'], ['decode', 'missing'], ['decode', CHUNKS, '-f', 'table']]) {
      const { text, stderr } = await castbuf(args, { env: { FORCE_COLOR: '1' } });
      assert.not.ok((text + stderr).includes('\u001b'));
    }
  });
});

/*
 * By hand, the same with 1 GiB (1,536 copies: 15,360,000 records), which needs no more memory than this:
 *   for i in $(seq 1536); do cat test/vectors/chunks-10k.bin; done > build/large.bin
 *   time node build/cli.js decode build/large.bin | wc -l
 */
const COPIES = 96; // 64 MiB
const MOST_KILOBYTES = 250_000;
const REPORT_PEAK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}`))';

suite('castbuf: memory is bounded', (test) => {
  test('64 MiB through decode and stat', async () => {
    const chunks = await readFixture('vectors/chunks-10k.bin');
    await withFolder(async (folder) => {
      const file = join(folder, 'large.bin');
      const target = createWriteStream(file);
      for (let copy = 0; copy < COPIES; copy++) target.write(chunks);
      target.end();
      await finished(target);
      for (const args of [
        ['decode', file],
        ['decode', file, '-f', 'table', '--names'],
        ['stat', file],
      ]) {
        const { status, lines, peakKilobytes } = await measured(args);
        assert.is(status, 0);
        if (args.length === 2 && args[0] === 'decode') assert.is(lines, COPIES * 10_000);
        assert.ok(peakKilobytes > 0 && peakKilobytes < MOST_KILOBYTES, `${args[0]}: ${peakKilobytes} kB`);
      }
    });
  });
});

async function measured(
  args: readonly string[],
): Promise<{ status: number | null; lines: number; peakKilobytes: number }> {
  const child = start(args, ['ignore', 'pipe', 'pipe'], { node: ['--import', REPORT_PEAK] });
  let lines = 0;
  let stderr = '';
  child.stdout?.on('data', (piece: Buffer) => {
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
  });
  child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, lines, peakKilobytes: Number(/peak (\d+)/.exec(stderr)?.[1]) };
}
