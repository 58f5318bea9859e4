import { integerBounds, type LeafShape, type SplitShape, type TaggedShape } from '../program/index.js';
import { floatName, floatOf, normalise } from '../schema/index.js';
import { keyText, literal, quoted } from './module-text.js';
import type { Read, Spot, WriteBody } from './write-body.js';

/** A number that is emitted: what it is and where its value was read. */
interface Taken {
  readonly shape: LeafShape;
  readonly read: Read;
  readonly spot: Spot;
  readonly path: string;
  /** Text of the names of its enum, `undefined` where it has none. */
  readonly names: string;
  /** Text of what it is where nothing is given, `undefined` where that is nothing. */
  readonly fallback: string;
}

/** Whether a number has other forms than the plain one, or may be left out. */
export function hasForms(body: WriteBody, shape: LeafShape): boolean {
  return (
    shape.late || shape.wide || namesText(body, shape) !== 'undefined' || fallbackText(body, shape) !== 'undefined'
  );
}

/** Emits the checks and the write of a number, bigint or boolean. */
export function writeLeaf(body: WriteBody, shape: LeafShape, read: Read, spot: Spot): void {
  const names = namesText(body, shape);
  const fallback = fallbackText(body, shape);
  const path = body.path(shape.op, spot);
  const taken: Taken = { shape, read, spot, path, names, fallback };
  const { format } = shape.leaf.scalar;
  const value = format === 'bool' ? takeBool(body, taken) : format === 'float' ? takeFloat(body, taken) : undefined;
  if (value !== undefined) return body.places.number(body.op(shape.op), value, spot, shape.late);
  const integer = shape.wide ? takeWide(body, taken) : takeInteger(body, taken);
  agree(body, taken, integer);
  body.places.number(body.op(shape.op), integer, spot, shape.late);
}

export function writeSplit(body: WriteBody, { op, width }: SplitShape, read: Read, spot: Spot): void {
  const most = 2 ** width - 1;
  const wrong = `${body.use('wrongInteger')}(${read.given}, ${body.path(op, spot)}, 0, ${most})`;
  body.fail(`typeof ${read.name} !== 'number' || ${outsideText(read.name, false, width, 0, most)}`, wrong);
  body.places.number(body.op(op), read.name, spot, false);
}

function takeBool(body: WriteBody, { read, path, names, fallback, shape }: Taken): string {
  const { name, given } = read;
  if (names === 'undefined' && fallback === 'undefined' && !shape.late) {
    body.fail(`typeof ${name} !== 'boolean'`, `${body.use('wrongGiven')}(${given}, 'true or false', ${path})`);
    return name;
  }
  const value = body.locals.name(body.nameOf(shape.op));
  const take = call(body.use('takeBool'), given, path, names, fallback, String(shape.late));
  body.lines.add(`const ${value} = typeof ${name} === 'boolean' ? ${name} : ${take};`);
  return value;
}

/** Names of an enum are integers; what else may be left out is a magic value. */
function takeFloat(body: WriteBody, taken: Taken): string {
  const { path, shape } = taken;
  const { largest, farthest } = floatOf(shape.leaf.scalar);
  const { value, given } = withFallback(body, taken);
  const tooFar = `Math.abs(${value}) > ${farthest} && Number.isFinite(${value})`;
  const wrong = `typeof ${value} !== 'number'${shape.leaf.bytes === 8 ? '' : ` || (${tooFar})`}`;
  body.fail(
    wrong,
    `${body.use('wrongFloat')}(${given}, ${path}, ${quoted(`${floatName(shape.leaf.scalar)}; its largest is ${largest}`)})`,
  );
  // A NaN may come with any bits, and is written with the same ones everywhere.
  return `(${value} === ${value} ? ${value} : NaN)`;
}

/** A variable with what is given, or what follows where nothing is; and its text in an error. */
function withFallback(body: WriteBody, { read, fallback, shape }: Taken): { value: string; given: string } {
  if (fallback === 'undefined') return { value: read.name, given: read.given };
  const value = body.locals.name(body.nameOf(shape.op));
  body.lines.add(`const ${value} = ${read.name} === undefined ? ${fallback} : ${read.name};`);
  return { value, given: value };
}

function takeInteger(body: WriteBody, taken: Taken): string {
  const { read, path, names, fallback, shape } = taken;
  const { least, most, leaf } = shape;
  const isSigned = leaf.scalar.format === 'signed';
  const wrong = (name: string): string =>
    `typeof ${name} !== 'number' || ${outsideText(name, isSigned, leaf.width, least, most)}`;
  if (names === 'undefined' && !shape.late) {
    const { value, given } = withFallback(body, taken);
    body.fail(wrong(value), `${body.use('wrongInteger')}(${given}, ${path}, ${least}, ${most})`);
    return value;
  }
  const value = body.locals.name(body.nameOf(shape.op));
  const first = fallback === 'undefined' ? read.name : `${read.name} === undefined ? ${fallback} : ${read.name}`;
  body.lines.add(`let ${value} = ${first};`);
  const bounds = [String(least), String(most)];
  const take = call(body.use('takeInteger'), read.given, path, ...bounds, names, fallback, String(shape.late));
  body.lines.if(wrong(value), `${value} = ${take};`);
  return value;
}

function takeWide(body: WriteBody, { read, path, names, fallback, shape }: Taken): string {
  const { width, scalar } = shape.leaf;
  const isSigned = scalar.format === 'signed';
  const [least, most] = integerBounds(width, isSigned);
  const value = body.locals.name(body.nameOf(shape.op));
  const fits = `BigInt.as${isSigned ? 'Int' : 'Uint'}N(${width}, ${read.name}) === ${read.name}`;
  const bounds = [literal(least), literal(most)];
  const take = call(body.use('takeWide'), read.given, path, ...bounds, names, fallback, String(shape.late));
  body.lines.add(`const ${value} = typeof ${read.name} === 'bigint' && ${fits} ? ${read.name} : ${take};`);
  return value;
}

/** Emits the comparison of what is given with what follows from other members. */
function agree(body: WriteBody, taken: Taken, value: string): void {
  const { shape, read } = taken;
  const { op } = shape;
  const implied = body.implied.get(op);
  if (implied === undefined) return;
  const source = body.plan.only(op);
  // What a text stands for was given.
  const shown = shape.wide ? `typeof ${read.name} === 'string' ? ${value} : ${read.name}` : value;
  const { path } = taken;
  const fail = (condition: string, want: string, why: string): void =>
    body.fail(condition, `${body.use('disagreeing')}(${shown}, ${value}, ${want}, ${why}, ${path})`);
  if (source?.derivation !== undefined) {
    const number = shape.wide ? `Number(${value})` : value;
    const { shape: part } = source.derivation;
    const units = body.found.get(part.op) ?? '0';
    return fail(`${number} !== ${implied}`, implied, hasText(body.path(part.op, taken.spot), units));
  }
  if (source?.tagged !== undefined) {
    const isOther = `!(${selectsText(source.tagged, implied, value, shape.wide)})`;
    const isGiven = magicOf(shape) === undefined && !shape.late ? '' : `${read.given} !== undefined && `;
    const { want, names } = tagTables(body, source.tagged);
    return fail(isGiven + isOther, `${want}[${implied}]`, `\`\${${names}[${implied}] ?? 'raw'} is given\``);
  }
  const given = `${read.given} !== undefined && ${implied} !== undefined && !${implied}.agrees(${value})`;
  fail(given, `${implied}.value`, `${implied}.why()`);
}

/** Text of: the part at this path has so many units. */
export function hasText(path: string, units: string): string {
  const text = path.startsWith('`')
    ? path.slice(1, -1)
    : path.slice(1, -1).replaceAll(/[`]|\$(?=\{)/g, String.raw`\$&`);
  return `\`${text} has \${${units}}\``;
}

/** Whether a tag selects the arm whose index, or -1 for raw, a variable has. */
export function selectsText(shape: TaggedShape, arm: string, tag: string, isWide: boolean): string {
  const is = (value: number | bigint): string => `${tag} === ${isWide ? `${BigInt(value)}n` : Number(value)}`;
  const known = shape.arms.flatMap((one) => one.tags);
  const closed = shape.arms.flatMap(({ tags }, index) =>
    tags.length === 0 || index === shape.otherwise ? [] : [`(${arm} === ${index} && (${tags.map(is).join(' || ')}))`],
  );
  const isNone = known.map((value) => is(value).replace('===', '!=='));
  const open = [`${arm} === ${shape.otherwise >= 0 ? shape.otherwise : -1}`, ...isNone].join(' && ');
  return [...closed, `(${open})`].join(' || ');
}

/** Constants by arm: the tag that each implies, and its name. */
export function tagTables(body: WriteBody, shape: TaggedShape): { want: string; names: string } {
  const tags = shape.arms.map(({ tags: [first] }) => (first === undefined ? 'undefined' : literal(first)));
  const names = shape.arms.map(({ name }) => quoted(name));
  const wanted = body.nameOf(shape.op);
  return {
    want: body.module.constant(`TAGS_${wanted}`, `[${tags.join(', ')}]`),
    names: body.module.constant(`ARMS_${wanted}`, `[${names.join(', ')}]`),
  };
}

/** What a number is where nothing is given: what follows from other members, or else its magic value. */
function fallbackText(body: WriteBody, shape: LeafShape): string {
  const magic = magicOf(shape);
  const magicText = magic === undefined ? undefined : literal(shape.wide ? magic : Number(magic));
  const implied = impliedText(body, shape);
  if (implied === undefined) return magicText ?? 'undefined';
  if (magicText === undefined || body.plan.only(shape.op)?.derivation !== undefined) return implied;
  return `${implied} ?? ${magicText}`;
}

function impliedText(body: WriteBody, { op, wide }: LeafShape): string | undefined {
  const implied = body.implied.get(op);
  if (implied === undefined) return undefined;
  const source = body.plan.only(op);
  if (source?.derivation !== undefined) return implied;
  if (source?.tagged === undefined) return wide ? `${implied}?.value` : `${body.use('impliedNumber')}(${implied})`;
  const tags = source.tagged.arms.map(({ tags: [first] }) => first);
  if (wide || tags.every((tag) => typeof tag !== 'bigint')) return `${tagTables(body, source.tagged).want}[${implied}]`;
  const numbers = tags.map((tag) => (tag === undefined ? 'undefined' : literal(Number(tag))));
  return `${body.module.constant(`TAGS_${body.nameOf(source.tagged.op)}`, `[${numbers.join(', ')}]`)}[${implied}]`;
}

function magicOf({ leaf: { scalar } }: LeafShape): number | bigint | undefined {
  return scalar.check?.kind === 'magic' ? scalar.check.value : undefined;
}

/** The names of an enum. Those of flags are not taken: their values are sums. */
function namesText(body: WriteBody, { leaf: { scalar }, wide }: LeafShape): string {
  const { enumeration } = scalar;
  if (enumeration === undefined || enumeration.flags) return 'undefined';
  const values = Object.entries(enumeration.values).map(([name, given]) => {
    const value = normalise(scalar, given);
    const key = name === '__proto__' ? `['__proto__']` : keyText(name);
    return `${key}: ${literal(wide ? BigInt(value) : Number(value))}`;
  });
  const text = `/* @__PURE__ */ ${body.use('enumNames')}(${quoted(scalar.name)}, { ${values.join(', ')} })`;
  return body.module.constant(`ENUM_${scalar.name}`, text);
}

/** Whether a number is none of `width` bits. */
function outsideText(name: string, isSigned: boolean, width: number, least: number, most: number): string {
  if (width > 32) return `!(Number.isInteger(${name}) && ${name} >= ${least} && ${name} <= ${most})`;
  if (isSigned)
    return width === 32 ? `(${name} | 0) !== ${name}` : `(${name} << ${32 - width}) >> ${32 - width} !== ${name}`;
  return width === 32 ? `${name} >>> 0 !== ${name}` : `(${name} & ${maskText(width)}) !== ${name}`;
}

function maskText(width: number): string {
  const mask = 2 ** width - 1;
  return mask < 10 ? String(mask) : `0x${mask.toString(16)}`;
}

/** A call without the last arguments that say nothing. */
function call(name: string, ...given: string[]): string {
  const needed = given.findLastIndex((text) => text !== 'undefined' && text !== 'false');
  return `${name}(${given.slice(0, needed + 1).join(', ')})`;
}
