import { appendFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import * as assert from 'uvu/assert';
import {
  type Codec,
  createCodec,
  createSetCodec,
  encodeBatch,
  type Gap,
  magic,
  range,
  recordSet,
  struct,
  summarize,
  u16,
  u32,
  u64,
  u8,
} from '../../src/index.js';
import { createCodec as createJsCodec } from '../../src/js.js';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast.js';
import { registerCastbuf, type SqlOptions } from '../../src/sql.js';
import { piecesOfFile } from '../../src/sql/file-pieces.js';
import { SqlTable } from '../../src/sql/sql-table.js';
import { suite } from '../harness/index.js';
import { connect } from './read-table.js';
import { withFolder } from './with-folder.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const chunks = createCodec(MIRACAST_CHUNK_DATA);
const Pair = struct('PAIR', { Kind: u8, Size: u32, Total: u64 }, { pack: 1 });
const pairs = createCodec(Pair);

/** Rows that are told apart by their sizes. */
const pairBytes = (first: number, count: number): Uint8Array =>
  encodeBatch(
    pairs,
    Array.from({ length: count }, (_, row) => ({ Kind: row % 3, Size: first + row, Total: 2n ** 64n - 1n })),
  );

async function rowsOf(connection: DuckDBConnection, query: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(query)).getRows() as unknown[][];
}

async function sentenceOf(connection: DuckDBConnection, query: string): Promise<string> {
  const error = await connection.run(query).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, Error, query);
  return (error as Error).message;
}

async function ofPairs(options: SqlOptions = {}): Promise<DuckDBConnection> {
  const connection = await connect();
  registerCastbuf(connection, { PAIR: pairs }, options);
  return connection;
}

suite('queries over records', (test) => {
  test('sums, counts and extremes are those of summarize', async () => {
    const connection = await connect();
    registerCastbuf(connection, { CHUNK: chunks });
    const wanted = summarize(chunks, readFileSync(CHUNKS));
    const query = `SELECT count(*), sum(ProcessingTime), min(EncodeRate), max(EncodeRate), sum(PrivateDriverDataSize), sum(Value) FROM castbuf('${CHUNKS}')`;
    const [row] = await rowsOf(connection, query);
    const time = wanted.columns['ChunkInfo.ProcessingTime'];
    const size = wanted.columns.PrivateDriverDataSize;
    const id = wanted.columns['ChunkInfo.ChunkId.Value'];
    const rate = wanted.columns['ChunkInfo.EncodeRate'];
    assert.equal(row?.map(String), [wanted.rowCount, time?.sum, rate?.min, rate?.max, size?.sum, id?.sum].map(String));
    assert.is(Number(row?.[0]), 10_000);
  });

  test('u64 is exact, and a name in any case is the column', () =>
    withFolder(async (at) => {
      writeFileSync(at('a.bin'), pairBytes(0, 3));
      const connection = await ofPairs();
      assert.equal(await rowsOf(connection, `SELECT sum(total) FROM castbuf('${at('a.bin')}')`), [
        [3n * (2n ** 64n - 1n)],
      ]);
    }));

  test('only the columns that a query wants are read', () => {
    const table = new SqlTable('PAIR', pairs as unknown as Codec<never>, undefined);
    const [kind, size] = table.columns;
    assert.ok(kind !== undefined && size !== undefined);
    const [rows] = table.rows([pairBytes(7, 2)], [size], {});
    assert.equal(rows?.read(size).buffers[0], Uint32Array.of(7, 8));
    assert.throws(() => rows?.read(kind), 'Kind is no column of this batch');
  });

  test('keep is castbuf’s filter, by paths or by the last steps of them', async () => {
    const connection = await connect();
    registerCastbuf(connection, { CHUNK: chunks });
    const count = async (from: string) => (await rowsOf(connection, `SELECT count(*) FROM ${from}`))[0]?.[0];
    const kept = await count(`castbuf('${CHUNKS}', keep := 'EncodeRate > 5000 and ChunkType in (0, 1)')`);
    const byPath = await count(`castbuf('${CHUNKS}', keep := 'ChunkInfo.EncodeRate > 5000 and ChunkType in (0, 1)')`);
    const filtered = await count(
      `(SELECT * FROM castbuf('${CHUNKS}') WHERE EncodeRate > 5000 AND ifnull(ChunkType_raw, 9) IN (0, 1))`,
    );
    assert.is(kept, filtered);
    assert.is(byPath, filtered);
    assert.ok((kept as bigint) > 0n && (kept as bigint) < 10_000n, String(kept));
    const wrong = await sentenceOf(connection, `FROM castbuf('${CHUNKS}', keep := 'EncodeRat > 5')`);
    assert.match(wrong, /no column EncodeRat.*EncodeRate/);
  });

  test('a pattern is all files that match, with a column file', () =>
    withFolder(async (at) => {
      writeFileSync(at('b.bin'), pairBytes(100, 2));
      writeFileSync(at('a.bin'), pairBytes(0, 1));
      const connection = await ofPairs();
      assert.equal(await rowsOf(connection, `SELECT file, Size FROM castbuf('${at('*.bin')}')`), [
        [at('a.bin'), 0],
        [at('b.bin'), 100],
        [at('b.bin'), 101],
      ]);
      assert.equal(await rowsOf(connection, `SELECT * FROM castbuf('${at('a.bin')}', file := true)`), [
        [at('a.bin'), 0, 0, 2n ** 64n - 1n],
      ]);
      assert.match(await sentenceOf(connection, `FROM castbuf('${at('*.dat')}')`), /no file matches/);
    }));

  test('a record set is a table for each of its types', () =>
    withFolder(async (at) => {
      const Small = struct('SMALL', { Tag: u8, Value: u16 }, { pack: 1 });
      const Large = struct('LARGE', { Tag: u8, Value: u32 }, { pack: 1 });
      const set = createSetCodec(recordSet('Tag', { Small: [1, Small], Large: [2, Large] }));
      writeFileSync(at('log.bin'), Uint8Array.of(1, 5, 0, 2, 1, 0, 1, 0, 1, 6, 0));
      const connection = await connect();
      assert.equal(registerCastbuf(connection, { LOG: set, PAIR: pairs }).tables, ['Small', 'Large', 'PAIR']);
      const from = `castbuf('${at('log.bin')}', type := 'Small')`;
      assert.equal(await rowsOf(connection, `SELECT Value FROM ${from}`), [[5], [6]]);
      assert.equal(await rowsOf(connection, `SELECT * FROM castbuf('${at('log.bin')}', type := 'Large')`), [
        [2, 0x10001],
      ]);
      assert.match(await sentenceOf(connection, `FROM castbuf('${at('log.bin')}')`), /there are Small, Large, PAIR/);
      assert.match(await sentenceOf(connection, `FROM castbuf('x', type := 'Smal')`), /no type Smal.*Small/);
      const kept = await sentenceOf(
        connection,
        `FROM castbuf('${at('log.bin')}', type := 'Small', keep := 'Value > 5')`,
      );
      assert.match(kept, /one of a record set; use WHERE/);
    }));

  test('two scans of one codec at a time do not disturb one another', () =>
    withFolder(async (at) => {
      writeFileSync(at('a.bin'), pairBytes(0, 60_000));
      const connection = await ofPairs();
      const from = `castbuf('${at('a.bin')}')`;
      const query = `SELECT count(*), sum(a.Size), sum(b.Size) FROM ${from} a JOIN ${from} b ON a.Size = b.Size + 1`;
      assert.equal(await rowsOf(connection, query), [[59_999n, 1_799_970_000n, 1_799_910_001n]]);
    }));

  test('records begin after a header', () =>
    withFolder(async (at) => {
      writeFileSync(at('a.bin'), 'head');
      appendFileSync(at('a.bin'), pairBytes(9, 1));
      const connection = await ofPairs({ start: 4, name: 'records' });
      assert.equal(await rowsOf(connection, `SELECT Size FROM records('${at('a.bin')}')`), [[9]]);
    }));
});

suite('records that are wrong', (test) => {
  test('the query fails with the sentence, the offset and the file', () =>
    withFolder(async (at) => {
      writeFileSync(at('a.bin'), pairBytes(0, 3).subarray(0, 30));
      const connection = await ofPairs();
      const sentence = await sentenceOf(connection, `SELECT count(*) FROM castbuf('${at('a.bin')}')`);
      assert.match(sentence, /at offset 0x1a: .*\/a\.bin\)/);
      assert.equal(await rowsOf(connection, `SELECT Size FROM castbuf('${at('a.bin')}') LIMIT 1`), [[0]]);
    }));

  test('onBadRecord and resync go on, and onGaps hears where', () =>
    withFolder(async (at) => {
      const Percent = createCodec(struct('SAMPLE', { Mark: magic(u16, 0x5aa5), Id: u8, Percent: range(u8, 0, 100) }));
      const bytes = Uint8Array.of(0xee, 0xa5, 0x5a, 1, 50, 0xa5, 0x5a, 2, 200, 0xa5, 0x5a, 3, 60, 0xa5, 0x5a, 4, 60);
      writeFileSync(at('a.bin'), bytes);
      writeFileSync(at('b.bin'), bytes.with(5, 0));
      const heard: (readonly [string, number, number, string])[] = [];
      const onGaps = (file: string, gaps: readonly Gap[]) => {
        for (const { from, to, reason } of gaps) heard.push([file, from, to, `${reason.code} ${reason.offset}`]);
      };
      const connection = await connect();
      registerCastbuf(connection, { S: Percent }, { start: 1, onBadRecord: 'skip', onGaps });
      assert.equal(await rowsOf(connection, `SELECT Id FROM castbuf('${at('a.bin')}')`), [[1], [3], [4]]);
      assert.equal(heard, [[at('a.bin'), 5, 9, 'ERR_OUT_OF_RANGE 5']]);
      registerCastbuf(connection, { S: Percent }, { name: 'again', start: 1, resync: 2, onGaps });
      assert.equal(await rowsOf(connection, `SELECT Id FROM again('${at('b.bin')}')`), [[1], [3], [4]]);
      assert.equal(heard.slice(1), [[at('b.bin'), 5, 9, 'ERR_MAGIC 5']]);
      registerCastbuf(connection, { S: Percent }, { name: 'strict', start: 1 });
      assert.match(await sentenceOf(connection, `FROM strict('${at('a.bin')}')`), /Percent at offset 0x5/);
    }));
});

suite('what a query holds', (test) => {
  test('50 queries with LIMIT leave no file open', () =>
    withFolder(async (at) => {
      writeFileSync(at('a.bin'), pairBytes(0, 200_000));
      const connection = await ofPairs();
      const open = () => readdirSync('/proc/self/fd').length;
      await connection.runAndReadAll(`SELECT * FROM castbuf('${at('a.bin')}') LIMIT 1`);
      const before = open();
      for (let round = 0; round < 50; round++)
        assert.equal(await rowsOf(connection, `SELECT Size FROM castbuf('${at('a.bin')}') LIMIT 2`), [[0], [1]]);
      assert.is(open(), before);
    }));

  test('a query that is interrupted ends', () =>
    withFolder(async (at) => {
      writeFileSync(at('a.bin'), pairBytes(0, 500_000));
      const connection = await ofPairs();
      const from = `castbuf('${at('a.bin')}')`;
      const ended = sentenceOf(
        connection,
        `SELECT sum(a.Size * b.Size) FROM ${from} a JOIN ${from} b ON a.Kind = b.Kind`,
      );
      setTimeout(() => connection.interrupt(), 200);
      assert.match(await ended, /interrupt/i);
      assert.equal(await rowsOf(connection, 'SELECT 1'), [[1]]);
    }));

  test('a file that is another one meanwhile is told', () =>
    withFolder(async (at) => {
      writeFileSync(at('a.bin'), new Uint8Array(3 << 20));
      writeFileSync(at('b.bin'), new Uint8Array(3 << 20));
      const pieces = piecesOfFile(at('a.bin'), 0);
      assert.is(pieces.next().value?.length, 1 << 20);
      renameSync(at('b.bin'), at('a.bin'));
      assert.throws(() => pieces.next(), 'another file now');
    }));
});

suite('what registerCastbuf refuses', (test) => {
  test('what is no codec of the kernel, and wrong options', async () => {
    const connection = await connect();
    assert.throws(() => registerCastbuf(connection, {}), 'give codecs by name');
    assert.throws(() => registerCastbuf(connection, { PAIR: Pair as never }), 'createCodec(type)');
    assert.throws(() => registerCastbuf(connection, { PAIR: pairs }, { start: -1 }), 'start');
    assert.throws(() => registerCastbuf(connection, { PAIR: pairs }, { begin: 1 } as never), 'begin');
    assert.throws(() => registerCastbuf(connection, { PAIR: createJsCodec(Pair) }), 'engine');
  });

  test('a file that is not there', async () => {
    assert.match(await sentenceOf(await ofPairs(), "FROM castbuf('gone.bin')"), /no such file.*gone\.bin/);
  });
});
