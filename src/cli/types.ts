import { suggest } from '../errors/index.js';
import { MIRACAST_STRUCTURES } from '../miracast/index.js';
import type { RecordSet } from '../record-types/index.js';
import { layoutOf, type Abi, type AnyType, type Layout } from '../schema/index.js';
import { usageError } from './exit-status.js';
import type { FileIdentity } from './file-identity.js';
import { HeaderTypes, type HeaderRequest } from './header-types.js';
import { SchemaTypes } from './schema-types.js';

const TYPE_NAMES: readonly string[] = Object.keys(MIRACAST_STRUCTURES);

/** Where a command has its types from. An ABI that is undefined is the source's own. */
export interface TypeSource {
  /** Files that were read for it. */
  readonly inputs: readonly FileIdentity[];
  /** Of its types where the user names none; undefined where each type may have one. */
  readonly abi: Abi | undefined;
  /** The name of the type where it has only one. @throws CommandError (usage) that lists the types */
  onlyName(abi: Abi | undefined, command: string): string;
  /** Layouts of all types, or of the named one. @throws CommandError (usage) with the nearest name */
  layouts(abi: Abi | undefined, name: string | undefined): readonly Layout[];
  /** @throws CommandError (usage) with the nearest name */
  type(abi: Abi | undefined, name: string): AnyType;
  /** Sets of types that lie in one stream, by name. @throws CommandError (schema) where one cannot be */
  sets(abi: Abi | undefined): ReadonlyMap<string, RecordSet>;
  /** For the end of a command. @throws CommandError (schema) where a part of the source could not be read */
  assertGood(): void;
}

/** What the user says of where the types are from. */
export interface SourceRequest {
  readonly headers: HeaderRequest | undefined;
  /** A module, a written schema, or a name of the gallery. */
  readonly schema: string | undefined;
}

/** The types of the Miracast interface, or those of a schema or of headers where there are some. @throws CommandError; Interrupted */
export async function typesOf({ headers, schema }: SourceRequest, signal: AbortSignal): Promise<TypeSource> {
  if (schema !== undefined) return SchemaTypes.open(schema);
  return headers === undefined ? BUILT_IN_TYPES : HeaderTypes.open(headers, signal);
}

/** Whether a word is a built-in type. */
export function isTypeName(word: string): boolean {
  return TYPE_NAMES.includes(word);
}

const BUILT_IN_TYPES: TypeSource = {
  inputs: [],
  abi: 'msvc-x64',
  onlyName(_abi, command) {
    throw usageError(
      `${command} needs --type; there are ${TYPE_NAMES.join(', ')}, those of a C header with --header, and of a schema with --schema`,
    );
  },
  layouts(abi, name) {
    const names = name === undefined ? TYPE_NAMES : [name];
    return names.map((one) => layoutOf(builtIn(one), abi ?? 'msvc-x64'));
  },
  type: (_abi, name) => builtIn(name),
  sets: () => new Map(),
  assertGood() {},
};

function builtIn(name: string): AnyType {
  const type = Object.hasOwn(MIRACAST_STRUCTURES, name) ? MIRACAST_STRUCTURES[name] : undefined;
  if (type !== undefined) return type;
  throw usageError(`no type ${name}; ${suggest(name, TYPE_NAMES)}`);
}
