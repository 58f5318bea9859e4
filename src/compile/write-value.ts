import { noRecords } from './not-compiled.js';
import * as K from '../../assembly/core/layout.js';
import { measureConstant } from './count-text.js';
import {
  namesOf,
  pathOfShape,
  shownMembers,
  type ArrayShape,
  type Derivation,
  type MemberShape,
  type OverlayShape,
  type RecordShape,
  type Shape,
  type TaggedShape,
} from '../program/index.js';
import { memberText, quoted } from './module-text.js';
import { GIVEN, type Read, type Spot, type WriteBody } from './write-body.js';
import { hasForms, hasText, selectsText, tagTables, writeLeaf, writeSplit } from './write-number.js';
import { writeRange, unitsText, wantOf } from './write-part.js';
import type { RecordPlaces } from './write-places.js';
import { writeVersioned } from './write-versioned.js';

/*
 * The walk of src/message/value-writer.ts over the shape of a program, emitting what that does for a value: the same reads in the same order, and the same checks.
 */

type ObjectShape = RecordShape | OverlayShape | TaggedShape;

/** Emits the checks of an object, and that all it has is the shape's; its members are read from its variable. */
export function assertWhole(body: WriteBody, shape: ObjectShape, { name, given }: Read, spot: Spot): void {
  assertObject(body, shape, name, given, spot);
  const wanted = pathOfShape(body.program, shape).split('.').at(-1)?.replaceAll('[]', '') || body.codec.name;
  const known = [...new Set(shownMembers(shape).map((member) => member.name))];
  const { names, isKnown } = knownNames(body, wanted, known);
  const refuse = `${body.use('refuseExtra')}(${name}, key, ${names}, ${objectPath(body, shape, spot)})`;
  body.lines.add(`for (const key in ${name}) if (!${isKnown}(key)) ${refuse};`);
}

/** Names up to which comparing with each is faster than a Set. */
const FEW_NAMES = 20;

/** A constant with the names that an object may have, and what tells whether a name is one of them. */
function knownNames(body: WriteBody, wanted: string, known: readonly string[]): { names: string; isKnown: string } {
  const list = `[${known.map(quoted).join(', ')}]`;
  if (known.length > FEW_NAMES) {
    const names = body.module.constant(`NAMES_${wanted}`, `new Set(${list})`);
    return { names, isKnown: `${names}.has` };
  }
  const names = body.module.constant(`NAMES_${wanted}`, list);
  const tests = known.map((name) => `key === ${quoted(name)}`);
  const short = tests.join(' || ') || 'false';
  const test = short.length < 110 ? short : `(\n    ${tests.join(' ||\n    ')}\n  )`;
  const what = wanted === body.codec.name ? 'isName' : `isNameOf${names.slice('NAMES_'.length)}In`;
  const isKnown = body.codec.declare(what, (name) => `function ${name}(key) {\n  return ${test};\n}`);
  return { names, isKnown };
}

function assertObject(body: WriteBody, shape: ObjectShape, name: string, given: string, spot: Spot): void {
  const error = `${body.use('wrongObject')}(${given}, ${objectPath(body, shape, spot)})`;
  body.fail(`!${body.use('isObject')}(${name})`, error);
}

function objectPath(body: WriteBody, shape: ObjectShape, { indices }: Spot): string {
  return body.pathText(pathOfShape(body.program, shape), indices);
}

/** Emits the write of a value that was read. */
function writeShape(body: WriteBody, shape: Shape, read: Read, spot: Spot): void {
  const isThere = spot.partial === undefined ? undefined : `${read.name} !== undefined || !${spot.partial}`;
  body.lines.when(isThere, () => {
    switch (shape.kind) {
      case 'leaf':
        return writeLeaf(body, shape, read, spot);
      case 'split':
        return writeSplit(body, shape, read, spot);
      case 'bytes':
      case 'text':
      case 'guid':
        return writeRange(body, shape, read, spot);
      case 'array':
        return writeArray(body, shape, read, spot);
      case 'records':
        throw noRecords(body.program.paths[shape.op]);
      default: {
        assertWhole(body, shape, read, spot);
        return writeMembers(body, shape, { ...spot, source: read.name });
      }
    }
  });
}

export function writeMembers(body: WriteBody, shape: ObjectShape, spot: Spot): void {
  if (shape.kind === 'record') writeRecord(body, shape, spot);
  else if (shape.kind === 'overlay') writeOverlay(body, shape, spot);
  else writeTagged(body, shape, spot);
}

export function writeMember(body: WriteBody, { name, promoted, shape, pointer }: MemberShape, spot: Spot): void {
  if (pointer !== undefined) return writePointed(body, pointer, shape, body.read(name, spot), spot);
  if (promoted && (shape.kind === 'record' || shape.kind === 'overlay' || shape.kind === 'tagged'))
    return writeMembers(body, shape, spot);
  const called = shape.kind === 'leaf' && hasForms(body, shape) ? GIVEN : '';
  writeShape(body, shape, body.read(name, spot, called), spot);
}

function writePointed(body: WriteBody, pointer: number, shape: Shape, read: Read, spot: Spot): void {
  let units = '-1';
  if (shape.kind === 'array' || shape.kind === 'bytes' || shape.kind === 'text') {
    const found = body.found.get(shape.op);
    const own = `${unitsText(body, shape, read.name)} ?? -1`;
    units = found === undefined ? own : body.plan.isOpenPart(shape.op) ? `${found} ?? ${own}` : found;
  }
  const places = body.places as RecordPlaces;
  places.pointed(body.op(pointer), units, spot, (inner) => writeShape(body, shape, read, inner));
}

function writeRecord(body: WriteBody, shape: RecordShape, spot: Spot): void {
  imply(body, shape, spot);
  if (shape.versioned !== undefined)
    return writeVersioned(body, shape, spot, (member) => writeMember(body, member, spot));
  const isTrailing = ({ pointer }: MemberShape): boolean =>
    pointer !== undefined && (body.op(pointer).flags & K.F_TRAILING) !== 0;
  for (const member of shape.members) if (!isTrailing(member)) writeMember(body, member, spot);
  if (shape.hasUnknownGaps) (body.places as RecordPlaces).gaps(memberText(spot.source, 'unknownGaps'));
  if (shape.hasUnknownTail) body.places.tail(`${body.use('tailOf')}(${memberText(spot.source, 'unknownTail')})`);
  const last = shape === body.program.shape ? shape.members.filter(isTrailing) : [];
  if (last.length > 0) writeTrailing(body, last, spot);
  if (shape === body.program.shape) return;
  for (const op of shape.checksums) body.places.checksum(body.op(op), spot);
}

/** Members after the part of varying length, when all before them is there. */
function writeTrailing(body: WriteBody, members: readonly MemberShape[], spot: Spot): void {
  const places = body.places as RecordPlaces;
  places.trailing(body.program.words[K.P_TRAILING_BYTES] as number, (end) => {
    for (const { name, shape, pointer } of members) {
      const called = shape.kind === 'leaf' && hasForms(body, shape) ? GIVEN : '';
      places.atEnd(body.op(pointer as number), end, spot, (inner) =>
        writeShape(body, shape, body.read(name, spot, called), inner),
      );
    }
  });
}

/** Counts follow from what they count, tags from the arm that is given. */
function imply(body: WriteBody, { derivations, members, versioned }: RecordShape, spot: Spot): void {
  const mayMiss = versioned === undefined ? spot.partial : 'true';
  for (const { op, shape } of derivations) {
    const variables = [
      ...(body.plan.isOpen(op) ? [body.implied.get(op)] : []),
      ...(body.plan.isOpenPart(shape.op) ? [body.found.get(shape.op)] : []),
    ];
    if (variables.length > 0) body.lines.add(`${variables.join(' = ')} = undefined;`);
  }
  for (const derivation of derivations) implyCount(body, derivation, spot, mayMiss);
  for (const { name, promoted, shape } of members)
    if (shape.kind === 'tagged') implyTag(body, shape, promoted ? undefined : name, spot, mayMiss);
}

function implyCount(body: WriteBody, derivation: Derivation, spot: Spot, mayMiss: string | undefined): void {
  const { shape, from } = derivation;
  if (shape.kind === 'records') throw noRecords(body.program.paths[shape.op]);
  const [name = ''] = from;
  const read: Read =
    mayMiss === undefined
      ? body.read(name, spot, 'First')
      : body.readMember(body.locals.name(`${name}First`), name, spot.source);
  const isOpen = body.plan.isOpenPart(shape.op);
  const units = isOpen ? (body.found.get(shape.op) as string) : body.locals.name(`${name}Units`);
  if (!isOpen) body.found.set(shape.op, units);
  body.lines.add(`${isOpen ? '' : 'const '}${units} = ${unitsText(body, shape, read.name)};`);
  const wrong = `${body.use('wrongGiven')}(${read.given}, ${quoted(wantOf(shape))}, ${body.path(shape.op, spot)})`;
  if (mayMiss === undefined) {
    body.fail(`${units} === undefined`, wrong);
    return setCount(body, derivation, units, spot);
  }
  const isMissing = mayMiss === 'true' ? `${read.name} !== undefined` : `${read.name} !== undefined || !${mayMiss}`;
  body.lines.block(`if (${units} === undefined)`, () => body.fail(isMissing, wrong), '} else {');
  body.lines.inside(() => setCount(body, derivation, units, spot));
}

function setCount(body: WriteBody, { op, measure, shape, unitBytes }: Derivation, units: string, spot: Spot): void {
  const count = unitBytes === 1 ? units : `${units} * ${unitBytes}`;
  if (!body.plan.isOpen(op)) {
    if (unitBytes === 1) return void body.implied.set(op, units);
    const variable = body.locals.name(`${body.nameOf(shape.op)}Bytes`);
    body.implied.set(op, variable);
    return body.lines.add(`const ${variable} = ${count};`);
  }
  const implied = body.implied.get(op) as string;
  const path = body.path(shape.op, spot);
  const error = `${body.use('unequalParts')}(${path}, ${units}, ${implied}.why(), ${implied}.value, ${count})`;
  const why = `() => ${hasText(path, units)}`;
  if (measure === op) {
    body.fail(`${implied} !== undefined && !${implied}.agrees(${count})`, error);
    return body.lines.add(`${implied} = ${body.use('exactly')}(${count}, ${why});`);
  }
  const counter = measureConstant(body.module, body.op(measure));
  body.fail(`${implied} !== undefined && !${implied}.agrees(${body.use('leafValueFor')}(${counter}, ${count}))`, error);
  body.lines.add(`${implied} = ${body.use('measuring')}(${counter}, ${count}, ${body.path(measure, spot)}, ${why});`);
}

function implyTag(
  body: WriteBody,
  shape: TaggedShape,
  name: string | undefined,
  spot: Spot,
  mayMiss: string | undefined,
): void {
  const isOpen = body.plan.isOpenPart(shape.op);
  const arm = isOpen ? (body.found.get(shape.op) as string) : body.locals.name(`${body.nameOf(shape.op)}Arm`);
  if (isOpen) body.lines.add(`${arm} = undefined;`);
  else body.found.set(shape.op, arm);
  let { source } = spot;
  let isThere: string | undefined;
  if (name !== undefined) {
    source = body.locals.name(`${name}First`);
    const read = body.readMember(source, name, spot.source);
    if (mayMiss !== undefined)
      isThere = mayMiss === 'true' ? `${source} !== undefined` : `${source} !== undefined || !${mayMiss}`;
    body.lines.when(isThere, () => {
      assertObject(body, shape, source, read.given, spot);
      setTag(body, shape, source, arm, isOpen, spot, mayMiss);
    });
  } else setTag(body, shape, source, arm, isOpen, spot, mayMiss);
}

function setTag(
  body: WriteBody,
  shape: TaggedShape,
  source: string,
  arm: string,
  isOpen: boolean,
  spot: Spot,
  mayMiss: string | undefined,
): void {
  body.lines.add(
    `${isOpen ? '' : 'const '}${arm} = ${givenArm(body, shape)}(${source}, ${body.path(shape.op, spot)});`,
  );
  const missing = noArm(body, shape, spot);
  if (mayMiss === undefined) body.fail(`${arm} === undefined`, missing);
  else if (mayMiss !== 'true') body.fail(`${arm} === undefined && !${mayMiss}`, missing);
  if (!body.plan.isOpen(shape.tagOp)) return void body.implied.set(shape.tagOp, arm);
  const implied = body.implied.get(shape.tagOp) as string;
  const { want, names } = tagTables(body, shape);
  const [index, tag] = [body.locals.name('arm'), body.locals.name('tag')];
  const isWide = true;
  const agrees = selectsText(shape, index, tag, isWide);
  body.lines.block(`if (${arm} === undefined)`, () => body.lines.add(`${implied} = undefined;`), '} else {');
  body.lines.inside(() => {
    body.lines.add(`const ${index} = ${arm};`);
    body.lines.add(`const agrees = (given) => {`);
    body.lines.add(`  const ${tag} = BigInt(given);`);
    body.lines.add(`  return ${agrees};`);
    body.lines.add('};');
    const why = `() => \`\${${names}[${index}] ?? 'raw'} is given\``;
    body.lines.add(`${implied} = { value: ${want}[${index}], agrees, why: ${why} };`);
  });
}

/** The name of a function that finds the arm that a value has: -1 for raw, undefined for none. */
function givenArm(body: WriteBody, shape: TaggedShape): string {
  return body.codec.declare(`armOf${body.nameOf(shape.op)}${shape.op}In`, (name) => {
    const has = shape.arms.map((arm) => body.hasText('value', arm.name));
    const locals = shape.arms.map((_, index) => `has${index}`);
    const reads = has.map((text, index) => `  const ${locals[index]} = ${text};`).join('\n');
    const named = shape.arms.map((arm, index) => `has${index} && ${quoted(arm.name)}`).join(', ');
    const several =
      shape.arms.length < 2
        ? ''
        : `  if (${locals.join(' + ')} > 1) throw ${body.use('severalArms')}(path, [${named}]);\n`;
    const found = locals.map((local, index) => `${local} ? ${index} : `).join('');
    const none = shape.otherwise >= 0 ? 'undefined' : 'value.raw === undefined ? undefined : -1';
    return `/** Which arm a value has: -1 is raw. */\nfunction ${name}(value, path) {\n${reads}\n${several}  return ${found}${none};\n}`;
  });
}

function noArm(body: WriteBody, shape: TaggedShape, spot: Spot): string {
  const names = shape.arms.map((arm) => arm.name).join(', ');
  return `${body.use('noArm')}(${body.path(shape.op, spot)}, ${quoted(names)})`;
}

function writeTagged(body: WriteBody, shape: TaggedShape, spot: Spot): void {
  const { lines } = body;
  const arm = body.locals.name('arm');
  const path = body.path(shape.op, spot);
  lines.add(`const ${arm} = ${givenArm(body, shape)}(${spot.source}, ${path});`);
  body.fail(`${arm} === undefined`, noArm(body, shape, spot));
  body.assertSame(shape.op, arm, path);
  const union = body.op(shape.op);
  const isRaw = shape.otherwise < 0;
  shape.arms.forEach((member, index) => {
    const isLast = index === shape.arms.length - 1 && !isRaw;
    const opening = isLast
      ? index === 0
        ? undefined
        : 'else'
      : `${index === 0 ? '' : 'else '}if (${arm} === ${index})`;
    const inside = (): void => {
      body.places.arm(union, index, spot);
      writeMember(body, member, spot);
    };
    if (opening === undefined) inside();
    else lines.block(opening, inside);
  });
  if (isRaw) lines.block('else', () => writeRaw(body, shape, spot));
}

function writeRaw(body: WriteBody, { op, bytes }: TaggedShape, spot: Spot): void {
  const raw = body.locals.name('raw');
  const path = body.path(op, spot);
  body.lines.add(`const ${raw} = ${spot.source}.raw;`);
  body.fail(`!${body.use('isBytes')}(${raw})`, `${body.use('wrongGiven')}(${raw}, 'raw to be a Uint8Array', ${path})`);
  if (bytes !== undefined)
    body.fail(`${raw}.length !== ${bytes}`, `${body.use('wrongRaw')}(${path}, ${bytes}, ${raw}.length)`);
  body.places.raw(body.op(op), raw, spot);
}

function writeArray(body: WriteBody, shape: ArrayShape, read: Read, spot: Spot): void {
  const { op, units, exact, element } = shape;
  const path = body.path(op, spot);
  const count = body.locals.name(`${body.nameOf(op)}Count`);
  body.lines.add(`const ${count} = ${body.use('listLength')}(${read.name});`);
  body.fail(`${count} === undefined`, `${body.use('wrongGiven')}(${read.given}, 'an array', ${path})`);
  body.assertSame(op, count, path);
  body.assertUnits(units, exact, count, 'elements', path);
  body.places.array(body.op(op), count, spot, (inner) => {
    const item = body.locals.name('item');
    body.lines.add(`const ${item} = ${read.name}[${inner.indices.at(-1)}];`);
    writeShape(body, element, { name: item, given: item }, inner);
  });
}

function writeOverlay(body: WriteBody, shape: OverlayShape, spot: Spot): void {
  const places = body.places as RecordPlaces;
  const { lines, locals } = body;
  const names = shape.arms.map((arm) => namesOf(arm));
  const presences = names.map((shown) => {
    const presence = locals.name('given');
    const has = shown.map((name) => `Number(${body.hasText(spot.source, name)})`).join(' + ') || '0';
    lines.add(`const ${presence} = ${body.use('presence')}(${has}, ${shown.length});`);
    return presence;
  });
  const all = `[${presences.join(', ')}]`;
  const table = names.map((shown) => `[${shown.map(quoted).join(', ')}]`).join(', ');
  const error = `${body.use('noWholeArm')}(${body.path(shape.op, spot)}, ${spot.source}, [${table}], ${all})`;
  const isWhole = presences.map((presence) => `${presence} !== ${body.use('WHOLE')}`).join(' && ') || 'true';
  body.fail(`${spot.partial === undefined ? '' : `!${spot.partial} && `}${isWhole}`, error);
  const partly = presences.map((presence) => `${presence} === ${body.use('PARTIAL')}`).join(' || ') || 'false';
  const there = presences.map((presence) => `Number(${presence} !== ${body.use('ABSENT')})`).join(' + ') || '0';
  const arms = places.beginArms(`${partly} || ${there} > 1`);
  shape.arms.forEach((arm, index) => {
    const presence = presences[index] as string;
    lines.block(`if (${presence} !== ${body.use('ABSENT')})`, () => {
      const partial = locals.name('isPartial');
      const isPartial = `${presence} === ${body.use('PARTIAL')}`;
      lines.add(`const ${partial} = ${spot.partial === undefined ? '' : `${spot.partial} || `}${isPartial};`);
      places.arms(isPartial, () => writeMember(body, arm, { ...spot, partial }));
    });
  });
  places.endArms(arms);
}
