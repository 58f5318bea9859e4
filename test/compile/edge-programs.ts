import { compile, limitsOf, type Program } from '../../src/program/index.js';
import {
  array,
  at,
  be,
  bits,
  bytes,
  enumeration,
  bf16,
  f16,
  f32,
  f64,
  i64,
  i8,
  layoutOf,
  magic,
  packedAbi,
  range,
  struct,
  tagged,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
} from '../../src/surface.js';

/** Where a 64-bit number N counts, points, selects or is checked. */
const WIDE: ((N: AnyType) => AnyType)[] = [
  ...[1, 3, 8, 24].flatMap((unit) => [
    (N: AnyType) => struct('R', { N, A: array(array(u8, unit), 'N') }, { pack: 1 }),
    (N: AnyType) => struct('R', { N, A: array(array(u8, unit), 'N', { unit: 'bytes' }) }, { pack: 1 }),
    (N: AnyType) => struct('R', { N, A: array(array(u8, unit), 'N', { unit: 'bytes', capacity: 3 }) }, { pack: 1 }),
  ]),
  (N) => struct('R', { N, A: u8 }, { length: 'N', pack: 1 }),
  (N) => struct('R', { N, A: u8 }, { length: 'N', versioned: true, pack: 1 }),
  (N) => struct('R', { N, A: u8 }, { next: 'N', pack: 1 }),
  (N) => struct('R', { N: range(N, 9n, 2n ** 62n + 1n), A: u8 }, { length: 'N', pack: 1 }),
  (N) => struct('R', { N, A: at('N', bytes(3)) }, { pack: 1 }),
  (N) => struct('R', { M: u8, N, A: at('N', struct('I', { x: u16 }), { relativeTo: 'field' }) }, { pack: 1 }),
  (N) => struct('R', { N: range(N, 3n, 9n) }),
  (N) => struct('R', { N: range(N, 2n ** 53n + 1n, 2n ** 62n + 3n) }),
  (N) => struct('R', { N: magic(N, 2n ** 53n + 1n) }),
  (N) => struct('R', { N: enumeration('E', N, { A: 2n ** 53n + 3n }, { strict: true }) }),
  (N) => struct('R', { N: enumeration('E', N, { A: 0n, B: 2n }, { strict: true }) }),
  (N) => struct('R', { N, U: tagged('N', { A: [2n ** 53n + 1n, u8], B: [7n, u16] }, { sized: true }) }, { pack: 1 }),
];

/** Checks of smaller numbers. */
const SMALL: AnyType[] = [
  struct('R', { N: enumeration('E', u8, { A: 0, B: 2 }, { strict: true }) }),
  struct('R', { N: enumeration('E', i8, { A: -1, B: 0, C: 1 }, { strict: true }) }),
  struct('R', { N: enumeration('E', u8, { A: 1, B: 2, C: 4, D: 8, E: 16, F: 32 }, { strict: true }) }),
  struct('R', { N: bits(enumeration('E', u8, { A: 0, B: 1, C: 2, D: 3 }, { strict: true }), 2), M: bits(u8, 6) }),
  struct('R', { N: range(u16, 0, 9), M: range(i8, -5, 127) }),
  struct('R', { N: range(f16, -2, 3) }),
  struct('S', { N: range(bf16, -2, 3), M: f16, L: bf16 }),
  struct('R', { N: range(be(f32), -0.5, 1e30) }),
  struct('R', { N: range(f64, -1e300, 0) }),
  struct('R', { N: u32, A: array(array(u8, 3), 'N', { unit: 'bytes' }) }, { pack: 1 }),
];

const TYPES = [...[u64, i64, be(u64), be(i64)].flatMap((wide) => WIDE.map((make) => make(wide))), ...SMALL];

/** gcc lets a packed field of 64 bits start inside a byte, and so lie in nine. */
const NINE_BYTES = [
  struct('R', { M: bits(u64, 5), N: bits(range(u64, 3n, 2n ** 61n), 63), A: u8 }),
  struct('R', { M: bits(u64, 3), N: bits(u64, 64), A: bytes('N') }),
];

export function edgePrograms(): { name: string; program: Program }[] {
  const layouts = [
    ...TYPES.map((type) => layoutOf(type)),
    ...NINE_BYTES.map((type) => layoutOf(type, packedAbi(1, 'gcc-x64'))),
  ];
  return layouts.map((layout, index) => ({ name: `type ${index}`, program: compile(layout, limitsOf({})) }));
}

const NUMBERS = [
  ...[0, 1, 5, 31, 32, 40, 52, 53, 54, 62, 63, 64].flatMap((bit) =>
    [-1025n, -1n, 0n, 1n, 3n, 8n].map((by) => (1n << BigInt(bit)) + by),
  ),
  0x5555555555555555n,
  0x2aaaaaaaaaaaaaabn,
  0x4200n,
  0x7c00n,
  0x7e00n,
  0x3c01n,
  0x3ff0000000000000n,
  0x7ff0000000000000n,
  0x7ff8000000000000n,
  0x8000000000000000n,
].map((value) => BigInt.asUintN(64, value));

/** Messages that begin with such a number, in both byte orders, also after a byte. */
export function edgeMessages(): Uint8Array[] {
  return NUMBERS.flatMap((value) =>
    [true, false].flatMap((isLittle) =>
      [0, 1].map((offset) => {
        const message = new Uint8Array(24);
        new DataView(message.buffer).setBigUint64(offset, value, isLittle);
        return message;
      }),
    ),
  );
}
