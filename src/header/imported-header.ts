import { CastbufError } from '../errors/index.js';
import { layoutOfAny, type Layout } from '../schema/index.js';
import { valueOf } from './tagged-union.js';
import type { Annotations } from './annotations.js';
import { inOrder, orderOfName } from './byte-order.js';
import {
  canonical,
  declarationOf,
  nameOf,
  type AliasType,
  type CType,
  type EnumType,
  type Field,
  type RecordType,
} from './c-type.js';
import type {
  Header,
  HeaderEnum,
  HeaderMember,
  HeaderMessages,
  HeaderRecord,
  PointerTarget,
  HeaderTypedef,
  ImportedType,
} from './header.js';
import type { MacroConstants } from './macro-constants.js';
import { countOf } from './member-count.js';
import type { Parser } from './parser.js';
import { plainNumber, plainNumbers } from './integer.js';

type NamedTypes = Record<string, ImportedType>;

/** What users see of a header that was parsed. Lists are made when they are asked for: a system header declares thousands. */
export function importedHeader(parser: Parser, macros: MacroConstants, annotations: Annotations): Header {
  const { scope, problems, imports, abi } = parser;
  const types = typesByName(parser);
  for (const record of scope.records) {
    for (const path of imports.annotations.unusedMembers(record)) {
      problems.add(`the annotation of ${nameOf(record)}.${path} speaks of no member`, record.token.place);
    }
  }
  const messages = messagesOf(parser, annotations, types);

  let constants: Header['constants'] | undefined;
  let records: Header['records'] | undefined;
  let enums: Header['enums'] | undefined;
  let typedefs: Header['typedefs'] | undefined;
  const allRecords = (): Header['records'] => (records ??= namedRecords(parser).map((one) => recordOf(parser, one)));
  return {
    abi,
    types,
    get records() {
      return allRecords();
    },
    get enums() {
      return (enums ??= scope.enums.map((one) => enumOf(parser, one)));
    },
    get typedefs() {
      return (typedefs ??= [...scope.typedefs.values()].map((alias) => typedefOf(parser, alias)));
    },
    get constants() {
      return (constants ??= constantsOf(parser, macros));
    },
    messages,
    errors: problems.errors,
    notes: problems.notes,
    type: (name) => types[name] ?? missing(parser, name, Object.keys(types)),
    record: (name) =>
      allRecords().find((one) => one.tag === name || one.typedefs.includes(name)) ??
      missing(
        parser,
        name,
        allRecords().map((one) => one.name),
      ),
  };
}

/** A record's tag wins over a typedef of the same name, and that over an enum's tag. */
function typesByName(parser: Parser): NamedTypes {
  const { scope, imports } = parser;
  const types: NamedTypes = Object.create(null) as NamedTypes;
  for (const one of scope.enums) {
    for (const name of [one.tag, ...one.typedefs]) if (name !== undefined) types[name] = imports.enumType(one);
  }
  for (const alias of scope.typedefs.values()) {
    const type = readableType(parser, alias);
    if (type !== undefined) types[alias.name] = type;
  }
  for (const one of namedRecords(parser)) if (one.tag !== undefined) types[one.tag] = imports.recordType(one, true);
  return types;
}

function namedRecords({ scope }: Parser): RecordType[] {
  return scope.records.filter((one) => one.problem === undefined && nameOf(one) !== undefined);
}

function recordOf(parser: Parser, record: RecordType): HeaderRecord {
  const type = parser.imports.recordType(record, true);
  const name = nameOf(record) as string;
  let layout: Layout | undefined;
  let members: readonly HeaderMember[] | undefined;
  const laid = (): Layout => (layout ??= layoutOfAny(type, parser.abi));
  return {
    name,
    tag: record.tag,
    typedefs: record.typedefs,
    kind: record.isUnion ? 'union' : 'struct',
    place: record.token.place,
    get size() {
      return laid().size;
    },
    get align() {
      return laid().align;
    },
    get flat() {
      return laid().flat;
    },
    get layout() {
      return laid();
    },
    type,
    get members() {
      return (members ??= (record.fields ?? []).map((field) => memberOf(parser, record, field)));
    },
  };
}

function memberOf(parser: Parser, record: RecordType, field: Field): HeaderMember {
  const { name, type, bits, token } = field;
  const declaration = declarationOf(type, name ?? '');
  const found = canonical(type);
  return {
    name,
    declaration: bits === undefined ? declaration : `${declaration} : ${bits}`,
    place: token.place,
    counted: countOf(parser.imports, record, field),
    target: found.kind === 'pointer' ? targetOf(parser, found.target) : undefined,
  };
}

function targetOf(parser: Parser, type: CType): PointerTarget {
  return { declaration: declarationOf(type, ''), type: readableType(parser, type) };
}

function enumOf(parser: Parser, one: EnumType): HeaderEnum {
  const { tag, typedefs, token, values } = one;
  const type = parser.imports.enumType(one);
  return { name: nameOf(one), tag, typedefs, place: token.place, values: plainNumbers(values), type };
}

function typedefOf(parser: Parser, alias: AliasType): HeaderTypedef {
  const { name, type, token } = alias;
  return { name, declaration: declarationOf(type, name), place: token.place, type: readableType(parser, alias) };
}

/** Undefined where nothing can be read as it; why was reported where it was declared. */
function readableType(parser: Parser, type: CType): ImportedType | undefined {
  let found = canonical(type);
  while (found.kind === 'array') found = canonical(found.element);
  if (found.kind === 'void' || found.kind === 'function' || found.kind === 'unknown') return undefined;
  if (found.kind === 'record' && (found.fields === undefined || found.problem !== undefined)) return undefined;
  if (found.kind === 'enum' && found.base === undefined) return undefined;
  const target = canonical(type);
  // createCodec takes a record, not an aligned one: the alignment is for members.
  if (target.kind === 'record') return parser.imports.recordType(target, true);
  try {
    const made = parser.imports.typeOf(type, false);
    const order = orderOfName(type);
    return order === undefined ? made : inOrder(order, made);
  } catch (thrown) {
    if (thrown instanceof CastbufError) return undefined; // an array that is too large, of which no member was made
    throw thrown;
  }
}

function constantsOf(parser: Parser, macros: MacroConstants): Header['constants'] {
  const constants = Object.create(null) as Record<string, number | bigint | string>;
  for (const [name, { value }] of parser.scope.constants) constants[name] = plainNumber(value);
  for (const name of macros.names()) {
    const value = macros.value(name);
    if (value !== undefined) constants[name] = typeof value === 'object' ? plainNumber(value.value) : value;
  }
  return constants;
}

function messagesOf(parser: Parser, annotations: Annotations, types: NamedTypes): HeaderMessages | undefined {
  const { imports, problems, scope } = parser;
  let discriminator = annotations.discriminator;
  const definitions = Object.create(null) as Record<
    string,
    { value: number; input: ImportedType; output?: ImportedType }
  >;
  for (const record of scope.records) {
    const name = nameOf(record);
    if (name === undefined || record.problem !== undefined) continue;
    const annotation = imports.annotations.ofRecord(record);
    if (annotation.message === undefined) continue;
    discriminator = annotation.discriminator ?? discriminator;
    try {
      const value = Number(valueOf(imports, annotation.message, name));
      const output = annotation.reply === undefined ? undefined : types[annotation.reply];
      if (annotation.reply !== undefined && output === undefined) {
        problems.add(
          `${name} is answered by ${annotation.reply}, which is no record of the header`,
          record.token.place,
        );
      }
      definitions[name] = { value, input: imports.recordType(record, true), ...(output && { output }) };
    } catch (thrown) {
      problems.caught(thrown, record.token);
    }
  }
  if (Object.keys(definitions).length === 0) return undefined;
  return { discriminator: discriminator ?? '', definitions };
}

function missing(parser: Parser, name: string, names: readonly string[]): never {
  const broken = parser.scope.records.find((one) => one.tag === name || one.typedefs.includes(name));
  if (broken?.problem !== undefined)
    throw new CastbufError('ERR_USAGE', `${name} could not be imported: ${broken.problem}`);
  const wanted = name.toLowerCase().replaceAll('_', '');
  const alike = names.filter((one) => one.toLowerCase().replaceAll('_', '').includes(wanted)).slice(0, 5);
  const there = alike.length > 0 ? `there is ${alike.join(', ')}` : `there are ${names.length} others`;
  throw new CastbufError('ERR_USAGE', `the header has no ${name}; ${there}`);
}
