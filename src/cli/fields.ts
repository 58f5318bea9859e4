import { describeColumns } from '../column-descriptions/index.js';
import type { Codec } from '../message/index.js';
import type { Column } from '../program/index.js';
import {
  findMember,
  normalise,
  type AnyType,
  type LaidMember,
  type LaidRecord,
  type LaidType,
} from '../schema/index.js';
import { unknownTypes } from './unknown-bytes.js';
import { nameKeys } from './row-keys.js';

/** One value of a row; `column` is undefined where batches have no column for it and it is read from the record itself. */
export interface LeafField {
  readonly kind: 'leaf';
  readonly name: string;
  readonly path: string;
  readonly type: LaidType;
  readonly column: Column | undefined;
  /** What the name of the value is called, beside it; undefined for values that have none. */
  readonly nameKey: string | undefined;
}

/** A nested record. */
export interface GroupField {
  readonly kind: 'group';
  readonly name: string;
  readonly path: string;
  readonly members: readonly Field[];
}

/** A tagged union: the members of the arm that the tag selects, or `raw`. */
export interface ChoiceField {
  readonly kind: 'choice';
  readonly tag: { readonly path: string; readonly column: Column };
  readonly arms: readonly ArmField[];
  /** Arm for every other tag; -1 for `raw`. */
  readonly otherwise: number;
  readonly raw: LeafField;
}

export interface ArmField {
  readonly tags: readonly (number | bigint)[];
  readonly members: readonly Field[];
}

export type Field = LeafField | GroupField | ChoiceField;

/** The members of a codec's type as rows show them: nested as in the struct, anonymous members promoted. */
export function fieldsOf(codec: Codec<AnyType>): readonly Field[] {
  const always = describeColumns(codec).map(({ present }) => !present.some((condition) => 'length' in condition));
  // What a versioned record may end before is read from the record: a cell of a column is there in every row, or in those of an arm.
  const columns = new Map(codec.columns.filter((_, index) => always[index]).map((column) => [column.path, column]));
  const { root } = codec.layout;
  const builder = new FieldBuilder(root, columns);
  const fields = builder.members(root, { prefix: '', nameKeys: nameKeys(root) });
  return [...fields, ...unknownTypes(root).map(([name, type]) => builder.unknown(name, type))];
}

/** Every leaf, in the order of the rows. */
export function* leavesOf(fields: readonly Field[]): Generator<LeafField> {
  for (const field of fields) {
    if (field.kind === 'leaf') yield field;
    else if (field.kind === 'group') yield* leavesOf(field.members);
    else {
      for (const arm of field.arms) yield* leavesOf(arm.members);
      if (field.otherwise < 0) yield field.raw;
    }
  }
}

/** Those of them that are not in every row: the arms of tagged unions. */
export function* armLeaves(fields: readonly Field[]): Generator<LeafField> {
  for (const field of fields) {
    if (field.kind === 'choice') yield* leavesOf([field]);
    else if (field.kind === 'group') yield* armLeaves(field.members);
  }
}

/** The fields without those leaves that are not wanted; what becomes empty goes, too. */
export function prunedFields(fields: readonly Field[], isWanted: (leaf: LeafField) => boolean): Field[] {
  return fields.flatMap((field): Field[] => {
    if (field.kind === 'leaf') return isWanted(field) ? [field] : [];
    if (field.kind === 'group') {
      const members = prunedFields(field.members, isWanted);
      return members.length > 0 ? [{ ...field, members }] : [];
    }
    const arms = field.arms.map((arm) => ({ ...arm, members: prunedFields(arm.members, isWanted) }));
    const keepsRaw = field.otherwise < 0 && isWanted(field.raw);
    if (!keepsRaw && arms.every((arm) => arm.members.length === 0)) return [];
    // Without `raw`, tags that select no arm select an empty one.
    if (keepsRaw || field.otherwise >= 0) return [{ ...field, arms }];
    return [{ ...field, arms: [...arms, { tags: [], members: [] }], otherwise: arms.length }];
  });
}

/** The object of a row that fields stand in: promoted members stand in that of the record around them. */
interface Place {
  readonly prefix: string;
  readonly nameKeys: ReadonlyMap<string, string>;
}

class FieldBuilder {
  constructor(
    private readonly root: LaidRecord,
    private readonly columns: ReadonlyMap<string, Column>,
  ) {}

  members(record: LaidRecord, place: Place, hiddenAbove: ReadonlySet<string> = new Set()): Field[] {
    const hidden = hiddenMembers(record, hiddenAbove);
    return record.members.flatMap((member) => this.member(member, place, hidden));
  }

  bytes(name: string, prefix: string): LeafField {
    return this.leaf(name, { kind: 'bytes', count: { kind: 'rest' } }, { prefix, nameKeys: new Map() });
  }

  /** What no member holds. */
  unknown(name: string, type: LaidType): LeafField {
    return this.leaf(name, type, { prefix: '', nameKeys: new Map() });
  }

  private leaf(name: string, type: LaidType, { prefix, nameKeys }: Place): LeafField {
    const path = prefix + name;
    // The column of a list of records has their bytes.
    const column = type.kind === 'records' ? undefined : this.columns.get(path);
    return { kind: 'leaf', name, path, type, column, nameKey: nameKeys.get(name) };
  }

  private member({ name, anonymous, unnamed, type }: LaidMember, place: Place, hidden: ReadonlySet<string>): Field[] {
    if (unnamed || (!anonymous && hidden.has(name))) return [];
    if (type.kind !== 'record') return [this.leaf(name, type, place)];
    const inner = anonymous ? place : { prefix: `${place.prefix}${name}.`, nameKeys: nameKeys(type) };
    const members =
      type.node.tag === undefined
        ? this.members(type, inner, anonymous ? hidden : undefined)
        : this.choice(type, place.prefix + type.node.tag.field, inner);
    if (anonymous) return members;
    // A record that no column shows is read as one value: it may be missing as a whole.
    const hasColumn = [...leavesOf(members)].some((leaf) => leaf.column !== undefined);
    return hasColumn ? [{ kind: 'group', name, path: place.prefix + name, members }] : [this.leaf(name, type, place)];
  }

  private choice(union: LaidRecord, tagPath: string, place: Place): Field[] {
    const { cases = {}, otherwise } = union.node.tag ?? {};
    const type = findMember(this.root.members, tagPath)?.member.type;
    const arms = union.members.map((arm) => ({
      tags: (cases[arm.name] ?? []).map((tag) => (type?.kind === 'leaf' ? normalise(type.scalar, tag) : tag)),
      members: this.member(arm, place, new Set()),
    }));
    const raw = this.bytes('raw', place.prefix);
    const column = this.columns.get(tagPath);
    if (column === undefined || type === undefined) {
      const members = arms.flatMap((arm) => arm.members);
      return otherwise === undefined ? [...members, raw] : members;
    }
    const tag = { path: tagPath, column };
    return [{ kind: 'choice', tag, arms, otherwise: union.members.findIndex((arm) => arm.name === otherwise), raw }];
  }
}

/** Parts of split values are not shown on their own. */
function hiddenMembers(record: LaidRecord, above: ReadonlySet<string>): ReadonlySet<string> {
  const parts = record.members.flatMap(({ type }) => (type.kind === 'split' ? type.parts : []));
  return new Set([...above, ...parts]);
}
