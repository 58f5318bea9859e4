import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import * as assert from 'uvu/assert';
import {
  array,
  at,
  be,
  bits,
  bytes,
  enumeration,
  i64,
  magic,
  range,
  struct,
  tagged,
  u16,
  u64,
  u8,
  union,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite, sampled } from '../harness/index.js';
import { errorMembers, outcomeOf } from './round-trip.js';
import { difference } from './same-value.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

/* 64-bit numbers on either side of what a double, 32 bits and a sign bit hold: in each place where one counts, points, selects or is checked. */

const EDGES = [
  ...[0, 1, 5, 31, 32, 40, 52, 53, 54, 62, 63, 64].flatMap((bit) =>
    [-1025n, -1n, 0n, 1n, 3n, 8n].map((by) => (1n << BigInt(bit)) + by),
  ),
  0x5555555555555555n,
  0x2aaaaaaaaaaaaaabn,
].filter((value) => value >= 0n && value < 1n << 64n);

const CASES: [what: string, make: (wide: AnyType) => AnyType][] = [
  ...[1, 2, 3, 5, 7, 8, 12, 24].flatMap((unit): typeof CASES => [
    [`counts elements of ${unit}`, (N) => struct('R', { N, A: array(array(u8, unit), 'N') }, { pack: 1 })],
    [
      `counts bytes of elements of ${unit}`,
      (N) => struct('R', { N, A: array(array(u8, unit), 'N', { unit: 'bytes' }) }, { pack: 1 }),
    ],
    [
      `counts up to a capacity`,
      (N) => struct('R', { N, A: array(array(u8, unit), 'N', { capacity: 3 }) }, { pack: 1 }),
    ],
  ]),
  ['is the length', (N) => struct('R', { N, A: u8 }, { length: 'N', pack: 1 })],
  ['is the length of a versioned record', (N) => struct('R', { N, A: u8 }, { length: 'N', versioned: true, pack: 1 })],
  ['is the distance to the next', (N) => struct('R', { N, A: u8 }, { next: 'N', pack: 1 })],
  ['points from the record', (N) => struct('R', { N, A: at('N', bytes(3)) }, { pack: 1 })],
  [
    'points from itself',
    (N) => struct('R', { M: u8, N, A: at('N', struct('I', { x: u16 }), { relativeTo: 'field' }) }, { pack: 1 }),
  ],
  ['points to a counted part', (N) => struct('R', { C: u8, N, A: at('N', bytes('C')) }, { pack: 1 })],
  ['is in a range', (N) => struct('R', { N: range(N, 3n, 9n) })],
  ['is in a large range', (N) => struct('R', { N: range(N, 2n ** 53n + 1n, 2n ** 62n + 3n) })],
  ['is magic', (N) => struct('R', { N: magic(N, 2n ** 53n + 1n) })],
  ['is one of an enum', (N) => struct('R', { N: enumeration('E', N, { A: 2n ** 53n + 3n }, { strict: true }) })],
  [
    'selects an arm',
    (N) => struct('R', { N, U: tagged('N', { A: [2n ** 53n + 1n, u8], B: [7n, u16] }, { sized: true }) }, { pack: 1 }),
  ],
  ['shares bytes with another', (N) => struct('R', { U: union('U', { a: N }, { b: u64 }) })],
  ['has few bits', () => struct('R', { N: bits(u64, 60), M: bits(u64, 4) })],
];

engineSuite('errors about 64-bit numbers', (test, { createCodec, name }) => {
  const reference = createReferenceEngine();
  const WIDE: [string, AnyType, boolean][] = [
    ['u64', u64, false],
    ['i64', i64, true],
    ['be(u64)', be(u64), false],
    ['be(i64)', be(i64), true],
  ];

  for (const [wideName, wide, isSigned] of WIDE) {
    test(`${wideName}: code, path, want and have are those of the reference engine, wherever it stands`, () => {
      for (const [what, make] of CASES) {
        const type = make(wide);
        const codecs = [createCodec(type), createCodecWith(reference, type)] as const;
        for (const edge of sampled(EDGES, 10)) {
          const value = isSigned ? BigInt.asIntN(64, edge) : edge;
          for (const [how, call] of callsWith(value, wideName.startsWith('be'))) {
            const [found, want] = codecs.map((codec) => outcomeOf(() => call(codec)));
            // Kernels that interpret know such numbers as doubles; a compiled codec has them as they are.
            const differ = name === 'compiled' ? difference(near(want), near(found)) : difference(want, found);
            if (differ !== undefined) assert.unreachable(`${wideName} ${value} ${what}, ${how}, on ${name}: ${differ}`);
          }
        }
      }
    });
  }
});

/** An outcome with doubles for what is no safe integer. */
function near(outcome: unknown): unknown {
  if (typeof outcome !== 'object' || outcome === null || !('error' in outcome)) return outcome;
  const { want, have, ...rest } = (outcome as { error: Record<string, unknown> }).error;
  return { ...rest, want: want === undefined ? want : Number(want), have: have === undefined ? have : Number(have) };
}

type Call = readonly [how: string, call: (codec: Codec<AnyType>) => unknown];

function callsWith(value: bigint, isBig: boolean): Call[] {
  const message = new Uint8Array(64);
  for (const offset of [0, 1])
    new DataView(message.buffer).setBigUint64(offset * 16 + offset, BigInt.asUintN(64, value), !isBig);
  const shifted = message.slice(16);
  const column = value < 0n ? BigInt64Array.of(value, 1n) : BigUint64Array.of(value, 1n);
  const A = [undefined, new Uint8Array(3), new Uint8Array(0), { x: 1 }, 1];
  return [
    ['decoded', (codec) => codec.decode(message)],
    ['decoded behind a byte', (codec) => codec.decode(shifted)],
    ['as a batch', (codec) => batchOf(codec, message)],
    ...A.map((part): Call => [
      'encoded',
      (codec) => codec.encode({ N: value, A: part, U: { a: value, b: 2n ** 53n + 1n }, M: 1, C: undefined }),
    ]),
    ['as a column', (codec) => encodeBatch(codec, { N: column as BigUint64Array, ...withA(codec) })],
    [
      'as a signed column',
      (codec) =>
        encodeBatch(codec, { N: BigInt64Array.from(column, (one) => BigInt.asIntN(64, one)), ...withA(codec) }),
    ],
  ];
}

function batchOf(codec: Codec<AnyType>, stream: Uint8Array): unknown {
  const { rowCount, error, consumedBytes } = decodeBatch(codec, stream);
  return [rowCount, consumedBytes, error && errorMembers(error)];
}

/** The other column of the type, if it has one. */
function withA(codec: Codec<AnyType>): Record<string, never> {
  const { kind, repeat } = codec.columns.find(({ path }) => path === 'A') ?? {};
  const list = { data: new Uint8Array(60), offsets: Uint32Array.of(0, 1), lengths: Uint32Array.of(24, 0) };
  if (kind === undefined) return {};
  return { A: kind === 'list' ? list : new Uint8Array(2 * (repeat ?? 1)) } as never;
}
