import * as K from '../../assembly/core/layout.js';
import { fixedExtent, type Op } from '../cursor/index.js';
import {
  isRecordShape,
  pathOfShape,
  type ArrayShape,
  type MemberShape,
  type RecordShape,
  type Shape,
  type TaggedShape,
} from '../program/index.js';
import { isBigint } from '../schema/index.js';
import { armText } from './arm-text.js';
import type { CodecText } from './codec-text.js';
import { integerText } from './leaf-text.js';
import { indented, isIdentifier, keyText, quoted } from './module-text.js';
import { plus } from './place-text.js';
import { leafAccessor, PLACE, splitAccessor, type Accessor } from './view-leaf-text.js';
import { unknownGapsAccessor, unknownTailAccessor, versionedTailAccessor } from './view-parts-text.js';
import { partText } from './view-plan-text.js';
import { firstText, growingText, rangeAccessor, recordsAccessor, unitsText } from './view-range-text.js';
import { isWord, wordAccessor } from './view-word-text.js';

/*
 * Cursors over one record: what src/cursor/cursor-class.ts makes when it runs, as classes whose accessors have constant places.
 */

/**
 * Declares the class of the cursors over a record, and gives its name: `new ViewChunk(view, at, length)` for a record that was checked.
 */
export function viewClass(codec: CodecText, role: CursorRole = 'view'): string {
  return codec.declare(PREFIXES[role], (name) => new ViewText(codec, name, role).root());
}

/**
 * What a cursor is for: a view of bytes that stay where they are; a message of a driver, or its reply, whose cursors are made once for a place that moves. A reply's
 * parts are as long as what is set.
 */
export type CursorRole = 'view' | 'message' | 'reply';

const PREFIXES: Readonly<Record<CursorRole, string>> = { view: 'View', message: 'Message', reply: 'Reply' };

/**
 * Declares `view<T>(message)`, which checks the message and gives its cursor.
 * @param check the name of the function `(view, at, end) => length`
 */
export function viewFunction(codec: CodecText, check: string): string {
  const { module } = codec;
  const View = viewClass(codec);
  return codec.declare('view', (name) =>
    [
      '/** A cursor over the bytes of a message, which is checked once, here. Nothing is copied. */',
      `export function ${name}(message) {`,
      `  const { buffer, byteOffset, byteLength } = ${module.use('asBytes')}(message);`,
      '  const view = new DataView(buffer, byteOffset, byteLength);',
      `  return new ${View}(view, 0, ${check}(view, 0, byteLength));`,
      '}',
    ].join('\n'),
  );
}

/** A member as a cursor has it. */
interface Member extends Accessor {
  readonly name: string;
}

/** How the cursors of a class stand in their record. */
interface Standing {
  /** On the place of the message itself, which has words. */
  readonly hasWords: boolean;
  /** What varies in length is as long as what is set. */
  readonly isGrowable: boolean;
}

/** In what an offset points to. */
const APART: Standing = { hasWords: false, isGrowable: false };

/** The accessors of one class, and what it keeps. */
interface ClassDraft extends Standing {
  /** Private names of the parts that are made when they are looked at. */
  readonly parts: string[];
  readonly members: Member[];
}

type NamedShape = Exclude<Shape, { readonly kind: 'leaf' | 'split' | 'bytes' | 'text' | 'guid' | 'records' | 'array' }>;

class ViewText {
  constructor(
    private readonly codec: CodecText,
    private readonly rootName: string,
    private readonly role: CursorRole,
  ) {}

  root(): string {
    const { codec } = this;
    const { shape } = codec.program;
    const { role } = this;
    const draft: ClassDraft = { parts: [], members: [], hasWords: role !== 'view', isGrowable: role === 'reply' };
    draft.members.push(...this.membersOf(shape, draft));
    if (role !== 'view') return this.classText(this.rootName, draft, shape, 'constructor(place)', 'place');
    const place = `new ${codec.module.use('Place')}(view, at, length)`;
    return this.classText(this.rootName, draft, shape, `constructor(view, at, length)`, place);
  }

  /** Adds the class of the cursors over a struct, a union or an element, and gives its name. */
  private inner(shape: Shape, { hasWords, isGrowable }: Standing): string {
    const { codec } = this;
    const path = pathOfShape(codec.program, shape);
    const name = codec.module.name(`${this.rootName}_${path.replaceAll('[]', '_Element').replaceAll('.', '_')}`);
    const draft: ClassDraft = { parts: [], members: [], hasWords, isGrowable };
    draft.members.push(
      ...(isRecordShape(shape)
        ? this.membersOf(shape, draft)
        : [{ name: 'value', ...this.accessorOf(shape, 'value', undefined, draft) }]),
    );
    codec.module.add(this.classText(name, draft, shape, 'constructor(place)', 'place'));
    return name;
  }

  private classText(name: string, draft: ClassDraft, shape: Shape, head: string, place: string): string {
    const { module, program } = this.codec;
    const path = pathOfShape(program, shape);
    const json = this.notationsOf(shape);
    const facts = [
      quoted(path || program.layout.name || 'record'),
      ...(json === '' && path === '' ? [] : [quoted(path)]),
    ];
    const body = [
      `#place;\n`,
      ...draft.parts.map((part) => `${part};\n`),
      `${head} {\n  super();\n  ${PLACE} = ${place};\n}\n`,
      `get '~place'() {\n  return ${PLACE};\n}\n`,
      ...draft.members.map(accessorsText),
    ];
    return [
      `const ${name} = /* @__PURE__ */ ${module.use('cursorClass')}(`,
      `  class ${name} extends ${module.use('Cursor')} {`,
      `${indented(body.join('\n'), 2)}  },`,
      `  ${[...facts, ...(json === '' ? [] : [json])].join(',\n  ')},`,
      ');',
    ].join('\n');
  }

  /** The members that a record, a union or a promoted part of one shows. */
  private membersOf(shape: Shape, draft: ClassDraft): Member[] {
    switch (shape.kind) {
      case 'record':
        if (shape.versioned !== undefined) return this.versionedMembers(shape, draft);
        return [...shape.members.flatMap((member) => this.memberOf(member, draft)), ...this.unknownOf(shape)];
      case 'overlay':
        return shape.arms.flatMap((arm) => this.memberOf(arm, draft));
      case 'tagged':
        return this.taggedMembers(shape, draft);
      default:
        return [];
    }
  }

  /** A member of a versioned record is undefined where the record ends before it, and cannot be set there. */
  private versionedMembers(record: RecordShape, draft: ClassDraft): Member[] {
    const { module, program } = this.codec;
    const known = record.members.flatMap((member) =>
      this.memberOf(member, draft).map(({ name, get, set }): Member => {
        const path = quoted(program.paths[member.shape.op] ?? '');
        return {
          name,
          get: `if (${PLACE}.length < ${member.end}) return undefined;\n${get}`,
          set: `${module.use('assertPresent')}(${PLACE}, ${member.end}, ${path});\n${set}`,
        };
      }),
    );
    return [...known, this.unknown('unknownTail', versionedTailAccessor(this.codec, record))];
  }

  private unknownOf({ hasUnknownGaps, hasUnknownTail }: RecordShape): Member[] {
    return [
      ...(hasUnknownGaps ? [this.unknown('unknownGaps', unknownGapsAccessor(this.codec))] : []),
      ...(hasUnknownTail ? [this.unknown('unknownTail', unknownTailAccessor(this.codec))] : []),
    ];
  }

  /** A reply has nothing that no member knows. */
  private unknown(name: string, { get, set }: Accessor): Member {
    return { name, get: this.role === 'reply' ? 'return undefined;' : get, set };
  }

  /** The arms of a union, of which the tag selects one: the others are undefined and cannot be set. */
  private taggedMembers(shape: TaggedShape, draft: ClassDraft): Member[] {
    const { codec } = this;
    const { module, program } = codec;
    const union = codec.code.ops[shape.op] as Op;
    const selected = `${armText(codec, union)}(${PLACE}.view, ${PLACE}.at)`;
    const arms = shape.arms.flatMap((arm, index) => {
      const path = quoted(pathOfShape(program, arm.shape));
      const { end } = fixedExtent(program, arm.shape);
      // A union that is sized by its arm may be at the record's end: what lies after that is somebody else's.
      const fits =
        shape.bytes === undefined
          ? `${module.use('assertArmFits')}(${path}, ${end}, ${PLACE}.end - ${PLACE}.at);\n`
          : '';
      return this.memberOf(arm, draft).map(({ name, get, set }): Member => ({
        name,
        get: `if (${selected} !== ${index}) return undefined;\n${fits}${get}`,
        set: `${module.use('assertArm')}(${selected}, ${index}, ${path});\n${fits}${set}`,
      }));
    });
    return shape.otherwise >= 0 ? arms : [...arms, { name: 'raw', ...this.rawOf(shape, selected, draft) }];
  }

  /** The bytes of a union whose tag selects no arm. */
  private rawOf(shape: TaggedShape, selected: string, { isGrowable }: Standing): Accessor {
    const { module, program, code } = this.codec;
    const path = quoted(program.paths[shape.op] ?? '');
    const from = plus('place.at', (code.ops[shape.op] as Op).offset);
    const trailing = (code.ops[shape.op] as Op).count;
    const rest = trailing === 0 ? 'Infinity' : `place.end - ${trailing} - (${from})`;
    const room = `${module.use('bytesAt')}(place, ${from}, ${shape.bytes ?? rest})`;
    const seat = `const place = ${PLACE};`;
    const isGrowing = isGrowable && shape.bytes === undefined;
    const shown = isGrowing ? `${module.use('bytesAt')}(place, ${from}, place.openEnd - (${from}))` : room;
    const write = isGrowing
      ? `${module.use('setRaw')}(place, ${from}, bytes, ${path});`
      : `${module.use('replaceBytes')}(${room}, bytes, ${path});`;
    return {
      get: `if (${selected} >= 0) return undefined;\n${seat}\nreturn ${shown};`,
      set: [
        `${module.use('assertNoArm')}(${selected}, ${path});`,
        `const bytes = ${module.use('givenBytes')}(value, ${path});`,
        `${seat}\n${write}`,
      ].join('\n'),
    };
  }

  private memberOf({ name, promoted, shape, pointer }: MemberShape, draft: ClassDraft): Member[] {
    if (promoted && isRecordShape(shape)) return this.membersOf(shape, draft);
    return [{ name, ...this.accessorOf(shape, name, pointer, draft) }];
  }

  private accessorOf(shape: Shape, name: string, pointer: number | undefined, draft: ClassDraft): Accessor {
    const { codec } = this;
    const target = pointer === undefined ? undefined : this.targetOf(codec.code.ops[pointer] as Op);
    switch (shape.kind) {
      case 'leaf':
        if (target === undefined && draft.hasWords && isWord(codec, shape.op)) return wordAccessor(codec, shape.op);
        return leafAccessor(codec, shape.op, target === undefined ? PLACE : `${PLACE}.inner(${target}(${PLACE}))`);
      case 'split':
        return splitAccessor(codec, shape.op, shape.width);
      case 'array':
        return this.arrayOf(shape, name, target, draft);
      case 'bytes':
      case 'text':
      case 'guid':
        return rangeAccessor(codec, shape, target, draft.isGrowable && target === undefined);
      case 'records':
        return recordsAccessor(codec, shape.op, target, viewClass);
      default:
        return this.partOf(shape, name, target, draft);
    }
  }

  /** The name of a function that says where an offset points to. */
  private targetOf(pointed: Op): string {
    return this.codec.declare(`target${pointed.index}Of`, (name) => {
      if ((pointed.flags & K.F_TRAILING) !== 0)
        return `function ${name}(place) {\n  return place.end - ${pointed.offset};\n}`;
      const offset = pointed.ref as Op;
      const read = integerText(this.codec.module, offset, 'place.view', 'place.at');
      const origin = (pointed.flags & K.F_FROM_FIELD) === 0 ? 'place.record' : plus('place.at', offset.offset);
      const path = this.codec.program.paths[pointed.index];
      return `/** Where ${path} lies. */\nfunction ${name}(place) {\n  return ${origin} + ${read};\n}`;
    });
  }

  /** A struct or union: a cursor of its own, kept by its owner. What an offset points to is made each time, as the offset may be set. */
  private partOf(shape: NamedShape, name: string, target: string | undefined, draft: ClassDraft): Accessor {
    const { module } = this.codec;
    const Part = this.inner(shape, target === undefined ? draft : APART);
    const part =
      target === undefined
        ? `${this.keep(name, draft)} ??= new ${Part}(${PLACE})`
        : `new ${Part}(${PLACE}.inner(${target}(${PLACE})))`;
    const constant = this.partConstant(shape, name, target);
    return {
      get: `return ${target === undefined ? `(${part})` : part};`,
      set: `${module.use('assignPart')}(${PLACE}, ${constant}, value, () => ${target === undefined ? `(${part})` : part});`,
    };
  }

  private arrayOf(shape: ArrayShape, name: string, target: string | undefined, draft: ClassDraft): Accessor {
    const { module } = this.codec;
    const member = this.arrayConstant(shape, name, target, draft);
    const kept = this.keep(name, draft);
    const array = `(${kept} ??= new ${module.use('ArrayView')}(${member}, ${PLACE}))`;
    return {
      get: `${module.use('seated')}(${PLACE});\nreturn ${array};`,
      set: `${array}.assign(value);`,
    };
  }

  /** What all views of one array share. */
  private arrayConstant(shape: ArrayShape, name: string, target: string | undefined, draft: ClassDraft): string {
    const { codec } = this;
    const { element } = shape;
    const op = codec.code.ops[shape.op] as Op;
    const { isGrowable } = draft;
    const count = unitsText(codec, op, 'place', 'first', isGrowable);
    const isGrowing = isGrowable && target === undefined && (op.flags & (K.F_TAIL | K.F_COUNTED)) !== 0;
    const isReply = this.role === 'reply';
    const json = element.kind === 'leaf' ? notationOf(element) : undefined;
    const entries = [
      `step: ${op.bytes}`,
      `first: (place) => ${firstText(op, 'place', target)}`,
      `count: ${/^\d+$/.test(count) ? '()' : '(place, first)'} => ${count}`,
      `Element: ${this.inner(element, { ...draft, hasWords: false })}`,
      `part: ${partText(codec, shape, target, isReply)}`,
      ...(isRecordShape(element) ? [`record: ${partText(codec, element, undefined, isReply)}`] : []),
      ...(isGrowing ? [`growing: ${codec.module.use('growingArray')}(${growingText(codec, shape.op)})`] : []),
      ...(json === undefined ? [] : [`json: ${json}`]),
    ];
    const text = `{\n${indented(entries.map((entry) => `${entry},\n`).join(''))}}`;
    return codec.module.constant(`array${codec.name}_${name}`, text);
  }

  private partConstant(shape: NamedShape, name: string, target: string | undefined): string {
    const { codec } = this;
    return codec.module.constant(`part${codec.name}_${name}`, partText(codec, shape, target, this.role === 'reply'));
  }

  /** The private name of a part. */
  private keep(name: string, { parts }: ClassDraft): string {
    const wanted = isIdentifier(name) && name !== 'place' && name !== 'constructor' ? `#${name}` : '#part';
    let part = wanted;
    for (let count = 2; parts.includes(part); count++) part = `${wanted}${count}`;
    parts.push(part);
    return `this.${part}`;
  }

  /** How JSON has those numbers that are not shown as they are written: see `Notations` of src/compiled/cursor.ts. */
  private notationsOf(shape: Shape): string {
    const entries = leavesOf(shape).flatMap(([name, leaf]) => {
      const notation = notationOf(leaf);
      return notation === undefined ? [] : [`${keyText(name)}: ${notation}`];
    });
    return entries.length === 0 ? '' : `{ ${entries.join(', ')} }`;
  }
}

type LeafShape = Extract<Shape, { kind: 'leaf' }>;

function notationOf({ wide, leaf: { bytes, scalar } }: LeafShape): 'String' | 'Number' | undefined {
  const hasDigits = isBigint(scalar.format, bytes);
  if (hasDigits === wide) return undefined;
  return hasDigits ? 'String' : 'Number';
}

/** The leaves that a class shows, by name. */
function leavesOf(shape: Shape): [name: string, leaf: LeafShape][] {
  const members = shape.kind === 'record' ? shape.members : 'arms' in shape ? shape.arms : [];
  return members.flatMap(({ name, promoted, shape: inner }): [string, LeafShape][] => {
    if (inner.kind === 'leaf') return [[name, inner]];
    return promoted ? leavesOf(inner) : [];
  });
}

function accessorsText({ name, get, set }: Member): string {
  // A class has a constructor of that name already.
  const key = name === 'constructor' ? `['constructor']` : keyText(name);
  return `get ${key}() {\n${indented(get)}\n}\n\nset ${key}(value) {\n${indented(set)}\n}\n`;
}
