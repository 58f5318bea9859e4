import * as assert from 'uvu/assert';
import { createCodec as createJsCodec, createSetCodec } from '../../src/js.js';
import { defineDriver, messageSet } from '../../src/miracast.js';
import * as all from '../../src/surface.js';
import { CastbufError, type AnyType } from '../../src/surface.js';
import { interpretedSuite, suite } from '../harness/index.js';
import { decodeBatch, encodeBatch, filter, packed, stream, summarize, texts } from '../harness/batches.js';

/* What TypeScript refuses and JavaScript does not: every argument is given what it is not, and the answer is always a CastbufError, at once. */

const {
  array,
  at,
  bits,
  checksum,
  enumeration,
  flags,
  packedAbi,
  range,
  recordSet,
  split,
  struct,
  tagged,
  text,
  u32,
  u8,
} = all;

function detached(): Uint8Array {
  const bytes = new Uint8Array(4);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

/** None of these is a name, a number, a type, options, a source or a codec. */
const WRONG: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  Symbol('s'),
  true,
  [],
  [Symbol('s')],
  [undefined],
  () => {},
  new Map(),
  new Uint8Array(3),
  new Proxy(new Uint8Array(3), {}),
  detached(),
  Object.create(null),
  new Proxy({}, {}),
];

const S = struct('S', { a: u8 });
type Call = (given: never) => unknown;

const SCHEMA: Record<string, Call> = {
  'name of struct': (given) => struct(given, { a: u8 }),
  'name of union': (given) => all.union(given, { a: u8 }),
  'name of enumeration': (given) => enumeration(given, u8, { A: 1 }),
  'base of enumeration': (given) => enumeration('E', given, { A: 1 }),
  'value of enumeration': (given) => enumeration('E', u8, { A: given }),
  'base of bits': (given) => bits(given, 3),
  'width in bits': (given) => bits(u8, { A: given }),
  'width of unnamed': (given) => all.unnamed(u8, given),
  'element of array': (given) => array(given, 3),
  'offset of at': (given) => at(given, u8),
  'type of at': (given) => at('o', given),
  'tag of tagged': (given) => tagged(given, { A: [1, u8] }),
  'arm of tagged': (given) => tagged('t', { A: given }),
  'value of an arm': (given) => struct('T', { t: u8, u: tagged('t', { A: [given, u8] }) }),
  'type of an arm': (given) => struct('T', { t: u8, u: tagged('t', { A: [1, given] }) }),
  'part of split': (given) => split(given),
  'from of range': (given) => range(u8, given, 3),
  'to of range': (given) => range(u8, 0, given),
  'algorithm of checksum': (given) => checksum(u32, given),
  'bytes of packed': (given) => packedAbi(given),
  'encoding of text': (given) => text(given, 3),
  'type of layoutOf': (given) => all.layoutOf(given),
  'type of createCodec': (given) => createJsCodec(given),
  createSetCodec: (given) => createSetCodec(given),
  'definition of recordSet': (given) => recordSet('a', { A: given }),
  'type of recordSet': (given) => createSetCodec(recordSet('a', { A: [1, given] })),
  parseFilter: (given) => all.parseFilter(given),
  filter: (given) => decodeBatch(createJsCodec(S), new Uint8Array(1), { where: filter(given) }),
  fourCC: (given) => all.fourCC(given),
  'base of time': (given) => all.time(given),
  'type of timeToDate': (given) => all.timeToDate(given, 0),
  'value of timeToDate': (given) => all.timeToDate(all.filetime, given),
  'date of dateToTime': (given) => all.dateToTime(all.filetime, given),
  'definition of messageSet': (given) => messageSet('a', { A: given }),
  'input of messageSet': (given) => messageSet('a', { A: { value: 1, input: given } }),
  'messages of defineDriver': (given) => defineDriver({ messages: given, handle: {} }),
};

/** An empty object of names is one, and what is left out has a default: these take some of the wrong ones. */
const NAMED: Record<string, Call> = {
  'members of struct': (given) => struct('S', given),
  'part of union': (given) => all.union('U', given),
  'arms of tagged': (given) => tagged('t', given),
  'group of bits': (given) => bits(u8, given),
  'names of enumeration': (given) => enumeration('E', u8, given),
  'names of flags': (given) => flags('E', u8, given),
  'definitions of recordSet': (given) => createSetCodec(recordSet('a', given)),
  'definitions of messageSet': (given) => messageSet('a', given),
  'options of struct': (given) => struct('S', { a: u8 }, given),
  'options of text': (given) => text('ascii', 3, given),
  'options of array': (given) => array(u8, 'n', given),
  'options of createCodec': (given) => createJsCodec(S, given),
  'abi of packed': (given) => packedAbi(1, given),
  'abi of createCodec': (given) => createJsCodec(S, { abi: given }),
};

function demandRefusal(call: () => unknown, what: string): void {
  try {
    call();
  } catch (error) {
    assert.instance(error, CastbufError, `${what}: ${String(error)}`);
    return;
  }
  assert.unreachable(`${what} is taken`);
}

const isNamed = (given: unknown): boolean =>
  given === undefined ||
  (typeof given === 'object' && given !== null && !(Symbol.iterator in given) && Object.keys(given).length === 0);

suite('wrong arguments of a schema', (test) => {
  for (const [what, call] of Object.entries(SCHEMA)) {
    test(what, () => {
      for (const given of WRONG) demandRefusal(() => call(given as never), what);
    });
  }

  for (const [what, call] of Object.entries(NAMED)) {
    test(what, () => {
      for (const given of WRONG) if (!isNamed(given)) demandRefusal(() => call(given as never), what);
    });
  }

  test('an array that prints as a name is none', () => {
    assert.throws(() => checksum(u32, ['crc-32'] as never), /no checksum an array/);
    assert.throws(() => packedAbi(1, ['msvc-x64'] as never), /an array is no ABI/);
    assert.throws(() => createJsCodec(S, { abi: { packed: 3, base: 'msvc-x64' } as never }), /is no ABI/);
  });

  test('the names of a value that is no whole number', () => {
    const type = enumeration('E', u8, { A: 1 });
    for (const given of [...WRONG, 1.5, 'A']) assert.is(type.nameOf(given as never), undefined);
    assert.is(type.nameOf(1), 'A');
  });
});

interpretedSuite('wrong arguments of a codec', 'summaries', (test, { createCodec, createSetCodec: createSet }) => {
  const codec = createCodec(S as AnyType);
  const set = createSet(recordSet('a', { A: [1, S] }));
  const batch = decodeBatch(codec, new Uint8Array(3)).copy();
  const figures = summarize(codec, new Uint8Array(3));
  const column = figures.columns['a'] as (typeof figures.columns)[string];

  const CALLS: Record<string, Call> = {
    decode: (given) => codec.decode(given),
    encode: (given) => codec.encode(given),
    encodeInto: (given) => codec.encodeInto({ a: 1 }, given),
    'encodeBatch of one': (given) => encodeBatch(codec, [given]),
    'encodeBatch of a set': (given) => encodeBatch(set, [given]),
    'decodeBatch of a set': (given) => decodeBatch(set, given),
    'a row': (given) => batch.value(given),
    packed: (given) => packed(batch, given),
    texts: (given) => texts(batch, given),
    offsetOf: (given) => codec.layout.offsetOf(given),
    'a column': (given) => decodeBatch(codec, new Uint8Array(3), { columns: [given] }),
    'a column of summarize': (given) => summarize(codec, new Uint8Array(3), { columns: [given] }),
    'codec of summarize': (given) => summarize(given, new Uint8Array(3)),
    'codec of toJson': (given) => all.toJson(given, { a: 1 }),
    'codec of fromJson': (given) => all.fromJson(given, { a: 1 }),
    'merge of summaries': (given) => figures.merge(given),
    'merge of a summary': (given) => column.merge(given),
    percentile: (given) => column.percentile(given),
  };

  for (const [what, call] of Object.entries(CALLS)) {
    test(what, () => {
      const isBytes = what === 'encodeInto' || what.startsWith('decode');
      for (const given of WRONG) {
        if (isBytes && given instanceof Uint8Array && ArrayBuffer.isView(given)) continue;
        demandRefusal(() => call(given as never), what);
      }
    });
  }

  test('percentiles outside of 0 to 100', () => {
    for (const percent of [-1, 101, Infinity]) demandRefusal(() => column.percentile(percent), String(percent));
    assert.is(column.percentile(100), 0);
  });

  async function endOf(source: unknown, options?: object): Promise<unknown> {
    try {
      for await (const _ of stream(codec, source as never, options));
      return undefined;
    } catch (error) {
      return error;
    }
  }

  test('a source and its options', async () => {
    for (const given of [
      ...WRONG,
      'ab',
      {},
      { size: 3 },
      { byteLength: 3 },
      { getReader: 3 },
      { [Symbol.iterator]: 3 },
    ]) {
      if (Array.isArray(given) ? given.length === 0 : given instanceof Map) continue; // no piece at all
      if (ArrayBuffer.isView(given) && given.byteLength > 0) continue; // bytes
      assert.instance(await endOf(given), CastbufError, String(typeof given));
    }
    for (const signal of WRONG.slice(1)) assert.instance(await endOf([new Uint8Array(1)], { signal }), CastbufError);
    for (const batchBytes of [Number.NaN, -1, 1.5, Infinity])
      assert.instance(await endOf([new Uint8Array(1)], { batchBytes }), CastbufError);
    for (const maxDelay of [Number.NaN, -1, 1.5, Infinity, 0x80000000])
      assert.instance(await endOf([new Uint8Array(1)], { maxDelay }), CastbufError);
    assert.is(await endOf([new Uint8Array(1)], { maxDelay: 0x7fffffff }), undefined);
    assert.is(await endOf([new Uint8Array(1)], { batchBytes: 0, signal: new AbortController().signal }), undefined);
  });
});
