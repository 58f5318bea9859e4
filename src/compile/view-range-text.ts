import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import type { RangeShape } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { integerText } from './leaf-text.js';
import { quoted } from './module-text.js';
import { plus } from './place-text.js';
import { PLACE, type Accessor } from './view-leaf-text.js';

/** Where a part begins: `target` is the text of a function that says where an offset points to. */
export function firstText(op: Op, place: string, target: string | undefined): string {
  return plus(target === undefined ? `${place}.at` : `${target}(${place})`, op.offset);
}

/** The units that a part has: as many as are said, and no more than the record has room for. */
export function unitsText(codec: CodecText, op: Op, place: string, first: string): string {
  const { flags, bytes, count } = op;
  if ((flags & (K.F_REST | K.F_COUNTED)) === 0) return String(count);
  return `${codec.module.use('unitsAt')}(${place}, ${first}, ${saidText(codec, op, place)}, ${bytes})`;
}

function saidText(codec: CodecText, { flags, bytes, ref }: Op, place: string): string {
  if ((flags & K.F_REST) !== 0) return 'Infinity';
  const counted = integerText(codec.module, ref as Op, `${place}.view`, `${place}.at`);
  return (flags & K.F_COUNTS_BYTES) === 0 || bytes === 1 ? counted : `Math.floor(${counted} / ${bytes})`;
}

/** Bytes, a text or a GUID of a message: what has no fixed place keeps its length. */
export function rangeAccessor(codec: CodecText, shape: RangeShape, target: string | undefined): Accessor {
  const { module, program } = codec;
  const op = codec.code.ops[shape.op] as Op;
  const path = quoted(program.paths[shape.op] ?? '');
  const seat = `const place = ${PLACE};`;
  const { room, trimmed, before } = bytesText(codec, op, target);
  const isFixed = (op.flags & (K.F_TAIL | K.F_COUNTED)) === 0;
  const given = `const bytes = ${givenText(codec, shape, path)};`;
  const write = isFixed
    ? `${module.use('fillRoom')}(${room}, bytes, ${shape.exact}, ${path});`
    : `${module.use('replaceBytes')}(${trimmed}, bytes, ${path});`;
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

function bytesText(codec: CodecText, op: Op, target: string | undefined): BytesText {
  const { module } = codec;
  const { flags, bytes: unit } = op;
  const isCounted = (flags & (K.F_REST | K.F_COUNTED)) !== 0;
  // Its place is named where it is needed twice, or has a call in it.
  const needsName = target !== undefined || (isCounted && unit > 1);
  const first = firstText(op, 'place', target);
  const from = needsName ? 'first' : first;
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
  return unit === 1 ? saidText(codec, op, 'place') : `${unitsText(codec, op, 'place', first)} * ${unit}`;
}

function readText({ module }: CodecText, { kind, encoding = 'ascii' }: RangeShape, bytes: string): string {
  if (kind === 'guid') return `${module.use('decodeGuid')}(${bytes})`;
  return kind === 'text' ? `${module.use('decodeText')}(${bytes}, ${quoted(encoding)})` : bytes;
}

function givenText({ module }: CodecText, { kind, encoding = 'ascii', terminated }: RangeShape, path: string): string {
  if (kind === 'guid') return `${module.use('bytesOfGuid')}(value, ${path})`;
  if (kind === 'bytes') return `${module.use('givenBytes')}(value, ${path})`;
  return `${module.use('bytesOfText')}(value, ${quoted(encoding)}, ${terminated}, ${path})`;
}
