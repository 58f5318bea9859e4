import { parseHeaderFile, type HeaderFileOptions } from '../header-files/index.js';
import { CastbufError, suggest } from '../errors/index.js';
import type { MessageSet } from '../miracast/index.js';
import type { RecordSet } from '../record-sets/index.js';
import type { AnyType } from '../schema/index.js';
import { schemaKindOf, type SchemaKind } from './schema-kinds.js';
import { importSchemaModule, isSchemaModule } from './schema-module.js';

/** How a C header is read, and which of its types are meant. */
export interface SchemaOptions extends HeaderFileOptions {
  /** Names of types, or exports of a module; all of them where it is left out. */
  readonly types?: readonly string[] | undefined;
}

/** A type and the name that it has in what is compiled. */
export type NamedType = readonly [name: string, type: AnyType];

/** A record set and the name that it has in what is compiled. */
export type NamedSet = readonly [name: string, set: RecordSet];

/** A message set and the name that it has in what is compiled. */
export type NamedMessageSet = readonly [name: string, set: MessageSet];

/** Who takes an export of each kind. */
const OPTIONS: Readonly<Record<SchemaKind, string>> = {
  'struct or union': '--type',
  'record set': '--set',
  'message set': '--messages',
};

/**
 * The structs and unions of a C header, or of a module that exports them.
 * @throws CastbufError ERR_USAGE where the file cannot be read, or has not the type; ERR_HEADER where the header is wrong
 */
export async function typesOfFile(
  path: string,
  { types: names, ...options }: SchemaOptions,
): Promise<readonly NamedType[]> {
  if (isSchemaModule(path)) return exportsOf<AnyType>(path, await importSchemaModule(path), 'struct or union', names);
  const all = typesOfHeader(path, options);
  if (all.length === 0) throw new CastbufError('ERR_USAGE', `${path} has no struct or union of castbuf`);
  const found = all.map(([name]) => name);
  return (names ?? found).map((name) => {
    const type = all.find(([known]) => known === name);
    if (type === undefined) throw new CastbufError('ERR_USAGE', `${path} has no type ${name}; ${suggest(name, found)}`);
    return type;
  });
}

/** @throws CastbufError ERR_HEADER with the first of what is wrong */
function typesOfHeader(path: string, options: HeaderFileOptions): NamedType[] {
  const { records, errors } = parseHeaderFile(path, options);
  const [error] = errors;
  if (error !== undefined) throw error;
  return records.map(({ name, typedefs, type }) => [typedefs[0] ?? name, type]);
}

/** Record sets that a module exports. @throws CastbufError ERR_USAGE where the file cannot be read, or exports no such set */
export async function setsOfFile(path: string, names: readonly string[]): Promise<readonly NamedSet[]> {
  assertModule(path, 'record set');
  return exportsOf<RecordSet>(path, await importSchemaModule(path), 'record set', names);
}

/** Message sets that a module exports. @throws CastbufError ERR_USAGE where the file cannot be read, or exports no such set */
export async function messageSetsOfFile(path: string, names: readonly string[]): Promise<readonly NamedMessageSet[]> {
  assertModule(path, 'message set');
  return exportsOf<MessageSet>(path, await importSchemaModule(path), 'message set', names);
}

/** Something that can be compiled, under its name. */
export type NamedExport =
  | readonly [kind: 'struct or union', ...NamedType]
  | readonly [kind: 'record set', ...NamedSet]
  | readonly [kind: 'message set', ...NamedMessageSet];

/**
 * What a file has under these names, whatever of the three it is. Without names all of it but record sets: the functions of their types might have the name of another type's.
 * @throws CastbufError as `typesOfFile` does
 */
export async function exportsOfFile(path: string, options: SchemaOptions): Promise<readonly NamedExport[]> {
  if (!isSchemaModule(path))
    return (await typesOfFile(path, options)).map(([name, type]) => ['struct or union', name, type]);
  const exported = await importSchemaModule(path);
  const found = Object.keys(exported).filter((name) => schemaKindOf(exported[name]) !== undefined);
  const names = options.types ?? found.filter((name) => schemaKindOf(exported[name]) !== 'record set');
  if (names.length === 0)
    throw new CastbufError('ERR_USAGE', `${path} exports no struct, union or message set of castbuf`);
  return names.map((name) => {
    const kind = Object.hasOwn(exported, name) ? schemaKindOf(exported[name]) : undefined;
    if (kind !== undefined) return [kind, name, exported[name]] as unknown as NamedExport;
    const hint = `${path} exports no struct, union, record set or message set ${name}; ${suggest(name, found)}`;
    throw new CastbufError('ERR_USAGE', hint);
  });
}

function assertModule(path: string, kind: SchemaKind): void {
  if (isSchemaModule(path)) return;
  throw new CastbufError('ERR_USAGE', `${path} is a C header; a module exports ${kind}s`);
}

/**
 * Of all that can be compiled in a module, what has these names; all types where there are none.
 * @throws CastbufError ERR_USAGE
 */
function exportsOf<T>(
  path: string,
  exported: Readonly<Record<string, unknown>>,
  kind: SchemaKind,
  names: readonly string[] | undefined,
): readonly (readonly [name: string, value: T])[] {
  const found = Object.keys(exported).filter((name) => schemaKindOf(exported[name]) === kind);
  if (names === undefined && found.length === 0) {
    const other = Object.keys(exported).find((name) => schemaKindOf(exported[name]) !== undefined);
    const hint = other === undefined ? '' : `; ${whatItIs(exported[other], other)}`;
    throw new CastbufError('ERR_USAGE', `${path} has no ${kind} of castbuf${hint}`);
  }
  return (names ?? found).map((name) => {
    if (found.includes(name)) return [name, exported[name] as T];
    const hint = Object.hasOwn(exported, name)
      ? whatItIs(exported[name], name)
      : found.length === 0
        ? 'it exports none'
        : suggest(name, found);
    throw new CastbufError('ERR_USAGE', `${path} exports no ${kind} ${name}; ${hint}`);
  });
}

/** What an export is, of which something else was expected. */
function whatItIs(value: unknown, name: string): string {
  const kind = schemaKindOf(value);
  return kind === undefined
    ? `${name} is nothing that can be compiled`
    : `${name} is a ${kind}: ${OPTIONS[kind]} ${name}`;
}
