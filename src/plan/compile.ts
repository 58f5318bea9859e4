import * as K from '../../assembly/layout.js';
import {
  findMember,
  isVariable,
  normalise,
  unitBytes,
  type ChecksumAlgorithm,
  type Count,
  type LaidMember,
  type LaidPointed,
  type LaidRecord,
  type LaidType,
  type Layout,
  type Leaf,
  type ScalarNode,
} from '../schema/index.js';
import { CastbufError } from '../errors/index.js';
import { ColumnList } from './columns.js';
import { OpList, type Op } from './ops.js';
import type {
  ArrayShape,
  Derivation,
  LeafShape,
  Limits,
  MemberShape,
  OverlayShape,
  Program,
  RangeShape,
  RecordShape,
  Shape,
  TaggedArm,
  TaggedShape,
} from './program.js';
import { checkWords, isWide, leafFlags } from './leaf-words.js';
import { Scope } from './scope.js';
import { storageOf } from './storage.js';

/**
 * Turns a layout into the program that the engines run and the shape that the codec reads and writes slots by.
 * Both come from one walk over the layout, so that slots and ops have the same order.
 * @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING
 */
export function compile(layout: Layout, limits: Limits): Program {
  const { depth } = layout.root.node;
  if (depth > limits.nesting) {
    throw new CastbufError('ERR_LIMIT_NESTING', 'raise limits.nesting, or flatten the schema', {
      path: layout.name,
      want: depth,
      have: limits.nesting,
    });
  }
  return new Compiler(layout, limits).compile();
}

/** Where the compiler stands: everything that a nested part inherits. */
interface Place {
  /** Bytes from the frame's base to the record that is compiled. */
  readonly base: number;
  /** Bytes of the frame: no load reaches behind them. */
  readonly frameBytes: number;
  readonly path: string;
  /** Bytes of the root record that every message has; 0 where nothing becomes a column. */
  readonly columnBytes: number;
  readonly guard: { readonly union: number; readonly arm: number } | undefined;
  readonly shared: boolean;
  readonly versioned: boolean;
  readonly inUnion: boolean;
}

const CHECKSUMS: Record<ChecksumAlgorithm, number> = {
  'crc-32': K.CRC_32,
  'crc-32c': K.CRC_32C,
  'sum-8': K.SUM_8,
  'sum-to-zero-8': K.SUM_TO_ZERO_8,
};

class Compiler {
  private readonly list = new OpList();
  private readonly columns = new ColumnList();
  private readonly leaves = new Map<number, { late: boolean }>();
  private hasChecks = false;
  /** Parts that lie elsewhere, or arms that end the record: only a walk knows how far they reach. */
  private hasMeasuredParts = false;
  private pointedSeen = false;
  private needsWalk = false;
  private tailSeen: { readonly op: Op; readonly stride: number } | undefined;

  constructor(
    private readonly layout: Layout,
    private readonly limits: Limits,
  ) {}

  compile(): Program {
    const { root } = this.layout;
    const scope = new Scope();
    const { options } = root.node;
    const place: Place = {
      base: 0,
      frameBytes: isVariable(root.node) ? root.fixedBytes : root.bytes,
      path: '',
      columnBytes: root.fixedBytes,
      guard: undefined,
      shared: false,
      versioned: options.versioned,
      inUnion: false,
    };
    const checksums: (() => void)[] = [];
    const shape = this.rootShape(root, place, scope, checksums);
    const lengthField = options.length ?? options.next;
    const ruleOp = lengthField === undefined ? -1 : this.ruleOp(scope, lengthField);
    if (ruleOp >= 0) {
      this.list.add(
        { kind: K.OP_LENGTH, ref: ruleOp, flags: options.next === undefined ? 0 : K.F_NEXT },
        lengthField ?? '',
      );
      this.markLate(ruleOp);
    }
    for (const add of checksums) add();
    this.list.resolve();
    return this.program(shape, ruleOp);
  }

  private ruleOp(scope: Scope, field: string): number {
    const op = scope.find(field);
    if (op === undefined)
      throw schemaErrorAt(field, 'the length of a record cannot stand inside a tagged union, which may not be there');
    return op;
  }

  private rootShape(root: LaidRecord, place: Place, scope: Scope, checksums: (() => void)[]): RecordShape {
    if (root.node.union) {
      const overlay = this.overlay(root, place, scope);
      const member = { name: '', promoted: true, shape: overlay, end: root.bytes };
      return { kind: 'record', op: overlay.op, members: [member], derivations: [], versioned: undefined };
    }
    if (!root.node.options.versioned) return this.record(root, place, scope, checksums);
    const version = this.list.add({ kind: K.OP_VERSION, bytes: root.bytes }, '');
    this.needsWalk = true;
    const shape = this.record(root, place, scope, checksums);
    this.list.add({ kind: K.OP_UNKNOWN_TAIL, offset: root.bytes, flags: K.F_VERSIONED }, 'unknownTail');
    const lengthOp = this.ruleOp(scope, root.node.options.length as string);
    version.ref = lengthOp;
    return { ...shape, versioned: { bytes: root.bytes, fixedBytes: root.fixedBytes, lengthOp } };
  }

  private program(shape: RecordShape, ruleOp: number): Program {
    const { root } = this.layout;
    const { options } = root.node;
    const rule = this.rule();
    const header: number[] = [];
    header[K.P_FIXED_BYTES] = root.fixedBytes;
    header[K.P_RULE] = rule;
    header[K.P_RULE_OP] = rule === K.RULE_COUNTED ? (this.tailSeen?.op.ref ?? -1) : ruleOp;
    header[K.P_STRIDE] = this.tailSeen?.stride ?? 0;
    header[K.P_START_ALIGN] = options.startAlign;
    header[K.P_MAX_COUNT] = this.limits.count;
    header[K.P_MAX_OFFSET] = this.limits.offset;
    header[K.P_MAX_MESSAGE] = this.limits.messageBytes;
    header[K.P_WALK] = Number(this.needsWalk || this.hasChecks || (rule !== K.RULE_FIXED && rule !== K.RULE_COUNTED));
    header[K.P_HAS_CHECKS] = Number(this.hasChecks);
    const columns = this.columns.finish((path) => this.isDerived(path));
    return {
      layout: this.layout,
      words: this.list.assemble(header, columns),
      shape,
      columns,
      withoutColumn: this.columns.missing,
      paths: this.list.paths,
      scalars: this.list.scalars,
      fixedBytes: root.fixedBytes,
      leastBytes: rule === K.RULE_FIXED ? root.bytes : root.fixedBytes,
      limits: this.limits,
      takesRest:
        rule === K.RULE_NEXT || (rule !== K.RULE_TOTAL && this.list.ops.some((op) => (op.flags & K.F_REST) !== 0)),
    };
  }

  private isDerived(op: number): boolean {
    return (
      this.leaves.get(op)?.late === true || this.list.ops.some((other) => other.ref === op && other.kind !== K.OP_UNION)
    );
  }

  private rule(): number {
    const { root } = this.layout;
    const { length, next } = root.node.options;
    if (length !== undefined) return K.RULE_TOTAL;
    if (next !== undefined) return K.RULE_NEXT;
    if (!isVariable(root.node)) return this.hasMeasuredParts ? K.RULE_EXTENT : K.RULE_FIXED;
    const counted = this.tailSeen !== undefined && (this.tailSeen.op.flags & K.F_COUNTED) !== 0;
    return counted && !this.hasMeasuredParts ? K.RULE_COUNTED : K.RULE_EXTENT;
  }

  /** The members of a struct, or of an unnamed one whose members are promoted. */
  private record(
    record: LaidRecord,
    place: Place,
    scope: Scope,
    late: (() => void)[] | undefined,
    outerHidden: ReadonlySet<string> = new Set(),
  ): RecordShape {
    const first = this.list.ops.length;
    const hidden = new Set([...hiddenParts(record), ...outerHidden]);
    const checksums: (() => void)[] = late ?? [];
    const derivations: Derivation[] = [];
    const members: MemberShape[] = [];
    for (const member of record.members) {
      if (member.unnamed || hidden.has(member.name)) continue;
      const shape = this.member(record, member, { place, scope, hidden, checksums, derivations });
      const end =
        shape.kind === 'leaf' ? this.endOf(shape.op) - place.base : Math.ceil((member.bitOffset + member.bitSize) / 8);
      members.push({ name: member.name, promoted: member.anonymous, shape, end });
    }
    if (late === undefined) for (const add of checksums) add();
    return { kind: 'record', op: first, members, derivations, versioned: undefined };
  }

  /** End of a leaf's storage, which may be wider than its bits. */
  private endOf(op: number): number {
    const { offset, bytes } = this.list.op(op);
    return offset + bytes;
  }

  private member(record: LaidRecord, member: LaidMember, within: Within): Shape {
    const { place, scope } = within;
    const path = member.anonymous ? place.path : join(place.path, member.name);
    const offset = place.base + member.bitOffset / 8;
    switch (member.type.kind) {
      case 'leaf': {
        const bitOffset = place.base * 8 + member.bitOffset;
        const leafPlace = { bitOffset, unitOffset: place.base + member.unitOffset, recordBytes: place.frameBytes };
        return this.leaf(member.type, leafPlace, path, record, within, member.name);
      }
      case 'split':
        return this.split(record, member.type.parts, path, within);
      case 'record':
        return this.nested(member, record, { ...place, base: offset, path }, within);
      case 'pointed':
        return this.pointed(member.type, member.name, path, within);
      default: {
        const shape = this.sized(member.type, offset, path, place, scope);
        if (shape.kind === 'bytes' || shape.kind === 'text' || shape.kind === 'array')
          this.derive(member.type, shape, [member.name], within);
        return shape;
      }
    }
  }

  private nested(member: LaidMember, parent: LaidRecord, place: Place, within: Within): Shape {
    const record = member.type as LaidRecord;
    const { scope } = within;
    if (record.node.tag !== undefined) return this.tagged(record, parent, place, scope);
    const own = member.anonymous ? new Scope(scope) : new Scope();
    if (!member.anonymous) scope.record(member.name, own);
    if (record.node.union) return this.overlay(record, place, own);
    return this.record(record, place, own, undefined, member.anonymous ? within.hidden : undefined);
  }

  private leaf(
    leaf: Leaf,
    at: { bitOffset: number; unitOffset: number; recordBytes: number },
    path: string,
    record: LaidRecord | undefined,
    within: Within,
    name: string,
  ): LeafShape {
    const { place, scope } = within;
    const op = this.addLeaf(leaf, at, path, isWide(leaf) ? K.OP_WIDE : K.OP_NUMBER, place);
    scope.leaf(name, op.index);
    const shape = { kind: 'leaf' as const, op: op.index, leaf, wide: isWide(leaf), late: false };
    this.leaves.set(op.index, shape);
    this.columns.leaf(path, op, leaf, place);
    if (leaf.scalar.checksum !== undefined && record !== undefined)
      this.checksum(leaf.scalar, record, op, path, within);
    return shape;
  }

  private addLeaf(
    leaf: Leaf,
    at: { bitOffset: number; unitOffset: number; recordBytes: number },
    path: string,
    kind: number,
    place: Place,
  ): Op {
    const storage = storageOf(leaf, at);
    const op = this.list.add(
      { kind, ...storage, width: leaf.width, flags: leafFlags(leaf) | (place.versioned ? K.F_VERSIONED : 0) },
      path,
    );
    this.list.scalars[op.index] = leaf.scalar;
    this.addCheck(op, leaf);
    return op;
  }

  private addCheck(op: Op, leaf: Leaf): void {
    const check = checkWords(leaf);
    if (check === undefined) return;
    this.hasChecks = true;
    op.flags |= check.flag;
    op.constant = this.list.constants(check.constants, leaf.scalar.format === 'float');
    op.count = check.constants.length;
  }

  private checksum(scalar: ScalarNode, record: LaidRecord, leaf: Op, path: string, within: Within): void {
    const { from, to, algorithm } = scalar.checksum as NonNullable<ScalarNode['checksum']>;
    if (record.node.union) throw schemaErrorAt(path, 'a checksum stands in a struct; put one around it');
    const { place } = within;
    const edge = (name: string | undefined, otherwise: number): number => {
      const found = name === undefined ? undefined : findMember(record.members, name);
      return found === undefined ? otherwise : place.base + Math.floor(found.bitOffset / 8);
    };
    const isRoot = record === this.layout.root;
    const offset = edge(from, place.base);
    const bytes = edge(to, isRoot ? -1 : place.base + record.bytes);
    if (bytes >= 0 && bytes < offset) throw schemaErrorAt(path, 'the checksum ends before it starts; swap from and to');
    this.hasChecks = true;
    this.markLate(leaf.index);
    within.checksums.push(() => {
      this.list.add(
        { kind: K.OP_CHECKSUM, offset, bytes, ref: leaf.index, count: CHECKSUMS[algorithm], ...guardWords(place) },
        path,
      );
    });
  }

  private markLate(op: number): void {
    this.list.op(op).flags |= K.F_LATE;
    const leaf = this.leaves.get(op);
    if (leaf !== undefined) leaf.late = true;
  }

  private split(record: LaidRecord, parts: readonly string[], path: string, within: Within): Shape {
    const { place, scope } = within;
    const op = this.list.add({ kind: K.OP_SPLIT }, path);
    let width = 0;
    for (const part of parts) {
      const found = findMember(record.members, part);
      if (found === undefined || found.member.type.kind !== 'leaf') throw schemaErrorAt(path, `no part ${part}`);
      const { bitOffset, member } = found;
      const shift = bitOffset - member.bitOffset;
      const at = {
        bitOffset: place.base * 8 + bitOffset,
        unitOffset: place.base + shift / 8 + member.unitOffset,
        recordBytes: place.frameBytes,
      };
      const leaf = this.addLeaf(member.type as Leaf, at, join(place.path, part), K.OP_PART, place);
      scope.leaf(part, leaf.index);
      width += leaf.width;
    }
    op.width = width;
    this.list.close(op);
    this.columns.split(path, op, place);
    return { kind: 'split', op: op.index, width };
  }

  /** Bytes, text, GUIDs and arrays: what has a count. */
  private sized(type: LaidType, offset: number, path: string, place: Place, scope: Scope): Shape {
    switch (type.kind) {
      case 'guid': {
        const op = this.list.add(
          { kind: K.OP_RANGE, offset, bytes: 1, count: 16, flags: place.versioned ? K.F_VERSIONED : 0 },
          path,
        );
        this.columns.bytes(path, op, 16, place);
        return { kind: 'guid', op: op.index, encoding: undefined, units: 16, exact: true, terminated: false };
      }
      case 'bytes':
      case 'text':
        return this.range(type, offset, path, place, scope);
      case 'array':
        return this.array(type, offset, path, place, scope);
      case 'leaf': {
        const at = { bitOffset: offset * 8, unitOffset: offset, recordBytes: offset + type.bytes };
        return this.leaf(
          type,
          at,
          path,
          undefined,
          { place, scope, hidden: new Set(), checksums: [], derivations: [] },
          '',
        );
      }
      case 'record': {
        const inner = { ...place, base: offset, path };
        if (type.node.union) return this.overlay(type, inner, new Scope());
        return this.record(type, inner, new Scope(), undefined);
      }
      default:
        throw schemaErrorAt(path, `${type.kind} cannot stand here`);
    }
  }

  private range(
    type: LaidType & { kind: 'bytes' | 'text' },
    offset: number,
    path: string,
    place: Place,
    scope: Scope,
  ): RangeShape {
    const encoding = type.kind === 'text' ? type.encoding : undefined;
    const unit = encoding === undefined ? 1 : unitBytes(encoding);
    const op = this.list.add({ kind: K.OP_RANGE, offset, bytes: unit, shift: unit }, path);
    this.count(op, type.count, unit, path, place, scope);
    const { count } = type;
    if (encoding !== undefined && count.kind === 'fixed') op.flags |= K.F_TRIM;
    if (count.kind === 'fixed') this.columns.bytes(path, op, op.count * unit, place);
    else this.columns.list(path, op, place);
    const exact = encoding === undefined && count.kind === 'fixed';
    const units = count.kind === 'fixed' ? count.count : count.kind === 'field' ? count.capacity : undefined;
    return { kind: type.kind, op: op.index, encoding, units, exact, terminated: count.kind === 'terminated' };
  }

  private array(
    type: LaidType & { kind: 'array' },
    offset: number,
    path: string,
    place: Place,
    scope: Scope,
  ): ArrayShape {
    const op = this.list.add({ kind: K.OP_ARRAY, offset, bytes: type.stride }, path);
    this.count(op, type.count, type.stride, path, place, scope);
    const isTail = (op.flags & K.F_TAIL) !== 0;
    const inner: Place = {
      ...place,
      base: 0,
      frameBytes: type.stride,
      path: `${path}[]`,
      columnBytes: 0,
      guard: undefined,
      versioned: false,
    };
    const element = this.sized(type.element, 0, inner.path, inner, new Scope());
    this.list.close(op);
    if (isTail) this.columns.list(path, op, place);
    else this.columns.array(path, op, type, this.list, place);
    const { count } = type;
    const units = count.kind === 'fixed' ? count.count : count.kind === 'field' ? count.capacity : undefined;
    return { kind: 'array', op: op.index, element, units, exact: count.kind === 'fixed' };
  }

  private count(op: Op, count: Count, stride: number, path: string, place: Place, scope: Scope): void {
    if (place.versioned) op.flags |= K.F_VERSIONED;
    switch (count.kind) {
      case 'fixed':
        op.count = count.count;
        return;
      case 'rest':
        op.flags |= K.F_TAIL | K.F_REST;
        break;
      case 'terminated':
        op.flags |= K.F_TAIL | K.F_TERMINATED;
        this.needsWalk = true;
        break;
      case 'field':
        op.flags |= K.F_COUNTED | (count.unit === 'bytes' ? K.F_COUNTS_BYTES : 0);
        this.list.resolveLater(op, scope, count.field);
        if (count.capacity !== undefined) {
          op.flags |= K.F_CAPACITY;
          op.count = count.capacity;
          this.needsWalk = true;
          return;
        }
        op.flags |= K.F_TAIL;
    }
    // In a frame of its own (an array element, a part that is pointed to) nothing lies behind the tail of the record.
    if (place.columnBytes === 0) return;
    if (this.pointedSeen)
      throw schemaErrorAt(path, 'a part of varying length stands before every at(…); move the at(…) members behind it');
    this.tailSeen = { op, stride: count.kind === 'field' && count.unit === 'bytes' ? 1 : stride };
    if (count.kind === 'field' && count.unit === 'bytes' && stride > 1) this.needsWalk = true;
  }

  private derive(type: LaidType, shape: RangeShape | ArrayShape, from: readonly string[], within: Within): void {
    if (!('count' in type) || type.count.kind !== 'field') return;
    const unit = type.kind === 'array' ? type.stride : type.kind === 'text' ? unitBytes(type.encoding) : 1;
    const derivation: Derivation = { op: -1, shape, from, unitBytes: type.count.unit === 'bytes' ? unit : 1 };
    within.derivations.push(derivation);
    this.list.afterResolving(() => {
      derivation.op = this.list.op(shape.op).ref;
    });
  }

  private pointed(type: LaidPointed, name: string, path: string, within: Within): Shape {
    const { place, scope } = within;
    if (place.inUnion) throw schemaErrorAt(path, 'at(…) cannot stand inside a union, whose arms share their bytes');
    this.hasMeasuredParts = true;
    if (place.columnBytes > 0) this.pointedSeen = true;
    const fromField = type.relativeTo === 'field' ? K.F_FROM_FIELD : 0;
    const isFrame = type.target.kind === 'record' ? K.F_FRAME : 0;
    const op = this.list.add(
      { kind: K.OP_POINTED, bytes: type.targetBytes, align: alignOf(type.target), flags: fromField | isFrame },
      path,
    );
    this.list.resolveLater(op, scope, type.offsetField, (ref) => {
      if (ref > op.index)
        throw schemaErrorAt(path, `at(…) stands behind its offset; move ${type.offsetField} before it`);
      this.markLate(ref);
    });
    const inner: Place = {
      ...place,
      base: 0,
      frameBytes: type.targetBytes,
      path,
      columnBytes: 0,
      guard: undefined,
      versioned: false,
    };
    const shape = this.sized(type.target, 0, path, inner, isFrame ? new Scope() : scope);
    this.list.close(op);
    this.columns.uncovered(path, place);
    if (shape.kind === 'bytes' || shape.kind === 'text' || shape.kind === 'array')
      this.derive(type.target, shape, [name], within);
    return shape;
  }

  private overlay(union: LaidRecord, place: Place, scope: Scope): OverlayShape {
    const op = this.list.add({ kind: K.OP_OVERLAY, offset: place.base, bytes: union.bytes }, place.path);
    const inner = { ...place, shared: true, inUnion: true };
    const arms = union.members.map((member) => {
      const arm = this.list.add({ kind: K.OP_ARM }, place.path);
      const shape = this.member(union, member, {
        place: inner,
        scope,
        hidden: new Set(),
        checksums: [],
        derivations: [],
      });
      this.list.close(arm);
      return { name: member.name, promoted: member.anonymous, shape, end: 0 };
    });
    this.list.close(op);
    return { kind: 'overlay', op: op.index, arms };
  }

  private tagged(union: LaidRecord, parent: LaidRecord, place: Place, scope: Scope): TaggedShape {
    const tag = union.node.tag as NonNullable<typeof union.node.tag>;
    const sized = tag.sized ? K.F_SIZED : 0;
    if (tag.sized) this.hasMeasuredParts = true;
    const tagLeaf = findMember(parent.members, tag.field)?.member.type as Leaf;
    const flags = sized | (place.versioned ? K.F_VERSIONED : 0);
    const op = this.list.add(
      { kind: K.OP_UNION, offset: place.base, bytes: union.bytes, flags, ...guardWords(place) },
      place.path,
    );
    this.list.resolveLater(op, scope, tag.field);
    const arms: TaggedArm[] = union.members.map((member, index) => {
      const tags = (tag.cases[member.name] ?? []).map((value) => normalise(tagLeaf.scalar, value));
      const arm = this.list.add(
        { kind: K.OP_ARM, offset: place.base, flags: tags.length === 0 ? K.F_OTHERWISE : 0 },
        join(place.path, member.name),
      );
      arm.constant = this.list.constants(tags, false);
      arm.count = tags.length;
      arm.bytes = fixedBytesOf(member.type);
      const armPlace: Place = {
        ...place,
        frameBytes: tag.sized ? place.base + arm.bytes : place.frameBytes,
        columnBytes: tag.sized && place.columnBytes > 0 ? place.base + arm.bytes : place.columnBytes,
        guard: { union: op.index, arm: index },
        shared: place.shared,
        inUnion: true,
      };
      const shape = this.member(union, member, {
        place: armPlace,
        scope: new Scope(),
        hidden: new Set(),
        checksums: [],
        derivations: [],
      });
      this.list.close(arm);
      return { name: member.name, promoted: false, shape, end: 0, tags };
    });
    this.list.close(op);
    if (tag.sized) this.columns.uncovered(place.path, place);
    else if (tag.otherwise === undefined) this.columns.raw(join(place.path, 'raw'), op, union.bytes, place);
    const otherwise = union.members.findIndex((member) => member.name === tag.otherwise);
    const shape = {
      kind: 'tagged' as const,
      op: op.index,
      tagOp: -1,
      arms,
      otherwise,
      bytes: tag.sized ? undefined : union.bytes,
    };
    this.list.afterResolving(() => {
      shape.tagOp = op.ref;
    });
    return shape;
  }
}

/** What the members of one record share while they are compiled. */
interface Within {
  readonly place: Place;
  readonly scope: Scope;
  readonly hidden: ReadonlySet<string>;
  readonly checksums: (() => void)[];
  readonly derivations: Derivation[];
}

/** The arm around a union or checksum: without it, it is not there. */
function guardWords({ guard }: Place): { shift: number; width: number } {
  return { shift: guard?.union ?? -1, width: guard?.arm ?? 0 };
}

function hiddenParts(record: LaidRecord): Set<string> {
  return new Set(record.members.flatMap((member) => (member.type.kind === 'split' ? member.type.parts : [])));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function fixedBytesOf(type: LaidType): number {
  switch (type.kind) {
    case 'leaf':
      return type.bytes;
    case 'guid':
      return 16;
    case 'record':
      return type.fixedBytes;
    case 'array':
      return type.count.kind === 'fixed' ? type.stride * type.count.count : 0;
    case 'bytes':
    case 'text': {
      const unit = type.kind === 'text' ? unitBytes(type.encoding) : 1;
      return type.count.kind === 'fixed' ? type.count.count * unit : 0;
    }
    default:
      return 0;
  }
}

function alignOf(type: LaidType): number {
  switch (type.kind) {
    case 'leaf':
      return type.bytes;
    case 'record':
      return type.align;
    case 'array':
      return alignOf(type.element);
    case 'text':
      return unitBytes(type.encoding);
    default:
      return 1;
  }
}

function schemaErrorAt(path: string, hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint, { path });
}
