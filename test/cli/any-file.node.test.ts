import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../../src/cli/command-table.js';
import { array, f64, struct, text, u16, u32 } from '../../src/surface.js';
import { writeSchema } from '../../src/written-schema/index.js';
import { readFixture, suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf, withFolder, type Run } from './run-castbuf.js';

// time-out: 600 s

const HEADER_BYTES = 16;

const SCHEMA = `import { array, recordSet, struct, text, u16, u32 } from 'castbuf';
const Header = { Type: u16, Bytes: u16 };
const Power = struct('POWER', { ...Header, Milliwatts: u32 }, { length: 'Bytes' });
const Name = struct('NAME', { ...Header, Count: u16, Text: text('utf-8', 'Count') }, { length: 'Bytes' });
const Path = struct('PATH', { ...Header, Points: array(u16, 3), type: u16 }, { length: 'Bytes' });
export const Log = recordSet('Type', { Power: [1, Power], Name: [[2, 3], Name], Path: [4, Path] });
`;

const C_HEADER = `#include <stdint.h>
/* castbuf: message=1 length=Bytes discriminator=Type */
typedef struct { uint16_t Type, Bytes; uint32_t Milliwatts; } Power;
/* castbuf: message=2 length=Bytes */
typedef struct { uint16_t Type, Bytes, Count; char Text[1]; /* castbuf: count=Count text=utf-8 */ } Name;
typedef struct { uint16_t a; uint32_t b; } Unpacked;
`;

/** Little-endian words, and the bytes of text. */
function bytesOf(...parts: readonly (readonly [bytes: 2 | 4, value: number] | string)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part);
      const [bytes, value] = part;
      const word = Buffer.alloc(bytes);
      word.writeUIntLE(value, 0, bytes);
      return word;
    }),
  );
}

/** A log as another program writes it: three kinds of records after a header of the file's own. */
const RECORDS = [
  bytesOf([2, 1], [2, 8], [4, 950]),
  bytesOf([2, 3], [2, 12], [2, 6], 'a,"b"\n'),
  bytesOf([2, 4], [2, 12], [2, 1], [2, 2], [2, 3], [2, 77]),
  bytesOf([2, 1], [2, 8], [4, 7]),
];
const LOG = Buffer.concat([bytesOf('LOGFILE\0', [4, 1], [4, 4]), ...RECORDS]);
const CSV = [
  'recordType,offset,length,Type,Bytes,Milliwatts,Count,Text,Points,type,unknownTail',
  'Power,16,8,1,8,950,,,,,',
  'Name,24,12,3,12,,6,"a,""b""\n",,,',
  'Path,36,12,4,12,,,,"[1,2,3]",77,',
  'Power,48,8,1,8,7,,,,,',
  '',
].join('\r\n');

interface Files {
  readonly folder: string;
  at(name: string): string;
  run(...args: readonly string[]): Promise<Run>;
}

async function withLog(body: (files: Files) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const at = (name: string): string => join(folder, name);
    await writeFile(at('log.ts'), SCHEMA);
    await writeFile(at('device.log'), LOG);
    await body({ folder, at, run: (...args) => castbuf(args) });
  });
}

suite('castbuf decode --names: times', (test) => {
  test('are dates beside the numbers, and the numbers are read again', async () => {
    const source =
      "import { f64, filetime, struct, time, u32 } from 'castbuf';\n" +
      "export const Entry = struct('ENTRY', { Created: time(u32), Written: filetime, Seen: time(f64, { epoch: '2001-01-01' }) });\n";
    const bytes = Buffer.concat([bytesOf([4, 1_700_000_000]), Buffer.alloc(8), Buffer.alloc(8)]);
    bytes.writeBigUInt64LE(133_444_484_001_234_567n, 4);
    bytes.writeDoubleLE(0.25, 12);
    await withFolder(async (folder) => {
      const [schema, input, rows] = ['entry.ts', 'in.bin', 'out.ndjson'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      await writeFile(schema, source);
      await writeFile(input, bytes);
      const words = ['--schema', schema, '--abi', 'packed:1'];
      const decoded = await castbuf(['decode', input, ...words, '--names', '-o', rows]);
      assert.equal([decoded.status, decoded.stderr], [0, '']);
      assert.is(
        await readFile(rows, 'utf8'),
        '{"offset":0,"length":20,"Created":1700000000,"CreatedName":"2023-11-14T22:13:20Z",' +
          '"Written":"133444484001234567","WrittenName":"2023-11-14T15:13:20.1234567Z",' +
          '"Seen":0.25,"SeenName":"2001-01-01T00:00:00.250000Z"}\n',
      );
      const encoded = await castbuf(['encode', rows, ...words]);
      assert.equal(encoded.stdout, bytes);
      const table = await castbuf([
        'decode',
        input,
        ...words,
        '--names',
        '-f',
        'table',
        '--columns',
        'Created,Written',
      ]);
      assert.match(table.text, /2023-11-14T22:13:20Z +2023-11-14T15:13:20\.1234567Z/);
    });
  });
});

suite('castbuf on any file: a mixed log', (test) => {
  test('three record kinds after a header of 16 bytes go to CSV by the command that the help suggests', async () => {
    const suggested = COMMANDS.decode.examples.find((example) => example.includes('--skip 16'));
    assert.is(suggested, 'castbuf decode device.log --schema log.ts --skip 16 -o device.csv');
    await withLog(async ({ at, run }) => {
      const inFolder = (word: string): string => (/\.\w+$/.test(word) ? at(word) : word);
      const words = (suggested as string).split(' ').slice(1).map(inFolder);
      const { status, stderr } = await run(...words);
      assert.equal([status, stderr], [0, '']);
      assert.is(await readFile(at('device.csv'), 'utf8'), CSV);
    });
  });

  test('encode reads back what decode writes of a set, in each of its formats', async () => {
    await withLog(async ({ at, run }) => {
      for (const format of ['csv', 'tsv', 'json', 'ndjson']) {
        const out = at(`rows.${format}`);
        const decoded = await run('decode', at('device.log'), '--schema', at('log.ts'), '--skip', '0x10', '-o', out);
        assert.equal([decoded.status, decoded.stderr], [0, ''], format);
        const encoded = await run('encode', out, '--schema', at('log.ts'), '--set', 'Log');
        assert.is(encoded.stderr, '', format);
        assert.ok(encoded.stdout.equals(LOG.subarray(HEADER_BYTES)), format);
      }
    });
  });

  test('--offset begins at a record that a row names; --count ends before what is none; both are told from the file', async () => {
    await withLog(async ({ at, run }) => {
      await writeFile(at('trailer.log'), Buffer.concat([LOG, Buffer.from('THE END')]));
      const args = ['--schema', at('log.ts'), '--skip', '16', '-f', 'ndjson', '--columns', 'offset'];
      const some = await run('decode', at('trailer.log'), ...args, '--offset', '0x24', '--count', '2');
      assert.is(some.text, '{"offset":36}\n{"offset":48}\n');
      assert.equal([some.status, some.stderr], [0, '']);
      // A format may be called by the ending of its files, too.
      const named = [...args.slice(0, 4), '-f', 'jsonl', ...args.slice(6)];
      assert.is((await run('decode', at('trailer.log'), ...named, '--offset', '0x24', '--count', '2')).text, some.text);
      const all = await run('decode', at('trailer.log'), ...args);
      assert.is(all.status, 1);
      assert.match(all.stderr, /^castbuf: unknown message.* at offset 0x38 \(record 4\): /);
      const more = await run('decode', at('device.log'), ...args, '--count', '5');
      assert.is(more.status, 1);
      assert.match(more.stderr, /device\.log has 4 records, and --count 5 asks for more\n$/);
      assert.is(more.text.split('\n').length, 5);
    });
  });

  test('--skip beyond the file, an empty file, a folder: told with the name and what to do', async () => {
    await withLog(async ({ folder, at, run }) => {
      const args = ['--schema', at('log.ts'), '--skip', '64'];
      const beyond = await run('stat', at('device.log'), ...args);
      assert.is(beyond.status, 1);
      assert.match(beyond.stderr, /device\.log has 56 bytes, and --skip 64 is beyond its end\n$/);
      await writeFile(at('empty.log'), '');
      const empty = await run('decode', at('empty.log'), ...args);
      assert.equal([empty.status, empty.text], [0, '']);
      assert.match(empty.stderr, /empty\.log is empty: it has no records\n$/);
      const directory = await run('decode', folder, ...args);
      assert.is(directory.status, 3);
      assert.match(directory.stderr, /cannot read .*: it is a directory\n$/);
    });
  });

  test('several files: a column says which, an error too, and the others are read all the same', async () => {
    await withLog(async ({ folder, at, run }) => {
      await writeFile(at('cut.log'), LOG.subarray(0, LOG.length - 1));
      const args = ['--schema', at('log.ts'), '--skip', '16', '--columns', 'file,offset'];
      const { text, status, stderr } = await run('decode', at('*.log'), '-f', 'csv', ...args);
      const rows = (file: string, offsets: readonly number[]): string =>
        offsets.map((offset) => `${join(folder, file)},${offset}\r\n`).join('');
      assert.is(text, `file,offset\r\n${rows('cut.log', [16, 24, 36])}${rows('device.log', [16, 24, 36, 48])}`);
      assert.is(status, 1);
      assert.match(stderr, /^castbuf: .*cut\.log: truncated header at offset 0x30 \(record 3\): [^\n]*\n$/);
      const none = await run('decode', at('*.none'), ...args);
      assert.equal([none.status, none.text], [3, '']);
      assert.match(none.stderr, /\*\.none: no file matches it/);
      const stat = await run('stat', at('cut.log'), at('device.log'), '--json', ...args.slice(0, 4));
      const reports = JSON.parse(stat.text) as {
        records: number;
        kinds: { counts: { name: string; records: number }[] };
      }[];
      assert.equal(
        reports.map(({ records, kinds }) => [records, kinds.counts.map(({ name, records: of }) => [name, of])]),
        [
          [
            3,
            [
              ['Power', 1],
              ['Name', 1],
              ['Path', 1],
            ],
          ],
          [
            4,
            [
              ['Power', 2],
              ['Name', 1],
              ['Path', 1],
            ],
          ],
        ],
      );
    });
  });

  test('an input that ends before its first record does not keep stat from the others', async () => {
    await withLog(async ({ at, run }) => {
      await writeFile(at('short.log'), LOG.subarray(0, 10));
      const args = ['--schema', at('log.ts'), '--skip', '16', '--json'];
      const { text, status, stderr } = await run('stat', at('short.log'), at('device.log'), ...args);
      assert.equal(
        (JSON.parse(text) as { records: number }[]).map(({ records }) => records),
        [4],
      );
      assert.is(status, 1);
      assert.match(stderr, /^castbuf: .*short\.log has 10 bytes, and --skip 16 is beyond its end\n$/);
      const alone = await run('stat', at('short.log'), ...args);
      assert.equal([alone.status, alone.text, alone.stderr], [1, '', stderr]);
    });
  });

  test('--hex: an empty text has its bytes; an arm that the tag does not select has none', async () => {
    await withFolder(async (folder) => {
      const schema = join(folder, 'arms.ts');
      await writeFile(
        schema,
        `import { struct, tagged, text, u16, u8 } from 'castbuf';
const Body = tagged('Tag', { A: [1, struct('A', { Label: text('utf-8', 2) })], B: [2, struct('B', { Word: u16 })] });
export const Arms = struct('Arms', { Tag: u8, Empty: text('utf-8', 3), Body });`,
      );
      const { text: listing, stderr } = await castbuf(['decode', '-', '--schema', schema, '--hex'], {
        input: Uint8Array.of(2, 0, 0, 0, 7, 0),
      });
      assert.is(stderr, '');
      assert.match(listing, /\n {2}\+0x1 +00 00 00 +Empty\n/);
      assert.match(listing, /\n +Body\.B\.Word +7\n/);
      assert.not.match(listing, /Label/);
    });
  });

  test('standard input is read once, whatever it is called', async () => {
    for (const command of ['decode', 'stat', 'diff', 'guess']) {
      const { status, stderr } = await castbuf([command, '-', '/dev/stdin', ...(command === 'guess' ? [] : AS_CHUNKS)]);
      assert.equal([status, stderr], [2, 'castbuf: standard input is given twice, and can be read once\n'], command);
    }
  });

  test('--hex: where each member lies, its bytes, its value', async () => {
    await withLog(async ({ at, run }) => {
      const { text } = await run(
        'decode',
        at('device.log'),
        '--schema',
        at('log.ts'),
        '--skip',
        '16',
        '--hex',
        '--limit',
        '2',
      );
      const file = at('device.log');
      const member = (offset: string, bytes: string, name: string, value: string): string =>
        `  ${offset.padEnd(7)} ${bytes.padEnd(24)} ${name.padEnd(11)}  ${value}\n`;
      assert.is(
        text,
        `${file}  Power at 0x10, 8 bytes\n` +
          member('+0x0', '01 00', 'Type', '1') +
          member('+0x2', '08 00', 'Bytes', '8') +
          member('+0x4', 'b6 03 00 00', 'Milliwatts', '950') +
          `\n${file}  Name at 0x18, 12 bytes\n` +
          member('+0x0', '03 00', 'Type', '3') +
          member('+0x2', '0c 00', 'Bytes', '12') +
          member('+0x4', '06 00', 'Count', '6') +
          member('+0x6', '61 2c 22 62 22 0a', 'Text', 'a,"b"\\n'),
      );
    });
  });
});

suite('castbuf on any file: where types are from', (test) => {
  test('notes of a header make a record set; --type takes one record alone', async () => {
    await withFolder(async (folder) => {
      const [header, data] = [join(folder, 'log.h'), join(folder, 'log.bin')];
      await writeFile(header, C_HEADER);
      const records = Buffer.concat([bytesOf([2, 1], [2, 8], [4, 950]), bytesOf([2, 2], [2, 8], [2, 2], 'ok')]);
      await writeFile(data, records);
      const of = ['--header', header, '--abi', 'gcc-x64'];
      const { text, stderr } = await castbuf(['decode', data, ...of, '-f', 'tsv']);
      assert.is(stderr, '');
      const lines = ['Power\t0\t8\t1\t8\t950\t\t\t', 'Name\t8\t8\t2\t8\t\t2\tok\t'];
      assert.is(
        text,
        ['type\toffset\tlength\tType\tBytes\tMilliwatts\tCount\tText\tunknownTail', ...lines, ''].join('\n'),
      );
      const named = await castbuf(['encode', '-', ...of, '--set', 'messages', '-f', 'tsv'], { input: text });
      assert.is(named.stderr, '');
      assert.ok(named.stdout.equals(records));
      const stray = await castbuf(['decode', data, ...of, '--set', 'message']);
      assert.is(stray.status, 2);
      assert.match(stray.stderr, /no record set message; did you mean messages\?/);
      const packed = await castbuf(['layout', header, '--type', 'Unpacked', '--abi', 'packed:1:gcc-x64', '--json']);
      assert.match(packed.text, /"size":6,/);
    });
  });

  test('the JSON of writeSchema brings its ABI along', async () => {
    await withFolder(async (folder) => {
      const schema = join(folder, 'sample.json');
      const Sample = struct('SAMPLE', { Kind: u16, Value: u32 });
      await writeFile(schema, JSON.stringify(writeSchema(Sample, { abi: { packed: 1, base: 'msvc-x64' } })));
      const data = join(folder, 'samples.bin');
      await writeFile(data, bytesOf([2, 1], [4, 5], [2, 2], [4, 6]));
      const { text, status } = await castbuf(['decode', data, '--schema', schema, '-f', 'markdown']);
      assert.is(status, 0);
      const rows = ['| 0 | 6 | 1 | 5 |', '| 6 | 6 | 2 | 6 |'];
      assert.is(text, ['| offset | length | Kind | Value |', '| --: | --: | --: | --: |', ...rows, ''].join('\n'));
      const other = await castbuf(['layout', schema, '--abi', 'gcc-x64', '--json']);
      assert.match(other.text, /"name":"SAMPLE","kind":"struct","size":8/);
      await writeFile(schema, '{"castbufSchema":2}');
      const newer = await castbuf(['decode', data, '--schema', schema]);
      assert.is(newer.status, 4);
      assert.match(newer.stderr, /sample\.json: .*this castbuf reads version 1, not 2/);
    });
  });

  test('what is no schema is told with what to do', async () => {
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('none.ts'), 'export const one: number = 1;');
      await writeFile(at('broken.ts'), 'export const = 1;');
      await writeFile(at('thrower.mjs'), `throw 'no device';`);
      await writeFile(
        at('two.ts'),
        `import { struct, u8 } from 'castbuf'; export const [A, B] = [struct('A', { a: u8 }), struct('B', { b: u8 })];`,
      );
      await writeFile(
        at('alone.mjs'),
        `import { struct, u8 } from 'castbuf'; export const A = struct('A', { a: u8 });`,
      );
      const cases: readonly (readonly [schema: string, message: RegExp])[] = [
        [at('none.ts'), /none\.ts exports no struct, union or record set of castbuf/],
        [at('broken.ts'), /cannot take a schema from .*broken\.ts: Expected .* \(.*broken\.ts, line 1, column 14\)\n/],
        [at('thrower.mjs'), /cannot take a schema from .*thrower\.mjs: no device\n/],
        [at('missing.ts'), /cannot take a schema from .*missing\.ts/],
        [at('two.ts'), /decode needs --type; .*two\.ts exports A, B/],
        [at('alone.mjs'), /alone\.mjs imports castbuf, which is not installed beside it: npm install castbuf there/],
        [at('packet.h'), /--schema takes a \.ts, \.js or \.json file, not .*packet\.h; a C header goes to --header/],
      ];
      for (const [schema, message] of cases) {
        const { status, text, stderr } = await castbuf(['decode', 'x.bin', '--schema', schema]);
        assert.equal([status, text], [2, ''], schema);
        assert.match(stderr, message);
        assert.match(stderr, /^castbuf: [^\n]*\n$/);
      }
    });
  });
});

/** Blocks of 128 bytes: more of them than one block of zstd takes. */
const BLOCKS = 'data/edid-base-blocks.bin';

suite('castbuf on any file: packed inputs', (test) => {
  test('gzip and zstd are unpacked by their first bytes, in pieces, from files and pipes', async () => {
    const [blocks, zstd] = [await readFixture(BLOCKS), await readFixture(`${BLOCKS}.zst`)];
    await withFolder(async (folder) => {
      const schema = join(folder, 'block.json');
      await writeFile(schema, JSON.stringify(writeSchema(struct('BLOCK', { Data: array(u16, 64) }))));
      const decode = (file: string, input?: Uint8Array): Promise<Run> =>
        castbuf(['decode', file, '--schema', schema, '-f', 'tsv'], input && { input });
      const { text: plain } = await decode(`test/${BLOCKS}`);
      assert.is(plain.split('\n').length, blocks.length / 128 + 2);
      const members = [blocks.subarray(0, 1001), blocks.subarray(1001)].map((part) => gzipSync(part));
      for (const packed of [gzipSync(blocks), Buffer.concat(members), zstd]) {
        const { text, stderr } = await decode('-', packed);
        assert.is(stderr, '');
        assert.ok(text === plain);
      }
      assert.ok((await decode(`test/${BLOCKS}.zst`)).text === plain);
    });
  });

  test('what cannot be unpacked, is too much, or only looks packed', async () => {
    const gzip = gzipSync(new Uint8Array(100_000));
    const decode = (input: Uint8Array, ...args: readonly string[]): Promise<Run> =>
      castbuf(['decode', '-', ...AS_CHUNKS, ...args], { input });
    const cut = await decode(gzip.subarray(0, gzip.length - 9));
    assert.is(cut.status, 1);
    assert.match(cut.stderr, /begins as gzip does and cannot be unpacked: .*; --raw takes its bytes as they are\n$/);
    const zstd = await readFixture(`${BLOCKS}.zst`);
    const short = await castbuf(['stat', '-', ...AS_CHUNKS], { input: zstd.subarray(0, 50) });
    assert.is(short.status, 1);
    assert.match(short.stderr, /begins as zstd does and cannot be unpacked: /);
    const wide = await decode(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, ...new Uint8Array(20)));
    assert.match(wide.stderr, /its window has more than 134\.2 MB; unpack it with zstd -d/);
    const much = await decode(gzip, '--max-unpacked', '64K');
    assert.is(much.status, 1);
    assert.match(much.stderr, /standard input unpacks to more than 65\.5 kB; --max-unpacked 4G allows more\n$/);
    const raw = await decode(gzip.subarray(0, 24), '--raw');
    assert.match(raw.stderr, /truncated header at offset 0x0/);
  });
});

suite('castbuf encode: cells', (test) => {
  const Sample = struct('SAMPLE', { Kind: u16, Name: text('utf-8', 4), List: array(u16, 2) });
  const encoded = async (rows: string | Uint8Array, ...args: readonly string[]): Promise<Run> => {
    let run: Run | undefined;
    await withFolder(async (folder) => {
      const schema = join(folder, 'sample.json');
      await writeFile(schema, JSON.stringify(writeSchema(Sample)));
      run = await castbuf(['encode', '-', '--schema', schema, ...args], { input: rows });
    });
    return run as Run;
  };

  test('CSV of spreadsheets: a mark before it, quotes, line ends of both kinds, notes passed over', async () => {
    const { stdout, stderr } = await encoded(
      '\ufeffrow,Name,Kind,List\r\n1,"a""b",7,"[1,2]"\n\n2,,8,"[3,\n4]"\r\n',
      '-f',
      'csv',
    );
    assert.is(stderr, '');
    const one = bytesOf([2, 7], 'a"b\0', [2, 1], [2, 2]);
    assert.ok(stdout.equals(Buffer.concat([one, bytesOf([2, 8], '\0\0\0\0', [2, 3], [2, 4])])));
  });

  test('a mark before NDJSON and JSON is no text, and inside a text it is', async () => {
    const row = '{"Kind":7,"Name":"a","List":[1,2]}';
    const one = bytesOf([2, 7], 'a\0\0\0', [2, 1], [2, 2]);
    for (const [rows, format] of [
      [`\ufeff${row}`, 'ndjson'],
      [`\ufeff[${row}]`, 'json'],
    ] as const) {
      const { stdout, stderr } = await encoded(rows, '-f', format);
      assert.is(stderr, '', format);
      assert.ok(stdout.equals(one), format);
    }
    const marked = await encoded('Name,Kind,List\n\ufeffa,7,"[1,2]"\n', '-f', 'csv');
    assert.ok(marked.stdout.equals(bytesOf([2, 7], '\ufeffa', [2, 1], [2, 2])));
  });

  test('JSON in another encoding is refused as NDJSON in it is', async () => {
    const latin = Buffer.from('[{"Kind":7,"Name":"\xe4","List":[1,2]}]', 'latin1');
    for (const format of ['json', 'ndjson']) {
      const { status, stdout, stderr } = await encoded(latin, '-f', format);
      assert.equal([status, stdout.length], [1, 0], format);
      assert.match(stderr, /no UTF-8 \(line 1\): rows are text in UTF-8/);
    }
  });

  test('a column alone: an empty cell is a record, with or without quotes', async () => {
    const Alone = struct('ALONE', { Name: text('utf-8', 2) });
    const bytes = Buffer.from('a\0\0\0b\0\0\0');
    await withFolder(async (folder) => {
      const schema = join(folder, 'alone.json');
      await writeFile(schema, JSON.stringify(writeSchema(Alone)));
      for (const format of ['csv', 'tsv']) {
        const args = ['--schema', schema, '-f', format];
        const { stdout } = await castbuf(['decode', '-', ...args, '--columns', 'Name'], { input: bytes });
        const back = await castbuf(['encode', '-', ...args], { input: stdout });
        assert.is(back.stderr, '', format);
        assert.ok(back.stdout.equals(bytes), format);
      }
    });
  });

  test('a value that only another type of the set has is not dropped', async () => {
    await withLog(async ({ at }) => {
      const rows = 'recordType,Type,Milliwatts,Count\r\nPower,1,950,6\r\n';
      const { status, stdout, stderr } = await castbuf(['encode', '-', '--schema', at('log.ts'), '-f', 'csv'], {
        input: rows,
      });
      assert.equal([status, stdout.length], [1, 0]);
      assert.match(stderr, /a value in Count \(line 2\): the type of this row has no such member/);
    });
  });

  test('a number above all doubles is no infinity', async () => {
    const schema = JSON.stringify(writeSchema(struct('SIZE', { Size: f64 })));
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'size.json'), schema);
      const encode = (rows: string, format: string): Promise<Run> =>
        castbuf(['encode', '-', '--schema', join(folder, 'size.json'), '-f', format], { input: rows });
      for (const run of [await encode('{"Size":-1e999}', 'ndjson'), await encode('Size\n1e309\n', 'csv')]) {
        assert.equal([run.status, run.stdout.length], [1, 0]);
        assert.match(run.stderr, /value out of range in Size \(line \d\): no double is as large/);
      }
      assert.is((await encode('Size\n-Infinity\n', 'csv')).stdout.readDoubleLE(), -Infinity);
    });
  });

  test('a key that an object has twice is refused: one of its values would be lost', async () => {
    const row = '{"Name":"\\"{:","Kind":1,"List":[1,2]}';
    const cases: readonly (readonly [rows: string, format: string, message: RegExp])[] = [
      [`${row}\n{"Kind":1,"Name":"a","Ki\\u006ed":2}`, 'ndjson', /key "Kind" is there twice \(line 2, column 22\)/],
      [`[${row}, {"Kind":1,"Kind":2}]`, 'json', /key "Kind" is there twice \(character 51\)/],
    ];
    for (const [rows, format, message] of cases) {
      const { status, stderr } = await encoded(rows, '-f', format);
      assert.is(status, 1, rows);
      assert.match(stderr, message);
    }
    const good = await encoded(`${row}\n${row}`);
    assert.equal([good.status, good.stderr, good.stdout.length], [0, '', 20]);
  });

  test('a cell in quotes may be long', async () => {
    const rows = `Kind,Name,List\n1,a,"${' '.repeat(16 * 1024 * 1024)}[1,2]"\n`;
    const { status, stderr, stdout } = await encoded(rows, '-f', 'csv');
    assert.equal([status, stderr], [0, '']);
    assert.ok(stdout.equals(bytesOf([2, 1], 'a\0\0\0', [2, 1], [2, 2])));
  });

  test('what is wrong is told with its line; the rows before it are written', async () => {
    const cases: readonly (readonly [rows: string, message: RegExp, bytes: number])[] = [
      ['Kind,Name,Lst\n', /no column Lst \(line 1\): did you mean List\?/, 0],
      ['Kind,Kind\n', /column Kind is there twice \(line 1\)/, 0],
      ['Kind,KnidName,List\n', /no column KnidName \(line 1\)/, 0],
      ['Kind,KnidHex,List\n', /no column KnidHex \(line 1\)/, 0],
      ['Kind,Name,List\n1,a,"[1,2]"\n1,a\n', /2 cells \(line 3\): the heading has 3/, 10],
      ['Kind,Name,List\nx,a,"[1,2]"\n', /wrong type in Kind \(line 2\): it must be a number, not "x"/, 0],
      ['Kind,Name,List\n1,a"b,"[1,2]"\n"', /no CSV \(line 2\): a quote/, 0],
      ['Kind,Name,List\n1,"a,2\n', /no CSV \(line 2\): a quote is not closed/, 0],
    ];
    for (const [rows, message, bytes] of cases) {
      const { status, stdout, stderr } = await encoded(rows, '-f', 'csv');
      assert.is(status, 1, rows);
      assert.match(stderr, message);
      assert.is(stdout.length, bytes, rows);
    }
    const stray = await encoded('{"Kind":1,"Name":"a","List":[1,2],"KnidName":"ONE"}');
    assert.equal([stray.status, stray.stdout.length], [1, 0]);
    assert.match(stray.stderr, /unknown key "KnidName" \(line 1\)/);
    const noted = await encoded('KindName,Kind,Kind__Name,KindHex,Name,List\nONE,1,ONE,0x1,a,"[1,2]"\n', '-f', 'csv');
    assert.equal([noted.status, noted.stderr, noted.stdout.length], [0, '', 10]);
    const noArray = await encoded('{"Kind":1}', '-f', 'json');
    assert.match(noArray.stderr, /the JSON is no array; give \[\{…\}, \{…\}\], or -f ndjson/);
    const wrongRow = await encoded(
      '[{"Kind":1,"Name":"a","List":[1,2]},{"Kind":-1,"Name":"a","List":[1,2]}]',
      '-f',
      'json',
    );
    assert.match(wrongRow.stderr, /value out of range in Kind \(row 1\)/);
  });
});
