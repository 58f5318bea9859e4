import type { Codec } from '../codec/index.js';
import type { Column } from '../plan/index.js';
import {
  bytes,
  findMember,
  hasPointed,
  layoutOf,
  normalise,
  struct,
  u32,
  type AnyType,
  type LaidMember,
  type LaidRecord,
  type LaidType,
} from '../schema/index.js';

/** One value of a row; `column` is undefined where batches have no column for it and it is read from the record itself. */
export interface LeafField {
  readonly kind: 'leaf';
  readonly name: string;
  readonly path: string;
  readonly type: LaidType;
  readonly column: Column | undefined;
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
  readonly tag: LeafField & { readonly column: Column };
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
  const columns = new Map(codec.columns.map((column) => [column.path, column]));
  const { root } = codec.layout;
  const fields = new FieldBuilder(root, columns).members(root, '');
  return [...fields, ...unknownTypes(root).map(([name, type]) => leafField(name, '', type, columns))];
}

/** What a row may have that no member holds. */
export function unknownTypes({ node }: LaidRecord): [name: string, type: LaidType][] {
  const { length, next } = node.options;
  return [
    ...(hasPointed(node) ? [['unknownGaps', GAPS] as [string, LaidType]] : []),
    ...(length === undefined && next === undefined ? [] : [['unknownTail', BYTES] as [string, LaidType]]),
  ];
}

export function isUnknownBytes({ type }: LeafField): boolean {
  return type === GAPS || type === BYTES;
}

const BYTES: LaidType = { kind: 'bytes', count: { kind: 'rest' } };
const GAPS: LaidType = {
  kind: 'array',
  element: layoutOf(struct('', { offset: u32, bytes: bytes() })).root,
  stride: 0,
  count: { kind: 'rest' },
};

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

type Columns = ReadonlyMap<string, Column>;

function leafField(name: string, prefix: string, type: LaidType, columns: Columns): LeafField {
  const path = prefix + name;
  return { kind: 'leaf', name, path, type, column: columns.get(path) };
}

class FieldBuilder {
  constructor(
    private readonly root: LaidRecord,
    private readonly columns: Columns,
  ) {}

  members(record: LaidRecord, prefix: string, hiddenAbove: ReadonlySet<string> = new Set()): Field[] {
    const hidden = hiddenMembers(record, hiddenAbove);
    return record.members.flatMap((member) => this.member(member, prefix, hidden));
  }

  private member({ name, anonymous, unnamed, type }: LaidMember, prefix: string, hidden: ReadonlySet<string>): Field[] {
    if (unnamed || (!anonymous && hidden.has(name))) return [];
    if (type.kind !== 'record') return [leafField(name, prefix, type, this.columns)];
    const inner = anonymous ? prefix : `${prefix}${name}.`;
    const members =
      type.node.tag === undefined
        ? this.members(type, inner, anonymous ? hidden : undefined)
        : this.choice(type, prefix + type.node.tag.field, inner);
    if (anonymous) return members;
    const path = prefix + name;
    // A record that no column shows is read as one value: it may be missing as a whole.
    const hasColumn = [...leavesOf(members)].some((leaf) => leaf.column !== undefined);
    return hasColumn ? [{ kind: 'group', name, path, members }] : [leafField(name, prefix, type, this.columns)];
  }

  private choice(union: LaidRecord, tagPath: string, prefix: string): Field[] {
    const { cases = {}, otherwise } = union.node.tag ?? {};
    const type = findMember(this.root.members, tagPath)?.member.type;
    const arms = union.members.map((arm) => ({
      tags: (cases[arm.name] ?? []).map((tag) => (type?.kind === 'leaf' ? normalise(type.scalar, tag) : tag)),
      members: this.member(arm, prefix, new Set()),
    }));
    const raw = leafField('raw', prefix, { kind: 'bytes', count: { kind: 'rest' } }, this.columns);
    const column = this.columns.get(tagPath);
    if (column === undefined || type === undefined) return [...arms.flatMap((arm) => arm.members), raw];
    const tag = { ...leafField(tagPath, '', type, this.columns), column };
    return [{ kind: 'choice', tag, arms, otherwise: union.members.findIndex((arm) => arm.name === otherwise), raw }];
  }
}

/** Parts of split values are not shown on their own. */
function hiddenMembers(record: LaidRecord, above: ReadonlySet<string>): ReadonlySet<string> {
  const parts = record.members.flatMap(({ type }) => (type.kind === 'split' ? type.parts : []));
  return new Set([...above, ...parts]);
}
