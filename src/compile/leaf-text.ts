import * as K from '../../assembly/core/layout.js';
import { asLeaf, isLittle, narrowed, type Op } from '../cursor/index.js';
import { floatRowOf } from '../program/index.js';
import { measuredText } from './measure-text.js';
import type { ModuleText } from './module-text.js';
import { plus } from './place-text.js';

/*
 * JavaScript that reads and writes the leaves of a program, as src/cursor/leaf.ts does when it runs. `view` is the text of a DataView, `at` that of the place from
 * which the leaf's offset counts.
 */

const WORD = '0x100000000';

/** A number, bigint or boolean, as values and cursors show it. */
export function valueText(module: ModuleText, op: Op, view: string, at: string): string {
  if (op.kind === K.OP_WIDE) return wideText(op, view, at);
  if ((op.flags & K.F_BOOL) !== 0) return `${unsignedText(op, view, at)} !== 0`;
  return numberText(module, op, view, at);
}

/** The number of a count, an offset or a tag: of a 64-bit integer the nearest one, of a bool 0 or 1; what a measure makes of one. */
export function integerText(module: ModuleText, op: Op, view: string, at: string): string {
  if (op.kind === K.OP_MEASURE) return measuredText(op, integerText(module, asLeaf(op), view, at));
  if (op.kind === K.OP_WIDE) return `Number(${wideText(op, view, at)})`;
  if ((op.flags & K.F_BOOL) !== 0) return `Number(${unsignedText(op, view, at)} !== 0)`;
  return numberText(module, op, view, at);
}

/** The bits of a number, whatever they stand for: of a bool all that it has. */
export function unsignedText(op: Op, view: string, at: string): string {
  const place = narrowed(op);
  const { bytes, width, shift } = place;
  const load = loadText(place, view, at);
  if (load === undefined || (width > 31 && width !== bytes * 8)) return longText(place, view, at);
  if (width === bytes * 8) return load;
  const shifted = shift === 0 ? load : `${load} >>> ${shift}`;
  if (shift + width === bytes * 8) return `(${shifted})`;
  return shift === 0 ? `(${load} & ${hex(2 ** width - 1)})` : `((${shifted}) & ${hex(2 ** width - 1)})`;
}

function numberText(module: ModuleText, op: Op, view: string, at: string): string {
  const { flags, width, bytes } = op;
  const little = littleText(op);
  const place = plus(at, op.offset);
  if ((flags & K.F_FLOAT) !== 0) {
    if (bytes === 2) return `${module.use('readFloat16')}(${view}, ${place}, ${floatRowOf(op).exponent}${little})`;
    return `${view}.getFloat${bytes * 8}(${place}${little})`;
  }
  if ((flags & K.F_SIGNED) === 0) return unsignedText(op, view, at);
  if (width > 32) return longText(op, view, at);
  if (width === bytes * 8 && bytes !== 3) return `${view}.getInt${bytes * 8}(${place}${bytes === 1 ? '' : little})`;
  const unused = 32 - width;
  return `((${unsignedText(op, view, at)} << ${unused}) >> ${unused})`;
}

/** A 64-bit integer. */
function wideText(op: Op, view: string, at: string): string {
  const { width, bytes, flags, offset } = op;
  const isUnsigned = (flags & K.F_UNSIGNED_WIDE) !== 0;
  if (width === 64 && bytes === 8)
    return `${view}.getBig${isUnsigned ? 'Uint' : 'Int'}64(${plus(at, offset)}${littleText(op)})`;
  const low = `BigInt(${valueWord(op, view, at, 0)})`;
  const bits = `(BigInt(${valueWord(op, view, at, 1)}) << 32n | ${low})`;
  return isUnsigned ? bits : `BigInt.asIntN(${width}, ${bits})`;
}

/** An integer whose storage is no word, or that has more than 31 bits: from its words. */
function longText(op: Op, view: string, at: string): string {
  const { width, flags } = op;
  const low = valueWord(op, view, at, 0);
  if (width <= 32) return low;
  const high = valueWord(op, view, at, 1);
  if ((flags & K.F_SIGNED) === 0) return `(${high} * ${WORD} + ${low})`;
  return `((${high} << ${64 - width} >> ${64 - width}) * ${WORD} + ${low})`;
}

/** The load of 1, 2 or 4 bytes. */
function loadText(op: Op, view: string, at: string): string | undefined {
  const { bytes, offset } = op;
  const place = plus(at, offset);
  if (bytes === 1) return `${view}.getUint8(${place})`;
  return bytes === 2 || bytes === 4 ? `${view}.getUint${bytes * 8}(${place}${littleText(op)})` : undefined;
}

export function littleText(op: Pick<Op, 'flags'>): string {
  return isLittle(op) ? ', true' : '';
}

/** Word `index` of the value: see the picture in src/cursor/leaf.ts. */
function valueWord(op: Op, view: string, at: string, index: number): string {
  const width = op.width - 32 * index;
  const bit = op.shift & 31;
  const first = (op.shift >>> 5) + index;
  const low = storageWord(op, view, at, first);
  if (low === '0') return '0';
  const isWhole = bit === 0 && width >= 32 && (first + 1) * 4 <= op.bytes;
  if (isWhole) return low;
  const high = bit > 0 && width > 32 - bit ? storageWord(op, view, at, first + 1) : '0';
  const shifted = bit === 0 ? low : `(${low} >>> ${bit})`;
  const joined = high === '0' ? shifted : `(${shifted} | ${high} << ${32 - bit})`;
  return width >= 32 ? `(${joined} >>> 0)` : `(${joined} & ${hex(2 ** width - 1)})`;
}

/** Word `index` of the storage; bytes that it does not have are 0. */
function storageWord(op: Op, view: string, at: string, index: number): string {
  const first = index * 4;
  const last = Math.min(first + 4, op.bytes) - 1;
  if (last < first) return '0';
  if (last === first + 3) {
    const place = isLittle(op) ? op.offset + first : op.offset + op.bytes - 1 - last;
    return `${view}.getUint32(${plus(at, place)}${littleText(op)})`;
  }
  const bytes: string[] = [];
  for (let byte = first; byte <= last; byte++) {
    const load = `${view}.getUint8(${plus(at, placeOf(byte, op))})`;
    bytes.push(byte === first ? load : `${load} << ${(byte - first) * 8}`);
  }
  return bytes.length === 1 ? (bytes[0] as string) : `(${bytes.join(' | ')})`;
}

/** Offset of a byte of the storage, the least significant being byte 0. */
function placeOf(byte: number, op: Op): number {
  return op.offset + (isLittle(op) ? byte : op.bytes - 1 - byte);
}

/**
 * Statements that write a value, which fits the leaf; bits around it stay. A bool or NaN that the bytes say already, in whatever form, is written anew: who
 * cares about forms asks before.
 * @param value the name of a number, bigint or boolean
 */
export function storeText(module: ModuleText, op: Op, view: string, at: string, value: string): string {
  const { kind, flags, bytes, width, offset } = op;
  const place = plus(at, offset);
  if (kind === K.OP_WIDE) {
    if (width === 64 && bytes === 8) return `${view}.setBigUint64(${place}, ${value}${littleText(op)});`;
    const low = `Number(BigInt.asUintN(32, ${value}))`;
    return storeWords(op, view, at, low, `Number(BigInt.asUintN(32, ${value} >> 32n))`);
  }
  if ((flags & K.F_FLOAT) !== 0) {
    if (bytes === 2) {
      const given = [view, place, value, floatRowOf(op).exponent].join(', ');
      return `${module.use('writeFloat16')}(${given}${littleText(op)});`;
    }
    return `${view}.setFloat${bytes * 8}(${place}, ${value}${littleText(op)});`;
  }
  const number = (flags & K.F_BOOL) === 0 ? value : `(${value} ? 1 : 0)`;
  const load = loadText(op, view, at);
  if (load === undefined) return storeWords(op, view, at, number, `Math.floor(${number} / ${WORD})`);
  const set = load.replace('.get', '.set');
  const little = bytes === 1 ? '' : littleText(op);
  const target = set.slice(0, set.length - (little.length + 1));
  if (width === bytes * 8) return `${target}, ${number}${little});`;
  const others = hex((2 ** (bytes * 8) - 1 - (2 ** width - 1) * 2 ** op.shift) >>> 0);
  const bits = maskedText(number, width, op.shift);
  return `${target}, (${load} & ${others}) | ${bits}${little});`;
}

/** A number as the bytes of a float hold it. */
export function roundedText(module: ModuleText, op: Op, value: string): string {
  if (op.bytes === 8) return value;
  if (op.bytes === 4) return `Math.fround(${value})`;
  return `${module.use('roundFloat16')}(${value}, ${floatRowOf(op).exponent})`;
}

function maskedText(number: string, width: number, shift: number): string {
  const low = width >= 32 ? number : `(${number} & ${hex(2 ** width - 1)})`;
  return shift === 0 ? low : `(${low} << ${shift})`;
}

/** Writes the words of the storage that the value's bits reach. */
function storeWords(op: Op, view: string, at: string, low: string, high: string): string {
  const lines: string[] = [];
  const needsHigh = op.width > 32;
  for (let index = 0; index * 4 < op.bytes; index++) {
    const mask = shiftedWord(lowMask(op.width), lowMask(op.width - 32), op.shift, index);
    if (mask === 0) continue;
    const text = shiftedText('low', needsHigh ? 'high' : '0', op.shift, index);
    const bits =
      mask === -1
        ? text
        : `(${storageWord(op, view, at, index)} & ${hex(~mask >>> 0)}) | (${text} & ${hex(mask >>> 0)})`;
    lines.push(...storeWord(op, view, at, index, bits));
  }
  const words = needsHigh ? `const low = ${low};\n  const high = ${high};` : `const low = ${low};`;
  return `{\n  ${words}\n${lines.map((line) => `  ${line}\n`).join('')}}`;
}

function storeWord(op: Op, view: string, at: string, index: number, bits: string): string[] {
  const first = index * 4;
  const last = Math.min(first + 4, op.bytes) - 1;
  if (last === first + 3) {
    const place = isLittle(op) ? op.offset + first : op.offset + op.bytes - 1 - last;
    return [`${view}.setUint32(${plus(at, place)}, ${bits}${littleText(op)});`];
  }
  const lines = [`const rest = ${bits};`];
  for (let byte = first; byte <= last; byte++) {
    const shifted = byte === first ? 'rest' : `rest >>> ${(byte - first) * 8}`;
    lines.push(`${view}.setUint8(${plus(at, placeOf(byte, op))}, ${shifted});`);
  }
  return lines;
}

/** Word `index` of `high:low`, shifted left. */
function shiftedWord(low: number, high: number, shift: number, index: number): number {
  const bit = shift & 31;
  const from = index - (shift >>> 5);
  const above = from === 0 ? low : from === 1 ? high : 0;
  const below = from === 1 ? low : from === 2 ? high : 0;
  return (above << bit) | (bit === 0 ? 0 : below >>> (32 - bit));
}

function shiftedText(low: string, high: string, shift: number, index: number): string {
  const bit = shift & 31;
  const from = index - (shift >>> 5);
  const above = from === 0 ? low : from === 1 ? high : '0';
  const below = from === 1 ? low : from === 2 ? high : '0';
  if (bit === 0) return above;
  const parts = [above === '0' ? '' : `(${above} << ${bit})`, below === '0' ? '' : `(${below} >>> ${32 - bit})`];
  const used = parts.filter((part) => part !== '');
  return used.length === 1 ? (used[0] as string) : `(${used.join(' | ')})`;
}

function lowMask(width: number): number {
  if (width >= 32) return -1;
  return width <= 0 ? 0 : (1 << width) - 1;
}

function hex(value: number): string {
  return value < 10 ? String(value) : `0x${value.toString(16)}`;
}
