import { CastbufError } from '../errors/index.js';
import {
  layoutOfAny,
  OwnSum,
  type Abi,
  type AnyType,
  type ChecksumRule,
  type Count,
  type Measure,
  type RecordNode,
  type RecordTypeNode,
  type ScalarNode,
  type TimeRule,
} from '../schema/index.js';
import { numberOf, written } from './numbers.js';
import type {
  WrittenChecksum,
  WrittenEnumeration,
  WrittenMeasure,
  WrittenRecord,
  WrittenRecordType,
  WrittenSchema,
  WrittenScalar,
  WrittenSize,
  WrittenType,
} from './written-type.js';

type Node = AnyType['~node'];

/**
 * A struct or union as JSON, with the ABI that it is laid out for. `readSchema` gives the same type back: the same layout, the same values, the
 * same errors.
 * @throws CastbufError ERR_SCHEMA where the type has no layout under the ABI
 */
export function writeSchema(type: AnyType, options: { readonly abi?: Abi } = {}): WrittenSchema {
  layoutOfAny(type, options.abi); // what has no layout is no schema
  const node = type['~node'] as RecordNode;
  const abi = options.abi ?? node.options.abi ?? 'msvc-x64';
  return {
    castbufSchema: 1,
    abi: typeof abi === 'string' ? abi : { packed: abi.packed, base: abi.base },
    type: typeOf(node),
  };
}

function typeOf(node: Node): WrittenType {
  switch (node.kind) {
    case 'scalar':
      return scalarOf(node);
    case 'guid':
      return node.magic === undefined ? 'guid' : { kind: 'guid', ...markOf(node) };
    case 'bit':
      return { kind: 'bits', of: typeOf(node.base), width: node.width, ...(node.unnamed && { unnamed: true }) };
    case 'array':
      return { kind: 'array', of: typeOf(node.element), ...sizeOf(node.count, node.declared) };
    case 'bytes':
      return { kind: 'bytes', ...markOf(node), ...sizeOf(node.count, node.declared) };
    case 'text': {
      const { encoding, exact } = node;
      return { kind: 'text', encoding, ...(exact && { exact }), ...markOf(node), ...sizeOf(node.count, node.declared) };
    }
    case 'records': {
      const { discriminator, types, count, declared } = node;
      return { kind: 'records', discriminator, types: types.map(recordTypeOf), ...sizeOf(count, declared) };
    }
    case 'record':
      return recordOf(node);
    case 'anonymous':
      return { kind: 'anonymous', of: typeOf(node.record) };
    case 'aligned':
      return { kind: 'aligned', of: typeOf(node.node), align: node.align, ...(node.packed && { packed: true }) };
    case 'split':
      return { kind: 'split', parts: [...node.parts] };
    case 'trailing':
      return { kind: 'trailing', of: typeOf(node.target) };
    case 'pointed': {
      const { offsetField: offset, relativeTo, target } = node;
      return { kind: 'at', offset, ...(relativeTo === 'field' && { relativeTo }), of: typeOf(target) };
    }
  }
}

/** What a part must hold: its bytes, as all of these parts have. */
function markOf({ magic }: { readonly magic?: readonly number[] }): { readonly magic?: readonly number[] } {
  return magic === undefined ? {} : { magic: [...magic] };
}

/** As `recordSet` takes it, in its place. */
function recordTypeOf({ name, tags, node }: RecordTypeNode): WrittenRecordType {
  return [name, tags.length === 0 ? 'otherwise' : tags.map(written), typeOf(node)];
}

function scalarOf(node: ScalarNode): WrittenType {
  const { key, scalar } = numberOf(node);
  const { align, endian, check, checksum, time } = node;
  const enumeration = enumerationOf(node);
  const said: Omit<WrittenScalar, 'kind' | 'of'> = {
    ...(align !== undefined && align !== scalar.align && { align }),
    ...(endian !== undefined && { endian }),
    ...(time !== undefined && !isSameTime(time, scalar.time) && { time }),
    ...(enumeration !== undefined && { enumeration }),
    ...(check?.kind === 'magic' && { magic: written(check.value) }),
    ...(check?.kind === 'range' && { range: [written(check.min), written(check.max)] as const }),
    ...(checksum !== undefined && { checksum: checksumOf(checksum) }),
  };
  return Object.keys(said).length === 0 ? key : { kind: 'number', of: key, ...said };
}

function checksumOf({ algorithm, ranges }: ChecksumRule): WrittenChecksum {
  const [first, ...more] = ranges.map(defined);
  return { algorithm: writtenAlgorithm(algorithm), ...(more.length === 0 ? first : { ranges: ranges.map(defined) }) };
}

/** @throws CastbufError ERR_SCHEMA for a function, which is no JSON */
function writtenAlgorithm(algorithm: ChecksumRule['algorithm']): WrittenChecksum['algorithm'] {
  if (algorithm instanceof OwnSum) {
    const hint =
      'a checksum by a function cannot be written as JSON; write the schema with a plain number in its place, and keep the function in code';
    throw new CastbufError('ERR_SCHEMA', hint);
  }
  if (typeof algorithm === 'string') return algorithm;
  const { poly, init, xorOut } = algorithm;
  return { ...algorithm, poly: written(poly), init: written(init), xorOut: written(xorOut) };
}

function isSameTime(one: TimeRule, other: TimeRule | undefined): boolean {
  return one.unit === other?.unit && one.epoch === other.epoch;
}

function enumerationOf({ enumeration, check }: ScalarNode): WrittenEnumeration | undefined {
  if (enumeration === undefined) return undefined;
  const values = Object.entries(enumeration.values).map(([name, value]) => [name, written(value)] as const);
  const { name, flags } = enumeration;
  return { name, values, ...(flags && { flags }), ...(check?.kind === 'strict' && { strict: true }) };
}

function sizeOf(count: Count, declared: number): WrittenSize {
  const tail = declared > 0 ? { declared } : {};
  switch (count.kind) {
    case 'fixed':
      return { size: count.count };
    case 'field': {
      const { field, measure, unit, capacity } = count;
      return {
        size: measuredBy(field, measure),
        ...(unit === 'bytes' && { unit }),
        ...(capacity !== undefined && { capacity }),
        ...tail,
      };
    }
    case 'terminated':
      return { until: 'nul' };
    case 'rest':
      return tail;
  }
}

/** The member that holds a length or a count, or how that follows from it. */
function measuredBy(field: string, measure: Measure | undefined): string | WrittenMeasure {
  if (measure === undefined) return field;
  const { mask, ...others } = measure;
  return { ...others, ...(mask !== undefined && { mask: written(mask) }) };
}

function recordOf({ union, name, members, tag, options }: RecordNode): WrittenRecord {
  const { versioned, startAlign, length, lengthMeasure, ...others } = options;
  return {
    kind: union ? 'union' : 'struct',
    ...(name !== undefined && { name }),
    members: members.map((member) => [member.name, typeOf(member.node)] as const),
    ...(tag !== undefined && { tag: tagOf(tag) }),
    ...defined(others),
    ...(length !== undefined && { length: measuredBy(length, lengthMeasure) }),
    ...(versioned && { versioned }),
    ...(startAlign !== 1 && { startAlign }),
  };
}

function tagOf({ field, cases, otherwise, sized }: NonNullable<RecordNode['tag']>): NonNullable<WrittenRecord['tag']> {
  return {
    field,
    cases: Object.entries(cases).map(([arm, values]) => [arm, values.map(written)] as const),
    ...(otherwise !== undefined && { otherwise }),
    ...(sized && { sized }),
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The members that are not undefined. */
function defined<T extends object>(object: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}
