import { parseHeaderFile, type HeaderFileOptions } from '../header-files/index.js';
import { CastbufError, suggest } from '../errors/index.js';
import type { RecordSet } from '../record-sets/index.js';
import type { AnyType } from '../schema/index.js';
import { importSchemaModule, isSchemaModule } from './schema-module.js';

/** How a C header is read, and which of its types are meant. */
export interface SchemaOptions extends HeaderFileOptions {
  /** Names of types, or exports of a module; all of them where it is left out. */
  readonly types?: readonly string[] | undefined;
}

/** A type and the name that it has in what is compiled. */
export type NamedType = readonly [name: string, type: AnyType];

/**
 * The structs and unions of a C header, or of a module that exports them.
 * @throws CastbufError ERR_USAGE where the file cannot be read, or has not the type; ERR_HEADER where the header is wrong
 */
export async function typesOfFile(
  path: string,
  { types: names, ...options }: SchemaOptions,
): Promise<readonly NamedType[]> {
  const all = isSchemaModule(path) ? await typesOfModule(path) : typesOfHeader(path, options);
  if (all.length === 0) throw new CastbufError('ERR_USAGE', `${path} has no struct or union of castbuf`);
  const found = all.map(([name]) => name);
  return (names ?? found).map((name) => {
    const type = all.find(([known]) => known === name);
    if (type === undefined) throw new CastbufError('ERR_USAGE', `${path} has no type ${name}; ${suggest(name, found)}`);
    return type;
  });
}

async function typesOfModule(path: string): Promise<NamedType[]> {
  const exported = await importSchemaModule(path);
  return Object.entries(exported).filter((entry): entry is [string, AnyType] => isRecordType(entry[1]));
}

function isRecordType(value: unknown): value is AnyType {
  type Typed = { readonly '~node'?: { readonly kind?: unknown; readonly tag?: unknown } };
  const node = (value as Typed | null | undefined)?.['~node'];
  return node?.kind === 'record' && node.tag === undefined;
}

/** @throws CastbufError ERR_HEADER with the first of what is wrong */
function typesOfHeader(path: string, options: HeaderFileOptions): NamedType[] {
  const { records, errors } = parseHeaderFile(path, options);
  const [error] = errors;
  if (error !== undefined) throw error;
  return records.map(({ name, typedefs, type }) => [typedefs[0] ?? name, type]);
}

/** A record set and the name that it has in what is compiled. */
export type NamedSet = readonly [name: string, set: RecordSet];

/** Record sets that a module exports. @throws CastbufError ERR_USAGE where the file cannot be read, or exports no such set */
export async function setsOfFile(path: string, names: readonly string[]): Promise<readonly NamedSet[]> {
  if (!isSchemaModule(path)) throw new CastbufError('ERR_USAGE', `${path} is a C header; a module exports record sets`);
  const sets = Object.entries(await importSchemaModule(path)).filter((entry): entry is [string, RecordSet] =>
    isRecordSet(entry[1]),
  );
  const found = sets.map(([name]) => name);
  return names.map((name) => {
    const set = sets.find(([known]) => known === name);
    if (set !== undefined) return set;
    const hint = found.length === 0 ? 'it exports none' : suggest(name, found);
    throw new CastbufError('ERR_USAGE', `${path} exports no record set ${name}; ${hint}`);
  });
}

/** Types in a record set are pairs of a tag and a type; a message set has its messages under another name. */
function isRecordSet(value: unknown): value is RecordSet {
  const { discriminator, definitions } = (value ?? {}) as { discriminator?: unknown; definitions?: unknown };
  if (typeof discriminator !== 'string' || typeof definitions !== 'object' || definitions === null) return false;
  return Object.values(definitions).every((definition) => Array.isArray(definition));
}
