import type { Endian, NamedAbi } from './node.js';
import { shownValue, type CastbufError } from '../errors/index.js';
import { isKeyOf } from './given-names.js';
import { schemaError } from './schema-error.js';

/** `#pragma pack(n)` around everything, on top of another ABI. */
export interface PackedAbi {
  readonly packed: number;
  readonly base: NamedAbi;
}
/** Whose layout rules hold: a compiler's, by its name, or what `packedAbi(n)` gives. */
export type Abi = NamedAbi | PackedAbi;

const PACKS: readonly unknown[] = [1, 2, 4, 8, 16];

/** The ABI of structs that are declared under `#pragma pack(n)` everywhere; `packedAbi(1)` has no padding at all. */
export function packedAbi(bytes: number, base: NamedAbi = 'msvc-x64'): PackedAbi {
  if (!PACKS.includes(bytes)) throw schemaError('', `packedAbi takes 1, 2, 4, 8 or 16, not ${shownValue(bytes)}`);
  if (!isKeyOf(NAMED, base)) throw noAbi(base);
  return Object.freeze({ packed: bytes, base });
}

/** What an ABI says about where members lie. */
interface NamedRules {
  readonly family: 'msvc' | 'gcc';
  readonly pointerBytes: 4 | 8;
  /** Byte order of what does not say its own. Where it is big, bit-fields begin at the most significant bit of a byte. */
  readonly endian: Endian;
  /** The most that the size of a number aligns it to. */
  readonly numberAlign: 4 | 8;
  /** Unnamed bit-fields align the record around them, as named ones do. */
  readonly alignsUnnamedBits: boolean;
}

export interface AbiRules extends NamedRules {
  readonly name: string;
  readonly base: NamedAbi;
  readonly pack: number | undefined;
}

// Made in functions that are noted as pure: a bundler keeps what a table spreads.
const NAMED = /* @__PURE__ */ namedRules();

function namedRules(): Readonly<Record<NamedAbi, NamedRules>> {
  return {
    'msvc-x64': rules('msvc', 8),
    'msvc-x86': rules('msvc', 4),
    'gcc-x64': rules('gcc', 8),
    'gcc-i386': { ...rules('gcc', 4), numberAlign: 4 },
    'gcc-arm': { ...rules('gcc', 4), alignsUnnamedBits: true },
    'gcc-aarch64': { ...rules('gcc', 8), alignsUnnamedBits: true },
    'gcc-powerpc': rules('gcc', 4, 'big'),
    'gcc-powerpc64': rules('gcc', 8, 'big'),
    'gcc-mips': rules('gcc', 4, 'big'),
    'gcc-s390x': rules('gcc', 8, 'big'),
  };
}

function rules(family: NamedRules['family'], pointerBytes: 4 | 8, endian: Endian = 'little'): NamedRules {
  return { family, pointerBytes, endian, numberAlign: 8, alignsUnnamedBits: false };
}

/** The ABIs that have a name. */
export const NAMED_ABIS = /* @__PURE__ */ Object.keys(NAMED) as readonly NamedAbi[];

export function rulesOf(abi: Abi): AbiRules {
  if (isKeyOf(NAMED, abi)) return { ...NAMED[abi], name: abi, base: abi, pack: undefined };
  if (!isPacked(abi)) throw noAbi(abi);
  const { packed: pack, base } = abi;
  return { ...NAMED[base], name: `packed(${pack})`, base, pack };
}

/** The byte order of what does not say its own. */
export function byteOrderOf(abi: Abi): Endian {
  return rulesOf(abi).endian;
}

function isPacked(abi: unknown): abi is PackedAbi {
  const { packed: bytes, base } = (typeof abi === 'object' && abi !== null ? abi : {}) as Partial<PackedAbi>;
  return PACKS.includes(bytes) && isKeyOf(NAMED, base);
}

function noAbi(abi: unknown): CastbufError {
  const isOptions = typeof abi === 'object' && abi !== null && 'abi' in abi;
  const wrapped = isOptions ? `; give its abi by itself, ${shownValue((abi as { abi: unknown }).abi)}` : '';
  const names = NAMED_ABIS.join(', ');
  const what = typeof abi === 'string' ? `no ABI ${shownValue(abi)}` : `${shownValue(abi)} is no ABI`;
  return schemaError('', `${what}; there are ${names} and packedAbi(n)${wrapped}`);
}
