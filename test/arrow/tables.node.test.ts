import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import * as flechette from '@uwdata/flechette';
import * as arrow from 'apache-arrow';
import * as assert from 'uvu/assert';
import { arrowFile, arrowStream, toArrow, toFlechette } from '../../src/arrow/index.js';
import {
  array,
  createCodec,
  createSetCodec,
  decodeBatch,
  encodeBatch,
  i64,
  packedAbi,
  readSchema,
  recordSet,
  schemaHash,
  stream,
  struct,
  text,
  time,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type CastbufError,
  type Codec,
} from '../../src/index.js';
import { MIRACAST_CHUNK_DATA as compiledChunk } from '../../src/miracast-compiled/index.js';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast/index.js';
import { suite } from '../harness/index.js';
import { Everything, everything } from './every-column.js';
import { compareTable } from './expected-table.js';
import { ofApache, ofFlechette, READERS, readWithApache } from './readers.js';

const codec = createCodec(Everything) as unknown as Codec<AnyType>;
const records = encodeBatch(codec, Array.from({ length: 13 }, (_, row) => everything(row)) as never);

suite('columns of every kind', (test) => {
  const batch = decodeBatch(codec, records);
  for (const alignment of [8, 64] as const) {
    for (const write of [arrowStream, arrowFile]) {
      for (const [name, read] of Object.entries(READERS)) {
        // Its binding reads streams: after its first 8 bytes a file is one.
        const from = write === arrowFile && name === 'arrow-rs' ? 8 : 0;
        test(`${write.name}, aligned to ${alignment}: ${name} reads them equal`, () => {
          assert.is(batch.rowCount, 13, batch.error?.message);
          const table = read(write(codec, batch, { alignment }).subarray(from));
          assert.ok(compareTable(codec, [batch], table) > 13 * 30);
        });
      }
    }
  }

  test('types and nulls are those that the columns say', () => {
    const { fields } = readWithApache(arrowStream(codec, batch));
    const shown = fields.map(({ name, type, isNullable }) => `${name} ${type}${isNullable ? '?' : ''}`);
    assert.equal(shown, [
      'Kind Dictionary<Int8, Utf8>?',
      'Kind_raw Uint8',
      'Flag Bool',
      'Strict Dictionary<Int8, Utf8>',
      'Rights Uint8',
      'Small Int8',
      'Frame Uint64',
      'Part Uint32',
      'Near Int64',
      'Far Int16',
      'Wide Uint64',
      'Half Float32',
      'Brain Float32',
      'Single Float32',
      'Double Float64',
      'At Timestamp<MICROSECOND, UTC>?',
      'At_raw Uint64',
      'Unix Timestamp<SECOND, UTC>',
      'Milli Timestamp<MILLISECOND, UTC>?',
      'Milli_raw Uint64',
      'Day Timestamp<SECOND, UTC>',
      'Mac Timestamp<MICROSECOND, UTC>?',
      'Mac_raw Float64',
      'Key FixedSizeBinary[16]',
      'Keys FixedSizeList[2]<FixedSizeBinary[16]>',
      'Modes FixedSizeList[3]<Dictionary<Int8, Utf8>>',
      'Modes_raw FixedSizeList[3]<Uint8>',
      'Grid FixedSizeList[2]<FixedSizeList[3]<Uint16>>',
      'X FixedSizeList[2]<Uint16>',
      'Y FixedSizeList[2]<Bool>',
      'Name Utf8',
      'Labels FixedSizeList[2]<Utf8>',
      'Hash FixedSizeBinary[5]',
      'Joined Uint32',
      'Level Uint32?',
      'Value Float32?',
      'On Bool?',
      'Mode Dictionary<Int8, Utf8>?',
      'Mode_raw Uint8?',
      'Label Utf8?',
      'raw FixedSizeBinary[8]?',
      'Count Uint16',
      'Rest List<Uint32>',
    ]);
  });

  test('the table says its type, ABI, hash and schema, and each field its column', () => {
    const { metadata, fields } = readWithApache(arrowStream(codec, batch, { metadata: { device: 'one' } }));
    assert.is(metadata['castbuf.type'], 'EVERYTHING');
    assert.is(metadata['castbuf.abi'], 'msvc-x64');
    assert.is(metadata['castbuf.hash'], schemaHash(Everything));
    assert.is(metadata['device'], 'one');
    const { type, abi } = readSchema(JSON.parse(metadata['castbuf.schema'] as string));
    assert.is(schemaHash(type, { abi }), schemaHash(Everything));
    const of = (name: string) => fields.find((field) => field.name === name)?.metadata;
    assert.equal(of('Frame'), { 'castbuf.path': 'Id.Frame', 'castbuf.type': 'u64', 'castbuf.bits': '40' });
    assert.is(of('Rights')?.['castbuf.names'], '{"READ":1,"WRITE":2}');
    assert.is(of('At_raw')?.['castbuf.unit'], '100ns since 1601-01-01');
    assert.is(of('Key')?.['ARROW:extension:name'], 'arrow.uuid');
  });

  test('the schema of a packed ABI is that of its compiler', () => {
    const abi = packedAbi(1, 'gcc-arm');
    const packedCodec = createCodec(Everything, { abi });
    const { metadata } = readWithApache(arrowStream(packedCodec, decodeBatch(packedCodec, new Uint8Array(0))));
    assert.equal(JSON.parse(metadata['castbuf.schema'] as string).abi, { packed: 1, base: 'gcc-arm' });
    assert.is(metadata['castbuf.hash'], schemaHash(Everything, { abi }));
  });

  test('paths, numbers and some columns', () => {
    const options = { columns: ['Kind', 'At', 'Id'], names: 'paths', enums: 'numbers', times: 'numbers' } as const;
    const { fields } = readWithApache(arrowStream(codec, batch, options));
    const shown = fields.map(({ name, type }) => `${name} ${type}`);
    assert.equal(shown, ['Kind Uint8', 'Id.Frame Uint64', 'Id.Part Uint32', 'At Uint64']);
    const few = decodeBatch(codec, records, { columns: ['Id.Part', 'Small'] });
    assert.equal(Object.keys(readWithApache(arrowStream(codec, few)).columns), ['Small', 'Part']);
  });

  test('numbers that are nothing else lie in the stream as they lie in the column, and nothing is copied of a large batch', async () => {
    const large = createCodec(struct('LARGE', { A: u32, B: u64, At: time(i64) }));
    const owned = decodeBatch(large, new Uint8Array(large.layout.size * 3000).fill(7));
    const pieces: Uint8Array[] = [];
    for await (const piece of arrowStream(large, [owned])) pieces.push(piece);
    const { A, B, At } = owned.columns;
    for (const { buffer, byteOffset } of [A, B, At])
      assert.ok(pieces.some((piece) => piece.buffer === buffer && piece.byteOffset === byteOffset));
    let at = 0;
    for await (const piece of arrowFile(large, [owned], { alignment: 64 })) {
      if (piece.buffer === A.buffer || piece.buffer === B.buffer) assert.is(at % 64, 0);
      at += piece.length;
    }
    const one = Buffer.from(arrowStream(large, owned));
    assert.ok(one.equals(Buffer.concat(pieces)), 'the same bytes as in one piece');
  });
});

suite('tables of the libraries', (test) => {
  const batch = decodeBatch(codec, records);

  test('toArrow: the same values, over the columns of the batch', () => {
    const table = toArrow(arrow, codec, batch);
    assert.ok(compareTable(codec, [batch], ofApache(table)) > 13 * 30);
    const { Wide, Double } = batch.columns as Record<string, Float64Array>;
    assert.is(table.getChild('Wide')?.data[0]?.values.buffer, Wide?.buffer);
    assert.is(table.getChild('Double')?.data[0]?.values.byteOffset, Double?.byteOffset);
    assert.is(table.schema.metadata.get('castbuf.type'), 'EVERYTHING');
    assert.is(table.schema.fields[1]?.nullable, false);
    const again = readWithApache(arrow.tableToIPC(table));
    assert.ok(compareTable(codec, [batch], again) > 13 * 30);
  });

  test('toFlechette: the same values, over the columns of the batch', () => {
    const table = toFlechette(flechette, codec, batch, {}, { useBigInt: true });
    assert.ok(compareTable(codec, [batch], ofFlechette(table)) > 13 * 30);
    const { Wide } = batch.columns as Record<string, Float64Array>;
    assert.is((table.getChild('Wide').data[0] as unknown as { values: Float64Array }).values.buffer, Wide?.buffer);
    // Its own writer takes no dictionaries inside lists.
    const columns = ['Kind', 'At', 'Data', 'Rest', 'Key', 'Flag'];
    const some = toFlechette(flechette, codec, batch, { columns });
    const again = readWithApache(flechette.tableToIPC(some, {}) as Uint8Array);
    assert.equal(again.columns, readWithApache(arrowStream(codec, batch, { columns })).columns);
  });
});

suite('batches of other codecs', (test) => {
  test('of a compiled codec: the same table as of createCodec', () => {
    const own = createCodec(MIRACAST_CHUNK_DATA);
    const chunks = readFileSync('test/vectors/chunks-10k.bin');
    const table = arrowFile(own, decodeBatch(compiledChunk, chunks));
    assert.ok(Buffer.from(table).equals(arrowFile(own, decodeBatch(own, chunks))));
  });

  test('of each type of a record set', () => {
    const Level = struct('LEVEL', { Type: u8, Value: u16 });
    const Label = struct('LABEL', { Type: u8, Size: u8, Text: text('utf-8', 'Size') });
    const set = createSetCodec(recordSet('Type', { Level: [1, Level], Label: [2, Label] }), { abi: packedAbi(1) });
    const { of } = decodeBatch(set, Uint8Array.of(1, 7, 0, 2, 2, 0x61, 0x62, 1, 8, 0, 2, 0));
    assert.equal(readWithApache(arrowStream(set.codecs.Level, of.Level)).columns['Value'], [7, 8]);
    assert.equal(readWithApache(arrowStream(set.codecs.Label, of.Label)).columns['Text'], ['ab', '']);
  });
});

suite('batches as they come', (test) => {
  const pieces = [records.subarray(0, 100), records.subarray(100, 333), records.subarray(333)];

  for (const borrow of [false, true]) {
    for (const write of [arrowStream, arrowFile]) {
      test(`${write.name} of ${borrow ? 'borrowed' : 'owned'} batches: record batches of one table`, async () => {
        const written: Uint8Array[] = [];
        const batches = stream(codec, pieces, { batchBytes: 1, borrow });
        for await (const piece of write(codec, batches)) written.push(piece.slice());
        const table = readWithApache(Buffer.concat(written));
        assert.is(arrow.tableFromIPC(Buffer.concat(written)).batches.length > 1, true);
        compareTable(codec, [decodeBatch(codec, records)], table);
      });
    }
  }

  test('no batches are a table without rows', async () => {
    const written: Uint8Array[] = [];
    for await (const piece of arrowFile(codec, [])) written.push(piece);
    const { rowCount, fields } = readWithApache(Buffer.concat(written));
    assert.is(rowCount, 0);
    assert.is(fields.length, 43);
  });

  test('a batch that ends with an error ends the table, whole, and then the stream throws that error', async () => {
    const written: Uint8Array[] = [];
    let error: CastbufError | undefined;
    try {
      const cut = stream(codec, [records.subarray(0, -1)]);
      for await (const piece of arrowFile(codec, cut)) written.push(piece);
    } catch (thrown) {
      error = thrown as CastbufError;
    }
    assert.is(error?.code, 'ERR_TRUNCATED_HEADER');
    assert.is(readWithApache(Buffer.concat(written)).rowCount, 12);
  });
});

suite('what is refused', (test) => {
  const batch = decodeBatch(codec, records);
  const refusal = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      return `${(error as CastbufError).code} ${(error as CastbufError).hint}`;
    }
    return 'nothing was refused';
  };
  const Other = createCodec(struct('OTHER', { Kind: u16 }));

  test('options, columns and batches that are none of this codec', () => {
    const calls: readonly (readonly [call: () => unknown, text: string])[] = [
      [
        () => arrowStream(codec, batch, { alignment: 16 as 8 }),
        'ERR_USAGE alignment of arrowStream is 8 or 64, not 16',
      ],
      [
        () => arrowFile(codec, batch, { enums: 'text' as 'names' }),
        "ERR_USAGE enums of arrowFile is 'names' or 'numbers', not 'text'",
      ],
      [
        () => arrowFile(codec, batch, { metadata: { a: 1 as unknown as string } }),
        'ERR_USAGE metadata of arrowFile are texts by name',
      ],
      [() => arrowStream(codec, batch, { columns: [] }), 'ERR_USAGE a table has a column at least; columns names none'],
      [
        () => arrowStream(codec, 7 as never),
        'ERR_USAGE give a batch of decodeBatch or stream, or several of them, not 7',
      ],
      [
        () => arrowStream(Other as never, batch, { columns: ['Kind'] }),
        'ERR_USAGE Kind is another column in this batch; all batches of a table are of its codec, and have the columns of the first',
      ],
      [
        () => arrowStream(codec, decodeBatch(codec, records, { columns: ['Kind'] }), { columns: ['Flag'] }),
        'ERR_USAGE Flag is no column of this batch; all batches of a table are of its codec, and have the columns of the first',
      ],
    ];
    for (const [call, text] of calls) assert.is(refusal(call), text);
  });

  test('a stale batch', () => {
    const borrowed = decodeBatch(codec, records, { borrow: true });
    decodeBatch(codec, records);
    assert.match(
      refusal(() => arrowStream(codec, borrowed)),
      /^ERR_STALE_BATCH/,
    );
  });

  test('a list whose bytes are gone', () => {
    const List = createCodec(struct('LIST', { Count: u32, Rest: array(u32, 'Count') }));
    const listed = decodeBatch(List, Uint8Array.of(1, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0));
    const { offsets } = listed.columns.Rest;
    assert.equal(readWithApache(arrowStream(List, listed)).columns['Rest'], [[9], [8]]);
    offsets[1] = 13;
    assert.match(
      refusal(() => arrowStream(List, listed)),
      /^ERR_STALE_BATCH/,
    );
  });
});
