import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { CaptureWriter } from '../../src/capture.js';
import { createCodec, struct, summarize, u16, u32, u64, u8, encodeBatch } from '../../src/index.js';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast.js';
import { AS_CHUNKS, castbuf, start, withFolder } from '../cli/run-castbuf.js';
import { suite } from '../harness/index.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const HEADER =
  '#include <stdint.h>\nstruct PAIR { uint8_t Kind; uint8_t Pad; uint16_t Small; uint32_t Size; uint64_t Total; };\n';
const Pair = struct('PAIR', { Kind: u8, Pad: u8, Small: u16, Size: u32, Total: u64 });
const pairs = createCodec(Pair);
const rows = (first: number, count: number) =>
  encodeBatch(
    pairs,
    Array.from({ length: count }, (_, row) => ({
      Kind: 1,
      Pad: 0,
      Small: 2,
      Size: first + row,
      Total: 2n ** 64n - 1n,
    })),
  );

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

suite('castbuf sql', (test) => {
  test('FROM a file: the rows of DuckDB, numbers exact', async () => {
    const query = `SELECT count(*) AS n, sum(ProcessingTime) AS t, max(Value) AS v FROM '${CHUNKS}'`;
    const { status, text, stderr } = await castbuf(['sql', query, ...AS_CHUNKS]);
    assert.is(stderr, '');
    assert.is(status, 0);
    const { columns, rowCount } = summarize(createCodec(MIRACAST_CHUNK_DATA), readFileSync(CHUNKS));
    const [time, id] = [columns['ChunkInfo.ProcessingTime'], columns['ChunkInfo.ChunkId.Value']];
    assert.is(text, `{"n":${rowCount},"t":${time?.sum},"v":${id?.max}}\n`);
  });

  test('each format, by -f and by the ending of a file', () =>
    withFolder(async (folder) => {
      const query =
        "SELECT 1 AS a, 'x\"y' AS b, NULL AS c, 18446744073709551615::UBIGINT AS d, [1, 2] AS e, 'z'::BLOB AS f UNION ALL SELECT 2, 'p', true, 0, [], 'z'::BLOB ORDER BY a";
      const wanted = {
        ndjson:
          '{"a":1,"b":"x\\"y","c":null,"d":18446744073709551615,"e":[1,2],"f":"7a"}\n{"a":2,"b":"p","c":true,"d":0,"e":[],"f":"7a"}\n',
        json: '[\n{"a":1,"b":"x\\"y","c":null,"d":18446744073709551615,"e":[1,2],"f":"7a"},\n{"a":2,"b":"p","c":true,"d":0,"e":[],"f":"7a"}\n]\n',
        csv: 'a,b,c,d,e,f\r\n1,"x""y",,18446744073709551615,"[1,2]",7a\r\n2,p,true,0,[],7a\r\n',
        tsv: 'a\tb\tc\td\te\tf\n1\tx"y\t\t18446744073709551615\t[1,2]\t7a\n2\tp\ttrue\t0\t[]\t7a\n',
      };
      for (const [format, text] of Object.entries(wanted)) {
        assert.is((await castbuf(['sql', query, '-f', format])).text, text, format);
        const file = join(folder, `rows.${format}`);
        assert.is((await castbuf(['sql', query, '-o', file])).status, 0);
        assert.is(await readFile(file, 'utf8'), text, file);
      }
      const table = await castbuf(['sql', query, '-f', 'table']);
      assert.equal(linesOf(table.text)[1], '1  x"y        18446744073709551615  [1,2]  7a');
      assert.is((await castbuf(['sql', 'SELECT 1 AS a WHERE false', '-f', 'json'])).text, '[]\n');
    }));

  test('times are in UTC, and to the microsecond', async () => {
    const query =
      "SELECT '2024-02-03 04:05:06.789012+02'::TIMESTAMPTZ AS t, '1969-12-31 23:59:59.5+00'::TIMESTAMPTZ AS u";
    const { text } = await castbuf(['sql', query], { env: { TZ: 'America/New_York' } });
    assert.is(text, '{"t":"2024-02-03T02:05:06.789012Z","u":"1969-12-31T23:59:59.500Z"}\n');
  });

  test('files after the query are a table by their type; a pattern has a column file', () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'pair.h'), HEADER);
      await writeFile(join(folder, 'a.bin'), rows(0, 2));
      await writeFile(join(folder, 'b.bin'), rows(10, 1));
      const types = ['--header', join(folder, 'pair.h')];
      const files = [join(folder, 'a.bin'), join(folder, 'b.bin')];
      const named = await castbuf(['sql', 'SELECT Size FROM PAIR ORDER BY Size DESC', ...files, ...types, '-f', 'tsv']);
      assert.equal([named.stderr, named.text], ['', 'Size\n10\n1\n0\n']);
      const matched = await castbuf([
        'sql',
        `SELECT file, Size FROM '${join(folder, '*.bin')}'`,
        ...types,
        '-f',
        'tsv',
      ]);
      assert.equal(linesOf(matched.text).slice(1), [`${files[0]}\t0`, `${files[0]}\t1`, `${files[1]}\t10`]);
      const two = `SELECT count(*) AS n FROM '${files[0]}' a JOIN '${files[1]}' b ON a.Total = b.Total`;
      assert.is((await castbuf(['sql', two, ...types])).text, '{"n":2}\n');
      const many = await castbuf([
        'sql',
        `CREATE TABLE t AS FROM '${files[0]}'; SELECT sum(Size) AS s FROM t;`,
        ...types,
      ]);
      assert.equal([many.stderr, many.text], ['', '{"s":1}\n']);
    }));

  test('a record set is a table for each type, and --only chooses what FROM a file has', () =>
    withFolder(async (folder) => {
      const schema = join(folder, 'log.ts');
      const program =
        "import { recordSet, struct, u8, u16, u32 } from 'castbuf';\nconst o = { pack: 1 } as const;\nexport const Log = recordSet('Tag', { Small: [1, struct('SMALL', { Tag: u8, Value: u16 }, o)], Large: [2, struct('LARGE', { Tag: u8, Value: u32 }, o)] });\n";
      await writeFile(schema, program);
      const log = join(folder, 'log.bin');
      const bytes = Uint8Array.of(1, 5, 0, 2, 1, 0, 1, 0, 1, 6, 0);
      await writeFile(log, bytes);
      const query = 'SELECT s.Value AS s, l.Value AS l FROM Small s, Large l ORDER BY s';
      const wanted = '{"s":5,"l":65537}\n{"s":6,"l":65537}\n';
      assert.is((await castbuf(['sql', query, log, '--schema', schema])).text, wanted);
      assert.is((await castbuf(['sql', query, '-', '--schema', schema], { input: bytes })).text, wanted);
      const only = await castbuf(['sql', `SELECT Value FROM '${log}'`, '--schema', schema, '--only', 'Large']);
      assert.is(only.text, '{"Value":65537}\n');
      const none = await castbuf(['sql', `FROM '${log}'`, '--schema', schema]);
      assert.is(none.status, 2);
      assert.match(none.stderr, /choose one of Small, Large with --only/);
    }));

  test('packed files, standard input and captures are loaded', () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'pair.h'), HEADER);
      const types = ['--header', join(folder, 'pair.h')];
      await writeFile(join(folder, 'a.bin.gz'), gzipSync(rows(0, 5000)));
      const packed = await castbuf(['sql', `SELECT sum(Size) AS s FROM '${join(folder, 'a.bin.gz')}'`, ...types]);
      assert.equal([packed.stderr, packed.text], ['', `{"s":${(4999 * 5000) / 2}}\n`]);
      const piped = await castbuf(['sql', "SELECT max(Size) AS m FROM '-'", ...types], { input: rows(3, 4) });
      assert.equal([piped.stderr, piped.text], ['', '{"m":6}\n']);
      const pieces: Uint8Array[] = [];
      const writer = new CaptureWriter((block) => void pieces.push(block));
      writer.section();
      writer.interface({ linkType: 147 });
      for (const size of [7, 8])
        writer.packet({ interface: 0, timestamp: 1_700_000_000_000_000_123n, data: rows(size, 1) });
      await writeFile(join(folder, 'bus.pcapng'), Buffer.concat(pieces));
      const query = `SELECT "time", interface, Size FROM '${join(folder, 'bus.pcapng')}'`;
      const captured = await castbuf(['sql', query, ...types, '-f', 'tsv']);
      assert.is(captured.stderr, '');
      assert.equal(linesOf(captured.text).slice(1), [
        '2023-11-14 22:13:20.000000123\t0\t7',
        '2023-11-14 22:13:20.000000123\t0\t8',
      ]);
    }));

  test('what is wrong is one line and a status; a file of -o stays as it was', () =>
    withFolder(async (folder) => {
      const output = join(folder, 'rows.csv');
      await writeFile(output, 'old');
      const cases = [
        [
          ["FROM 'test/vectors/bad-overrun-last.bin'", ...AS_CHUNKS],
          1,
          /data overrun in PrivateDriverData at offset 0x24: /,
        ],
        [["SELEC 1 FROM 'x'"], 2, /Parser Error/],
        [[`SELECT Nothing FROM '${CHUNKS}'`, ...AS_CHUNKS], 2, /"Nothing" not found/],
        [[`FROM castbuf('${CHUNKS}', keep := 'Siz > 1')`, CHUNKS, ...AS_CHUNKS], 2, /no column Siz/],
        [["FROM 'test/vectors/gone.bin'", ...AS_CHUNKS], 3, /cannot read test\/vectors\/gone\.bin: no such file/],
        [[`FROM '${CHUNKS}'`], 2, /sql needs --type/],
      ] as const;
      for (const [args, status, sentence] of cases) {
        const run = await castbuf(['sql', ...args, '-o', output]);
        assert.match(run.stderr, sentence);
        assert.is(linesOf(run.stderr).length, 1, run.stderr);
        assert.is(run.text, '');
        assert.is(run.status, status, run.stderr);
        assert.is(await readFile(output, 'utf8'), 'old');
      }
      assert.equal(readdirSync(folder), ['rows.csv'], 'and nothing beside it');
      const copy = join(folder, 'copy.bin');
      await writeFile(copy, readFileSync(CHUNKS));
      const over = await castbuf(['sql', `FROM '${copy}'`, ...AS_CHUNKS, '-o', copy, '-f', 'csv']);
      assert.match(over.stderr, /copy\.bin is the input as well; write to another file/);
      assert.is((await readFile(copy)).compare(readFileSync(CHUNKS)), 0);
      for (const [args, sentence] of [
        [['sql'], /sql takes a query first/],
        [['sql', 'chunks.bin'], /sql takes a query first, in quotes, not chunks\.bin/],
        [['sql', 'SELECT 1', '--where', 'a = 1'], /SQL's own/],
        [['sql', 'SELECT 1', '-o', 'rows.txt'], /no format for \.txt/],
        [['sql', 'SELECT 1', '-f', 'parquet'], /written to a file/],
      ] as const) {
        const run = await castbuf(args);
        assert.match(run.stderr, sentence);
        assert.is(run.status, 2);
      }
    }));

  test('--skip-bad goes on, tells each, and the status is 1', () =>
    withFolder(async (folder) => {
      const schema = join(folder, 's.ts');
      await writeFile(
        schema,
        "import { range, struct, u8 } from 'castbuf';\nexport const S = struct('S', { Id: u8, Percent: range(u8, 0, 100) });\n",
      );
      const file = join(folder, 's.bin');
      await writeFile(file, Uint8Array.of(1, 50, 2, 200, 3, 60));
      const args = ['sql', `SELECT Id FROM '${file}'`, '--schema', schema];
      const skipping = await castbuf([...args, '--skip-bad']);
      assert.is(skipping.text, '{"Id":1}\n{"Id":3}\n');
      assert.is(skipping.status, 1);
      assert.match(skipping.stderr, /Percent at offset 0x2: .*its 2 bytes are passed over/);
      const stopping = await castbuf(args);
      assert.equal([stopping.status, stopping.text], [1, '']);
    }));

  test('head ends it with 0, and Ctrl-C with 130', () =>
    withFolder(async (folder) => {
      const child = start(['sql', `FROM '${CHUNKS}', range(1000)`, ...AS_CHUNKS], 'pipe');
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
      child.stdout?.destroy();
      assert.equal(await once(child, 'close'), [0, null]);
      const output = join(folder, 'sum.csv');
      const long = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b';
      const stopped = start(['sql', long, '-o', output], 'pipe');
      setTimeout(() => stopped.kill('SIGINT'), 1500);
      assert.equal((await once(stopped, 'close'))[0] ?? 130, 130);
      assert.not.ok(existsSync(output));
      assert.equal(readdirSync(folder), []);
    }));
});

suite('castbuf decode -o x.parquet', (test) => {
  test('the records, or the columns, rows and types that are asked for', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'chunks.parquet');
      const read = async (query: string) => (await castbuf(['sql', query])).text;
      const all = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-o', file]);
      assert.equal([all.stderr, all.status], ['', 0]);
      const query = (from: string) =>
        `SELECT count(*) AS n, sum(Value) AS v, bit_xor(hash(PrivateDriverData)) AS h, min(ChunkType) AS c FROM '${from}'`;
      const direct = await castbuf([
        'sql',
        query(CHUNKS).replace('min(ChunkType)', 'min(ChunkType::VARCHAR)'),
        ...AS_CHUNKS,
      ]);
      assert.is(await read(query(file)), direct.text);
      const asked = ['--columns', 'EncodeRate,ChunkType', '--where', 'ProcessingTime < 1000', '--limit', '7'];
      assert.is((await castbuf(['decode', CHUNKS, CHUNKS, ...AS_CHUNKS, ...asked, '-o', file])).status, 0);
      assert.match(
        await read(`FROM '${file}' LIMIT 1`),
        /^\{"EncodeRate":\d+,"ChunkType":"\w+","ChunkType_raw":\d+\}\n$/,
      );
      assert.is(await read(`SELECT count(*) AS n FROM '${file}'`), '{"n":7}\n');
    }));

  test('no part of a file where a record is wrong, and no pipe', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'bad.parquet');
      const bad = await castbuf(['decode', 'test/vectors/bad-overrun-last.bin', ...AS_CHUNKS, '-o', file]);
      assert.is(bad.status, 1);
      assert.match(bad.stderr, /data overrun/);
      assert.equal(readdirSync(folder), []);
      const piped = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-f', 'parquet']);
      assert.equal([piped.status, piped.text], [2, '']);
      const counted = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-o', file, '--count', '3']);
      assert.match(counted.stderr, /do not go with Parquet; --limit/);
    }));
});
