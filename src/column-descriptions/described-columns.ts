import type { Column, MemberShape, Program, RecordShape, Shape } from '../program/index.js';
import type { EnumNames, Leaf, TimeRule } from '../schema/index.js';
import type { ColumnCondition, ColumnDescription, ColumnNames, ColumnValue } from './describe-columns.js';
import { shortNames } from './short-names.js';

/** A description with what the program knows of the column. */
export interface DescribedColumn {
  readonly description: ColumnDescription;
  readonly column: Column;
  /** The part that the column shows; undefined for the bytes of a union whose tag selects no arm. */
  readonly shape: Shape | undefined;
}

/** The columns of a program, in its order. */
export function describedColumns(program: Program): readonly DescribedColumn[] {
  let known = KNOWN.get(program);
  if (known === undefined) KNOWN.set(program, (known = described(program)));
  return known;
}

const KNOWN = new WeakMap<Program, readonly DescribedColumn[]>();

function described(program: Program): readonly DescribedColumn[] {
  const parts = new Map<number, Part>();
  collect(program, program.shape, { dimensions: [], present: [] }, parts);
  const names = shortNames(program.columns.map(({ path }) => path));
  return program.columns.map((column, index) => {
    const { shape, dimensions, present } = parts.get(column.op) as Part;
    const { path, kind, shared } = column;
    const description: ColumnDescription = Object.freeze({
      path,
      name: names[index] as string,
      value: Object.freeze(valueOf(column, shape)),
      dimensions: Object.freeze(dimensions),
      isList: kind === 'list',
      present: Object.freeze(present),
      isShared: shared,
      array: kind,
    });
    return { description, column, shape };
  });
}

interface Within {
  /** Of the fixed arrays around it, outermost first. */
  readonly dimensions: readonly number[];
  readonly present: readonly ColumnCondition[];
}

interface Part extends Within {
  readonly shape: Shape | undefined;
}

/** What each op that may have a column shows, by the op's index. */
function collect(program: Program, shape: Shape, within: Within, parts: Map<number, Part>): void {
  switch (shape.kind) {
    case 'record':
      for (const member of shape.members)
        collect(program, member.shape, withLength(program, shape, member, within), parts);
      return;
    case 'overlay':
      for (const arm of shape.arms) collect(program, arm.shape, within, parts);
      return;
    case 'tagged': {
      const tag = program.paths[shape.tagOp] as string;
      const known = shape.arms.flatMap(({ tags }) => tags);
      const rest: ColumnCondition = Object.freeze({ tag, isOneOf: false, values: Object.freeze(known) });
      parts.set(shape.op, { ...within, present: [...within.present, rest], shape: undefined });
      for (const { shape: arm, tags } of shape.arms) {
        const condition = tags.length === 0 ? rest : Object.freeze({ tag, isOneOf: true, values: tags });
        collect(program, arm, { ...within, present: [...within.present, condition] }, parts);
      }
      return;
    }
    case 'array':
      parts.set(shape.op, { ...within, shape });
      if (shape.exact && shape.units !== undefined)
        collect(program, shape.element, { ...within, dimensions: [...within.dimensions, shape.units] }, parts);
      return;
    default:
      parts.set(shape.op, { ...within, shape });
  }
}

/** A versioned record may end before the member. */
function withLength({ paths }: Program, { versioned }: RecordShape, { end }: MemberShape, within: Within): Within {
  if (versioned === undefined || end <= versioned.fixedBytes) return within;
  const condition = Object.freeze({ length: paths[versioned.lengthOp] as string, least: end });
  return { ...within, present: [...within.present, condition] };
}

function valueOf(column: Column, shape: Shape | undefined): ColumnValue {
  switch (shape?.kind) {
    case 'leaf':
      return numberOf(shape.leaf);
    case 'split':
      return { type: 'integer', declared: 'split', bits: shape.width, isSigned: false };
    case 'array':
      return shape.element.kind === 'leaf' ? numberOf(shape.element.leaf) : { type: 'elements' };
    case 'records':
      return { type: 'elements' };
    case 'guid':
      return { type: 'guid' };
    case 'text':
      return { type: 'text', encoding: shape.encoding ?? 'ascii', ...roomOf(column) };
    default:
      return { type: 'bytes', ...roomOf(column) };
  }
}

/** Bytes that each value of a fixed size takes in its record. */
function roomOf({ kind, repeat, ranges }: Column): { readonly bytes?: number } {
  return kind === 'list' ? {} : { bytes: ranges === 0 ? 0 : repeat / ranges };
}

function numberOf({ scalar, width }: Leaf): ColumnValue {
  const { name: declared, format, enumeration, check, time, exponent } = scalar;
  if (format === 'bool') return { type: 'bool', declared };
  const unit: { readonly time?: TimeRule } = time === undefined ? {} : { time };
  if (format === 'float') return { type: 'float', declared, bits: width, exponentBits: exponent, ...unit };
  const names = enumeration === undefined ? {} : { names: namesOf(enumeration, check?.kind === 'strict') };
  return { type: 'integer', declared, bits: width, isSigned: format === 'signed', ...names, ...unit };
}

function namesOf({ name, values, flags }: EnumNames, isStrict: boolean): ColumnNames {
  return { name, values, isFlags: flags, isStrict };
}
