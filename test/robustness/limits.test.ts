import * as assert from 'uvu/assert';
import {
  array,
  at,
  bytes,
  CastbufError,
  packedAbi,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type Codec,
  type ErrorCode,
  type Limits,
} from '../../src/surface.js';
import { instantiateSync } from '@assemblyscript/loader';
import { createCodecWith } from '../../src/message/index.js';
import { createKernelEngine } from '../../src/message/kernel.js';
import { instantiateKernel, verifiedKernel, type KernelExports } from '../../src/memory/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { engineSuite } from '../harness/index.js';
import { host, type EngineName } from '../harness/host.js';
import { outcomeOf } from './round-trip.js';
import { decodeBatch, encodeBatch, inputOf } from '../harness/batches.js';

const abi = packedAbi(1);
const Counted8 = struct('COUNTED', { n: u64, data: bytes('n') });
const Counted4 = struct('COUNTED', { n: u32, data: array(u64, 'n') });
const InBytes = struct('IN_BYTES', { n: u64, data: array(u16, 'n', { unit: 'bytes' }) });
const Total = struct('TOTAL', { Size: u64, data: bytes() }, { length: 'Size' });
const Chain = struct('CHAIN', { Next: u64, data: bytes(8) }, { next: 'Next' });
const Pointed = struct('POINTED', { off: u64, n: u64, part: at('off', bytes('n')) });
const FromField = struct('POINTED', { off: u64, n: u64, part: at('off', array(u32, 'n'), { relativeTo: 'field' }) });
const Versioned = struct('VERSIONED', { Size: u64, a: u32, b: u32 }, { length: 'Size', versioned: true });
const Capacity = struct('CAPACITY', { n: u64, items: array(u16, 'n', { capacity: 4 }) });
const Deep = struct('DEEP', { n: u8, a: array(array(struct('', { x: u8 }), 2), 'n') });

/** First fields that lie about what follows, as they lie in the message. */
const LIES = [
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 31n,
  2n ** 31n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 53n + 1n,
  2n ** 40n,
];

/** A kernel of the test's own, so that its memory can be watched. */
async function watched(name: EngineName): Promise<{ codec: typeof createCodec; memoryBytes: () => number }> {
  if (name === 'reference') {
    const engine = createReferenceEngine();
    return { codec: (type, options) => createCodecWith(engine, type, options), memoryBytes: () => 0 };
  }
  const binary = await host().read(`build/${name === 'debug' ? 'kernel.debug.wasm' : 'kernel.wasm'}`);
  const kernel: KernelExports =
    name === 'debug'
      ? verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports)
      : instantiateKernel(binary);
  const engine = createKernelEngine(() => kernel, name);
  return {
    codec: (type, options) => createCodecWith(engine, type, options),
    memoryBytes: () => kernel.memory.buffer.byteLength,
  };
}
declare function createCodec<T extends AnyType>(
  type: T,
  options?: { limits?: Partial<Limits>; abi?: typeof abi },
): Codec<T>;

function message(...fields: bigint[]): Uint8Array {
  const bytes = new Uint8Array(64);
  fields.forEach((field, index) => new DataView(bytes.buffer).setBigUint64(index * 8, BigInt.asUintN(64, field), true));
  return bytes;
}

function codeOf(call: () => unknown): ErrorCode | 'none' {
  const outcome = outcomeOf(call);
  return 'value' in outcome ? 'none' : (outcome.error['code'] as ErrorCode);
}

const HEAP_GROWTH = 8 * 1024 * 1024;

/** 0 in browsers, which do not tell. */
function heapBytes(): number {
  if (typeof process === 'undefined') return 0;
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

engineSuite('lies about lengths', (test, { name }) => {
  const cases: [string, AnyType, (lie: bigint) => Uint8Array][] = [
    ['a count of bytes', Counted8, (lie) => message(lie)],
    ['a 32-bit count of elements', Counted4, (lie) => message(lie)],
    ['a count in bytes', InBytes, (lie) => message(lie & ~1n)],
    ['a length', Total, (lie) => message(lie)],
    ['a distance', Chain, (lie) => message(lie)],
    ['an offset', Pointed, (lie) => message(lie, 1n)],
    ['the count of a part that is pointed to', Pointed, (lie) => message(16n, lie)],
    ['an offset from its field', FromField, (lie) => message(lie, 0n)],
    ['a count from its field', FromField, (lie) => message(16n, lie)],
    ['the length of a versioned struct', Versioned, (lie) => message(lie)],
    ['a count above a capacity', Capacity, (lie) => message(lie)],
  ];
  for (const [what, type, lying] of cases) {
    test(`${what} is refused before anything is allocated, and the codec still works`, async () => {
      const { codec: create, memoryBytes } = await watched(name);
      const codec = create(type, { abi });
      decodeBatch(codec, new Uint8Array(0));
      codeOf(() => codec.decode(message(0n)));
      const before = memoryBytes();
      const heap = heapBytes();
      for (const lie of LIES) {
        if (type === Counted4 && lie >= 2n ** 32n) continue;
        const bytes = lying(lie);
        for (const call of ['decode', 'view'] as const) {
          const code = codeOf(() => codec[call](bytes));
          assert.ok(code !== 'none' && code !== 'ERR_KERNEL', `${what} = ${lie}: ${call} gives ${code}`);
        }
        const { error, rowCount } = decodeBatch(codec, bytes);
        assert.is(rowCount, 0);
        assert.is(
          error?.code,
          codeOf(() => codec.decode(bytes)),
          `${what} = ${lie}`,
        );
      }
      assert.is(memoryBytes(), before, 'linear memory');
      assert.ok(heapBytes() - heap < HEAP_GROWTH, 'heap');
      const twin = create(type, { abi });
      assert.is(
        codeOf(() => codec.decode(message(0n, 0n))),
        codeOf(() => twin.decode(message(0n, 0n))),
      );
    });
  }
});

engineSuite('limits', (test, { createCodec }) => {
  const limited = <T extends AnyType>(type: T, limits: Partial<Limits>) => createCodec(type, { abi, limits });

  test('messageBytes: one below, at, one above, both ways', () => {
    for (const [type, make, given] of [
      [Counted8, (n: number) => ({ data: new Uint8Array(n - 8) }), 'data'],
      [Total, (n: number) => ({ data: new Uint8Array(n - 8) }), 'rest'],
      [Pointed, (n: number) => ({ part: new Uint8Array(n - 16) }), 'part'],
      [
        struct('TEXT', { a: u8, s: text('ascii', { until: 'nul' }) }),
        (n: number) => ({ a: 1, s: 'x'.repeat(n - 2) }),
        'text',
      ],
      [struct('REST', { a: u8, data: bytes() }), (n: number) => ({ a: 1, data: new Uint8Array(n - 1) }), 'rest'],
    ] as [AnyType, (bytes: number) => object, string][]) {
      const free = createCodec(type, { abi });
      const codec = limited(type, { messageBytes: 100 });
      for (const [bytes, code] of [
        [99, 'none'],
        [100, 'none'],
        [101, 'ERR_LIMIT_MESSAGE_BYTES'],
        [5000, 'ERR_LIMIT_MESSAGE_BYTES'],
      ] as const) {
        const value = make(bytes);
        const encoded = free.encode(value);
        assert.is(encoded.length, bytes);
        assert.is(
          codeOf(() => codec.encode(value)),
          code,
          `${given}: encode ${bytes}`,
        );
        assert.is(
          codeOf(() => codec.decode(encoded)),
          code,
          `${given}: decode ${bytes}`,
        );
        assert.is(
          codeOf(() => codec.view(encoded)),
          code,
          `${given}: view ${bytes}`,
        );
        assert.is(decodeBatch(codec, encoded).error?.code ?? 'none', code, `${given}: batch ${bytes}`);
        assert.is(
          codeOf(() => codec.encode(make(50))),
          'none',
          'afterwards',
        );
      }
    }
  });

  test('messageBytes below the fixed part', () => {
    const codec = limited(struct('FIXED', { a: bytes(16) }), { messageBytes: 15 });
    assert.is(
      codeOf(() => codec.decode(new Uint8Array(16))),
      'ERR_LIMIT_MESSAGE_BYTES',
    );
    assert.is(
      codeOf(() => codec.encode({ a: new Uint8Array(16) })),
      'ERR_LIMIT_MESSAGE_BYTES',
    );
    assert.is(decodeBatch(codec, new Uint8Array(32)).error?.code, 'ERR_LIMIT_MESSAGE_BYTES');
    const exact = limited(struct('FIXED', { a: bytes(16) }), { messageBytes: 16 });
    assert.is(decodeBatch(exact, new Uint8Array(32)).rowCount, 2);
  });

  test('count: one below, at, one above', () => {
    for (const type of [Counted8, Counted4, Deep] as AnyType[]) {
      const codec = limited(type, { count: 5 });
      const free = createCodec(type, { abi });
      for (const [count, code] of [
        [4, 'none'],
        [5, 'none'],
        [6, 'ERR_LIMIT_COUNT'],
      ] as const) {
        const value =
          type === (Counted8 as AnyType)
            ? { data: new Uint8Array(count) }
            : type === (Counted4 as AnyType)
              ? { data: Array.from({ length: count }, () => 1n) }
              : { a: Array.from({ length: count }, () => [{ x: 1 }, { x: 2 }]) };
        const encoded = free.encode(value);
        assert.is(
          codeOf(() => codec.decode(encoded)),
          code,
          `decode ${count}`,
        );
        assert.is(decodeBatch(codec, encoded).error?.code ?? 'none', code, `batch ${count}`);
        assert.is(
          codeOf(() =>
            codec.decode(
              free.encode(
                type === (Deep as AnyType)
                  ? { a: [] }
                  : { data: type === (Counted8 as AnyType) ? new Uint8Array(0) : [] },
              ),
            ),
          ),
          'none',
          'afterwards',
        );
      }
    }
  });

  test('offset: one below, at, one above', () => {
    const codec = limited(Pointed, { offset: 40 });
    for (const [offset, code] of [
      [39n, 'none'],
      [40n, 'none'],
      [41n, 'ERR_LIMIT_OFFSET'],
    ] as const) {
      assert.is(
        codeOf(() => codec.decode(message(offset, 2n))),
        code,
        `offset ${offset}`,
      );
      const batch = decodeBatch(codec, message(offset, 2n), { maxRows: 1 });
      assert.is(batch.error?.code ?? 'none', code, `offset ${offset} in a batch`);
    }
  });

  test('nesting: at, one above; refused when the codec is made', () => {
    let type: AnyType = struct('', { x: u8 });
    for (let depth = 2; depth <= 10; depth++) type = struct('', { inner: type });
    assert.is(
      codeOf(() => limited(type, { nesting: 10 })),
      'none',
    );
    assert.is(
      codeOf(() => limited(type, { nesting: 11 })),
      'none',
    );
    assert.is(
      codeOf(() => limited(type, { nesting: 9 })),
      'ERR_LIMIT_NESTING',
    );
  });

  test('limits that are no counts are ERR_USAGE', () => {
    for (const value of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
      for (const limit of ['messageBytes', 'count', 'offset', 'nesting'])
        assert.is(
          codeOf(() => limited(Total, { [limit]: value })),
          'ERR_USAGE',
          `${limit} ${value}`,
        );
    }
  });

  test('offsets, lengths and distances that encode is given, up to 2^64: written or refused, never a trap', () => {
    const codecs = [
      { codec: createCodec(Pointed, { abi }), value: (n: bigint) => ({ off: n, part: new Uint8Array(100_000) }) },
      { codec: createCodec(FromField, { abi }), value: (n: bigint) => ({ off: n, part: [1, 2, 3] }) },
      { codec: createCodec(Total, { abi }), value: (n: bigint) => ({ Size: n, data: new Uint8Array(100) }) },
      { codec: createCodec(Chain, { abi }), value: (n: bigint) => ({ Next: n, data: new Uint8Array(8) }) },
      { codec: createCodec(Versioned, { abi }), value: (n: bigint) => ({ Size: n, a: 1, b: 2 }) },
      {
        codec: createCodec(struct('V', { Size: u64, a: bytes(200_000) }, { length: 'Size', versioned: true }), { abi }),
        value: (n: bigint) => ({ Size: n, a: new Uint8Array(200_000) }),
      },
    ];
    const given = new Set<bigint>();
    for (let power = 24n; power <= 64n; power++)
      for (const near of [-65_536n, -4n, -1n, 0n, 1n, 65_536n]) given.add(BigInt.asUintN(64, 2n ** power + near));
    // Every place of the last 2 MiB of 32-bit addresses, wherever the output lies in memory.
    for (let back = 0n; back < 2n ** 24n; back += 50_000n) given.add(2n ** 32n - back);
    for (const { codec, value } of codecs) {
      for (const number of given) {
        const outcome = outcomeOf(() => codec.encode(value(number) as never));
        if ('value' in outcome) assert.ok(outcome.value.length <= 17 * 1024 * 1024);
        else assert.is.not(outcome.error['code'], 'ERR_KERNEL', `${codec.layout.name} ${number}`);
      }
    }
  });

  test('lists that point outside their data are refused, not written with other bytes', () => {
    const codec = createCodec(struct('LIST', { n: u32, data: bytes('n') }), { abi });
    codec.decode(codec.encode({ data: new Uint8Array(60_000).fill(0x5e) }));
    decodeBatch(codec, encodeBatch(codec, [{ data: new Uint8Array(60_000).fill(0x5e) }]));
    for (const [from, length] of [
      [2, 100],
      [100, 1],
      [4, 1],
      [0, 5],
      [0xffffffff, 1],
      [0xffffffff, 0xffffffff],
    ] as const) {
      const list = { data: new Uint8Array(4), offsets: Uint32Array.of(from), lengths: Uint32Array.of(length) };
      const outcome = outcomeOf(() => encodeBatch(codec, { data: list }));
      assert.ok('error' in outcome, `${length} bytes from ${from} of 4 gave ${'value' in outcome && outcome.value}`);
      assert.ok('error' in outcome && outcome.error['code'] !== 'ERR_KERNEL', `${from}, ${length}`);
    }
    assert.equal(codec.decode(codec.encode({ data: Uint8Array.of(7) })), { n: 1, data: Uint8Array.of(7) });
  });

  test('an input that no memory can hold is an error, and the codec still works', () => {
    const codec = createCodec(struct('SMALL', { a: u32 }), { abi });
    for (const bytes of [2 ** 31, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      let caught: unknown;
      try {
        inputOf(codec, bytes);
      } catch (error) {
        caught = error;
      }
      if (bytes > 2 ** 32) assert.instance(caught, CastbufError, `input(${bytes}): ${String(caught)}`);
      assert.equal(codec.decode(codec.encode({ a: 7 })), { a: 7 });
      assert.is(decodeBatch(codec, new Uint8Array(400)).rowCount, 100);
    }
  });
});
