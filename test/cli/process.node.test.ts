import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import { readArguments } from '../../src/cli/arguments.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { helpText } from '../../src/cli/help-text.js';
import { CommandError } from '../../src/cli/exit-status.js';
import { readFixture, suite, sampled } from '../harness/index.js';
import { AS_CHUNKS, castbuf, start, withFolder } from './run-castbuf.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const HEADER = 'test/oracle/oracle-miracast-x64.h';
const VIDEO = 'test/oracle/oracle-video-x64.h';

/** What the arguments alone tell. */
const WRONG_ARGUMENTS: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['decod', 'x'], /no command decod; did you mean decode\?/],
  [['decod', '--help'], /no command decod; did you mean decode\?/],
  [['help', 'decod'], /no command decod; did you mean decode\?/],
  [['help', 'decode', 'stat'], /help takes one command, not 2 \(decode, stat\)/],
  [
    ['inspect'],
    /no command inspect; there are decode, encode, layout, stat, plot, convert, sql, simulate, replay, conform, explore, generate, compile, diff, guess, completions, man, help/,
  ],
  [['--json'], /no command; there are decode, encode/],
  [['decode'], /needs a file, or - for standard input/],
  [['encode', 'a', 'b'], /takes one file, not 2/],
  [['decode', CHUNKS, '--tpye', 'A'], /no option --tpye; did you mean --type\?/],
  [['decode', CHUNKS, '--csv-saef'], /no option --csv-saef; did you mean --csv-safe\?/],
  [['decode', CHUNKS, '--csv'], /no option --csv; did you mean --csv-safe\?/],
  [['decode', CHUNKS, '--safe'], /no option --safe; /],
  [['decode', CHUNKS, '--json'], /decode has no option --json/],
  [['decode', CHUNKS, '--threads', '4'], /decode has no option --threads; castbuf decode --help lists the options/],
  [['decode', CHUNKS, '--abi', 'msvc-x46'], /no abi msvc-x46; did you mean msvc-x86\?/],
  [['decode', CHUNKS, '-f', 'jsn'], /no format jsn; /],
  [['decode', CHUNKS, '-f', 'xml'], /no format xml; there are ndjson, json, csv, tsv, table, markdown/],
  [['decode', CHUNKS, '--columns', 'a,,b'], /--columns has an empty name/],
  [['decode', CHUNKS, '--limit', 'ten'], /--limit is a whole number from 0 on, not ten/],
  [['decode', CHUNKS, '--limit'], /--limit needs a value/],
  [['decode', CHUNKS, '--type', 'A', '--type', 'B'], /--type is given more than once/],
  [['layout', '--json', '--diff', 'msvc-x86'], /--json and --diff do not go together/],
  [['decode', CHUNKS, '--skip=-1'], /--skip is a number of bytes, such as 16, 0x10, 64K or 4G, not -1/],
  [['decode', CHUNKS, '--skip', '99999999G'], /--skip is a number of bytes/],
  [['stat', CHUNKS, '--skip', '32', '--offset', '0x10'], /--offset 16 lies in the 32 bytes of --skip/],
  [['decode', CHUNKS, '--hex', '-f', 'csv'], /--hex is a listing of its own; leave out --format/],
  [
    ['decode', CHUNKS, '--hex', '-o', 'x.csv'],
    /--hex is a listing, and x\.csv is named as csv; give it another ending/,
  ],
  [['decode', CHUNKS, '--raw', '--max-unpacked', '1G'], /--raw unpacks nothing; leave out --max-unpacked/],
  [['decode', CHUNKS, '--type', 'A', '--set', 'B'], /--type and --set do not go together/],
  [['decode', CHUNKS, '--schema', 'a.ts', '--header', HEADER], /--header and --schema do not go together/],
  [['decode', CHUNKS, '--schema', '-'], /--schema takes a file; standard input is for records/],
  [['layout', HEADER, '--schema', 'elf'], /layout takes a file or --schema, not both/],
  [['decode', CHUNKS, '--abi', 'packed:3'], /no abi packed:3; did you mean packed:1\?/],
  [['decode', CHUNKS, '--abi', 'packed:1:gcc'], /no abi gcc; /],
  [['generate', HEADER, '--abi', 'packed:1'], /--abi packed is for decode, encode, stat and layout/],
  [['encode', 'a.csv', '-f', 'table'], /no format table; /],
  // Headers where there are none, or what is no header.
  [['layout', '-I', 'include'], /-I is for C headers; it goes with layout FILE\.h/],
  [['decode', CHUNKS, '-DDEBUG=1'], /-D is for C headers; it goes with --header FILE\.h/],
  [['layout', HEADER, '-D', '1X'], /-D takes NAME or NAME=VALUE, not 1X/],
  [['layout', HEADER, '-I'], /-I needs a value/],
  [['layout', HEADER, HEADER], /layout takes one header, not 2/],
  [['layout', '--header', HEADER], /layout has no option --header; .*castbuf layout FILE\.h/],
  [['decode', CHUNKS, '--header', '-'], /--header takes a file; standard input is for records/],
  [['generate'], /generate needs a C header; castbuf generate --help/],
  [['generate', HEADER, HEADER], /generate takes one header, not 2/],
  [['generate', '--header', HEADER], /generate has no option --header; .*castbuf generate FILE\.h/],
  [['generate', HEADER, '--lua', '--markdown'], /--lua and --markdown do not go together/],
];

/** What only the work tells. */
const WRONG_USE: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['layout', 'MIRACAST_CHUNK_DATA'], /is a type, not a file; castbuf layout --type MIRACAST_CHUNK_DATA/],
  [['decod', 'x'], /no command decod; did you mean decode\?/],
  // No type is guessed.
  [['decode', CHUNKS], /decode needs --type; there are MIRACAST_CHUNK_ID, .*MIRACAST_CHUNK_DATA.* with --header/],
  [['encode', 'missing'], /encode needs --type; there are MIRACAST_CHUNK_ID, /],
  [['stat', CHUNKS], /stat needs --type; there are MIRACAST_CHUNK_ID, /],
  [
    ['decode', CHUNKS, '--header', HEADER],
    /needs --type; .*miracast-x64\.h declares MIRACAST_CHUNK_ID, .*MIRACAST_CHUNK_DATA/,
  ],
  [['stat', CHUNKS, '--header', VIDEO], /needs --type; .*video-x64\.h declares (?:\w+, ){39}\w+ and \d+ more/],
  [
    ['decode', CHUNKS, '--type', 'MIRACAST_CHUNK_DTA'],
    /no type MIRACAST_CHUNK_DTA; did you mean MIRACAST_CHUNK_DATA\?/,
  ],
  [['decode', CHUNKS, '--type', '__proto__'], /no type __proto__; there are MIRACAST_CHUNK_ID/],
  [['decode', CHUNKS, ...AS_CHUNKS, '-o', 'rows.xml'], /no format has the ending \.xml/],
  [['decode', CHUNKS, ...AS_CHUNKS, '--columns', 'FrameNumbr'], /no column FrameNumbr; did you mean FrameNumber\?/],
  [
    ['decode', 'a', '--type', 'MIRACAST_STATISTIC_DATA', '--columns', 'FrameNumber'],
    /FrameNumber may be EncodeComplete\..* or ChunkSent\./,
  ],
  [['decode', CHUNKS, ...AS_CHUNKS, '--where', 'a > 1'], /no column a/],
  [['decode', CHUNKS, ...AS_CHUNKS, '--csv-safe'], /--csv-safe is for CSV; it goes with -f csv, or -o FILE\.csv/],
  [['decode', CHUNKS, ...AS_CHUNKS, '--csv-safe', '-f', 'table', '-o', 'a.csv'], /--csv-safe is for CSV/],
  [
    ['layout', HEADER, '--type', 'MIRACAST_CHUNK_DTA'],
    /no type MIRACAST_CHUNK_DTA in .*; did you mean MIRACAST_CHUNK_DATA\?/,
  ],
  [['layout', HEADER, '--type', 'ULONG'], /ULONG is no struct or union in .* \(typedef unsigned int ULONG\)/],
  [['layout', HEADER, '--type', 'MIRACAST_STATUS'], /MIRACAST_STATUS is an enum in .*, no struct or union/],
  [
    ['decode', CHUNKS, '--header', VIDEO, ...AS_CHUNKS],
    /no type MIRACAST_CHUNK_DATA in .*; choose with --type; there are .* more/,
  ],
];

suite('castbuf: wrong use ends with 2 and a suggestion', (test) => {
  for (const [args, message] of WRONG_ARGUMENTS) {
    test(args.join(' '), () => {
      try {
        readArguments(args);
      } catch (error) {
        assert.instance(error, CommandError);
        assert.is((error as CommandError).status, 2);
        return assert.match((error as CommandError).message, message);
      }
      assert.unreachable('accepted');
    });
  }

  for (const [args, message] of WRONG_USE) {
    test(args.join(' '), async () => {
      const { status, text, stderr } = await castbuf(args);
      assert.is(status, 2);
      assert.is(text, '');
      assert.match(stderr, message);
      assert.match(stderr, /^castbuf: [^\n]*\n$/);
    });
  }
});

suite('castbuf: help and version', (test) => {
  test('nothing at all, help and --help print the help, --version the version', async () => {
    const { status, text, stderr } = await castbuf([]);
    assert.equal([status, stderr], [0, '']);
    assert.match(text, /^castbuf\/\S+\n\nUsage:\n {2}\$ castbuf <command> \[options\]\n/);
    for (const name of Object.keys(COMMANDS)) assert.match(text, new RegExp(`^  ${name} `, 'm'));
    assert.match(text, /^Exit status:\n {2}0 {4}good$/m);
    assert.not.match(text, / $/m);
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.is(text, helpText(undefined, version));
    for (const args of [[], ['help'], ['--help'], ['-h'], ['help', '--help']]) {
      assert.equal(readArguments(args), { command: 'help', about: undefined }, args.join(' '));
    }
    assert.is((await castbuf(['help', 'stat'])).text, helpText('stat', version));
    const line = `castbuf/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
    assert.is((await castbuf(['--version'])).text, line);
  });

  test('help of each command: its options and its examples', () => {
    for (const name of Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]) {
      const { options, examples } = COMMANDS[name];
      const text = helpText(name, '1.2.3');
      assert.ok(text.includes(`Usage:\n  $ castbuf ${name}`));
      for (const [flags, what] of options)
        assert.ok(text.includes(`  ${flags} `) && text.includes(`  ${what}\n`), flags);
      for (const example of examples) assert.ok(text.includes(`  $ ${example}\n`), example);
      for (const args of [
        ['help', name],
        [name, '--help'],
        [name, 'file', '-h'],
        ['--help', name],
        [name, '-o', '-h'],
      ]) {
        assert.equal(readArguments(args), { command: 'help', about: name }, args.join(' '));
      }
    }
  });

  test('the commands of the examples are commands', () => {
    for (const { examples } of Object.values(COMMANDS)) {
      for (const example of examples) {
        const commands = example.split(' | ').filter((part) => part.startsWith('castbuf '));
        assert.ok(commands.length > 0);
        for (const command of commands) {
          const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
            ([, double, single, word]) => double ?? single ?? word ?? '',
          );
          const request = readArguments(words.slice(1)) as unknown as Readonly<Record<string, unknown>>;
          const needsType = ['decode', 'encode', 'stat'].includes(String(request['command']));
          const says = ['type', 'headers', 'schema'].some((name) => request[name] !== undefined);
          assert.ok(!needsType || says, example);
        }
      }
    }
  });
});

suite('castbuf: files that cannot be read or written end with 3', (test) => {
  test('a missing file, a folder, and an output that cannot be made', async () => {
    await withFolder(async (folder) => {
      const missing = await castbuf(['decode', join(folder, 'missing.bin'), ...AS_CHUNKS]);
      assert.is(missing.status, 3);
      assert.match(missing.stderr, /^castbuf: cannot read .*missing\.bin: no such file or directory\n$/);
      assert.is((await castbuf(['stat', folder, ...AS_CHUNKS])).status, 3);
      const unwritable = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-o', join(folder, 'none', 'rows.csv')]);
      assert.is(unwritable.status, 3);
      assert.match(unwritable.stderr, /^castbuf: cannot write .*rows\.csv: no such file or directory\n$/);
      // An output is not touched before its input is known to be there.
      const output = join(folder, 'rows.ndjson');
      await writeFile(output, 'precious');
      assert.is((await castbuf(['decode', join(folder, 'missing.bin'), ...AS_CHUNKS, '-o', output])).status, 3);
      assert.is(await readFile(output, 'utf8'), 'precious');
      assert.equal(await readdir(folder), ['rows.ndjson']);
      if (process.getuid?.() === 0) return; // root may write everything
      await chmod(output, 0o400);
      assert.match((await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-o', output])).stderr, /permission denied/);
    });
  });
});

suite('castbuf: pipes and signals', (test) => {
  test('a reader that goes away ends it quietly with 0', async () => {
    const decode = ['decode', CHUNKS, ...AS_CHUNKS];
    for (const args of [
      decode,
      [...decode, '-f', 'csv'],
      ['stat', ...decode.slice(1)],
      ['layout'],
      ['--help'],
      ['--version'],
    ]) {
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
    const child = start(['decode', '-', ...AS_CHUNKS], ['pipe', 'pipe', 'pipe']);
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
    assert.is(errors, 'castbuf: interrupted\n');
    assert.is(rows.at(-1), '\n');
    for (const line of rows.trimEnd().split('\n')) JSON.parse(line);
  });

  test('Control-C while nobody reads the output', async () => {
    const child = start(['decode', CHUNKS, ...AS_CHUNKS], ['ignore', 'pipe', 'ignore']);
    await once(child.stdout as Readable, 'readable');
    child.kill('SIGINT');
    assert.equal(await once(child, 'exit'), [130, null]);
    child.stdout?.destroy();
  });

  test('no colours in a pipe, nor progress', async () => {
    const file = [CHUNKS, ...AS_CHUNKS];
    for (const args of [['stat', ...file], ['layout'], ['decode', 'missing'], ['decode', ...file, '-f', 'table']]) {
      const { text, stderr } = await castbuf(args, { env: { FORCE_COLOR: '1' } });
      assert.not.ok((text + stderr).includes('\u001b'));
    }
  });
});

/*
 * By hand, the same with 1 GiB (1,536 copies: 15,360,000 records), which needs no more memory than this:
 *   for i in $(seq 1536); do cat test/vectors/chunks-10k.bin; done > build/large.bin
 *   time node build/cli.js decode build/large.bin --type MIRACAST_CHUNK_DATA | wc -l
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
      const commands = [
        ['decode', file, ...AS_CHUNKS],
        ['decode', file, ...AS_CHUNKS, '-f', 'table', '--names'],
        ['stat', file, ...AS_CHUNKS],
      ];
      for (const args of sampled(commands)) {
        const { status, lines, peakKilobytes } = await measured(args);
        assert.is(status, 0);
        if (args[0] === 'decode' && !args.includes('table')) assert.is(lines, COPIES * 10_000);
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
