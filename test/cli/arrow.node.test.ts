import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf, withFolder } from './run-castbuf.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const LOG = `
  import { array, at, createSetCodec, recordSet, struct, text, u16, u32, u8 } from 'castbuf';
  export const Level = struct('LEVEL', { Type: u8, Size: u8, Value: u16 }, { length: 'Size' });
  export const Name = struct('NAME', { Type: u8, Size: u8, Text: text('ascii', { until: 'nul' }) }, { length: 'Size' });
  export const Log = recordSet('Type', { Level: [1, Level], Name: [2, Name] });
`;
const RECORDS = Buffer.from([1, 4, 7, 0, 2, 5, 0x61, 0x62, 0, 1, 4, 8, 1, 1, 4, 9, 0]);

const rowsOf = (bytes: Uint8Array): Record<string, unknown>[] => {
  const table = tableFromIPC(bytes);
  return table.toArray().map((row: { toJSON(): Record<string, unknown> }) => row.toJSON());
};

suite('castbuf decode: tables of Arrow', (test) => {
  test('a file by its ending has the rows of NDJSON', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'chunks.arrow');
      const { status, stderr, text } = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-o', file]);
      assert.equal([status, stderr, text], [0, '', '']);
      const bytes = await readFile(file);
      assert.is(bytes.subarray(0, 6).toString(), 'ARROW1');
      const rows = rowsOf(bytes);
      const lines = (await castbuf(['decode', CHUNKS, ...AS_CHUNKS])).text.trimEnd().split('\n');
      assert.is(rows.length, lines.length);
      for (const row of [0, 1, 4999, lines.length - 1]) {
        const { offset, length, ChunkInfo, PrivateDriverData } = JSON.parse(lines[row] as string);
        const found = rows[row] as Record<string, unknown>;
        assert.equal([found['offset'], found['length']], [BigInt(offset), BigInt(length)]);
        assert.is(found['FrameNumber'], BigInt(ChunkInfo.ChunkId.FrameNumber));
        assert.is(found['ProcessingTime'], ChunkInfo.ProcessingTime);
        assert.is(found['ChunkType_raw'], ChunkInfo.ChunkType);
        assert.is(Buffer.from(found['PrivateDriverData'] as Uint8Array).toString('hex'), PrivateDriverData);
      }
    });
  });

  test('a stream, some columns, a limit and a filter', async () => {
    const words = [
      '-f',
      'arrow-stream',
      '--columns',
      'EncodeRate,ChunkId',
      '--where',
      'EncodeRate > 0',
      '--limit',
      '7',
    ];
    const { status, stdout } = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, ...words]);
    assert.is(status, 0);
    const rows = rowsOf(stdout);
    assert.is(rows.length, 7);
    assert.equal(Object.keys(rows[0] as object).toSorted(), ['EncodeRate', 'FrameNumber', 'PartNumber', 'Value']);
  });

  test('several inputs say which', async () => {
    const { stdout } = await castbuf([
      'decode',
      CHUNKS,
      CHUNKS,
      ...AS_CHUNKS,
      '-f',
      'arrow',
      '--columns',
      'file,offset',
    ]);
    const rows = rowsOf(stdout);
    assert.is(rows.length, 20_000);
    assert.equal(rows[10_000], { file: CHUNKS, offset: 0n });
  });

  test('what is good before a bad record is a whole table', async () => {
    await withFolder(async (folder) => {
      const [input, file] = [join(folder, 'cut.bin'), join(folder, 'cut.arrow')];
      const bytes = await readFile(CHUNKS);
      await writeFile(input, bytes.subarray(0, -1));
      const { status, stderr } = await castbuf(['decode', input, ...AS_CHUNKS, '-o', file]);
      assert.is(status, 1);
      assert.match(stderr, /record 9999/);
      assert.is(rowsOf(await readFile(file)).length, 9999);
    });
  });

  test('of a record set one type is a table; what has no column is told', async () => {
    await withFolder(async (folder) => {
      const [schema, input] = [join(folder, 'log.mjs'), join(folder, 'log.bin')];
      await writeFile(schema, LOG.replaceAll("'castbuf'", `'${join(process.cwd(), 'build/index.js')}'`));
      await writeFile(input, RECORDS);
      const words = ['decode', input, '--schema', schema, '-f', 'arrow'];
      const several = await castbuf(words);
      assert.is(several.status, 2);
      assert.match(
        several.stderr,
        /a table of Arrow has records of one type, and Log has several; choose one of Level, Name with --only/,
      );
      const levels = await castbuf([...words, '--only', 'Level', '--columns', 'offset,Value']);
      assert.equal([levels.status, levels.stderr], [0, '']);
      assert.equal(rowsOf(levels.stdout), [
        { offset: 0n, Value: 7 },
        { offset: 9n, Value: 264 },
        { offset: 13n, Value: 9 },
      ]);
      const told = await castbuf([...words, '--only', 'Name']);
      assert.is(told.status, 0);
      assert.match(told.stderr, /the table is without unknownTail: no column/);
      const refused = await castbuf([...words, '--only', 'Name', '--columns', 'unknownTail']);
      assert.is(refused.status, 2);
      assert.match(refused.stderr, /a table of Arrow cannot have unknownTail/);
      const stray = await castbuf([...words, '--only', 'Levels']);
      assert.match(stray.stderr, /no type Levels in Log; did you mean Level\?/);
    });
  });

  test('--only goes with every format, with --limit and --count', async () => {
    await withFolder(async (folder) => {
      const [schema, input] = [join(folder, 'log.mjs'), join(folder, 'log.bin')];
      await writeFile(schema, LOG.replaceAll("'castbuf'", `'${join(process.cwd(), 'build/index.js')}'`));
      await writeFile(input, RECORDS);
      const words = ['decode', input, '--schema', schema, '--only', 'Level', '-f', 'csv', '--columns', 'Value'];
      assert.is((await castbuf(words)).text, 'Value\r\n7\r\n264\r\n9\r\n');
      assert.is((await castbuf([...words, '--limit', '2'])).text, 'Value\r\n7\r\n264\r\n');
      assert.is((await castbuf([...words, '--count', '3'])).text, 'Value\r\n7\r\n264\r\n');
      const one = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '--only', 'Level']);
      assert.is(one.status, 2);
      assert.match(one.stderr, /--only chooses a type of a record set, and MIRACAST_CHUNK_DATA is a type/);
    });
  });
});
