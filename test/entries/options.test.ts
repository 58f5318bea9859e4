import * as assert from 'uvu/assert';
import { createCodec as createJsCodec, createSetCodec } from '../../src/js.js';
import { parseHeader } from '../../src/header.js';
import { defineDriver, DisplayMiniport, messageSet, MiracastHost } from '../../src/miracast.js';
import {
  array,
  at,
  bool,
  bytes,
  CastbufError,
  checksum,
  crc,
  enumeration,
  recordSet,
  struct,
  tagged,
  text,
  u32,
  u8,
  type AnyType,
  type ErrorCode,
} from '../../src/surface.js';
import { decodeBatch, stream, summarize, summarizeStream, texts } from '../harness/batches.js';
import { engineSuite, suite } from '../harness/index.js';

const S = struct('S', { a: u8, rest: bytes(7) });
const codec = createJsCodec(S);
const records = createSetCodec(recordSet('a', { S: [1, S] }));
const none = new Uint8Array(0);
const messages = messageSet('a', { Set: { value: 1, input: S } });
const handle = { Set: () => 0 };
const HEADER = 'typedef struct _R { unsigned char n; } R;';
const start = async (options: object): Promise<unknown> => {
  const host = new MiracastHost();
  host.loadDriver(defineDriver({ messages, handle }));
  const { device } = await host.createDevice(new DisplayMiniport());
  return device?.start(options as never);
};

/** Everything public that takes options: how it is called, and what an option of it is that must be passed on as it is. */
const TAKERS: Record<
  string,
  { call(options: object): unknown; good: object; code?: ErrorCode; near: [string, string] }
> = {
  struct: {
    call: (o) => struct('T', { a: u8 }, o),
    good: { pack: 1, align: 2 },
    code: 'ERR_SCHEMA',
    near: ['packed', 'pack'],
  },
  'struct with bit-fields': {
    call: (o) => struct('T', { a: u8 }, { endian: 'big', ...o }),
    good: { bitsFrom: 'high', bitLayout: 'ms' },
    code: 'ERR_SCHEMA',
    near: ['bitLayouts', 'bitLayout'],
  },
  'struct with a length': {
    call: (o) => struct('T', { a: u8 }, { length: 'a', ...o }),
    good: { versioned: true },
    code: 'ERR_SCHEMA',
    near: ['version', 'versioned'],
  },
  tagged: {
    call: (o) => tagged('a', { b: [1, u8] }, o),
    good: { sized: true },
    code: 'ERR_SCHEMA',
    near: ['size', 'sized'],
  },
  'a counted array': {
    call: (o) => array(u8, 'n', o),
    good: { unit: 'bytes', capacity: 4, declared: 1 },
    code: 'ERR_SCHEMA',
    near: ['capcity', 'capacity'],
  },
  'an array of the rest': {
    call: (o) => array(u8, undefined, o),
    good: { declared: 1 },
    code: 'ERR_SCHEMA',
    near: ['declare', 'declared'],
  },
  'counted bytes': {
    call: (o) => bytes('n', o),
    good: { unit: 'elements' },
    code: 'ERR_SCHEMA',
    near: ['units', 'unit'],
  },
  'a counted text': {
    call: (o) => text('ascii', 'n', o),
    good: { unit: 'bytes' },
    code: 'ERR_SCHEMA',
    near: ['Unit', 'unit'],
  },
  'a text that ends with a NUL': {
    call: (o) => text('ascii', o as never),
    good: { until: 'nul' },
    code: 'ERR_SCHEMA',
    near: ['util', 'until'],
  },
  'a fixed text': { call: (o) => text('ascii', 4, o), good: { exact: true }, code: 'ERR_SCHEMA', near: ['exat', ''] },
  at: {
    call: (o) => at('o', u8, o),
    good: { relativeTo: 'field' },
    code: 'ERR_SCHEMA',
    near: ['relative', 'relativeTo'],
  },
  bool: { call: (o) => bool(u32, o), good: { exact: true }, code: 'ERR_SCHEMA', near: ['exactly', 'exact'] },
  enumeration: {
    call: (o) => enumeration('E', u8, { A: 0 }, o),
    good: { strict: true },
    code: 'ERR_SCHEMA',
    near: ['strikt', 'strict'],
  },
  checksum: {
    call: (o) => checksum(u8, 'sum-8', o),
    good: { from: 'a', to: 'b' },
    code: 'ERR_SCHEMA',
    near: ['form', 'from'],
  },
  'a range of checksum': {
    call: (o) => checksum(u8, 'sum-8', { ranges: [o as never] }),
    good: { from: 'a', to: 'b' },
    code: 'ERR_SCHEMA',
    near: ['form', 'from'],
  },
  crc: {
    call: (o) => crc({ width: 8, poly: 7, ...o }),
    good: { reflectIn: true, xorOut: 1 },
    code: 'ERR_SCHEMA',
    near: ['reflectin', 'reflectIn'],
  },
  createCodec: { call: (o) => createJsCodec(S, o), good: { abi: 'gcc-x64', limits: {} }, near: ['abii', 'abi'] },
  limits: {
    call: (o) => createJsCodec(S, { limits: o }),
    good: { count: 4, nesting: undefined },
    near: ['counts', 'count'],
  },
  createSetCodec: {
    call: (o) => createSetCodec(recordSet('a', { S: [1, S] }), o),
    good: { abi: 'gcc-x64' },
    near: ['limit', 'limits'],
  },
  decodeBatch: {
    call: (o) => decodeBatch(codec, none, o),
    good: { columns: ['a'], maxRows: 1 },
    near: ['maxRow', 'maxRows'],
  },
  stream: {
    call: (o) => stream(codec, [], o),
    good: { batchBytes: 1, columns: ['a'] },
    near: ['batchByte', 'batchBytes'],
  },
  'decodeBatch of a set': {
    call: (o) => decodeBatch(records, none, o),
    good: { maxRows: 1 },
    near: ['maxrows', 'maxRows'],
  },
  'stream of a set': { call: (o) => stream(records, [], o), good: { batchBytes: 1 }, near: ['signl', 'signal'] },
  summarize: { call: (o) => summarize(codec as never, none, o), good: { columns: ['a'] }, near: ['column', 'columns'] },
  summarizeStream: {
    call: (o) => summarizeStream(codec as never, [], o),
    good: { columns: ['a'], batchBytes: 1 },
    near: ['wher', 'where'],
  },
  parseHeader: {
    call: (o) => parseHeader(HEADER, o),
    good: { define: { A: 1 }, target: 'gcc', strict: true },
    near: ['fileNam', 'fileName'],
  },
  'limits of a header': {
    call: (o) => parseHeader(HEADER, { limits: o }),
    good: { nesting: 9 },
    near: ['nestin', 'nesting'],
  },
  annotations: {
    call: (o) => parseHeader(HEADER, { annotations: o }),
    good: { records: {} },
    near: ['record', 'records'],
  },
  'an annotation of a record': {
    call: (o) => parseHeader(HEADER, { annotations: { records: { R: o } } }),
    good: { startAlign: 4 },
    near: ['lengt', 'length'],
  },
  'an annotation of a member': {
    call: (o) => parseHeader(HEADER, { annotations: { records: { R: { members: { n: o } } } } }),
    good: { type: 'bool8' },
    near: ['typ', 'type'],
  },
  messageSet: {
    call: (o) => messageSet('a', { Set: { value: 1, input: S } }, o),
    good: { limits: { count: 1 } },
    near: ['abii', 'abi'],
  },
  'a message of a set': {
    call: (o) => messageSet('a', { Set: { value: 1, input: S, ...o } }),
    good: { output: S },
    code: 'ERR_SCHEMA',
    near: ['outputs', 'output'],
  },
  defineDriver: {
    call: (o) => defineDriver({ messages, handle, ...o }),
    good: { synchronize: true },
    near: ['onErr', 'onError'],
  },
  'handlers of a driver': {
    call: (o) => defineDriver({ messages, handle: { ...handle, ...o } }),
    good: {},
    near: ['Sett', 'Set'],
  },
  'workers of a driver': {
    call: (o) => defineDriver({ messages, handle, workers: { create: () => undefined as never, ...o } }),
    good: { count: 2 },
    near: ['counts', 'count'],
  },
  MiracastHost: { call: (o) => new MiracastHost(o), good: { chunkCapacity: 2 }, near: ['reports', 'report'] },
  DisplayMiniport: {
    call: (o) => new DisplayMiniport(o),
    good: { HdcpSupport: true },
    near: ['HdcpSuport', 'HdcpSupport'],
  },
  'device.start': {
    call: start,
    good: { rtspSocket: { close() {} }, connectionStats: {} },
    near: ['rtspSocet', 'rtspSocket'],
  },
};

async function errorOf(call: () => unknown): Promise<CastbufError | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
}

suite('options', (test) => {
  for (const [name, { call, good, code = 'ERR_USAGE', near }] of Object.entries(TAKERS)) {
    test(`${name}: what is not known is refused, with the nearest name`, async () => {
      assert.is((await errorOf(() => call(good)))?.message, undefined);
      const [wrong, nearest] = near;
      for (const unknown of [wrong, 'toString', 'constructor', 'hasOwnProperty']) {
        const error = await errorOf(() => call({ ...good, [unknown]: undefined }));
        assert.is(error?.code, code, unknown);
        assert.match(error?.message ?? '', unknown);
      }
      const error = await errorOf(() => call({ ...good, [wrong]: 1 }));
      if (nearest !== '') assert.match(error?.message ?? '', `did you mean ${nearest}?`);
    });
  }

  const wrongTypes: [string, () => unknown, ErrorCode][] = [
    ['versioned', () => struct('T', { a: u8 }, { length: 'a', versioned: 'yes' as never }), 'ERR_SCHEMA'],
    ['length', () => struct('T', { a: u8 }, { length: 4 as never }), 'ERR_SCHEMA'],
    ['unit', () => bytes('n', { unit: 'words' as never }), 'ERR_SCHEMA'],
    ['capacity', () => bytes('n', { capacity: '8' as never }), 'ERR_SCHEMA'],
    ['relativeTo', () => at('o', u8, { relativeTo: 'start' as never }), 'ERR_SCHEMA'],
    ['sized', () => tagged('a', { b: [1, u8] }, { sized: 1 as never }), 'ERR_SCHEMA'],
    ['strict', () => enumeration('E', u8, { A: 0 }, { strict: 1 as never }), 'ERR_SCHEMA'],
    ['until', () => text('ascii', { until: 1 } as never), 'ERR_SCHEMA'],
    ['until', () => text('ascii', {} as never), 'ERR_SCHEMA'],
    ['size', () => text('ascii', null as never), 'ERR_SCHEMA'],
    ['size', () => bytes({ n: 1 } as never), 'ERR_SCHEMA'],
    ['exact', () => text('ascii', 'n', { exact: true }), 'ERR_SCHEMA'],
    ['exact', () => text('ascii', 4, { exact: 'yes' as never }), 'ERR_SCHEMA'],
    ['bool', () => bool(struct('T', { a: u8 }) as AnyType), 'ERR_SCHEMA'],
    ['fixed size', () => bytes(4, { capacity: 8 }), 'ERR_SCHEMA'],
    ['from', () => checksum(u8, 'sum-8', { from: 0 as never }), 'ERR_SCHEMA'],
    ['toString', () => checksum(u8, 'toString' as never), 'ERR_SCHEMA'],
    ['limits', () => createJsCodec(S, { limits: 4 as never }), 'ERR_USAGE'],
    ['count', () => createJsCodec(S, { limits: { count: '4' as never } }), 'ERR_USAGE'],
    ['object', () => createJsCodec(S, 'gcc-x64' as never), 'ERR_USAGE'],
    ['columns', () => decodeBatch(codec, none, { columns: 'a' as never }), 'ERR_USAGE'],
    ['target', () => parseHeader(HEADER, { target: 'clang' as never }), 'ERR_USAGE'],
    ['include', () => parseHeader(HEADER, { include: {} as never }), 'ERR_USAGE'],
    ['synchronize', () => defineDriver({ messages, handle, synchronize: 1 as never }), 'ERR_USAGE'],
    ['Set', () => defineDriver({ messages, handle: { Set: 1 as never } }), 'ERR_USAGE'],
    ['chunkCapacity', () => new MiracastHost({ chunkCapacity: '4' as never }), 'ERR_USAGE'],
  ];
  test('what is known, but of a wrong type', async () => {
    for (const [name, call, code] of wrongTypes) {
      const error = await errorOf(call);
      assert.is(error?.code, code, name);
      assert.match(error?.message ?? '', name);
    }
  });
});

engineSuite('exact', (test, { createCodec }) => {
  test('a text of fixed size keeps its NULs and what follows them', () => {
    const codecs = [
      createCodec(struct('S', { t: text('ascii', 4, { exact: true }) }) as AnyType),
      createCodec(struct('S', { t: text('utf-8', 4, { exact: true }) }) as AnyType),
      createCodec(struct('S', { t: text('utf-16le', 2, { exact: true }) }) as AnyType),
    ];
    for (const one of codecs) {
      const message = Uint8Array.of(97, 0, 0, 98);
      const value = one.decode(message);
      assert.equal(one.encode(value), message);
      assert.equal(texts(decodeBatch(one, message), 't'), [(value as { t: string }).t]);
      assert.is((one.view(message) as { t: string }).t, (value as { t: string }).t);
      for (const wrong of ['a', 'abcde'])
        assert.is(
          refusal(() => one.encode({ t: wrong })),
          'ERR_LENGTH',
        );
    }
  });

  test('a bool is 0 or 1', () => {
    const type = struct('S', { a: bool(u8, { exact: true }), b: bool(u32, { exact: true }), c: bool(u8) });
    const one = createCodec(type, { abi: 'msvc-x64' });
    const message = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0);
    assert.equal(one.decode(message), { a: true, b: false, c: true });
    assert.equal(one.encode(one.decode(message)), Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0));
    for (const at of [0, 4, 5, 7]) {
      const wrong = message.slice();
      wrong[at] = 2;
      assert.is(
        refusal(() => one.decode(wrong)),
        'ERR_OUT_OF_RANGE',
      );
      assert.is(
        refusal(() => one.view(wrong)),
        'ERR_OUT_OF_RANGE',
      );
      assert.is(decodeBatch(one, wrong).error?.code, 'ERR_OUT_OF_RANGE');
    }
  });
});

function refusal(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as CastbufError).code;
  }
}
