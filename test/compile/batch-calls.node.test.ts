import * as assert from 'uvu/assert';
import { assemblyText } from '../../src/compile/assembly/assembly-text.js';
import { compileAssembly } from '../../src/compile/assembly/compile-assembly.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { decodeAssembly } from '../../src/compile/assembly/decode-assembly.js';
import { ModuleText } from '../../src/compile/module-text.js';
import type { CompiledBatch, CompiledBatchOptions } from '../../src/compiled/index.js';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { compile, limitsOf, type Program } from '../../src/program/index.js';
import {
  array,
  bits,
  bytes,
  CastbufError,
  layoutOf,
  range,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { decodeBatch } from '../harness/batches.js';
import { suite } from '../harness/index.js';
import { compiledType, type AnyBatches } from './compiled-batches.js';

type AnyBatch = CompiledBatch<Record<string, Uint32Array>, Record<string, unknown>, Record<string, unknown>>;

const Chunk = struct('CHUNK', {
  Type: u32,
  Id: bits(u64, { Frame: 40, Part: 24 }),
  Time: u32,
  // What ends a line or a comment of emitted text.
  'line\nbreak */': range(u16, 3, 900),
  Items: array(struct('ITEM', { a: u8 }), 2),
  Kind: u8,
  Arm: tagged('Kind', { Level: [1, u16], Rate: [2, u32] }),
  Size: u32,
  Data: bytes('Size'),
});
const Plain = struct('PLAIN', {
  Type: u32,
  Id: bits(u64, { Frame: 40, Part: 24 }),
  Size: u32,
  Data: bytes('Size'),
});

const programOf = (type: AnyType): Program => compile(layoutOf(type), limitsOf({}));
const engine = createReferenceEngine();

/** Records of `Plain` with payloads of these lengths. */
function plainStream(codec: Codec<AnyType>, sizes: readonly number[]): Uint8Array {
  const records = sizes.map((size, row) =>
    codec.encode({ Type: row, Id: { Frame: row * 3, Part: row & 0xff }, Data: new Uint8Array(size).fill(row) }),
  );
  const stream = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const record of records) {
    stream.set(record, end);
    end += record.length;
  }
  return stream;
}

function errorOf(call: () => unknown): object {
  try {
    call();
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    const { code, message, path, offset, want, have } = error;
    return { code, message, path, offset, want, have };
  }
  return { error: 'none' };
}

const codeOf = (call: () => unknown): unknown => (errorOf(call) as { code?: unknown }).code;

suite('calls of compiled batches', (test) => {
  let plain: AnyBatches;
  let chunk: AnyBatches;
  let plainWasm: Uint8Array<ArrayBuffer>;
  let useKernel: (module: WebAssembly.Module) => void;
  const plainCodec = createCodecWith(engine, Plain) as unknown as Codec<AnyType>;
  const chunkCodec = createCodecWith(engine, Chunk) as unknown as Codec<AnyType>;
  const decode = (given: unknown, options?: CompiledBatchOptions): AnyBatch =>
    plain.decode(given as Uint8Array, options) as unknown as AnyBatch;

  test.before(async () => {
    ({ batches: plain, wasm: plainWasm, useKernel } = await compiledType(programOf(Plain)));
    ({ batches: chunk } = await compiledType(programOf(Chunk)));
  });

  test('what is wrong with a call is told as the interpreter tells it', () => {
    const stream = plainStream(plainCodec, [3, 4]);
    const calls: [AnyBatches, Codec<AnyType>, unknown, object | undefined][] = [
      ...[1, 'x', [], null, new Date()].map((options): [AnyBatches, Codec<AnyType>, unknown, object] => [
        plain,
        plainCodec,
        stream,
        options as object,
      ]),
      [plain, plainCodec, stream, { rows: 3 }],
      [plain, plainCodec, stream, { maxRow: 3 }],
      [plain, plainCodec, stream, { maxRows: -1 }],
      [plain, plainCodec, stream, { maxRows: 1.5 }],
      [plain, plainCodec, stream, { maxRows: '1' }],
      [plain, plainCodec, stream, { columns: 'Type' }],
      [plain, plainCodec, stream, { columns: [1] }],
      [plain, plainCodec, stream, { columns: ['Typ'] }],
      [plain, plainCodec, stream, { columns: ['Nothing'] }],
      [plain, plainCodec, stream, { columns: ['Type', 'Id.Nothing'] }],
      [plain, plainCodec, stream, { borrow: 1 }],
      [plain, plainCodec, stream, { into: 1 }],
      [plain, plainCodec, stream, { into: {}, borrow: true }],
      [plain, plainCodec, 'bytes', undefined],
      [plain, plainCodec, [1, 2, 3], undefined],
      ...['Items', 'Items.a', 'Arm', 'Arm.raw', 'Arm.Leve', 'raw'].map(
        (path): [AnyBatches, Codec<AnyType>, unknown, object] => [chunk, chunkCodec, stream, { columns: [path] }],
      ),
    ];
    for (const [batches, codec, given, options] of calls) {
      const want = errorOf(() => decodeBatch(codec, given as Uint8Array, options));
      const have = errorOf(() => batches.decode(given as Uint8Array, options));
      assert.equal(have, want, JSON.stringify(options));
    }
    assert.is(
      codeOf(() => plain.decode(stream, { where: {} } as object)),
      'ERR_USAGE',
    );
  });

  test('rows and values that are not there', () => {
    const stream = plainStream(plainCodec, [3, 4]);
    const [batch, other] = [decode(stream), decodeBatch(plainCodec, stream)];
    for (const row of [-1, 2, 0.5, '0', undefined]) {
      assert.equal(
        errorOf(() => batch.value(row as number)),
        errorOf(() => other.value(row as number)),
      );
    }
    assert.equal(
      errorOf(() => batch.value(0, { slice: 1 } as object)),
      errorOf(() => other.value(0, { slice: 1 } as object)),
    );
    assert.is(
      codeOf(() => batch.validity('Nothing')),
      'ERR_USAGE',
    );
    assert.equal(batch.value(1), other.value(1));
  });

  test('a batch that gave its columns to a later one is stale, and so is one that borrowed', () => {
    const stream = plainStream(plainCodec, [3, 4, 5]);
    for (const options of [{}, { borrow: true }]) {
      const first = decode(stream, options);
      assert.equal(first.columns['Type'], Uint32Array.of(0, 1, 2));
      const rows = first.rows();
      rows.next();
      const kept = first.copy();
      const second =
        'borrow' in options ? chunk.decode(new Uint8Array(0)) : decode(stream.subarray(0, 23), { into: first });
      for (const use of [
        () => first.columns,
        () => first.offsets,
        () => first.lengths,
        () => first.value(0),
        () => first.rows(),
        () => first.copy(),
        () => first.validity('Type'),
        () => rows.next(),
        () => decode(stream, { into: first }),
      ])
        assert.is(
          codeOf(use),
          'borrow' in options && use.toString().includes('into') ? 'ERR_USAGE' : 'ERR_STALE_BATCH',
          use.toString(),
        );
      assert.is(first.rowCount, 3);
      assert.equal(kept.value(2), plainCodec.decode(stream.subarray(47)));
      assert.is(second.rowCount, 'borrow' in options ? 0 : 1);
    }
    assert.is(
      codeOf(() => decode(stream, { into: chunk.decode(new Uint8Array(0)) })),
      'ERR_USAGE',
    );
  });

  test('input that lies in linear memory is decoded where it lies, once', () => {
    const stream = plainStream(
      plainCodec,
      Array.from({ length: 2000 }, (_, row) => row % 700),
    );
    const want = decodeBatch(plainCodec, stream);
    for (const borrow of [true, false]) {
      const input = plain.inputOf(stream.length);
      input.set(stream);
      const batch = decode(input, { borrow });
      assert.equal(batch.columns['Id.Frame'], (want.columns as Record<string, unknown>)['Id.Frame']);
      assert.is(batch.consumedBytes, stream.length);
      assert.equal(batch.value(1999), want.value(1999));
      assert.is(
        codeOf(() => decode(input)),
        'ERR_STALE_BATCH',
      );
    }
    const input = plain.inputOf(30);
    input.set(stream.subarray(0, 30));
    const cut = decode(input, { borrow: true });
    plain.inputOf(30).fill(0);
    assert.equal(
      errorOf(() => {
        throw cut.error as Error;
      }),
      errorOf(() => {
        throw decodeBatch(plainCodec, stream.subarray(0, 30)).error as Error;
      }),
    );
    assert.is(
      codeOf(() => plain.inputOf(-1)),
      'ERR_USAGE',
    );
  });

  test('a batch of as many records as there can be stays in linear memory', () => {
    for (let rows = 1; rows <= 16; rows++) {
      const stream = plainStream(
        plainCodec,
        Array.from({ length: rows }, () => 0),
      );
      const input = plain.inputOf(stream.length);
      input.set(stream);
      const batch = plain.decode(input, { borrow: true });
      assert.is(batch.rowCount, rows);
      assert.is((batch as AnyBatch).columns['Type']?.buffer, input.buffer, `${rows} rows`);
    }
  });

  test('long streams: records at the edges of pieces, and longer than one', () => {
    const sizes = Array.from({ length: 9000 }, (_, row) => (row * 37) % 90);
    for (const long of [[], [270_000], [600_000, 3, 1_200_000]]) {
      const stream = plainStream(plainCodec, [...sizes, ...long, ...sizes]);
      for (const cut of [0, 1, 17]) {
        const given = stream.subarray(0, stream.length - cut);
        const want = decodeBatch(plainCodec, given);
        let last: AnyBatch | undefined;
        for (const options of [
          {},
          { borrow: true },
          { columns: ['Id.Part'] },
          { into: 1 },
          { into: 1 },
          { maxRows: 12_345 },
        ]) {
          const all = 'into' in options ? { into: last } : options;
          const batch = decode(given, all);
          last = 'borrow' in options ? last : batch;
          const expected = 'maxRows' in options ? decodeBatch(plainCodec, given, options as object) : want;
          assert.is(batch.rowCount, expected.rowCount);
          assert.is(batch.consumedBytes, expected.consumedBytes);
          assert.equal(batch.error?.toJSON(), expected.error?.toJSON());
          for (const path of Object.keys(batch.columns))
            assert.equal(batch.columns[path], (expected.columns as Record<string, unknown>)[path], path);
          assert.equal(batch.offsets, expected.offsets);
          assert.equal(batch.lengths, expected.lengths);
        }
      }
    }
  });

  test('bytes in any form, and of memory that is shared', () => {
    const stream = plainStream(plainCodec, [5, 0, 9]);
    const shared = new Uint8Array(new SharedArrayBuffer(stream.length));
    shared.set(stream);
    const moved = new Uint8Array(stream.length + 8);
    moved.set(stream, 5);
    for (const given of [
      stream.slice().buffer,
      shared,
      shared.buffer,
      Buffer.from(stream),
      new DataView(moved.buffer, 5, stream.length),
    ]) {
      const batch = decode(given);
      shared.fill(0);
      assert.equal(batch.value(2), plainCodec.decode(stream.subarray(45)));
      shared.set(stream);
    }
  });

  test("columns are their owner's: what follows from one that was given away or changed is refused", () => {
    const stream = plainStream(plainCodec, [5, 0, 9]);
    const list = (batch: AnyBatch): Uint32Array =>
      (batch.columns['Data'] as unknown as { offsets: Uint32Array }).offsets;
    const first = decode(stream);
    const { buffer } = first.columns['Type'] as Uint32Array;
    structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    assert.is(list(first)[2], 65);
    const borrowed = decode(stream, { borrow: true });
    list(borrowed)[1] = 5;
    assert.is(
      codeOf(() => borrowed.value(1)),
      'ERR_STALE_BATCH',
    );
    const long = decode(
      plainStream(
        plainCodec,
        Array.from({ length: 5000 }, () => 1),
      ),
    );
    list(long).fill(7);
    assert.is(
      codeOf(() => long.offsets),
      'ERR_STALE_BATCH',
    );
  });

  test('a host gives the module', () => {
    const stream = plainStream(plainCodec, [5, 0, 9]);
    useKernel(new WebAssembly.Module(plainWasm));
    assert.is(decode(stream).rowCount, 3);
  });

  test('the compiler gives the same bytes each time, and says what to install', async () => {
    const text = assemblyText([decodeAssembly(new CodecText(new ModuleText(), programOf(Plain), 'T'))]);
    assert.equal(await compileAssembly(text), plainWasm);
    assert.is(WebAssembly.Module.customSections(new WebAssembly.Module(plainWasm), 'name').length, 0);
    const missing = await compileAssembly(text, 'assemblyscript-is-not-there').catch((error: unknown) => error);
    assert.is((missing as CastbufError).code, 'ERR_USAGE');
    assert.match((missing as CastbufError).message, /install/);
    const wrong = await compileAssembly('export function f(): i32 { return x; }').catch((error: unknown) => error);
    assert.is((wrong as CastbufError).code, 'ERR_KERNEL');
  });
});
