import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { readFixture, sampled, suite } from '../harness/index.js';
import { VECTORS } from '../miracast/vector-rows.js';
import { AS_CHUNKS, castbuf, withFolder } from './run-castbuf.js';
import { typeNameOf, vectorLines } from './vector-lines.js';

/** In these, padding or unused arms are not zero: the bytes differ, the values do not. */
const DIRTY = ['chunks-dirty-padding', 'statistics-dirty'];

suite('castbuf encode: golden vectors', (test) => {
  for (const vector of sampled(VECTORS, 5)) {
    const { name, type, abi } = vector;
    const asType = ['--type', typeNameOf(type), '--abi', abi];

    test(`${name}: its lines, notes and all, give its bytes`, async () => {
      const input = `${(await vectorLines(vector)).join('\n')}\n`;
      const bytes = await readFixture(`vectors/${name}.bin`);
      const { status, stdout, stderr } = await castbuf(['encode', '-', ...asType], { input });
      assert.is(stderr, '');
      assert.is(status, 0);
      if (!DIRTY.includes(name)) return assert.ok(stdout.equals(bytes));
      const [again, first] = await Promise.all([
        castbuf(['decode', '-', ...asType], { input: stdout }),
        castbuf(['decode', `test/vectors/${name}.bin`, ...asType]),
      ]);
      assert.is(again.text, first.text);
    });

    test(`${name}: what decode prints encodes back`, async () => {
      if (DIRTY.includes(name)) return;
      const decoded = await castbuf(['decode', `test/vectors/${name}.bin`, '--names', ...asType]);
      const { status, stdout } = await castbuf(['encode', '-', ...asType], { input: decoded.stdout });
      assert.is(status, 0);
      assert.ok(stdout.equals(await readFixture(`vectors/${name}.bin`)));
    });
  }

  test('raw of a tag without an arm survives', async () => {
    const asType = ['--type', 'MIRACAST_STATISTIC_DATA'];
    const decoded = await castbuf(['decode', 'test/vectors/unknown-statistic-types.bin', ...asType]);
    const { stdout } = await castbuf(['encode', '-', ...asType], { input: decoded.stdout });
    const again = await castbuf(['decode', '-', ...asType], { input: stdout });
    assert.is(again.text, decoded.text);
  });
});

const INFO = '"ChunkType":3,"ProcessingTime":0,"EncodeRate":0';
const chunk = (id: string, rest = '"PrivateDriverData":""', info = INFO): string =>
  `{"ChunkInfo":{${info},"ChunkId":${id}},${rest}}`;
const GOOD = chunk('{"Value":"101"}');

suite('castbuf encode: what a line may say', (test) => {
  test('any sufficient set of arms, and counts that are left out', async () => {
    const ways = ['{"Value":"101"}', '{"Value":101}', '{"FrameNumber":"101","PartNumber":0}'];
    const runs = await Promise.all(
      ways.map((id) => castbuf(['encode', '-', ...AS_CHUNKS], { input: `${chunk(id)}\n` })),
    );
    for (const { status, stdout } of runs) {
      assert.is(status, 0);
      assert.is(stdout.toString('hex'), '03000000000000006500000000000000000000000000000000000000');
    }
  });

  test('blank lines, CRLF and a missing last newline', async () => {
    const { status, stdout } = await castbuf(['encode', '-', ...AS_CHUNKS], { input: `\n${GOOD}\r\n  \n${GOOD}` });
    assert.is(status, 0);
    assert.is(stdout.length, 56);
  });

  test('a wrong line ends it with 1 and its number; the lines before it are written', async () => {
    const digits = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const cases: readonly (readonly [line: string, message: RegExp])[] = [
      ['{"ChunkInfo":{"ChunkTyp":3}}', /unknown key "ChunkTyp" in ChunkInfo \(line 3\): did you mean ChunkType\?/],
      [chunk('{"FrameNumber":"1"}'), /missing member in ChunkInfo\.ChunkId \(line 3\): PartNumber is missing/],
      [
        chunk('{"Value":"5"}', '"PrivateDriverData":""', '"ChunkType":3,"EncodeRate":0'),
        /missing member in ChunkInfo\.ProcessingTime \(line 3\)/,
      ],
      [chunk('{"Value":9007199254740993}'), /ChunkInfo\.ChunkId\.Value \(line 3\): .*put it in quotes/],
      [chunk('{"Value":"18446744073709551616"}'), /value out of range in ChunkInfo\.ChunkId\.Value \(line 3\)/],
      [chunk('{"Value":"-1"}'), /value out of range in ChunkInfo\.ChunkId\.Value \(line 3\)/],
      [
        chunk('{"FrameNumber":"1099511627776","PartNumber":0}'),
        /out of range in ChunkInfo\.ChunkId\.FrameNumber \(line 3\)/,
      ],
      [chunk('{"Value":"3","FrameNumber":4,"PartNumber":0}'), /members disagree in ChunkInfo\.ChunkId\.\w+ \(line 3\)/],
      [chunk('{"Value":"3"}', '"PrivateDriverData":"0g"'), /no hex in PrivateDriverData \(line 3\)/],
      [chunk('{"Value":"3"}', '"PrivateDriverData":"0"'), /no hex in PrivateDriverData \(line 3\): .*odd number/],
      [
        chunk('{"Value":"3"}', '"PrivateDriverDataSize":4,"PrivateDriverData":"00"'),
        /PrivateDriverDataSize \(line 3\): it must be 1/,
      ],
      [chunk('{"Value":"3"}', '"PrivateDriverData":null'), /wrong type in PrivateDriverData \(line 3\): .*hex.*null/],
      ['{"__proto__":{"a":1}}', /unknown key "__proto__" \(line 3\)/],
      ['[]', /wrong type \(line 3\): it must be an object, not an array/],
      ['{"a":1]', /no JSON \(line 3, column 7\)/],
      ['{"a":tru', /no JSON \(line 3, column 9\): it ends too soon/],
      [digits, /wrong type \(line 3\)/],
      [`{"ChunkInfo":${digits}}`, /wrong type in ChunkInfo \(line 3\)/],
      ['{"a":'.repeat(10_000), /no JSON \(line 3/],
      [`${'{"ChunkInfo":'.repeat(10_000)}1${'}'.repeat(10_000)}`, /unknown key "ChunkInfo" in ChunkInfo \(line 3\)/],
    ];
    for (const [line, message] of cases) {
      const { status, stdout, stderr } = await castbuf(['encode', '-', ...AS_CHUNKS], {
        input: `${GOOD}\n\n${line}\n${GOOD}\n`,
      });
      assert.is(status, 1, line.slice(0, 80));
      assert.is(stdout.length, 28, line.slice(0, 80));
      assert.match(stderr, message);
      assert.match(stderr, /^castbuf: [^\n]*\n$/);
    }
  });

  test('bytes that are no UTF-8', async () => {
    const input = Buffer.concat([Buffer.from(`${GOOD}\n`), Buffer.of(0xff, 0xfe, 0x0a)]);
    const { status, stdout, stderr } = await castbuf(['encode', '-', ...AS_CHUNKS], { input });
    assert.is(status, 1);
    assert.is(stdout.length, 28);
    assert.match(stderr, /no UTF-8 \(line 2\)/);
  });

  test('a tagged union: one arm, or raw', async () => {
    const asType = ['--type', 'MIRACAST_STATISTIC_DATA'];
    const both = '{"ChunkSent":{"ChunkId":{"Value":"5"}},"ProtocolEvent":{"Event":1}}';
    assert.match((await castbuf(['encode', '-', ...asType], { input: both })).stderr, /members disagree \(line 1\)/);
    const sent = await castbuf(['encode', '-', ...asType], { input: '{"ChunkSent":{"ChunkId":{"Value":"5"}}}' });
    assert.is(sent.stdout.readUInt32LE(0), 1);
    assert.is(sent.stdout.readBigUInt64LE(8), 5n);
  });

  test('files in and out', async () => {
    await withFolder(async (folder) => {
      const [from, to] = [join(folder, 'in.ndjson'), join(folder, 'out.bin')] as const;
      await writeFile(from, `${GOOD}\n`);
      assert.is((await castbuf(['encode', from, ...AS_CHUNKS, '-o', to])).status, 0);
      assert.is((await readFile(to)).length, 28);
      const onto = await castbuf(['encode', from, ...AS_CHUNKS, '-o', from]);
      assert.is(onto.status, 2);
      assert.is(await readFile(from, 'utf8'), `${GOOD}\n`);
    });
  });
});
