import { unitBytes } from '../bytes/index.js';
import type { ArrayShape, RangeShape } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { quoted } from './module-text.js';
import type { Read, Spot, WriteBody } from './write-body.js';

/** Text of the units of a part, as a count counts them; it is undefined for a value of the wrong type. */
export function unitsText(body: WriteBody, { kind, ...shape }: RangeShape | ArrayShape, value: string): string {
  switch (kind) {
    case 'array':
      return `${body.use('listLength')}(${value})`;
    case 'bytes':
      return `${body.use('isBytes')}(${value}) ? ${value}.length : undefined`;
    case 'guid':
      return `typeof ${value} === 'string' ? 16 : undefined`;
    case 'text': {
      const isUtf8 = 'encoding' in shape && shape.encoding === 'utf-8';
      const units = isUtf8 ? `${body.use('textBytes')}(${value}, 'utf-8')` : `${value}.length`;
      return `typeof ${value} === 'string' ? ${units} : undefined`;
    }
  }
}

/** What a part is to be given. */
export function wantOf({ kind }: RangeShape | ArrayShape): string {
  return { bytes: 'a Uint8Array', text: 'a string', guid: 'a GUID as a string', array: 'an array' }[kind];
}

/** Emits the checks and the write of bytes, a text or a GUID. */
export function writeRange(body: WriteBody, shape: RangeShape, member: Read, spot: Spot): void {
  const read = shape.magic === undefined ? member : orMagic(body, shape, member);
  const path = body.path(shape.op, spot);
  const isRight = shape.kind === 'bytes' ? `${body.use('isBytes')}(${read.name})` : `typeof ${read.name} === 'string'`;
  const wrong = `${body.use('wrongGiven')}(${read.given}, ${quoted(wantOf(shape))}, ${path})`;
  body.fail(shape.kind === 'bytes' ? `!${isRight}` : isRight.replace('===', '!=='), wrong);
  if (shape.kind === 'bytes') writeBytes(body, shape, read.name, path, spot);
  else if (shape.kind === 'text') writeText(body, shape, read.name, path, spot);
  else writeGuid(body, shape, read.name, path, spot);
}

/** A member that may be left out, as there is one value that it must have. */
function orMagic(body: WriteBody, shape: RangeShape, { name, given }: Read): Read {
  const held = body.locals.name(`${body.nameOf(shape.op)}Held`);
  body.lines.add(`const ${held} = ${given} === undefined ? ${magicText(body.codec, shape)} : ${name};`);
  return { name: held, given: held };
}

/** What a part must be: a literal, or the name of a constant. */
export function magicText({ module, program }: CodecText, { op, magic }: RangeShape): string {
  if (typeof magic !== 'object') return quoted(magic ?? '');
  const name = (program.paths[op] ?? '').split('.').at(-1) ?? '';
  return module.constant(`MAGIC_${name.replaceAll('[]', '')}`, `/* @__PURE__ */ Uint8Array.of(${magic.join(', ')})`);
}

function writeBytes(body: WriteBody, { op, units, exact }: RangeShape, value: string, path: string, spot: Spot): void {
  const length = body.locals.name('length');
  body.lines.add(`const ${length} = ${value}.length;`);
  body.assertSame(op, length, path);
  body.assertUnits(units, exact, length, 'bytes', path);
  body.lines.add(`if (${length} === 0) ${body.use('assertAttached')}('these bytes', ${value}, ${path});`);
  const write = (room: string, at: string): string => `${body.use('putBytes')}(${room}, ${at}, ${value}, ${length});`;
  body.places.range(body.op(op), { length, write, bytes: value }, spot);
}

function writeText(body: WriteBody, shape: RangeShape, value: string, path: string, spot: Spot): void {
  const { op, units, exact, terminated, encoding = 'ascii' } = shape;
  const unit = unitBytes(encoding);
  const have = body.locals.name('length');
  body.lines.add(
    `const ${have} = ${encoding === 'utf-8' ? `${body.use('textBytes')}(${value}, 'utf-8')` : `${value}.length`};`,
  );
  body.assertSame(op, have, path);
  body.assertUnits(units, exact, have, 'code units', path);
  if (terminated) body.lines.add(`${body.use('assertNoNul')}(${value}, ${path});`);
  const length = unit === 1 ? have : `${have} * ${unit}`;
  const write = (room: string, at: string): string => {
    if (encoding === 'ascii') return `${body.use('encodeAscii')}(${value}, ${room}, ${at}, ${path});`;
    if (unit === 2)
      return `${body.use(encoding === 'utf-16be' ? 'encodeUtf16BE' : 'encodeUtf16')}(${value}, ${room}, ${at});`;
    return `${body.use('encodeText')}(${value}, 'utf-8', ${room}.subarray(${at}, ${at} + ${length}), ${path});`;
  };
  body.places.range(body.op(op), { length, write, bytes: undefined }, spot);
}

function writeGuid(body: WriteBody, { op }: RangeShape, value: string, path: string, spot: Spot): void {
  const write = (room: string, at: string): string =>
    `${body.use('encodeGuid')}(${value}, ${room}.subarray(${at}, ${at} + 16), ${path});`;
  body.assertSame(op, '16', path);
  body.places.range(body.op(op), { length: '16', write, bytes: undefined }, spot);
}
