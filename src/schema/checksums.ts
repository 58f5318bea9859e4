import { wideCrcTable, wideReversedBits } from '../bytes/index.js';
import { assertOptions, isNamed, shownValue, type PlainRules } from '../errors/index.js';
import { integerNode } from './checked-numbers.js';
import { isKeyOf } from './given-names.js';
import type { AnyType, Fillable } from './infer.js';
import { OwnSum, type ChecksumMethod, type ChecksumRange, type CrcModel, type ScalarNode } from './node.js';
import { schemaError } from './schema-error.js';
import { typeOf } from './type-of.js';

/**
 * A CRC by the parameters that Williams' guide (1993) and the RevEng catalogue of CRCs give it. `poly` has no leading 1; `init` is what the register holds first; all of
 * them are numbers of `width` bits, and stand as if nothing were reflected.
 */
export interface CrcParameters {
  /** Bits, 1 to 64. One of more than 32 stands in a u64. */
  readonly width: number;
  readonly poly: number | bigint;
  /** 0 by default. */
  readonly init?: number | bigint;
  /** Whether the bits of each byte are taken from the least significant on; false by default. */
  readonly reflectIn?: boolean;
  /** Whether the bits of the result are the other way round; false by default. */
  readonly reflectOut?: boolean;
  /** What is added to the result, modulo 2; 0 by default. */
  readonly xorOut?: number | bigint;
}

type Bits = number | bigint;
type Crc = readonly [width: number, poly: Bits, init: Bits, isReflected: boolean, xorOut: Bits];

const ALL_64 = 0xffffffffffffffffn;

/** As the RevEng catalogue names them, but for crc-32 (crc-32/iso-hdlc) and crc-32c (crc-32/iscsi). */
const CRCS = {
  'crc-8/autosar': [8, 0x2f, 0xff, false, 0xff],
  'crc-8/bluetooth': [8, 0xa7, 0, true, 0],
  'crc-8/maxim-dow': [8, 0x31, 0, true, 0],
  'crc-8/sae-j1850': [8, 0x1d, 0xff, false, 0xff],
  'crc-8/smbus': [8, 0x07, 0, false, 0],
  'crc-16/arc': [16, 0x8005, 0, true, 0],
  'crc-16/dnp': [16, 0x3d65, 0, true, 0xffff],
  'crc-16/genibus': [16, 0x1021, 0xffff, false, 0xffff],
  'crc-16/ibm-3740': [16, 0x1021, 0xffff, false, 0],
  'crc-16/ibm-sdlc': [16, 0x1021, 0xffff, true, 0xffff],
  'crc-16/kermit': [16, 0x1021, 0, true, 0],
  'crc-16/mcrf4xx': [16, 0x1021, 0xffff, true, 0],
  'crc-16/modbus': [16, 0x8005, 0xffff, true, 0],
  'crc-16/usb': [16, 0x8005, 0xffff, true, 0xffff],
  'crc-16/xmodem': [16, 0x1021, 0, false, 0],
  'crc-24/ble': [24, 0x00065b, 0x555555, true, 0],
  'crc-24/openpgp': [24, 0x864cfb, 0xb704ce, false, 0],
  'crc-32': [32, 0x04c11db7, 0xffffffff, true, 0xffffffff],
  'crc-32/autosar': [32, 0xf4acfb13, 0xffffffff, true, 0xffffffff],
  'crc-32/bzip2': [32, 0x04c11db7, 0xffffffff, false, 0xffffffff],
  'crc-32/cksum': [32, 0x04c11db7, 0, false, 0xffffffff],
  'crc-32/jamcrc': [32, 0x04c11db7, 0xffffffff, true, 0],
  'crc-32/mpeg-2': [32, 0x04c11db7, 0xffffffff, false, 0],
  'crc-32c': [32, 0x1edc6f41, 0xffffffff, true, 0xffffffff],
  'crc-64/ecma-182': [64, 0x42f0e1eba9ea3693n, 0, false, 0],
  'crc-64/go-iso': [64, 0x1b, ALL_64, true, ALL_64],
  'crc-64/ms': [64, 0x259c84cba6426349n, ALL_64, true, 0],
  'crc-64/nvme': [64, 0xad93d23594c93659n, ALL_64, true, ALL_64],
  'crc-64/redis': [64, 0xad93d23594c935a9n, 0, true, 0],
  'crc-64/we': [64, 0x42f0e1eba9ea3693n, ALL_64, false, ALL_64],
  'crc-64/xz': [64, 0x42f0e1eba9ea3693n, ALL_64, true, ALL_64],
} as const satisfies Record<string, Crc>;

type CrcName = keyof typeof CRCS;

const SUMS = {
  'sum-8': { bytes: 1, kind: 'sum', constants: [] },
  'sum-16': { bytes: 2, kind: 'sum', constants: [] },
  'sum-32': { bytes: 4, kind: 'sum', constants: [] },
  'sum-to-zero-8': { bytes: 1, kind: 'sum-to-zero', constants: [] },
  'sum-to-zero-16': { bytes: 2, kind: 'sum-to-zero', constants: [] },
  'sum-to-zero-32': { bytes: 4, kind: 'sum-to-zero', constants: [] },
  'xor-8': { bytes: 1, kind: 'xor', constants: [] },
  internet: { bytes: 2, kind: 'internet', constants: [] },
  // The modulus, what the first sum begins with, and the bytes of a unit.
  'adler-32': { bytes: 4, kind: 'two-sums', constants: [65521, 1, 1] },
  'fletcher-16': { bytes: 2, kind: 'two-sums', constants: [255, 0, 1] },
  'fletcher-16/ubx': { bytes: 2, kind: 'two-sums', constants: [256, 0, 1] },
  'fletcher-32': { bytes: 4, kind: 'two-sums', constants: [65535, 0, 2] },
} as const satisfies Record<string, ChecksumMethod>;

/**
 * A checksum by its name. `sum-…` is the sum of all bytes, `sum-to-zero-…` what makes that sum 0, `xor-8` all bytes joined by exclusive or. `internet` (RFC 1071) is the
 * complement of the sum of 16-bit words in network order: it stands in a `be(u16)`. `adler-32` is RFC 1950's, `fletcher-16` and `fletcher-32` have sums modulo 255
 * and 65535, the latter of little-endian words; `fletcher-16/ubx` has sums modulo 256, as RFC 1145 and the receivers of u-blox do: in a `le(u16)` CK_A comes first.
 */
export type ChecksumAlgorithm = CrcName | keyof typeof SUMS;

/** Options of `checksum`: what is summed, one range or several. The checksum itself counts as 0. */
export interface ChecksumOptions extends ChecksumRange {
  /** In place of `from` and `to`: several ranges, summed one after the other as if nothing lay between them. */
  readonly ranges?: readonly ChecksumRange[];
}

/**
 * A checksum over the bytes from member `from` (default: the start of the struct) to member `to` (not included;
 * default: the end of the record), or over several such ranges. Its own bytes count as 0.
 *
 * @param algorithm a name, or what `crc` or `sumBy` gives
 * @throws CastbufError ERR_SCHEMA for an unknown algorithm, and for a number type that has not its bytes
 * @example
 * struct('FRAME', { Type: u8, Data: bytes(12), Sum: checksum(u16, 'crc-16/modbus', { to: 'Sum' }) });
 */
export function checksum<T extends AnyType>(
  base: T,
  algorithm: ChecksumAlgorithm | CrcParameters | OwnSum,
  options: ChecksumOptions = {},
): T & Fillable {
  const ranges = rangesOf(options);
  const node = integerNode(base, 'checksum');
  const { name, method } = algorithm instanceof OwnSum ? ownMethod(node) : methodOf(algorithm);
  if (node.bytes !== method.bytes || node.format !== 'unsigned')
    throw schemaError('', `${name} takes u${method.bytes * 8}, not ${node.name}`);
  if (node.check !== undefined) throw schemaError('', 'a checksum takes no other check');
  const written = typeof algorithm === 'string' || algorithm instanceof OwnSum ? algorithm : crc(algorithm);
  return typeOf<T & Fillable>({ ...node, checksum: { algorithm: written, method, ranges } });
}

const EDGES: PlainRules = { from: 'string', to: 'string' };

function rangesOf(options: ChecksumOptions): readonly ChecksumRange[] {
  assertOptions('checksum', options, { ...EDGES, ranges: 'array' }, 'ERR_SCHEMA');
  const { from, to, ranges } = options;
  if (ranges === undefined) return [{ from, to }];
  if (from !== undefined || to !== undefined)
    throw schemaError('', 'a checksum takes either from and to, or ranges that have them');
  if (ranges.length === 0) throw schemaError('', 'a checksum without ranges sums nothing; give at least one');
  return ranges.map((range) => {
    assertOptions('a range of checksum', range, EDGES, 'ERR_SCHEMA');
    return { from: range.from, to: range.to };
  });
}

/**
 * A CRC for `checksum` that has no name there.
 * @throws CastbufError ERR_SCHEMA for a width that is not 1 to 64, and for numbers that do not fit it
 * @example
 * checksum(u16, crc({ width: 16, poly: 0x8bb7 }), { to: 'Sum' }); // CRC-16/T10-DIF
 */
export function crc(parameters: CrcParameters): CrcModel {
  const rules = { width: 'number', poly: 'any', init: 'any', xorOut: 'any' } as const;
  assertOptions('crc', parameters, { ...rules, reflectIn: 'boolean', reflectOut: 'boolean' }, 'ERR_SCHEMA');
  const { width, poly, init = 0, reflectIn = false, reflectOut = false, xorOut = 0 } = parameters ?? {};
  if (!Number.isInteger(width) || width < 1 || width > 64)
    throw schemaError('', `a CRC has a width of 1 to 64 bits, not ${shownValue(width)}`);
  const bitsOf = (name: string, value: unknown): number | bigint => {
    const isExact = typeof value === 'bigint' || Number.isSafeInteger(value);
    const bits = isExact ? BigInt(value as number | bigint) : -1n;
    const most = 2n ** BigInt(width) - 1n;
    if (bits < 0n || bits > most)
      throw schemaError('', `${name} of a CRC of ${width} bits is 0 to ${most}, not ${shownValue(value)}`);
    return width > 32 ? bits : Number(bits);
  };
  const numbers = { poly: bitsOf('poly', poly), init: bitsOf('init', init), xorOut: bitsOf('xorOut', xorOut) };
  return Object.freeze({ width, ...numbers, reflectIn, reflectOut });
}

/** A function sums as many bytes as it stands in. @throws CastbufError ERR_SCHEMA for a number whose bytes the ABI says */
function ownMethod({ bytes, name }: ScalarNode): { name: string; method: ChecksumMethod } {
  if (bytes === 0) throw schemaError('', `a checksum by a function takes u8 to u64, not ${name}`);
  return { name: 'a checksum by a function', method: { bytes, kind: 'own', constants: [] } };
}

function methodOf(algorithm: ChecksumAlgorithm | CrcParameters): { name: string; method: ChecksumMethod } {
  if (typeof algorithm !== 'string' && isNamed(algorithm)) {
    const model = crc(algorithm);
    return { name: `a CRC of ${model.width} bits`, method: crcMethod(model) };
  }
  if (isKeyOf(SUMS, algorithm)) return { name: algorithm, method: SUMS[algorithm] };
  if (!isKeyOf(CRCS, algorithm)) {
    const names = [...Object.keys(CRCS), ...Object.keys(SUMS)].join(', ');
    throw schemaError(
      '',
      `no checksum ${shownValue(algorithm)}; there are ${names}, and crc({ width, poly, … }); a function goes through sumBy(…)`,
    );
  }
  const [width, poly, init, isReflected, xorOut] = CRCS[algorithm];
  return {
    name: algorithm,
    method: crcMethod({ width, poly, init, reflectIn: isReflected, reflectOut: isReflected, xorOut }),
  };
}

function crcMethod({ width, poly, init, reflectIn, reflectOut, xorOut }: CrcModel): ChecksumMethod {
  const first = reflectIn ? wideReversedBits(BigInt(init), width) : BigInt(init) << BigInt(64 - width);
  const constants = [width, poly, init, reflectIn ? 1 : 0, reflectOut ? 1 : 0, xorOut, BigInt.asIntN(64, first)];
  const bytes = width > 32 ? 8 : Math.ceil(width / 8);
  if (width === 32 && reflectIn && reflectOut && init === 0xffffffff && xorOut === 0xffffffff) {
    if (poly === 0x04c11db7) return { bytes, kind: 'crc-32', constants };
    if (poly === 0x1edc6f41) return { bytes, kind: 'crc-32c', constants };
  }
  return { bytes, kind: 'crc', constants: [...constants, ...wideCrcTable(width, BigInt(poly), reflectIn)] };
}
