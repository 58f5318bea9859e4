import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { readFixture, readFixtureText, sampled, suite } from '../harness/index.js';
import { VECTORS } from '../miracast/vector-rows.js';
import { AS_CHUNKS, castbuf, withFolder } from './run-castbuf.js';
import { linesOf, typeNameOf, vectorLines, withoutKeys } from './vector-lines.js';

/** Notes about a row, which decode does not print. */
const NOTES = ['i', 'arm', 'row', 'why'];
const isNote = (key: string): boolean => NOTES.includes(key) || key.endsWith('Hex');
/** Names that decode prints and the vectors do not have. */
const isExtraName = (key: string): boolean => ['StatisticTypeName', 'EventName', 'StatusName'].includes(key);
/** Vectors whose rows name their enum values. */
const HAS_NAMES = /^(chunks-dirty|doc-table|statistics)/;
const CHUNKS = 'test/vectors/chunks-10k.bin';

suite('castbuf decode: golden vectors', (test) => {
  for (const vector of sampled(VECTORS, 5)) {
    const { name, type, abi, rows } = vector;
    const args = ['decode', `test/vectors/${name}.bin`, '--type', typeNameOf(type), '--abi', abi];

    test(`${name}: every line byte for byte`, async () => {
      const lines = await vectorLines(vector);
      const { status, text, stderr } = await castbuf(args);
      assert.is(status, 0);
      assert.is(stderr, '');
      const printed = linesOf(text);
      assert.is(printed.length, rows);
      const hasPlace = lines[0]?.includes('"offset"') === true;
      lines.forEach((line, row) => {
        const expected = withoutKeys(line, (key) => isNote(key) || key.endsWith('Name'));
        const have = printed[row] as string;
        assert.is(hasPlace ? have : withoutKeys(have, (key) => key === 'offset' || key === 'length'), expected);
      });
    });

    if (!HAS_NAMES.test(name)) continue;
    test(`${name}: every line byte for byte, with names`, async () => {
      const lines = await vectorLines(vector);
      const { status, text } = await castbuf([...args, '--names']);
      assert.is(status, 0);
      const printed = linesOf(text).map((line) => withoutKeys(line, isExtraName));
      assert.equal(
        printed,
        lines.map((line) => withoutKeys(line, isNote)),
      );
    });
  }
});

interface Verdict {
  readonly file: string;
  readonly struct: string;
  readonly validRecords: number;
  readonly error: string | null;
  readonly errorOffset: number | null;
}

const WHAT: Readonly<Record<string, string>> = {
  'truncated-header': 'truncated header',
  'private-data-overrun': 'data overrun in PrivateDriverData',
};

suite('castbuf decode: malformed streams', (test) => {
  test('good records are written, then one line says where it went wrong', async () => {
    const verdicts = linesOf(await readFixtureText('vectors/malformed.ndjson')).map(
      (line) => JSON.parse(line) as Verdict,
    );
    for (const { file, struct, validRecords, error, errorOffset } of verdicts) {
      const { status, text, stderr } = await castbuf(['decode', `test/vectors/${file}`, '--type', struct]);
      assert.is(linesOf(text).length, validRecords, file);
      assert.is(status, error === null ? 0 : 1, file);
      const note = validRecords > 0 ? '' : `castbuf: test/vectors/${file} is empty: it has no records\n`;
      if (error === null) assert.is(stderr, note, file);
      else {
        const start = `castbuf: ${WHAT[error]} at offset 0x${(errorOffset as number).toString(16)} (record ${validRecords}): `;
        assert.is(stderr.slice(0, start.length), start, file);
        assert.is(stderr.trimEnd().split('\n').length, 1, file);
      }
    }
  });

  test('an unknown value has no name, and a tag without an arm gives raw', async () => {
    const chunks = await castbuf(['decode', 'test/vectors/unknown-chunk-types.bin', ...AS_CHUNKS, '--names']);
    const [first = '', , , last = ''] = linesOf(chunks.text);
    assert.ok(first.includes('"ChunkType":5,"ChunkId"'));
    assert.ok(last.includes('"ChunkType":4294967295,"ChunkTypeName":"MIRACAST_CHUNK_TYPE_ENCODE_FORCE_UINT32"'));
    const type = ['--type', 'MIRACAST_STATISTIC_DATA'];
    const { text } = await castbuf(['decode', 'test/vectors/unknown-statistic-types.bin', ...type]);
    assert.match(linesOf(text)[0] ?? '', /^\{"offset":0,"length":32,"StatisticType":3,"raw":"[0-9a-f]{48}"\}$/);
  });

  test('a stack only with DEBUG', async () => {
    const args = ['decode', 'test/vectors/bad-header-4.bin', ...AS_CHUNKS];
    assert.not.match((await castbuf(args)).stderr, /\n {4}at /);
    assert.match((await castbuf(args, { env: { DEBUG: '1' } })).stderr, /\n {4}at /);
  });
});

suite('castbuf decode: what is asked for', (test) => {
  test('standard input gives the same as the file', async () => {
    const bytes = await readFixture('vectors/chunks-10k.bin');
    const [file, pipe] = await Promise.all([
      castbuf(['decode', CHUNKS, ...AS_CHUNKS]),
      castbuf(['decode', '-', ...AS_CHUNKS], { input: bytes }),
    ]);
    assert.ok(file.stdout.equals(pipe.stdout));
    assert.is((await castbuf(['decode', '-', ...AS_CHUNKS])).text, '');
  });

  test('--limit stops early, before an error that lies behind it', async () => {
    assert.is(linesOf((await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '--limit', '3'])).text).length, 3);
    assert.is((await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '--limit', '0'])).text, '');
    const { status, text } = await castbuf([
      'decode',
      'test/vectors/bad-second-header.bin',
      ...AS_CHUNKS,
      '--limit',
      '1',
    ]);
    assert.is(status, 0);
    assert.is(linesOf(text).length, 1);
  });

  test('--columns keeps the nesting; a record stands for its members, a last step for its path', async () => {
    const rows = async (columns: string): Promise<string[]> =>
      linesOf((await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '--limit', '2', '--columns', columns])).text);
    assert.equal(await rows('ChunkInfo.ChunkType,offset'), [
      '{"offset":0,"ChunkInfo":{"ChunkType":0}}',
      '{"offset":28,"ChunkInfo":{"ChunkType":1}}',
    ]);
    assert.is((await rows('ChunkId'))[1], '{"ChunkInfo":{"ChunkId":{"FrameNumber":"2","PartNumber":"0","Value":"2"}}}');
    assert.is(
      (await rows('PrivateDriverData,FrameNumber'))[1],
      '{"ChunkInfo":{"ChunkId":{"FrameNumber":"2"}},"PrivateDriverData":"62"}',
    );
  });

  test('--columns inside a tagged union', async () => {
    const type = ['--type', 'MIRACAST_STATISTIC_DATA', '--limit', '3'];
    const { text } = await castbuf(['decode', 'test/vectors/statistics.bin', ...type, '--columns', 'ChunkSent,Event']);
    assert.equal(linesOf(text), [
      '{}',
      '{"ChunkSent":{"ChunkId":{"FrameNumber":"616049223608","PartNumber":"2399572","Value":"2638357931734935480"}}}',
      '{"ProtocolEvent":{"Event":0}}',
    ]);
  });

  test('CSV: RFC 4180, paths as header, unselected arms empty', async () => {
    const { text } = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-f', 'csv', '--limit', '2', '--names']);
    assert.equal(text.split('\r\n'), [
      'offset,length,ChunkInfo.ChunkType,ChunkInfo.ChunkTypeName,ChunkInfo.ChunkId.FrameNumber,ChunkInfo.ChunkId.PartNumber,ChunkInfo.ChunkId.Value,ChunkInfo.ProcessingTime,ChunkInfo.EncodeRate,PrivateDriverDataSize,PrivateDriverData',
      '0,28,0,MIRACAST_CHUNK_TYPE_UNKNOWN,1,0,1,1,2147483648,0,',
      '28,29,1,MIRACAST_CHUNK_TYPE_COLOR_CONVERT_COMPLETE,2,0,2,2,1073741824,1,62',
      '',
    ]);
    const type = [
      '--type',
      'MIRACAST_STATISTIC_DATA',
      '-f',
      'csv',
      '--limit',
      '2',
      '--columns',
      'Event,ChunkSent.ChunkId.Value',
    ];
    const statistics = await castbuf(['decode', 'test/vectors/statistics.bin', ...type]);
    assert.is(statistics.text, 'ProtocolEvent.Event,ChunkSent.ChunkId.Value\r\n,\r\n,2638357931734935480\r\n');
  });

  test('a table: aligned, numbers to the right, long hex cut, enum names in place of numbers', async () => {
    const { text, status } = await castbuf([
      'decode',
      CHUNKS,
      ...AS_CHUNKS,
      '-f',
      'table',
      '--limit',
      '400',
      '--names',
    ]);
    assert.is(status, 0);
    const [heading = '', ...rows] = linesOf(text);
    assert.is(rows.length, 400);
    assert.match(heading, /^offset +length +ChunkType +FrameNumber +PartNumber +ProcessingTime +EncodeRate/);
    assert.not.match(heading, /Value/);
    const end = heading.indexOf('ProcessingTime') + 'ProcessingTime'.length;
    assert.ok(rows.every((row) => /\d/.test(row[end - 1] as string) && / {2}/.test(row.slice(end, end + 2))));
    assert.ok(rows.some((row) => row.endsWith('…')));
    assert.match(rows[3] ?? '', / FRAME_START +8 /);
  });

  test('-o: the format by its ending, and -f where it has none', async () => {
    await withFolder(async (folder) => {
      const out = async (name: string, ...more: string[]): Promise<string> => {
        const path = join(folder, name);
        const { status, text } = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '--limit', '1', '-o', path, ...more]);
        assert.is(status, 0);
        assert.is(text, '');
        return readFile(path, 'utf8');
      };
      assert.match(await out('rows.ndjson'), /^\{"offset":0,/);
      assert.match(await out('rows.csv'), /^offset,length,/);
      assert.match(await out('rows'), /^\{"offset":0,/);
      assert.match(await out('rows.txt', '-f', 'table'), /^offset {2}length/);
      assert.is(await out('007'), await out('rows'));
    });
  });
});
