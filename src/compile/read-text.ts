import * as K from '../../assembly/core/layout.js';
import { opOf, type Op } from '../cursor/index.js';
import {
  isRecordShape,
  pathOfShape,
  UNKNOWN_GAPS,
  type ArrayShape,
  type MemberShape,
  type RangeShape,
  type RecordShape,
  type RecordsShape,
  type Shape,
  type TaggedShape,
} from '../program/index.js';
import { alignUp } from '../schema/index.js';
import { leafBounds } from './check-facts.js';
import type { CodecText } from './codec-text.js';
import { integerText, valueText } from './leaf-text.js';
import { indented, literal, quoted } from './module-text.js';
import { NotationText } from './notation-text.js';
import { partsFunction } from './parts-text.js';
import { byListedType, listConstant } from './record-list-text.js';
import type { RecordSetText } from './record-set-text.js';
import { bare, bracketed, minusText, plus, roomText, timesText } from './place-text.js';
import { literalText, objectText, type Shown } from './read-members.js';
import { callOf, type ReadPlace } from './read-scope.js';

/**
 * Declares `read<T>(view, at, length, copy)`: the value of a record that was checked, as decode gives it. `copy(view, from, bytes)` makes the bytes
 * that it has. Where somebody has changed the record since, what is read is none of it, or a RangeError, but never what lies outside.
 */
export function readFunction(codec: CodecText): string {
  return codec.declare('read', (name) => new ReadText(codec).text(name));
}

/** Whether values of a shape have bytes, so that `read<T>` calls its `copy`: for those that have none, nobody needs a copy of a stream. */
export function hasBytes(shape: Shape): boolean {
  switch (shape.kind) {
    case 'record':
      return shape.hasUnknownTail || shape.hasUnknownGaps || shape.members.some((member) => hasBytes(member.shape));
    case 'overlay':
      return shape.arms.some((arm) => hasBytes(arm.shape));
    case 'tagged':
      return shape.otherwise < 0 || shape.arms.some((arm) => hasBytes(arm.shape));
    case 'array':
      return hasBytes(shape.element);
    case 'records':
      return shape.list.types.some(({ program }) => hasBytes(program.shape));
    default:
      return shape.kind === 'bytes';
  }
}

/** Declares and exports `decode<T>(message)`. `check` is the name of the function that checks. */
export function decodeFunction(codec: CodecText, check: string): string {
  const read = readFunction(codec);
  const { module } = codec;
  const view = `const view = ${module.use('messageView')}(message);`;
  const call = `${read}(view, 0, ${check}(view, 0, view.byteLength), ${module.use('sliceOf')})`;
  return codec.declare('decode', (name) => `export function ${name}(message) {\n  ${view}\n  return ${call};\n}`);
}

/** Fixed arrays of so many numbers are literals. */
const FEW_ELEMENTS = 8;

/** What a count may count. */
const COUNTED_KINDS: readonly Shape['kind'][] = ['array', 'bytes', 'text', 'records'];

/** What reads a text, by its encoding. */
const READS = { ascii: 'readAscii', 'utf-8': 'readUtf8', 'utf-16le': 'readUtf16', 'utf-16be': 'readUtf16BE' } as const;

class ReadText {
  private readonly notation: NotationText;

  constructor(private readonly codec: CodecText) {
    this.notation = new NotationText(codec);
  }

  text(name: string): string {
    const { codec } = this;
    const place: ReadPlace = {
      base: 'at',
      known: codec.code.word(K.P_FIXED_BYTES),
      indices: [],
      fromRecord: 0,
    };
    const shown = this.rootMembers(codec.program.shape, place);
    const made = objectText(shown, returned);
    const body = /\bend\b/.test(made) ? `const end = at + length;\n${made}` : made;
    return `function ${name}(view, at, length, copy) {\n${indented(body)}\n}`;
  }

  // --- records -----------------------------------------------------------------------------------------------------

  private rootMembers(shape: RecordShape, place: ReadPlace): Shown[] {
    const { versioned, members, hasUnknownGaps, hasUnknownTail } = shape;
    if (versioned !== undefined) return this.versionedMembers(shape, versioned, place);
    const shown = members.flatMap((member) => this.member(member, place));
    if (!hasUnknownGaps && !hasUnknownTail) return shown;
    const parts = partsFunction(this.codec);
    const hasParts = parts !== undefined;
    if (hasParts) shown.push({ kind: 'statement', text: `const parts = ${parts}(view, at, end);` });
    if (hasUnknownGaps) {
      shown.push({ kind: 'statement', text: 'const gaps = parts.gaps(copy);' });
      shown.push({
        kind: 'if',
        condition: 'gaps !== undefined',
        shown: [{ kind: 'member', name: UNKNOWN_GAPS, value: 'gaps' }],
      });
    }
    if (hasUnknownTail) shown.push(...this.unknownTail(hasParts));
    return shown;
  }

  /** Bytes after all parts, which the record's own length or distance covers. */
  private unknownTail(hasParts: boolean): Shown[] {
    const { code, module } = this.codec;
    const fixedBytes = code.word(K.P_FIXED_BYTES);
    const startAlign = code.word(K.P_START_ALIGN);
    const extent = hasParts ? 'extent' : String(fixedBytes);
    const isNext = code.word(K.P_RULE) === K.RULE_NEXT;
    const length = minusText('length', code.word(K.P_TRAILING_BYTES));
    const conditions = [`${extent} < ${length}`];
    if (isNext && startAlign > 1) {
      // In a chain, what leads to the next place where a record may start is padding; the last record leads nowhere.
      const aligned = hasParts
        ? `Math.ceil(extent / ${startAlign}) * ${startAlign}`
        : String(alignUp(fixedBytes, startAlign));
      conditions.push(`(length !== ${aligned} || ${integerText(module, code.ruleOp, 'view', 'at')} === 0)`);
    }
    const from = hasParts ? 'parts.reached' : plus('at', fixedBytes);
    const value = `copy(view, ${from}, ${length} - ${extent})`;
    const tail: Shown = {
      kind: 'if',
      condition: conditions.join(' && '),
      shown: [{ kind: 'member', name: 'unknownTail', value }],
    };
    return hasParts ? [{ kind: 'statement', text: 'const extent = parts.reached - at;' }, tail] : [tail];
  }

  /** A versioned record may end before a member; what is left of it then is a tail. */
  private versionedMembers(
    { members }: RecordShape,
    { bytes, fixedBytes }: NonNullable<RecordShape['versioned']>,
    place: ReadPlace,
  ): Shown[] {
    const shown = members.flatMap((member): Shown[] => {
      const inner = this.member(member, { ...place, known: Math.max(place.known, member.end) });
      if (member.end <= fixedBytes || inner.length === 0) return inner;
      return [{ kind: 'if', condition: `length >= ${member.end}`, shown: inner }];
    });
    const ends = [...new Set(members.map(({ end }) => end))].filter((end) => end > fixedBytes).sort((a, b) => a - b);
    const startAt = (length: number): number =>
      Math.min(bytes, ...members.filter(({ end }) => end > length).map(({ start }) => start));
    const chain = ends.map(
      (end, index) => `length < ${end} ? ${startAt(index === 0 ? fixedBytes : (ends[index - 1] as number))} : `,
    );
    const start = `${chain.join('')}${startAt(Infinity)}`;
    shown.push({ kind: 'statement', text: `const extent = ${start};` });
    shown.push({
      kind: 'if',
      condition: 'extent < length',
      shown: [{ kind: 'member', name: 'unknownTail', value: 'copy(view, at + extent, length - extent)' }],
    });
    return shown;
  }

  /** The members that a record, a union or a promoted part of one shows. */
  private members(shape: Shape, place: ReadPlace): Shown[] {
    switch (shape.kind) {
      case 'record':
        return shape.members.flatMap((member) => this.member(member, place));
      case 'overlay':
        return shape.arms.flatMap((arm) => this.member(arm, place));
      case 'tagged':
        return this.tagged(shape, place);
      default:
        return [];
    }
  }

  private member({ name, promoted, shape, pointer }: MemberShape, place: ReadPlace): Shown[] {
    if (promoted && isRecordShape(shape)) return this.members(shape, place);
    const value = pointer === undefined ? this.value(shape, place) : this.pointed(shape, pointer, place);
    return [{ kind: 'member', name, value }];
  }

  /** The tag selects one of the arms. */
  private tagged(shape: TaggedShape, place: ReadPlace): Shown[] {
    const { program, module } = this.codec;
    const { tagOp, arms, otherwise, bytes } = shape;
    const tagLeaf = opOf(program, tagOp);
    const isWide = tagLeaf.kind === K.OP_WIDE;
    const seen = new Map<number | bigint, number>();
    // Of arms with the same tag the last one, as in the interpreter's map.
    arms.forEach(({ tags }, arm) => tags.forEach((tag) => seen.set(isWide ? BigInt(tag) : Number(tag), arm)));
    const shownBy = arms.map((arm, index) => {
      const op = opOf(program, shape.op).below[index] as Op;
      const known = Math.max(place.known, bytes === undefined ? op.offset + op.bytes : 0);
      const shown = this.member(arm, { ...place, known });
      return bytes === undefined ? [...this.armFits(arm, op, place), ...shown] : shown;
    });
    const cases = arms.flatMap((_, arm) => {
      const tags = [...seen].filter(([, selected]) => selected === arm).map(([tag]) => literal(tag));
      return tags.length === 0 || arm === otherwise ? [] : [{ tags, shown: shownBy[arm] as Shown[] }];
    });
    const tag = isWide
      ? valueText(module, tagLeaf, 'view', place.base)
      : integerText(module, tagLeaf, 'view', place.base);
    const other = otherwise < 0 ? [this.raw(shape, place)] : (shownBy[otherwise] as Shown[]);
    return [{ kind: 'choice', tag, cases, otherwise: other }];
  }

  private armFits(arm: MemberShape, op: Op, place: ReadPlace): Shown[] {
    const end = op.offset + op.bytes;
    if (end <= place.known) return [];
    const path = quoted(pathOfShape(this.codec.program, arm.shape));
    const text = `${this.codec.module.use('assertArmFits')}(${path}, ${end}, ${this.room(place, 0)});`;
    return [{ kind: 'statement', text }];
  }

  private raw({ op, bytes }: TaggedShape, place: ReadPlace): Shown {
    const { offset } = opOf(this.codec.program, op);
    const count = bytes ?? minusText(this.roomThere(place, offset), opOf(this.codec.program, op).count);
    return { kind: 'member', name: 'raw', value: `copy(view, ${plus(place.base, offset)}, ${count})` };
  }

  // --- values ------------------------------------------------------------------------------------------------------

  /** Expression of what a shape is at a place. */
  private value(shape: Shape, place: ReadPlace): string {
    const { program, module } = this.codec;
    switch (shape.kind) {
      case 'leaf':
        return this.notation.shown(shape, place, valueText(module, opOf(program, shape.op), 'view', place.base));
      case 'split':
        return this.split(opOf(program, shape.op), place);
      case 'array':
        return this.array(shape, place);
      case 'bytes':
      case 'text':
      case 'guid':
        return this.range(shape, place);
      case 'records':
        return this.records(shape, place);
      default:
        return this.record(shape, place);
    }
  }

  private record(shape: Shape, place: ReadPlace): string {
    if (!isConditional(shape)) return literalText(this.members(shape, place)) ?? '{}';
    const body = objectText(this.members(shape, { ...place, base: 'base' }), returned);
    return callOf(this.codec, this.pathOf(shape), body, place.indices, { base: place.base });
  }

  private split({ below }: Op, { base }: ReadPlace): string {
    const parts = below.map((part) => ({ part, text: integerText(this.codec.module, part, 'view', base) }));
    return `(${parts.reduce((text, { part, text: own }) => (text === '' ? own : `${bracketed(text)} * ${literal(2 ** part.width)} + ${own}`), '')})`;
  }

  /** What lies where an offset points, from a function of its own: its place is looked for once. */
  private pointed(shape: Shape, pointer: number, place: ReadPlace): string {
    const { codec } = this;
    const op = opOf(codec.program, pointer);
    if ((op.flags & K.F_TRAILING) !== 0) return this.trailing(shape, op, place);
    const leaf = op.ref as Op;
    const offset = integerText(codec.module, leaf, 'view', place.base);
    const origin = (op.flags & K.F_FROM_FIELD) === 0 ? 'at' : plus(place.base, leaf.offset);
    const target = `${codec.module.use('placeWithin')}(${origin} + ${offset}, ${op.bytes}, at, end)`;
    const isFrame = (op.flags & K.F_FRAME) !== 0;
    const inner: ReadPlace = { base: 'base', known: op.bytes, indices: place.indices, fromRecord: undefined };
    const count = isFrame ? undefined : this.countText(shape, place);
    const value = this.value(shape, count === undefined ? inner : { ...inner, count: 'count' });
    return callOf(codec, this.pathOf(shape), returned(bare(value)), place.indices, {
      base: target,
      ...(count && { count }),
    });
  }

  /** What lies before the record's end: a struct, and an array, from a function of its own. */
  private trailing(shape: Shape, { offset, bytes }: Op, place: ReadPlace): string {
    const base = `end - ${offset}`;
    const inner: ReadPlace = { base: 'base', known: bytes, indices: place.indices, fromRecord: undefined };
    if (shape.kind === 'leaf') return this.value(shape, { ...inner, base });
    return callOf(this.codec, this.pathOf(shape), returned(bare(this.value(shape, inner))), place.indices, { base });
  }

  /** What counts a part that is not beside its count, but where the offset beside that points. */
  private countText(shape: Shape, place: ReadPlace): string | undefined {
    if (!COUNTED_KINDS.includes(shape.kind)) return undefined;
    const { flags, ref } = opOf(this.codec.program, shape.op);
    const isCounted = (flags & K.F_COUNTED) !== 0;
    return isCounted ? integerText(this.codec.module, ref as Op, 'view', place.base) : undefined;
  }

  /** Units of a part: a number, or what is counted, no more than there is room for. */
  private units(op: Op, place: ReadPlace): string {
    const { flags, bytes, offset, count } = op;
    if ((flags & (K.F_REST | K.F_TERMINATED)) !== 0) {
      const room = minusText(this.roomThere(place, offset), (flags & K.F_REST) === 0 ? 0 : count);
      return bytes === 1 ? room : `Math.floor(${bracketed(room)} / ${bytes})`;
    }
    if ((flags & K.F_COUNTED) === 0) return String(count);
    const { module } = this.codec;
    const leaf = op.ref as Op;
    const counted = place.count ?? integerText(module, leaf, 'view', place.base);
    const unit = (flags & K.F_COUNTS_BYTES) === 0 ? 1 : bytes;
    const room = this.room(place, offset);
    if (bytes > 1) {
      const units = unit === 1 ? counted : `${bracketed(counted)} / ${unit}`;
      return `${module.use('unitsWithin')}(${units}, ${room}, ${bytes})`;
    }
    const within = `Math.min(${counted}, ${room})`;
    const isSafe = leafBounds(leaf).least >= 0n && offset <= place.known;
    return isSafe ? within : `Math.max(0, ${within})`;
  }

  /** Bytes from a place to the record's end. */
  private room({ base }: ReadPlace, offset: number): string {
    return base === 'at' ? minusText('length', offset) : roomText('end', base, offset);
  }

  private roomThere(place: ReadPlace, offset: number): string {
    const room = this.room(place, offset);
    return offset <= place.known ? room : `Math.max(0, ${room})`;
  }

  private range(shape: RangeShape, place: ReadPlace): string {
    const { program, module } = this.codec;
    const op = opOf(program, shape.op);
    const from = plus(place.base, op.offset);
    if (shape.kind === 'guid') return `${module.use('readGuid')}(view, ${from})`;
    const units = this.units(op, place);
    const bytes = timesText(units, op.bytes);
    if (shape.kind === 'bytes') return `copy(view, ${from}, ${bytes})`;
    const { encoding = 'ascii' } = shape;
    const read = module.use(READS[encoding]);
    if ((op.flags & (K.F_TRIM | K.F_TERMINATED)) === 0) return `${read}(view, ${from}, ${bytes})`;
    const there = (op.flags & K.F_TERMINATED) === 0 ? bytes : this.roomThere(place, op.offset);
    return `${read}(view, ${from}, ${module.use('bytesToNul')}(view, ${from}, ${there}, ${op.bytes}))`;
  }

  /** The records of a part, each read by its type. */
  private records({ op: index }: RecordsShape, place: ReadPlace): string {
    const { codec } = this;
    const op = opOf(codec.program, index);
    const list = codec.lists.get(index) as RecordSetText;
    const read = readListedFunction(list);
    const part = [`view`, plus(place.base, op.offset), this.units(op, place), quoted(codec.program.paths[index] ?? '')];
    const each = `(type, at, length) => ${read}(type, view, at, length, copy)`;
    return `${codec.module.use('readRecords')}(${[listConstant(list), ...part, each].join(', ')})`;
  }

  // --- arrays ------------------------------------------------------------------------------------------------------

  private array(shape: ArrayShape, place: ReadPlace): string {
    const op = opOf(this.codec.program, shape.op);
    const { offset, bytes: stride, count, flags } = op;
    const first = plus(place.base, offset);
    const isFixed = (flags & (K.F_REST | K.F_COUNTED | K.F_TERMINATED)) === 0;
    const fromRecord = place.fromRecord === undefined ? undefined : place.fromRecord + offset;
    const elementAt = (base: string, more: Partial<ReadPlace> = {}): ReadPlace => ({
      base,
      known: stride,
      indices: place.indices,
      fromRecord,
      ...more,
    });
    const { element } = shape;
    const isPlain = element.kind === 'leaf' && this.codec.program.notation === undefined;
    if (isPlain && isFixed && count <= FEW_ELEMENTS) {
      const values = Array.from({ length: count }, (_, index) =>
        this.value(element, elementAt(plus(first, index * stride))),
      );
      return `[${values.join(', ')}]`;
    }
    const units = this.units(op, place);
    if (isPlain) return this.numbers(opOf(this.codec.program, element.op), stride, first, units);
    return this.elements(shape, stride, elementAt, first, units, place.indices);
  }

  /** A loop over numbers: a function for each kind of them. */
  private numbers(op: Op, stride: number, first: string, units: string): string {
    const { module } = this.codec;
    const value = valueText(module, op, 'view', 'place');
    const step = stride === 1 ? 'first + index' : `first + index * ${stride}`;
    const isOnce = value.split('place').length === 2;
    const body = isOnce
      ? `values.push(${value.replace('place', step)});`
      : `const place = ${step};\n    values.push(${value});`;
    const loop = `  const values = [];\n  for (let index = 0; index < count; index++) {\n    ${body}\n  }\n  return values;`;
    const name = module.shared('readNumbers', (own) => `function ${own}(view, first, count) {\n${loop}\n}`);
    return `${name}(view, ${first}, ${units})`;
  }

  private elements(
    shape: ArrayShape,
    stride: number,
    elementAt: (base: string, more?: Partial<ReadPlace>) => ReadPlace,
    first: string,
    units: string,
    outer: readonly string[],
  ): string {
    const index = outer.length === 0 ? 'index' : `index${outer.length + 1}`;
    const place = elementAt('base', { indices: [...outer, index] });
    const { element } = shape;
    const pushed = (value: string): string => `values.push(${value});`;
    const made = isRecordShape(element)
      ? objectText(this.members(element, place), pushed)
      : pushed(bare(this.value(element, place)));
    const step = `const base = first + ${index}${stride === 1 ? '' : ` * ${stride}`};`;
    const body = [
      'const values = [];',
      `for (let ${index} = 0; ${index} < count; ${index}++) {`,
      indented(/\bbase\b/.test(made) ? `${step}\n${made}` : made),
      '}',
      'return values;',
    ].join('\n');
    return callOf(this.codec, this.pathOf(shape), body, outer, { first, count: units });
  }

  private pathOf(shape: Shape): string {
    return pathOfShape(this.codec.program, shape);
  }
}

function returned(value: string): string {
  return `return ${value};`;
}

/** Declares `read<List>(type, view, at, length, copy)`: the value of a record of a list. */
function readListedFunction(list: RecordSetText): string {
  return byListedType(
    list,
    'read',
    'view, at, length, copy',
    list.members.map(({ codec }) => `${readFunction(codec)}(view, at, length, copy)`),
  );
}

/** Whether a record has members that it does not always show. */
function isConditional(shape: Shape): boolean {
  if (shape.kind === 'tagged') return true;
  const members = shape.kind === 'record' ? shape.members : shape.kind === 'overlay' ? shape.arms : [];
  return members.some((member) => member.promoted && isConditional(member.shape));
}
