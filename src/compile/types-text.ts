import * as K from '../../assembly/core/layout.js';
import {
  fillsItself,
  isRecordShape,
  shownMembers,
  UNKNOWN_GAPS,
  type Column,
  type LeafShape,
  type MemberShape,
  type Program,
  type RecordShape,
  type RecordsShape,
  type Shape,
  type TaggedShape,
} from '../program/index.js';
import type { EnumNames } from '../schema/index.js';
import { commentText, indented, keyText, literal, quoted } from './module-text.js';

/** What a type is the type of: a decoded value, what encode takes, a cursor. */
type Role = 'value' | 'input' | 'view';

/**
 * TypeScript's types of a codec, written out: `NAME` for decoded values, `NAMEInput`, `NAMEView`, and `NAMEColumns` with an array for each path, and types of enums with names of their own. They say what
 * `Infer`, `InferInput`, `InferView` and `ColumnsOf` say of the schema.
 */
export function typeDeclarations(program: Program, name: string, freeName: (wanted: string) => string): string {
  return [
    valueTypes(program, name, freeName),
    `/** The columns of a batch, by path. */\nexport interface ${name}Columns ${columnsText(program)}`,
    `/** The path of any member. */\nexport type ${name}Path = ${union(memberPaths(program).map(pathType))};`,
  ].join('\n\n');
}

/** Those of them that one record needs. */
export function valueTypes(program: Program, name: string, freeName: (wanted: string) => string): string {
  const types = new TypeWriter(program, freeName);
  const { shape } = program;
  const declared = [
    `/** A decoded ${commentText(program.layout.name || 'record')}. */\nexport type ${name} = ${types.of(shape, 'value')};`,
    `/** What encode takes: members that follow from others may be left out. */\nexport type ${name}Input = ${types.of(shape, 'input')};`,
    `/** A cursor over the bytes of one: setting a member writes it there. */\nexport type ${name}View = ${types.of(shape, 'view')};`,
  ];
  return [...types.enums.aliases.values(), ...declared].join('\n\n');
}

/** Types of enums that are declared, by name, and the name of each. */
class EnumTypes {
  readonly aliases = new Map<string, string>();
  readonly byEnum = new Map<EnumNames, string>();
}

class TypeWriter {
  /** Leaves that encode fills in. */
  private readonly filled = new Set<number>();

  constructor(
    private readonly program: Program,
    private readonly freeName: (wanted: string) => string,
    readonly enums = new EnumTypes(),
  ) {
    this.noteFilled(program.shape);
  }

  of(shape: Shape, role: Role): string {
    switch (shape.kind) {
      case 'leaf':
        return this.number(shape, role);
      case 'split':
        return 'number';
      case 'bytes':
        return 'Uint8Array';
      case 'text':
      case 'guid':
        return 'string';
      case 'array':
        return this.array(shape.element, role);
      case 'records':
        return this.records(shape, role);
      default:
        return this.partTexts(shape, role).join(' & ');
    }
  }

  private array(element: Shape, role: Role): string {
    if (role === 'view') return `ArrayView<${this.of(element, 'view')}, ${this.of(element, 'input')}>`;
    const text = this.of(element, role);
    if (role === 'input') return `ArrayLike<${text}>`;
    const isOne = !isRecordShape(element) || this.partTexts(element, role).length === 1;
    return isOne ? `${text}[]` : `(${text})[]`;
  }

  /** One alternative for each type. */
  private records({ list }: RecordsShape, role: Role): string {
    const records = list.types.map(({ name, program }) => {
      const value = new TypeWriter(program, this.freeName, this.enums).of(program.shape, role);
      return objectText([`readonly type: ${quoted(name)};`, `readonly value: ${value};`]);
    });
    return `${role === 'input' ? 'readonly ' : ''}(${union(records)})[]`;
  }

  private number({ leaf, wide, op }: LeafShape, role: Role): string {
    if (leaf.scalar.format === 'bool') return 'boolean';
    const { enumeration, check } = leaf.scalar;
    const plain = wide ? (role === 'input' ? 'bigint | number | `${bigint}`' : 'bigint') : 'number';
    if (enumeration === undefined || enumeration.flags) return plain;
    const isStrict = check?.kind === 'strict';
    const name = this.enumOf(enumeration, wide, isStrict, op);
    if (role !== 'input') return name;
    return union([name, ...Object.keys(enumeration.values).map(quoted), ...(isStrict ? [] : [plain])]);
  }

  /** The values of an enum, each with its name in a comment. */
  private enumOf(enumeration: EnumNames, wide: boolean, isStrict: boolean, op: number): string {
    const { aliases, byEnum } = this.enums;
    const known = byEnum.get(enumeration);
    if (known !== undefined) return known;
    const base = wide ? 'bigint' : 'number';
    const signed = (this.program.ops[op]?.flags ?? 0) & K.F_SIGNED;
    const values = Object.entries(enumeration.values).map(
      ([name, value]) =>
        `  /** ${commentText(name)} */\n  | ${literal(wide ? BigInt(value) : asRead(Number(value), signed !== 0))}`,
    );
    const others = isStrict ? '' : `\n  | (${base} & {})`;
    const name = this.freeName(`${enumeration.name || 'Enum'}Value`);
    byEnum.set(enumeration, name);
    aliases.set(
      name,
      `/** The values of ${commentText(enumeration.name || 'an enum')}. */\nexport type ${name} =\n${values.join('\n')}${others};`,
    );
    return name;
  }

  /** What a record's type is the intersection of: an object, and each union that is promoted to it. */
  private partTexts(shape: Shape, role: Role): string[] {
    const { fields, unions } = this.partsOf(shape, role);
    const object = fields.length === 0 && unions.length > 0 ? [] : [objectText(fields)];
    return [...object, ...unions];
  }

  /** The members that a record shows, and the tagged unions that are promoted to it. `mayMiss`: the versioned record around it may end before it. */
  private partsOf(shape: Shape, role: Role, mayMiss = false): { fields: string[]; unions: string[] } {
    if (shape.kind === 'tagged') return { fields: [], unions: [this.tagged(shape, role, undefined)] };
    const members = shape.kind === 'record' ? shape.members : shape.kind === 'overlay' ? shape.arms : [];
    const versioned = shape.kind === 'record' ? shape.versioned : undefined;
    const fields: string[] = [];
    const unions: string[] = [];
    for (const member of members) {
      const isOpen =
        mayMiss || (versioned !== undefined && !holdsLength(member, this.program.paths[versioned.lengthOp]));
      if (member.promoted && isRecordShape(member.shape)) {
        if (member.shape.kind === 'tagged') {
          const alternatives = this.tagged(member.shape, role, members);
          unions.push(isOpen ? `Partial<${alternatives}>` : alternatives);
        } else {
          const inner = this.partsOf(member.shape, role, isOpen);
          fields.push(...inner.fields);
          unions.push(...inner.unions);
        }
        continue;
      }
      const mark = isOpen ? '?' : role === 'input' ? this.inputMark(shape, member.shape) : '';
      fields.push(field(member.name, this.of(member.shape, role), role, mark));
    }
    if (shape.kind === 'record') fields.push(...unknownFields(shape, role));
    return { fields, unions };
  }

  /** One alternative for each arm, and one for a tag that selects none. `members` are those of the record that a promoted union stands in. */
  private tagged(shape: TaggedShape, role: Role, members: readonly MemberShape[] | undefined): string {
    const tag = role === 'input' ? undefined : tagOf(shape, members);
    const alternatives = [
      ...shape.arms.map((arm, index) => ({
        name: arm.name,
        type: this.of(arm.shape, role),
        tags: index === shape.otherwise ? [] : arm.tags,
      })),
      ...(shape.otherwise >= 0 ? [] : [{ name: 'raw', type: 'Uint8Array', tags: [] }]),
    ];
    const objects = alternatives.map(({ name, type, tags }) => {
      const others = alternatives.filter((other) => other.name !== name);
      return objectText([
        ...(tag === undefined ? [] : tagField(tag, tags, role)),
        field(name, type, role, ''),
        ...others.map((other) => field(other.name, 'undefined', role, '?')),
      ]);
    });
    return `(${objects.join(' | ')})`;
  }

  private inputMark(around: Shape, shape: Shape): '' | '?' | '?undefined' {
    if (around.kind === 'overlay') return '?';
    return fillsItself(shape) || (shape.kind === 'leaf' && this.filled.has(shape.op)) ? '?undefined' : '';
  }

  private noteFilled(shape: Shape): void {
    if (shape.kind === 'array') this.noteFilled(shape.element);
    if (shape.kind === 'tagged') this.filled.add(shape.tagOp);
    if (shape.kind === 'record') for (const { op } of shape.derivations) this.filled.add(op);
    const members = shape.kind === 'record' ? shape.members : 'arms' in shape ? shape.arms : [];
    for (const member of members) this.noteFilled(member.shape);
  }
}

interface Tag {
  readonly name: string;
  readonly shape: LeafShape;
}

/** The tag that stands beside a union whose arms are promoted. */
function tagOf({ tagOp }: TaggedShape, members: readonly MemberShape[] | undefined): Tag | undefined {
  for (const { name, shape } of members ?? []) if (shape.kind === 'leaf' && shape.op === tagOp) return { name, shape };
  return undefined;
}

/** Whether the member is, or has in it, what says how long a versioned record is. */
function holdsLength({ name, promoted, shape }: MemberShape, path = ''): boolean {
  if (promoted && shape.kind === 'record') return shape.members.some((member) => holdsLength(member, path));
  return path === name || path.startsWith(`${name}.`);
}

/** What the tag is where one arm is there. A number that no arm has is told from all others, but that of an enum, whose other values have names. */
function tagField({ name, shape }: Tag, tags: readonly (number | bigint)[], role: Role): string[] {
  const { wide, leaf } = shape;
  const known = tags.map((tag) => (wide ? literal(BigInt(tag)) : literal(Number(tag))));
  if (known.length > 0) return [field(name, union(known), role, '')];
  if (leaf.scalar.enumeration !== undefined) return [];
  return [field(name, wide ? 'UnknownWideTag' : 'UnknownTag', role, '')];
}

/** A value of an enum may be given by either reading of its sign bit. */
function asRead(value: number, isSigned: boolean): number {
  return isSigned ? value | 0 : value < 0 ? value >>> 0 : value;
}

function unknownFields({ hasUnknownGaps, hasUnknownTail }: RecordShape, role: Role): string[] {
  const readRole = role === 'value' ? role : 'input'; // cursors show them, and do not take them
  return [
    ...(hasUnknownTail ? [field('unknownTail', 'Uint8Array', readRole, '?')] : []),
    ...(hasUnknownGaps ? [field(UNKNOWN_GAPS, 'UnknownGap[]', readRole, '?')] : []),
  ];
}

/** @param mark whether it may be left out, and be given as undefined */
function field(name: string, type: string, role: Role, mark: '' | '?' | '?undefined'): string {
  const readonly = role === 'input' ? 'readonly ' : '';
  return `${readonly}${keyText(name)}${mark === '' ? '' : '?'}: ${type}${mark === '?undefined' ? ' | undefined' : ''};`;
}

function objectText(fields: readonly string[]): string {
  return fields.length === 0 ? '{}' : `{\n${fields.map((one) => `${indented(one)}\n`).join('')}}`;
}

function union(parts: readonly string[]): string {
  return parts.length === 0 ? 'never' : parts.join(' | ');
}

const ARRAYS: Readonly<Record<Column['kind'], string>> = {
  u8: 'Uint8Array<ArrayBuffer>',
  i8: 'Int8Array<ArrayBuffer>',
  u16: 'Uint16Array<ArrayBuffer>',
  i16: 'Int16Array<ArrayBuffer>',
  u32: 'Uint32Array<ArrayBuffer>',
  i32: 'Int32Array<ArrayBuffer>',
  f32: 'Float32Array<ArrayBuffer>',
  f64: 'Float64Array<ArrayBuffer>',
  u64: 'BigUint64Array<ArrayBuffer>',
  i64: 'BigInt64Array<ArrayBuffer>',
  bytes: 'Uint8Array<ArrayBuffer>',
  list: 'ListColumn',
};

function columnsText({ columns }: Program): string {
  return objectText(columns.map(({ path, kind }) => `readonly ${keyText(path)}: ${ARRAYS[kind]};`));
}

/** Every member, also records and what is in the elements of arrays, whose index is any number. */
function memberPaths({ shape }: Program): string[] {
  const paths: string[] = [];
  const below = (inner: Shape, path: string): void => {
    for (const { name, shape: member } of shownMembers(inner)) {
      if (name === 'raw' || name === 'unknownTail' || name === UNKNOWN_GAPS) continue;
      add(member, path === '' ? name : `${path}.${name}`);
    }
  };
  const add = (member: Shape, path: string): void => {
    paths.push(path);
    if (isRecordShape(member)) below(member, path);
    if (member.kind === 'array') add(member.element, `${path}[]`);
  };
  below(shape, '');
  return paths;
}

/** A path as a literal type. */
function pathType(path: string): string {
  return path.includes('[]') ? `\`${path.replaceAll('[]', '[${number}]')}\`` : quoted(path);
}
