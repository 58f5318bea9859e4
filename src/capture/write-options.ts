import { CastbufError, shownValue } from '../errors/index.js';
import type { CaptureOption, OptionValue } from './blocks.js';
import { paddedTo4 } from './body.js';
import { KIND_BYTES, knownOption, type OptionKind } from './option-kinds.js';

/** An option to write: one that was read, or its code and its value. */
export type OptionGiven = Pick<CaptureOption, 'code' | 'value' | 'pen'>;

const OPTION_HEADER_BYTES = 4;
const MAX_OPTION_BYTES = 0xffff;
const INTEGERS: Readonly<Record<Exclude<OptionKind, 'text' | 'bytes'>, readonly [least: bigint, most: bigint]>> = {
  u8: [0n, 0xffn],
  u32: [0n, 0xffff_ffffn],
  i32: [-0x8000_0000n, 0x7fff_ffffn],
  u64: [0n, 0xffff_ffff_ffff_ffffn],
  i64: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn],
  ticks: [0n, 0xffff_ffff_ffff_ffffn],
};

/**
 * Options of a block, each padded to 4 bytes, and their end; nothing where there are none.
 * @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE or ERR_LENGTH for a value that its option cannot hold
 */
export function writeOptions(options: readonly OptionGiven[], blockType: number, isLittle: boolean): Uint8Array {
  if (options.length === 0) return new Uint8Array(0);
  const values = options.map((option) => valueBytes(option, blockType, isLittle));
  const bytes = values.reduce((sum, value) => sum + OPTION_HEADER_BYTES + paddedTo4(value.length), OPTION_HEADER_BYTES);
  const written = new Uint8Array(bytes);
  const view = new DataView(written.buffer);
  let at = 0;
  options.forEach(({ code }, index) => {
    const value = values[index] as Uint8Array;
    view.setUint16(at, code, isLittle);
    view.setUint16(at + 2, value.length, isLittle);
    written.set(value, at + OPTION_HEADER_BYTES);
    at += OPTION_HEADER_BYTES + paddedTo4(value.length);
  });
  return written;
}

function valueBytes({ code, value, pen }: OptionGiven, blockType: number, isLittle: boolean): Uint8Array {
  const { name = `option ${code}`, kind, isCustom } = knownOption(blockType, code);
  if (!Number.isInteger(code) || code < 1 || code > 0xffff)
    throw new CastbufError('ERR_OUT_OF_RANGE', `the code of an option is from 1 to 65535, not ${shownValue(code)}`);
  const bytes = bytesOf(name, kind, value, isLittle);
  const whole = isCustom && pen !== undefined ? withPen(pen, bytes, isLittle) : bytes;
  if (whole.length <= MAX_OPTION_BYTES) return whole;
  const place = { want: MAX_OPTION_BYTES, have: whole.length };
  throw new CastbufError('ERR_LENGTH', `${name} has ${whole.length} bytes, and at most ${MAX_OPTION_BYTES} fit`, place);
}

function withPen(pen: number, bytes: Uint8Array, isLittle: boolean): Uint8Array {
  const whole = new Uint8Array(4 + bytes.length);
  new DataView(whole.buffer).setUint32(0, pen, isLittle);
  whole.set(bytes, 4);
  return whole;
}

function bytesOf(name: string, kind: OptionKind, value: OptionValue, isLittle: boolean): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string' && kind === 'text') return new TextEncoder().encode(value);
  const isNumber = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
  if (isNumber && kind !== 'text' && kind !== 'bytes') return integerBytes(name, kind, BigInt(value), isLittle);
  const want = kind === 'text' ? 'a string' : kind === 'bytes' ? 'a Uint8Array' : 'a whole number';
  throw new CastbufError('ERR_TYPE', `${name} is ${want}, not ${shownValue(value)}`);
}

function integerBytes(name: string, kind: keyof typeof INTEGERS, value: bigint, isLittle: boolean): Uint8Array {
  const [least, most] = INTEGERS[kind];
  if (value < least || value > most)
    throw new CastbufError('ERR_OUT_OF_RANGE', `${name} is from ${least} to ${most}, not ${value}`);
  const view = new DataView(new ArrayBuffer(8));
  if (kind === 'ticks') {
    view.setUint32(0, Number(value >> 32n), isLittle);
    view.setUint32(4, Number(value & 0xffff_ffffn), isLittle);
  } else if (KIND_BYTES[kind] === 8) view.setBigInt64(0, BigInt.asIntN(64, value), isLittle);
  else if (kind === 'u8') view.setUint8(0, Number(value));
  else view.setInt32(0, Number(BigInt.asIntN(32, value)), isLittle);
  return new Uint8Array(view.buffer, 0, KIND_BYTES[kind]);
}
