import { shownValue, suggest } from '../errors/index.js';
import type { BitNode, Count, MemberNode, Node, RecordNode, ScalarNode, UnionTag } from './node.js';
import { partName } from './part-name.js';
import { normalise } from './checked-numbers.js';
import { schemaError } from './schema-error.js';

/**
 * The rules that hold for a record under every ABI. Each record is checked when it is built, so its members are known
 * to be right already and only this level is looked at.
 * @throws CastbufError ERR_SCHEMA naming the record and the member
 */
export function assertRecord(record: RecordNode): void {
  const where = (member: string): string => (record.name === undefined ? member : `${record.name}.${member}`);
  const siblings = fieldsByName(record, where);
  assertVariablePartIsLast(record, where);
  assertPartsAreOwn(siblings, where);
  for (const { name, node } of record.members) assertMember(record, name, node, siblings, where);
  if (record.tag !== undefined) assertTag(record, where);
  assertOptions(record, siblings, where);
}

type Where = (member: string) => string;
type Fields = ReadonlyMap<string, Node>;

/** Names that decode adds to the record's object, and the one that would change what an object is. */
function isReserved(name: string, record: RecordNode): boolean {
  if (name === 'raw') return record.tag !== undefined || promotedTags(record).length > 0;
  if (name === 'unknownTail') return record.options.length !== undefined || record.options.next !== undefined;
  if (name === 'unknownGaps') return hasPointed(record);
  return name === '__proto__';
}

/** Whether a part inside the node lies where an offset points. */
export function hasPointed(node: Node): boolean {
  switch (node.kind) {
    case 'pointed':
      return true;
    case 'aligned':
      return hasPointed(node.node);
    case 'anonymous':
      return hasPointed(node.record);
    case 'array':
      return hasPointed(node.element);
    case 'record':
      return node.members.some((member) => hasPointed(member.node));
    default:
      return false;
  }
}

/** Whether a part inside the node is a list of records. */
export function hasRecords(node: Node): boolean {
  switch (node.kind) {
    case 'records':
      return true;
    case 'aligned':
      return hasRecords(node.node);
    case 'anonymous':
      return hasRecords(node.record);
    case 'array':
      return hasRecords(node.element);
    case 'pointed':
      return hasRecords(node.target);
    case 'record':
      return node.members.some((member) => hasRecords(member.node));
    default:
      return false;
  }
}

function fieldsByName(record: RecordNode, where: Where): Fields {
  const fields = new Map<string, Node>();
  for (const [name, node] of namedMembers(record)) {
    if (name === '' || /[.[\]~]/.test(name))
      throw schemaError(where(name), 'a member name is not empty and has no . [ ] ~');
    if (/^\d+$/.test(name))
      throw schemaError(where(name), 'JavaScript reorders keys that are numbers; put a letter before it');
    if (isReserved(name, record)) throw schemaError(where(name), `'${name}' is reserved; choose another name`);
    if (fields.has(name))
      throw schemaError(where(name), 'stands twice, once perhaps in an anonymous member; rename one');
    fields.set(name, node);
  }
  const rawTags = promotedTags(record).filter((tag) => tag.otherwise === undefined);
  if (rawTags.length > 1) {
    throw schemaError(where('raw'), 'two anonymous tagged unions would both show raw; give one of them a name');
  }
  return fields;
}

/** Tags of the tagged unions whose arms are shown as members of the record. */
function promotedTags(record: RecordNode): UnionTag[] {
  const tags: UnionTag[] = [];
  for (const { node } of record.members) {
    const inner = unwrapped(node);
    if (inner.kind !== 'anonymous') continue;
    if (inner.record.tag === undefined) tags.push(...promotedTags(inner.record));
    else tags.push(inner.record.tag);
  }
  return tags;
}

/** Members by the names that C gives them: those of anonymous members are promoted. */
export function* namedMembers(record: RecordNode): Generator<[string, Node]> {
  for (const { name, node } of record.members) {
    const inner = node.kind === 'aligned' ? node.node : node;
    if (inner.kind === 'anonymous') yield* namedMembers(inner.record);
    else if (!(inner.kind === 'bit' && inner.unnamed)) yield [name, node];
  }
}

/** The node at a sibling's name or at a dotted path below one. Arms of tagged unions are not always there, so none is found. */
export function fieldAt(record: RecordNode, path: string): Node | undefined {
  if (record.tag !== undefined) return undefined;
  const [head, ...rest] = path.split('.');
  for (const { name, node } of record.members) {
    const inner = unwrapped(node);
    if (inner.kind === 'anonymous') {
      const found = fieldAt(inner.record, path);
      if (found !== undefined) return found;
    } else if (name === head && !(inner.kind === 'bit' && inner.unnamed)) {
      if (rest.length === 0) return inner;
      return inner.kind === 'record' ? fieldAt(inner, rest.join('.')) : undefined;
    }
  }
  return undefined;
}

function unwrapped(node: Node): Node {
  return node.kind === 'aligned' ? node.node : node;
}

/** Parts that take no space, and so may stand anywhere. */
export function isVirtual(node: Node): boolean {
  return node.kind === 'split' || node.kind === 'pointed' || node.kind === 'trailing';
}

/** Whether the bytes of a node depend on the message. */
export function isVariable(node: Node): boolean {
  switch (node.kind) {
    case 'array':
    case 'bytes':
    case 'text':
    case 'records':
      return isVariableCount(node.count);
    case 'record':
      return (
        node.tag?.sized === true || node.options.versioned || node.members.some((member) => isVariable(member.node))
      );
    case 'anonymous':
      return isVariable(node.record);
    case 'aligned':
      return isVariable(node.node);
    default:
      return false;
  }
}

function isVariableCount(count: Count): boolean {
  return (
    count.kind === 'rest' || count.kind === 'terminated' || (count.kind === 'field' && count.capacity === undefined)
  );
}

function assertVariablePartIsLast(record: RecordNode, where: Where): void {
  const taking = record.members.filter((member) => !isVirtual(member.node));
  taking.forEach((member, index) => {
    if (!isVariable(member.node)) return;
    const allowed = record.union ? record.tag?.sized === true : index === taking.length - 1;
    if (allowed) return;
    throw schemaError(
      where(member.name),
      record.union
        ? 'an arm of varying length needs tagged(…, { sized: true })'
        : 'a part of varying length must be the last member, as in C; use at(…) for parts that lie elsewhere',
    );
  });
}

function assertMember(record: RecordNode, name: string, node: Node, siblings: Fields, where: Where): void {
  switch (node.kind) {
    case 'aligned':
      return assertMember(record, name, node.node, siblings, where);
    case 'anonymous':
      if (node.record.tag !== undefined) assertTagField(record, node.record, name, where);
      return assertNested(node.record, where(name));
    case 'record':
      if (node.tag !== undefined) assertTagField(record, node, name, where);
      return assertNested(node, where(name));
    case 'array':
      assertElement(node.element, where(name));
      return assertCount(record, node.count, where(name));
    case 'bytes':
    case 'text':
    case 'records':
      return assertCount(record, node.count, where(name));
    case 'split':
      return assertSplit(siblings, node.parts, where(name));
    case 'pointed':
      return assertPointed(record, node.offsetField, node.target, name, siblings, where);
    case 'trailing':
      return assertTrailing(record, node.target, name, siblings, where);
    case 'scalar':
      if (node.checksum !== undefined) assertChecksum(siblings, node, where(name));
  }
}

function assertElement(element: Node, path: string): void {
  const node = unwrapped(element);
  if (isVariable(node)) throw schemaError(path, 'elements of an array have one fixed size');
  if (isVirtual(node) || node.kind === 'bit' || node.kind === 'anonymous') {
    throw schemaError(path, `an array cannot hold ${partName(node)}`);
  }
  if (node.kind === 'record') {
    if (node.tag !== undefined) {
      throw schemaError(path, 'put the tagged union into a struct with its tag, and make an array of that struct');
    }
    return assertNested(node, path);
  }
  if ('count' in node && node.count.kind === 'field') {
    throw schemaError(path, 'put what is counted into a struct with its count, and make an array of that struct');
  }
  if (node.kind === 'array') assertElement(node.element, path);
}

function assertNested(record: RecordNode, path: string): void {
  const { length, next, startAlign } = record.options;
  const last = record.members.find(({ node }) => node.kind === 'trailing');
  if (last !== undefined)
    throw schemaError(
      path,
      `is a whole message: ${last.name} lies before its end; nested structs end with their part of varying length`,
    );
  if (length === undefined && next === undefined && startAlign === 1) return;
  throw schemaError(
    path,
    'length, next and startAlign say how whole messages follow each other; leave them out of nested structs',
  );
}

function integerField(record: RecordNode, field: string, path: string, what: string): ScalarNode {
  const node = fieldAt(record, field);
  const base = node?.kind === 'bit' ? node.base : node;
  if (base?.kind === 'scalar' && base.format !== 'float' && base.format !== 'bool') return base;
  const names = [...namedMembers(record)].map(([name]) => name);
  const problem =
    node === undefined
      ? `is no member of the same struct; ${suggest(field, names)}`
      : `is no integer but ${partName(node)}`;
  throw schemaError(path, `'${field}', ${what}, ${problem}`);
}

function assertCount(record: RecordNode, count: Count, path: string): void {
  if (count.kind !== 'field') return;
  if (record.union) throw schemaError(path, 'a counted part of a union needs a struct around it, with its count');
  integerField(record, count.field, path, 'which counts it');
}

function assertSplit(siblings: Fields, parts: readonly string[], path: string): void {
  let width = 0;
  for (const part of parts) {
    const found = siblings.get(part);
    const node = found && unwrapped(found);
    if (node?.kind === 'bit' && node.base.format === 'unsigned') width += node.width;
    else if (node?.kind === 'scalar' && node.format === 'unsigned' && node.bytes > 0 && !node.check && !node.checksum) {
      width += node.bytes * 8;
    } else throw schemaError(path, `part '${part}' must be an unsigned integer or bit-field of the same struct`);
  }
  if (width > 53) throw schemaError(path, `has ${width} bits; a split value holds 53 at most`);
}

/** A bit belongs to one value: what two splits share, encode would write twice. */
function assertPartsAreOwn(siblings: Fields, where: Where): void {
  const owners = new Map<string, string>();
  for (const [name, node] of siblings) {
    if (node.kind !== 'split') continue;
    for (const part of node.parts) {
      const owner = owners.get(part);
      if (owner !== undefined) throw schemaError(where(name), `part '${part}' belongs to ${owner} already`);
      owners.set(part, name);
    }
  }
}

const POINTED = new Set<Node['kind']>(['bytes', 'text', 'records', 'array', 'record', 'scalar', 'guid']);

function assertPointed(
  record: RecordNode,
  field: string,
  target: Node,
  name: string,
  siblings: Fields,
  where: Where,
): void {
  if (record.union) throw schemaError(where(name), 'at(…) stands in a struct, beside its offset');
  integerField(record, field, where(name), 'its offset');
  const why = whyNotPointed(target);
  if (why !== undefined) throw schemaError(where(name), why);
  assertMember(record, name, target, siblings, where);
}

/** What may stand after the part of varying length: parts of one size, which need nothing but their place. */
function assertTrailing(record: RecordNode, target: Node, name: string, siblings: Fields, where: Where): void {
  const { union, options } = record;
  if (hasPointed(target))
    throw schemaError(
      where(name),
      'it has an at(…), and nothing that offsets point to lies after the members at the end',
    );
  const isOfOneSize = POINTED.has(target.kind) && !isVariable(target);
  if (union || !isOfOneSize || ('count' in target && target.count.kind !== 'fixed'))
    throw schemaError(
      where(name),
      `after the part of varying length stand numbers, bytes, text, arrays and structs of one size, not ${partName(target)}; put it into a struct, or before that part`,
    );
  if (options.next !== undefined)
    throw schemaError(where(name), 'the distance to the next record does not say where this one ends; give its length');
  const pointed = record.members.find((member) => hasPointed(member.node));
  if (pointed !== undefined)
    throw schemaError(
      where(name),
      `nothing stands after the part of varying length beside at(…), which ${pointed.name} is`,
    );
  assertMember(record, name, target, siblings, where);
}

function whyNotPointed(target: Node): string | undefined {
  if (!POINTED.has(target.kind)) {
    return `at(…) points to numbers, bytes, text, arrays and structs, not to ${partName(target)}`;
  }
  if ('count' in target && target.count.kind === 'rest') {
    return `at(…) points to what has a length; give ${partName(target)} a number or the name of a sibling`;
  }
  if (target.kind !== 'record' || !isVariable(target)) return undefined;
  const [varying = 'a part'] = [...namedMembers(target)].find(([, node]) => isVariable(node)) ?? [];
  const struct = target.name ?? 'this struct';
  return `at(…) points to structs of one size, and the length of ${struct} varies with ${varying}; put ${varying} behind an at(…) of its own, with its count beside that offset`;
}

function assertChecksum(siblings: Fields, node: ScalarNode, path: string): void {
  for (const edge of node.checksum?.ranges.flatMap(({ from, to }) => [from, to]) ?? []) {
    if (edge === undefined) continue;
    const node = siblings.get(edge);
    if (node === undefined || (isVirtual(node) && node.kind !== 'trailing'))
      throw schemaError(path, `'${edge}', an edge of the checksum, is no member of the same struct that takes bytes`);
  }
}

function assertTagField(parent: RecordNode, union: RecordNode, name: string, where: Where): void {
  if (parent.union) throw schemaError(where(name), 'a tagged union stands in a struct, beside its tag');
  if (union.tag === undefined) return;
  integerField(parent, union.tag.field, where(name), 'its tag');
  assertTagValues(fieldAt(parent, union.tag.field) as ScalarNode | BitNode, union.tag.cases, where(name));
}

/** Each tag value is one that the field can hold (both readings of a sign bit will do), and selects one arm. */
function assertTagValues(field: ScalarNode | BitNode, cases: UnionTag['cases'], path: string): void {
  const scalar = field.kind === 'bit' ? field.base : field;
  const width = BigInt(field.kind === 'bit' ? field.width : (scalar.bytes || 8) * 8);
  const isWhole = width === BigInt((scalar.bytes || 8) * 8);
  const least = isWhole || scalar.format === 'signed' ? -(1n << (width - 1n)) : 0n;
  const most = (isWhole || scalar.format !== 'signed' ? 1n << width : 1n << (width - 1n)) - 1n;
  const seen = new Map<number | bigint, string>();
  for (const [arm, values] of Object.entries(cases)) {
    for (const value of values) {
      const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value);
      if (!isInteger || BigInt(value) < least || BigInt(value) > most)
        throw schemaError(
          `${path}.${arm}`,
          `tag ${shownValue(value)} is no value of ${scalar.name} with ${width} bits`,
        );
      const tag = normalise(scalar, value);
      const other = seen.get(tag);
      if (other !== undefined) throw schemaError(`${path}.${arm}`, `tag ${shownValue(value)} selects ${other} already`);
      seen.set(tag, arm);
    }
  }
}

function assertTag({ members, tag }: RecordNode, where: Where): void {
  const seen = new Map<string, string>();
  for (const [arm, values] of Object.entries(tag?.cases ?? {})) {
    if (values.length === 0) throw schemaError(where(arm), 'has no tag value');
    for (const value of values) {
      const text = typeof value === 'bigint' ? String(value) : shownValue(value);
      const other = seen.get(text);
      if (other !== undefined) throw schemaError(where(arm), `tag ${text} selects ${other} already`);
      seen.set(text, arm);
    }
  }
  if (members.length === 0) throw schemaError(where(''), 'tagged(…) needs an arm');
  for (const { name, node } of members) {
    const inner = unwrapped(node);
    if (inner.kind === 'anonymous' || (inner.kind === 'bit' && inner.unnamed))
      throw schemaError(where(name), 'an arm is a type with a name; put it into a struct');
  }
}

function assertOptions(record: RecordNode, siblings: Fields, where: Where): void {
  const { length, lengthMeasure, next, versioned } = record.options;
  if (length !== undefined) integerField(record, length, where(length), 'given as length');
  if (next !== undefined) integerField(record, next, where(next), 'given as next');
  if (length !== undefined && next !== undefined)
    throw schemaError(where(next), 'a record takes length or next, not both');
  if (!versioned) return;
  if (lengthMeasure !== undefined)
    throw schemaError(where(length ?? ''), 'the length of a versioned struct is a member that holds it as it is');
  if (length === undefined) throw schemaError(where(''), 'versioned needs the length option');
  const last = record.members.find((member: MemberNode) => isVariable(member.node));
  if (last !== undefined) throw schemaError(where(last.name), 'a versioned struct has no part of varying length');
  for (const [name, node] of siblings) {
    if (node.kind === 'pointed') throw schemaError(where(name), 'a versioned struct has no pointed member');
  }
}
