// time-out: 300 s
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { checksum, magic, struct, u16, u8 } from '../../src/surface.js';
import { writeSchema } from '../../src/written-schema/index.js';
import { suite } from '../harness/index.js';
import { castbuf, withFolder, type Run } from './run-castbuf.js';

/* --skip-bad: what is written, what is told, and the status. */

const Reading = struct('READING', { Value: u8, Sum: checksum(u8, 'sum-8', { from: 'Value', to: 'Sum' }) });
const HEADER = [1, 2, 3];
const RECORDS = [7, 7, 8, 0, 9, 9, 4, 5];
const HINT = 'wrong checksum in Sum';

type RunFiles = (...args: readonly string[]) => Promise<Run>;

async function withFiles(body: (run: RunFiles, at: (name: string) => string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const at = (name: string): string => join(folder, name);
    await writeFile(at('reading.json'), JSON.stringify(writeSchema(Reading)));
    await writeFile(at('a.bin'), Uint8Array.of(...HEADER, ...RECORDS));
    await writeFile(at('b.bin'), Uint8Array.of(...HEADER, 7, 7, 8, 1, 9, 9, 4, 4));
    await body(
      (command, ...args) => castbuf([command as string, ...args, '--schema', at('reading.json'), '--skip', '3']),
      at,
    );
  });
}

suite('castbuf --skip-bad', (test) => {
  test('decode writes the good records, tells the others with their place in the file, and ends with status 1', () =>
    withFiles(async (run, at) => {
      const { status, text, stderr } = await run('decode', at('a.bin'), '--skip-bad', '-f', 'csv');
      assert.is(text, 'offset,length,Value,Sum\r\n3,2,7,7\r\n7,2,9,9\r\n');
      const lines = stderr.trimEnd().split('\n');
      assert.is(lines.length, 3);
      assert.match(lines[0] as string, `castbuf: ${HINT} at offset 0x5: `);
      assert.match(lines[1] as string, `castbuf: ${HINT} at offset 0x9: `);
      assert.is(lines[2], 'castbuf: 2 bad records of 4 bytes were passed over');
      assert.is(status, 1);
      const stopped = await run('decode', at('a.bin'), '-f', 'csv');
      assert.is(stopped.text, 'offset,length,Value,Sum\r\n3,2,7,7\r\n');
      assert.is(stopped.status, 1);
    }));

  test('those after the last row of --limit are not looked at', () =>
    withFiles(async (run, at) => {
      const { text, stderr } = await run('decode', at('a.bin'), '--skip-bad', '-f', 'csv', '--limit', '2');
      assert.match(text, '7,2,9,9');
      assert.match(stderr, '1 bad record of 2 bytes was passed over');
      const one = await run('decode', at('a.bin'), '--skip-bad', '-f', 'csv', '--limit', '1');
      assert.equal([one.stderr, one.status], ['', 0]);
    }));

  test('of many the first ten are told, and all are counted', () =>
    withFiles(async (run, at) => {
      await writeFile(
        at('many.bin'),
        Uint8Array.from([...HEADER, ...Array.from({ length: 5000 }, (_, byte) => (byte % 2 === 0 ? 1 : 2))]),
      );
      const { text, stderr } = await run('decode', at('many.bin'), at('a.bin'), '--skip-bad', '-f', 'ndjson');
      assert.is(text.split('\n').length - 1, 2);
      assert.is(stderr.split('\n').filter((line) => line.includes(`many.bin: ${HINT}`)).length, 10);
      assert.match(stderr, `many.bin: 2,500 bad records of 5,000 bytes were passed over; the first 10 are told above`);
      assert.match(stderr, `a.bin: 2 bad records of 4 bytes were passed over`);
    }));

  test('stat counts them', () =>
    withFiles(async (run, at) => {
      const { text, stderr, status } = await run('stat', at('a.bin'), '--skip-bad');
      assert.match(text, 'records         2 in 4 bytes');
      assert.match(text, `passed over     2 bad records of 4 bytes; the first: ${HINT} at offset 0x5`);
      assert.match(stderr, '2 bad records of 4 bytes were passed over');
      assert.is(status, 1);
      const { badRecords, records } = JSON.parse((await run('stat', at('a.bin'), '--skip-bad', '--json')).text);
      assert.equal([records, badRecords], [2, { records: 2, bytes: 4, first: { code: 'ERR_CHECKSUM', offset: 5 } }]);
      assert.not.match((await run('stat', at('a.bin'), '--json')).text, 'badRecords');
    }));

  test('diff compares them in their place', () =>
    withFiles(async (run, at) => {
      const { text, status } = await run('diff', at('a.bin'), at('b.bin'), '--skip-bad');
      const lines = [
        'record 1 at 0x5: bytes 0800 -> 0801',
        `record 3 at 0x9: type bad record (${HINT}) -> READING`,
        '',
      ];
      assert.equal([text, status], [lines.join('\n'), 1]);
      assert.is((await run('diff', at('a.bin'), at('a.bin'), '--skip-bad')).status, 0);
    }));

  test('--count is refused beside it', () =>
    withFiles(async (run, at) => {
      const { stderr, status } = await run('decode', at('a.bin'), '--skip-bad', '--count', '2');
      assert.match(stderr, '--count and --skip-bad do not go together');
      assert.is(status, 2);
    }));
});

suite('castbuf --resync', (test) => {
  const Framed = struct('FRAMED', { Mark: magic(u16, 0xa55a), Value: u16 });
  const record = (value: number): number[] => [0x5a, 0xa5, value, 0];

  const withGaps = (body: (run: RunFiles) => Promise<void>): Promise<void> =>
    withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('framed.json'), JSON.stringify(writeSchema(Framed)));
      const bytes = [1, 2, 3].flatMap(record).concat(9, 9, 9, [4, 5, 6].flatMap(record), 8);
      await writeFile(at('gaps.bin'), Uint8Array.of(0, 0, ...bytes));
      await body((command, ...args) =>
        castbuf([command as string, at('gaps.bin'), ...args, '--schema', at('framed.json'), '--skip', '2']),
      );
    });

  test('decode writes what is left, tells the gaps with their places in the file, and ends with status 1', () =>
    withGaps(async (run) => {
      const { status, text, stderr } = await run('decode', '--resync', '-f', 'csv');
      assert.is(
        text,
        'offset,length,Mark,Value\r\n' +
          [
            [2, 1],
            [6, 2],
            [10, 3],
            [17, 4],
            [21, 5],
            [25, 6],
          ]
            .map(([at, value]) => `${at},4,42330,${value}\r\n`)
            .join(''),
      );
      const lines = stderr.trimEnd().split('\n');
      assert.match(lines[0] as string, 'wrong magic value in Mark at offset 0xe: ');
      assert.match(lines[0] as string, 'its 3 bytes are passed over');
      assert.match(lines[1] as string, 'at offset 0x1d: ');
      assert.is(lines[2], 'castbuf: 2 gaps of 4 bytes were passed over');
      assert.is(status, 1);
    }));

  test('stat counts them, as text and as JSON', () =>
    withGaps(async (run) => {
      assert.match((await run('stat', '--resync')).text, /passed over +2 gaps of 4 bytes/);
      const { badRecords, records } = JSON.parse((await run('stat', '--resync', '--json')).text);
      assert.equal([records, badRecords.records, badRecords.bytes], [6, 2, 4]);
    }));

  test('what does not go together is refused in words', () =>
    withGaps(async (run) => {
      for (const [option, hint] of [
        [['--skip-bad'], '--skip-bad and --resync do not go together'],
        [['--count', '2'], '--count and --resync do not go together'],
      ] as const) {
        const { stderr, status } = await run('decode', '--resync', ...option);
        assert.match(stderr, hint);
        assert.is(status, 2);
      }
      const { stderr, status } = await run('diff', 'other.bin', '--resync');
      assert.match(stderr, 'of diff there is --skip-bad');
      assert.is(status, 2);
    }));
});
