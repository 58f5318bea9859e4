import { suggest } from '../errors/index.js';
import type { HeaderTarget } from '../header/index.js';
import type { NamedAbi } from '../schema/index.js';
import { usageError } from './exit-status.js';

/** What a compiler's target means here: whose layout, and whose predefined macros. */
export interface CompilerTarget {
  readonly abi: NamedAbi;
  readonly macros: HeaderTarget;
  /** Where it is not as the ABI has it. */
  readonly shortEnums?: boolean;
}

/** Targets as compilers name them, with the layout and the macros that they stand for. */
const TARGETS: Readonly<Record<string, CompilerTarget>> = {
  'x86_64-pc-windows-msvc': { abi: 'msvc-x64', macros: 'msvc' },
  'i686-pc-windows-msvc': { abi: 'msvc-x86', macros: 'msvc' },
  'x86_64-w64-windows-gnu': { abi: 'msvc-x64', macros: 'mingw' },
  'x86_64-linux-gnu': { abi: 'gcc-x64', macros: 'gcc' },
  'i686-linux-gnu': { abi: 'gcc-i386', macros: 'gcc' },
  'arm-none-eabi': { abi: 'gcc-arm', macros: 'gcc' },
  'arm-linux-gnueabi': { abi: 'gcc-arm', macros: 'gcc', shortEnums: false },
  'aarch64-linux-gnu': { abi: 'gcc-aarch64', macros: 'gcc' },
  'powerpc-linux-gnu': { abi: 'gcc-powerpc', macros: 'gcc' },
  'powerpc64-linux-gnu': { abi: 'gcc-powerpc64', macros: 'gcc' },
  'mips-linux-gnu': { abi: 'gcc-mips', macros: 'gcc' },
  's390x-linux-gnu': { abi: 'gcc-s390x', macros: 'gcc' },
};

const ARCHITECTURES: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  x64: 'x86_64',
  arm64: 'aarch64',
  ppc: 'powerpc',
  ppc64: 'powerpc64',
  i386: 'i686',
  i486: 'i686',
  i586: 'i686',
  x86: 'i686',
};
/** Words of a triple that say who made the machine, which changes nothing. */
const VENDORS: ReadonlySet<string> = new Set(['pc', 'unknown', 'w64', 'uwp', 'none']);
const SYSTEMS: Readonly<Record<string, string>> = {
  windows: 'pc-windows-msvc',
  'windows-msvc': 'pc-windows-msvc',
  win32: 'pc-windows-msvc',
  'win32-msvc': 'pc-windows-msvc',
  mingw32: 'w64-windows-gnu',
  'windows-gnu': 'w64-windows-gnu',
  'windows-gnullvm': 'w64-windows-gnu',
  linux: 'linux-gnu',
  'linux-gnu': 'linux-gnu',
  'linux-musl': 'linux-gnu',
  'linux-gnueabi': 'linux-gnueabi',
  'linux-gnueabihf': 'linux-gnueabi',
  'linux-musleabi': 'linux-gnueabi',
  'linux-musleabihf': 'linux-gnueabi',
  eabi: 'none-eabi',
};

/** @throws CommandError (usage) with the nearest name for a target whose layout castbuf does not know */
export function compilerTarget(name: string): CompilerTarget {
  const [first = '', ...rest] = name.toLowerCase().split('-');
  const architecture = Object.hasOwn(ARCHITECTURES, first) ? ARCHITECTURES[first] : first;
  const words = rest.filter((word) => !VENDORS.has(word)).join('-');
  const system = Object.hasOwn(SYSTEMS, words) ? SYSTEMS[words] : words;
  const target = `${architecture}-${system}`;
  if (Object.hasOwn(TARGETS, target)) return TARGETS[target] as CompilerTarget;
  throw usageError(`no target ${name}; ${suggest(name, Object.keys(TARGETS))}`);
}
