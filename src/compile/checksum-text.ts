import * as K from '../../assembly/core/layout.js';
import type { Code, Op } from '../cursor/index.js';
import type { CrcModel } from '../schema/index.js';
import type { CodecText } from './codec-text.js';
import { hexText } from './module-text.js';

/** The function that computes a checksum, from a view, a first byte, an end, and the bytes of the checksum itself. */
export function checksumText({ module, code }: CodecText, op: Op): string {
  const bits = (op.ref?.bytes ?? 0) * 8;
  const made = (name: string, maker: 'crcOf' | 'sumOf' | 'sumToZeroOf' | 'twoSumsOf', parameters: string): string =>
    module.constant(name, `/* @__PURE__ */ ${module.use(maker)}(${parameters})`);
  switch (op.count) {
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
      const parameters = [width, hexText(poly), hexText(init), reflectIn, reflectOut, hexText(xorOut)];
      return made(`crc${width}`, 'crcOf', parameters.join(', '));
    }
  }
}

/** What a CRC is, as `crc` has it. */
export function crcModelOf(code: Code, op: Op): CrcModel {
  const parameters = parametersOf(code, op, K.CRC_TABLE);
  return {
    width: parameters[K.CRC_WIDTH] as number,
    poly: parameters[K.CRC_POLY] as number,
    init: parameters[K.CRC_INIT] as number,
    reflectIn: parameters[K.CRC_REFLECT_IN] !== 0,
    reflectOut: parameters[K.CRC_REFLECT_OUT] !== 0,
    xorOut: parameters[K.CRC_XOR_OUT] as number,
  };
}

/** The first constants of a checksum. */
export function parametersOf({ numbers }: Code, { constant }: Op, count: number): number[] {
  return [...numbers.subarray(constant, constant + count)];
}
