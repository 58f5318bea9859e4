import type { NamedAbi } from '../schema/index.js';

export const ABIS: readonly NamedAbi[] = ['msvc-x64', 'msvc-x86', 'gcc-x64'];
