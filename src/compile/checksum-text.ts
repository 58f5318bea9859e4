import * as K from '../../assembly/core/layout.js';
import type { Code, Op } from '../cursor/index.js';
import type { CrcModel } from '../schema/index.js';
import type { CodecText } from './codec-text.js';
import { hexText } from './module-text.js';

/** Places in a record: the first byte that is summed, and the byte after the last. */
export type SummedText = readonly [start: string, end: string];

/** A call that computes a checksum. `hole`: its own bytes, which count as 0. */
export function sumCall(codec: CodecText, op: Op, ranges: readonly SummedText[], [hole, holeEnd]: SummedText): string {
  const sum = checksumText(codec, op);
  const [[start, end], ...more] = ranges as readonly [SummedText, ...SummedText[]];
  if (more.length === 0) return `${sum}(view, ${start}, ${end}, ${hole}, ${holeEnd})`;
  return `${codec.module.use('sumOfRanges')}(${[sum, 'view', hole, holeEnd, ...ranges.flat()].join(', ')})`;
}

/** Where the ranges of a checksum begin and end, as its op has them: offsets of at least 0 from its frame, others from the record's end. */
export function summedRanges({
  offset,
  bytes,
  moreRanges = [],
}: Op): readonly (readonly [offset: number, to: number])[] {
  const places = [offset, bytes, ...moreRanges];
  return Array.from({ length: places.length / 2 }, (_, at) => [places[2 * at] as number, places[2 * at + 1] as number]);
}

/** The function that computes a checksum, from a view, a first byte, an end, and the bytes of the checksum itself. */
export function checksumText({ module, code }: CodecText, op: Op): string {
  const bits = (op.ref?.bytes ?? 0) * 8;
  const made = (
    name: string,
    maker: 'crcOf' | 'wideCrcOf' | 'sumOf' | 'sumToZeroOf' | 'twoSumsOf',
    parameters: string,
  ): string => module.constant(name, `/* @__PURE__ */ ${module.use(maker)}(${parameters})`);
  switch (op.count & K.METHOD_MASK) {
    case K.TWO_SUMS:
      return made('twoSums', 'twoSumsOf', [...parametersOf(code, op, 3), bits].join(', '));
    case K.INTERNET:
      return module.use('internetSum');
    case K.XOR:
      return module.use('xor8');
    case K.SUM:
      return made(`sum${bits}`, 'sumOf', String(bits));
    case K.SUM_TO_ZERO:
      return made(`sumToZero${bits}`, 'sumToZeroOf', String(bits));
    default: {
      const { width, poly, init, reflectIn, reflectOut, xorOut } = crcModelOf(code, op);
      const parameters = [width, bitsText(poly), bitsText(init), reflectIn, reflectOut, bitsText(xorOut)];
      return made(`crc${width}`, width > 32 ? 'wideCrcOf' : 'crcOf', parameters.join(', '));
    }
  }
}

/** Bits of a CRC, as `crc` takes them. */
function bitsText(bits: number | bigint): string {
  return typeof bits === 'bigint' ? `0x${bits.toString(16)}n` : hexText(bits);
}

/** What a CRC is, as `crc` has it. */
export function crcModelOf(code: Code, op: Op): CrcModel {
  const parameters = parametersOf(code, op, K.CRC_TABLE);
  const isWide = (parameters[K.CRC_WIDTH] as number) > 32;
  const bitsAt = (index: number): number | bigint =>
    (isWide ? code.unsigned[op.constant + index] : parameters[index]) as number | bigint;
  return {
    width: parameters[K.CRC_WIDTH] as number,
    poly: bitsAt(K.CRC_POLY),
    init: bitsAt(K.CRC_INIT),
    reflectIn: parameters[K.CRC_REFLECT_IN] !== 0,
    reflectOut: parameters[K.CRC_REFLECT_OUT] !== 0,
    xorOut: bitsAt(K.CRC_XOR_OUT),
  };
}

/** The first constants of a checksum. */
export function parametersOf({ numbers }: Code, { constant }: Op, count: number): number[] {
  return [...numbers.subarray(constant, constant + count)];
}
