import * as K from '../../assembly/core/layout.js';
import { formatOf, shownMagic, type Op } from '../cursor/index.js';
import type { RangeShape } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { integerText } from './leaf-text.js';
import { byListedType, listConstant } from './record-list-text.js';
import type { RecordSetText } from './record-set-text.js';
import { storeCount } from './count-text.js';
import { indented, quoted } from './module-text.js';
import { plus } from './place-text.js';
import { leafAccessor, PLACE, type Accessor } from './view-leaf-text.js';

/** A list of records, each with a cursor of its own. `viewClass` declares the cursors of a codec, and gives their class. */
export function recordsAccessor(
  codec: CodecText,
  index: number,
  target: string | undefined,
  viewClass: (codec: CodecText) => string,
): Accessor {
  const { module, program } = codec;
  const op = codec.code.ops[index] as Op;
  const list = codec.lists.get(index) as RecordSetText;
  const path = quoted(program.paths[index] ?? '');
  const viewOf = byListedType(
    list,
    'view',
    'view, at, length',
    list.members.map((member) => `new ${viewClass(member.codec)}(view, at, length)`),
  );
  const { room, before } = bytesText(codec, op, target, false);
  const call = `${module.use('viewRecords')}(${[listConstant(list), 'place', room, path, viewOf].join(', ')})`;
  return {
    get: `const place = ${PLACE};\n${before}return ${call};`,
    set: `${module.use('listNotSet')}(${path});`,
  };
}

/** Where a part begins: `target` is the text of a function that says where an offset points to. */
export function firstText(op: Op, place: string, target: string | undefined): string {
  return plus(target === undefined ? `${place}.at` : `${target}(${place})`, op.offset);
}

/** The units that a part has: as many as are said, and no more than the record has room for. */
export function unitsText(codec: CodecText, op: Op, place: string, first: string, isGrowable = false): string {
  const { flags, bytes, count } = op;
  if ((flags & (K.F_REST | K.F_COUNTED)) === 0) return String(count);
  if (isGrowable && (flags & K.F_REST) !== 0) return `${codec.module.use('openUnitsAt')}(${place}, ${first}, ${bytes})`;
  const said = (flags & K.F_REST) !== 0 && count > 0 ? restText(op, place, first) : saidText(codec, op, place);
  return `${codec.module.use('unitsAt')}(${place}, ${first}, ${said}, ${bytes})`;
}

/** Whole units up to the members at the record's end. */
function restText({ bytes, count: trailing }: Op, place: string, first: string): string {
  const room = `${place}.end - ${trailing} - (${first})`;
  return bytes === 1 ? room : `Math.floor((${room}) / ${bytes})`;
}

function saidText(codec: CodecText, { flags, bytes, ref }: Op, place: string): string {
  if ((flags & K.F_REST) !== 0) return 'Infinity';
  const counted = integerText(codec.module, ref as Op, `${place}.view`, `${place}.at`);
  return (flags & K.F_COUNTS_BYTES) === 0 || bytes === 1 ? counted : `Math.floor(${counted} / ${bytes})`;
}

/** Bytes, a text or a GUID of a message: what has no fixed place keeps its length. */
export function rangeAccessor(
  codec: CodecText,
  shape: RangeShape,
  target: string | undefined,
  isGrowable = false,
): Accessor {
  const { module, program } = codec;
  const op = codec.code.ops[shape.op] as Op;
  const path = quoted(program.paths[shape.op] ?? '');
  const seat = `const place = ${PLACE};`;
  const { room, trimmed, before } = bytesText(codec, op, target, isGrowable);
  const isFixed = (op.flags & (K.F_TAIL | K.F_COUNTED)) === 0;
  const given = `const bytes = ${givenText(codec, shape, path)};`;
  const write = isFixed
    ? `${module.use('fillRoom')}(${room}, bytes, ${shape.exact}, ${path});`
    : isGrowable
      ? `${module.use('setGrowing')}(place, ${growingText(codec, shape.op)}, bytes);`
      : `${module.use('replaceBytes')}(${trimmed}, bytes, ${path});`;
  if (isGrowable && !isFixed)
    return { get: `${seat}\n${before}return ${readText(codec, shape, trimmed)};`, set: `${given}\n${seat}\n${write}` };
  return {
    get: `${seat}\n${before}return ${readText(codec, shape, trimmed)};`,
    set: `${given}\n${seat}\n${before}${write}`,
  };
}

interface BytesText {
  /** All that it has room for. */
  readonly room: string;
  /** A text ends at its first NUL. */
  readonly trimmed: string;
  readonly before: string;
}

function bytesText(codec: CodecText, op: Op, target: string | undefined, isGrowable: boolean): BytesText {
  const { module } = codec;
  const { flags, bytes: unit } = op;
  const isCounted = (flags & (K.F_REST | K.F_COUNTED)) !== 0;
  // Its place is named where it is needed twice, or has a call in it.
  const needsName = target !== undefined || (isCounted && unit > 1);
  const first = firstText(op, 'place', target);
  const from = needsName ? 'first' : first;
  if (isGrowable && (flags & (K.F_REST | K.F_TERMINATED)) !== 0) {
    const rest =
      (flags & K.F_TERMINATED) !== 0
        ? `place.openEnd - (${first})`
        : `${unitsText(codec, op, 'place', first, true)} * ${unit}`;
    const open = `${module.use('bytesAt')}(place, ${first}, ${rest})`;
    return {
      room: open,
      trimmed:
        (flags & K.F_TERMINATED) === 0 && (flags & K.F_TRIM) === 0 ? open : `${module.use('toNul')}(${open}, ${unit})`,
      before: '',
    };
  }
  const room = `${module.use('bytesAt')}(place, ${from}, ${countText(codec, op, from)})`;
  const isTrimmed = (flags & (K.F_TRIM | K.F_TERMINATED)) !== 0;
  return {
    room,
    trimmed: isTrimmed ? `${module.use('toNul')}(${room}, ${unit})` : room,
    before: needsName ? `const first = ${first};\n` : '',
  };
}

/** Bytes of a range; `bytesAt` cuts them at the record's end. */
function countText(codec: CodecText, op: Op, first: string): string {
  const { flags, bytes: unit, count } = op;
  if ((flags & K.F_TERMINATED) !== 0) return 'Infinity';
  if ((flags & (K.F_REST | K.F_COUNTED)) === 0) return String(count * unit);
  if ((flags & K.F_REST) !== 0 && count > 0)
    return unit === 1 ? restText(op, 'place', first) : `${restText(op, 'place', first)} * ${unit}`;
  return unit === 1 ? saidText(codec, op, 'place') : `${unitsText(codec, op, 'place', first)} * ${unit}`;
}

/** The text of a `Growing` of src/compiled/growing.ts: how a part of a reply becomes as long as what is set. */
export function growingText(codec: CodecText, index: number): string {
  const { module, program } = codec;
  const { flags, offset, bytes: unit, count, ref } = codec.code.ops[index] as Op;
  const entries = [
    `path: ${quoted(program.paths[index] ?? '')}`,
    `offset: ${offset}`,
    `unit: ${unit}`,
    `terminator: ${(flags & K.F_TERMINATED) === 0 ? 0 : unit}`,
    ...((flags & K.F_TAIL) === 0 ? [`capacity: ${count * unit}`] : []),
  ];
  if ((flags & K.F_COUNTED) !== 0) {
    const by = (flags & K.F_COUNTS_BYTES) === 0 ? 'units' : `units * ${unit}`;
    const set = countSetText(codec, ref as Op);
    entries.push(`count: (place, units) => {\n  const value = ${by};\n${indented(set)}\n}`);
  }
  return module.constant(`growing${codec.name}`, `{\n${indented(entries.map((entry) => `${entry},\n`).join(''))}}`);
}

/** Statements that have `value` counted. */
function countSetText(codec: CodecText, counter: Op): string {
  if (counter.kind !== K.OP_MEASURE) return leafAccessor(codec, counter.index, 'place').set;
  const path = quoted(codec.program.paths[counter.index] ?? '');
  return ['const { view, at } = place;', ...storeCount(codec.module, counter, 'value', [path])].join('\n');
}

const DECODES = {
  ascii: 'decodeAscii',
  'utf-8': 'decodeUtf8',
  'utf-16le': 'decodeUtf16',
  'utf-16be': 'decodeUtf16BE',
} as const;

function readText({ module }: CodecText, { kind, encoding = 'ascii' }: RangeShape, bytes: string): string {
  if (kind === 'bytes') return bytes;
  if (kind === 'guid') return `${module.use('decodeGuid')}(${bytes})`;
  return `${module.use(DECODES[encoding])}(${bytes})`;
}

function givenText(codec: CodecText, shape: RangeShape, path: string): string {
  const bytes = anyGivenText(codec, shape, path);
  const { magic } = shape;
  if (magic === undefined) return bytes;
  const want = JSON.stringify([...formatOf(shape, '').encode(magic)]);
  return `${codec.module.use('marked')}(${bytes}, ${want}, ${quoted(shownMagic(magic))}, ${path})`;
}

function anyGivenText(
  { module }: CodecText,
  { kind, encoding = 'ascii', terminated }: RangeShape,
  path: string,
): string {
  if (kind === 'guid') return `${module.use('bytesOfGuid')}(value, ${path})`;
  if (kind === 'bytes') return `${module.use('givenBytes')}(value, ${path})`;
  return `${module.use('bytesOfText')}(value, ${quoted(encoding)}, ${terminated}, ${path})`;
}
