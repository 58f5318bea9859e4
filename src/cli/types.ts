import { createCodecWith, type Codec } from '../message/index.js';
import { suggest } from '../errors/index.js';
import { MIRACAST_STRUCTURES } from '../miracast/index.js';
import { layoutOf, type AnyType, type Layout, type NamedAbi } from '../schema/index.js';
import { engine } from './engine.js';
import { usageError } from './exit-status.js';
import type { FileIdentity } from './file-identity.js';
import { HeaderTypes, type HeaderRequest } from './header-types.js';

export const ABIS: readonly NamedAbi[] = ['msvc-x64', 'msvc-x86', 'gcc-x64'];

export const TYPE_NAMES: readonly string[] = Object.keys(MIRACAST_STRUCTURES);

/** Where a command has its types from. */
export interface TypeSource {
  /** Files that were read for it. */
  readonly inputs: readonly FileIdentity[];
  /** The name of the type where it has only one. @throws CommandError (usage) that lists the types */
  onlyName(abi: NamedAbi, command: string): string;
  /** Layouts of all types, or of the named one. @throws CommandError (usage) with the nearest name */
  layouts(abi: NamedAbi, name: string | undefined): readonly Layout[];
  /** @throws CommandError (usage) with the nearest name */
  type(abi: NamedAbi, name: string): AnyType;
  /** For the end of a command. @throws CommandError (schema) where a part of the source could not be read */
  assertGood(): void;
}

/** The types of the Miracast interface, or those of headers where there are some. @throws CommandError; Interrupted */
export async function typesOf(headers: HeaderRequest | undefined, signal: AbortSignal): Promise<TypeSource> {
  return headers === undefined ? BUILT_IN_TYPES : HeaderTypes.open(headers, signal);
}

export function codecOf(types: TypeSource, name: string, abi: NamedAbi): Codec<AnyType> {
  return createCodecWith(engine, types.type(abi, name), { abi });
}

const BUILT_IN_TYPES: TypeSource = {
  inputs: [],
  onlyName(_abi, command) {
    throw usageError(
      `${command} needs --type; there are ${TYPE_NAMES.join(', ')}, and those of a C header with --header`,
    );
  },
  layouts(abi, name) {
    const names = name === undefined ? TYPE_NAMES : [name];
    return names.map((one) => layoutOf(builtIn(one), abi));
  },
  type: (_abi, name) => builtIn(name),
  assertGood() {},
};

function builtIn(name: string): AnyType {
  const type = Object.hasOwn(MIRACAST_STRUCTURES, name) ? MIRACAST_STRUCTURES[name] : undefined;
  if (type !== undefined) return type;
  throw usageError(`no type ${name}; ${suggest(name, TYPE_NAMES)}`);
}
