import { createCodecWith, type Codec } from '../codec/index.js';
import { MIRACAST_STRUCTURES } from '../miracast/index.js';
import type { AnyType, NamedAbi } from '../schema/index.js';
import { engine } from './engine.js';
import { usageError } from './exit-status.js';
import { suggest } from '../errors/index.js';

export const DEFAULT_TYPE = 'MIRACAST_CHUNK_DATA';
export const ABIS: readonly NamedAbi[] = ['msvc-x64', 'msvc-x86', 'gcc-x64'];

export const TYPE_NAMES: readonly string[] = Object.keys(MIRACAST_STRUCTURES);

/** @throws CommandError (usage) with the nearest name */
export function typeNamed(name: string): AnyType {
  const type = Object.hasOwn(MIRACAST_STRUCTURES, name) ? MIRACAST_STRUCTURES[name] : undefined;
  if (type !== undefined) return type;
  throw usageError(`no type ${name}; ${suggest(name, TYPE_NAMES)}`);
}

export function codecOf(typeName: string, abi: NamedAbi): Codec<AnyType> {
  return createCodecWith(engine, typeNamed(typeName), { abi });
}
