import { readFile } from 'node:fs/promises';
import type { HeaderFileOptions } from '../header-files/index.js';
import { CastbufError, suggest } from '../errors/index.js';
import type { MessageSet } from '../miracast/index.js';
import type { RecordSet } from '../record-types/index.js';
import type { Abi, AnyType } from '../schema/index.js';
import { isSchemaFile, isWrittenSchema } from './schema-endings.js';
import { schemaKindOf, type SchemaKind } from '../schema-kinds/index.js';
import { importModule } from './schema-module.js';

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

/** What a schema file says. */
export interface SchemaFile {
  readonly types: readonly NamedType[];
  readonly sets: readonly NamedSet[];
  /** That a written schema is laid out for; undefined where the file names none. */
  readonly abi: Abi | undefined;
}

/** What a module exports, or the type of a written schema under its name. */
interface Exported {
  readonly all: Readonly<Record<string, unknown>>;
  readonly abi: Abi | undefined;
}

/**
 * All types and record sets of a module, or the type of a written schema.
 * @throws CastbufError ERR_USAGE where the file cannot be read; ERR_SCHEMA where a written schema is wrong
 */
export async function readSchemaFile(path: string): Promise<SchemaFile> {
  const { all, abi } = await exportedBy(path);
  const ofKind = (kind: SchemaKind): string[] => Object.keys(all).filter((name) => schemaKindOf(all[name]) === kind);
  return {
    types: ofKind('struct or union').map((name) => [name, all[name] as AnyType]),
    sets: ofKind('record set').map((name) => [name, all[name] as RecordSet]),
    abi,
  };
}

async function exportedBy(path: string): Promise<Exported> {
  if (!isWrittenSchema(path)) return { all: await importModule(path), abi: undefined };
  const { types, abi } = await readSchemaText(await textOf(path));
  return { all: Object.fromEntries(types), abi };
}

/** The type of a written schema, under its name. @throws CastbufError ERR_SCHEMA where it is wrong */
export async function readSchemaText(json: string): Promise<SchemaFile> {
  // It knows all kinds of types, lists of records among them: who has no such schema does not load it.
  const { readSchema } = await import('../written-schema/index.js');
  const { type, abi } = readSchema(json);
  const { name = '' } = type['~node'] as { readonly name?: string };
  return { types: [[name === '' ? 'Record' : name, type]], sets: [], abi };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CastbufError('ERR_USAGE', `cannot take a schema from ${path}: ${(error as Error).message}`);
  }
}

/**
 * The structs and unions of a C header, of a module that exports them, or of a written schema.
 * @throws CastbufError ERR_USAGE where the file cannot be read, or has not the type; ERR_HEADER, ERR_SCHEMA where it is wrong
 */
export async function typesOfFile(
  path: string,
  { types: names, ...options }: SchemaOptions,
): Promise<readonly NamedType[]> {
  if (isSchemaFile(path)) return exportsOf<AnyType>(path, 'struct or union', names);
  const all = await typesOfHeader(path, options);
  if (all.length === 0) throw new CastbufError('ERR_USAGE', `${path} has no struct or union of castbuf`);
  const found = all.map(([name]) => name);
  return (names ?? found).map((name) => {
    const type = all.find(([known]) => known === name);
    if (type === undefined) throw new CastbufError('ERR_USAGE', `${path} has no type ${name}; ${suggest(name, found)}`);
    return type;
  });
}

/** @throws CastbufError ERR_HEADER with the first of what is wrong */
async function typesOfHeader(path: string, options: HeaderFileOptions): Promise<NamedType[]> {
  // The parser of headers is half of what a command would load before it knows what it is asked for.
  const { parseHeaderFile } = await import('../header-files/index.js');
  const { records, errors } = parseHeaderFile(path, options);
  const [error] = errors;
  if (error !== undefined) throw error;
  return records.map(({ name, typedefs, type }) => [typedefs[0] ?? name, type]);
}

/** Record sets that a module exports. @throws CastbufError ERR_USAGE where the file cannot be read, or exports no such set */
export async function setsOfFile(path: string, names: readonly string[]): Promise<readonly NamedSet[]> {
  return exportsOf<RecordSet>(path, 'record set', names);
}

/** Message sets that a module exports. @throws CastbufError ERR_USAGE where the file cannot be read, or exports no such set */
export async function messageSetsOfFile(path: string, names: readonly string[]): Promise<readonly NamedMessageSet[]> {
  return exportsOf<MessageSet>(path, 'message set', names);
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
  if (!isSchemaFile(path))
    return (await typesOfFile(path, options)).map(([name, type]) => ['struct or union', name, type]);
  const { all } = await exportedBy(path);
  const found = Object.keys(all).filter((name) => schemaKindOf(all[name]) !== undefined);
  const names = options.types ?? found.filter((name) => schemaKindOf(all[name]) !== 'record set');
  if (names.length === 0)
    throw new CastbufError('ERR_USAGE', `${path} exports no struct, union or message set of castbuf`);
  return names.map((name) => {
    const kind = Object.hasOwn(all, name) ? schemaKindOf(all[name]) : undefined;
    if (kind !== undefined) return [kind, name, all[name]] as unknown as NamedExport;
    const hint = `${path} exports no struct, union, record set or message set ${name}; ${suggest(name, found)}`;
    throw new CastbufError('ERR_USAGE', hint);
  });
}

/**
 * Of all that can be compiled in a module, what has these names; all types where there are none.
 * @throws CastbufError ERR_USAGE
 */
async function exportsOf<T>(
  path: string,
  kind: SchemaKind,
  names: readonly string[] | undefined,
): Promise<readonly (readonly [name: string, value: T])[]> {
  if (!isSchemaFile(path)) throw new CastbufError('ERR_USAGE', `${path} is a C header; a module exports ${kind}s`);
  const { all: exported } = await exportedBy(path);
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
