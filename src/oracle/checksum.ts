import * as K from '../../assembly/core/layout.js';
import type { Code, Op, SummedBytes } from '../cursor/index.js';

/** What a checksum has to be, bit by bit and byte by byte, as its definition says it: no table, and nothing postponed. */
export function checksumOf(
  code: Pick<Code, 'numbers' | 'unsigned'>,
  op: Pick<Op, 'count' | 'constant' | 'ref'>,
  summed: SummedBytes,
): number | bigint {
  const bytes = bytesOf(summed);
  const bits = (op.ref as Op).bytes * 8;
  const parameter = (index: number): number => code.numbers[op.constant + index] as number;
  const wide = (index: number): bigint => code.unsigned[op.constant + index] as bigint;
  switch (op.count & K.METHOD_MASK) {
    case K.CRC_32:
    case K.CRC_32C:
    case K.CRC:
      return bits <= 32 ? crc(bytes, registerOf(parameter, parameter)) : wideCrc(bytes, registerOf(parameter, wide));
    case K.TWO_SUMS:
      return twoSums(bytes, parameter(K.TWO_MODULUS), parameter(K.TWO_FIRST), parameter(K.TWO_UNIT), 2 ** (bits / 2));
    case K.INTERNET:
      return 0xffff - sumOfWords(bytes);
    case K.XOR:
      return bytes.reduce((joined, byte) => joined ^ byte, 0);
    case K.SUM:
      return sum(bytes) % 2 ** bits;
    default:
      return (2 ** bits - (sum(bytes) % 2 ** bits)) % 2 ** bits;
  }
}

function bytesOf({ bytes, start, end, hole, holeEnd }: SummedBytes): Uint8Array {
  const summed = bytes.slice(start, Math.max(start, end));
  return summed.map((byte, index) => (start + index >= hole && start + index < holeEnd ? 0 : byte));
}

interface Crc<Bits = number> {
  readonly width: number;
  readonly poly: Bits;
  readonly init: Bits;
  readonly isIn: boolean;
  readonly isOut: boolean;
  readonly xorOut: Bits;
}

function registerOf<Bits>(parameter: (index: number) => number, bits: (index: number) => Bits): Crc<Bits> {
  return {
    width: parameter(K.CRC_WIDTH),
    poly: bits(K.CRC_POLY),
    init: bits(K.CRC_INIT),
    isIn: parameter(K.CRC_REFLECT_IN) !== 0,
    isOut: parameter(K.CRC_REFLECT_OUT) !== 0,
    xorOut: bits(K.CRC_XOR_OUT),
  };
}

/** Bits go into the register one by one; the one that leaves it says whether the polynomial is taken away. */
function crc(bytes: Uint8Array, { width, poly, init, isIn, isOut, xorOut }: Crc): number {
  const top = 2 ** (width - 1);
  let register = init;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const next = (byte >>> (isIn ? bit : 7 - bit)) & 1;
      const leaving = register >= top ? 1 : 0;
      register = (register % top) * 2;
      if (next !== leaving) register = (register ^ poly) >>> 0;
    }
  }
  const result = isOut ? turned(register, width) : register;
  return (result ^ xorOut) >>> 0;
}

/** The same for registers that no number holds. */
function wideCrc(bytes: Uint8Array, { width, poly, init, isIn, isOut, xorOut }: Crc<bigint>): bigint {
  const top = BigInt(width - 1);
  let register = init;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const next = BigInt((byte >>> (isIn ? bit : 7 - bit)) & 1);
      const leaving = register >> top;
      register = BigInt.asUintN(width, register << 1n);
      if (next !== leaving) register ^= poly;
    }
  }
  const bits = [...register.toString(2).padStart(width, '0')];
  return (isOut ? BigInt(`0b${bits.toReversed().join('')}`) : register) ^ xorOut;
}

function turned(value: number, width: number): number {
  const bits = value.toString(2).padStart(width, '0');
  return Number.parseInt([...bits].toReversed().join(''), 2);
}

function twoSums(bytes: Uint8Array, modulus: number, from: number, unit: number, half: number): number {
  let first = from;
  let second = 0;
  for (let at = 0; at < bytes.length; at += unit) {
    const value = (bytes[at] as number) + (unit === 1 ? 0 : (bytes[at + 1] ?? 0) * 256);
    first = (first + value) % modulus;
    second = (second + first) % modulus;
  }
  return second * half + first;
}

/** What leaves 16 bits above is added below: RFC 1071. */
function sumOfWords(bytes: Uint8Array): number {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    total += (bytes[at] as number) * 256 + (bytes[at + 1] ?? 0);
    total = (total % 65536) + Math.floor(total / 65536);
  }
  return total;
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => total + byte, 0);
}
