import type { NamedAbi } from '../schema/index.js';
import type { IntegerType } from './integer.js';

/** How large C's types are under an ABI, and what the schema's rules do not say of their alignment. */
export interface DataModel {
  readonly pointerBytes: 4 | 8;
  readonly longBytes: 4 | 8;
  readonly isCharSigned: boolean;
  /** `wchar_t`. */
  readonly wide: IntegerType;
  readonly longDoubleBytes: 8 | 12 | 16;
  /** Of `long double`, where it has more than 8 bytes. */
  readonly longDoubleAlign: 4 | 8 | 16;
  readonly hasInt128: boolean;
  /** Of other numbers of 16 bytes. */
  readonly quadAlign: 8 | 16;
  /** The most that the size of a vector aligns it to. */
  readonly vectorAlign: number;
  /** What `aligned` without a number means: `__BIGGEST_ALIGNMENT__`. */
  readonly attributeAlign: 8 | 16;
  /** An enum is as small as its values allow: gcc's `-fshort-enums`, which AAPCS has without an operating system. */
  readonly hasShortEnums: boolean;
  /** Words of a pointer's size that `va_list` is an array of; 1: it is a pointer. */
  readonly vaListWords: number;
  /** gcc aligns 16 bytes that are `_Atomic` to 16; elsewhere that was not measured. */
  readonly alignsAtomic16: boolean;
  /** Vectors of 8 bytes are registers; where they are not, those of integers are members like integers, which -mmmx changes. */
  readonly hasVectors8: boolean;
  /** `__alignof__` of 8 bytes is 8, though a member is aligned to less. */
  readonly prefersAlign8: boolean;
}

const UNLIMITED = 2 ** 28;

const X64: DataModel = {
  pointerBytes: 8,
  longBytes: 8,
  isCharSigned: true,
  wide: { bytes: 4, isSigned: true },
  longDoubleBytes: 16,
  longDoubleAlign: 16,
  hasInt128: true,
  quadAlign: 16,
  vectorAlign: UNLIMITED,
  attributeAlign: 16,
  hasShortEnums: false,
  vaListWords: 3,
  prefersAlign8: false,
  alignsAtomic16: true,
  hasVectors8: true,
};
const MSVC: DataModel = {
  ...X64,
  longBytes: 4,
  wide: { bytes: 2, isSigned: false },
  longDoubleBytes: 8,
  vaListWords: 1,
};
const ILP32 = { pointerBytes: 4, longBytes: 4, hasInt128: false, vaListWords: 1 } as const;
/** Of other processors than x86. */
const OTHER = { alignsAtomic16: false } as const;
const ARM = { ...OTHER, isCharSigned: false, wide: { bytes: 4, isSigned: false } } as const;

const MODELS: Readonly<Record<NamedAbi, DataModel>> = {
  'msvc-x64': MSVC,
  'msvc-x86': { ...MSVC, pointerBytes: 4 },
  'gcc-x64': X64,
  'gcc-i386': { ...X64, ...ILP32, longDoubleBytes: 12, longDoubleAlign: 4, prefersAlign8: true, hasVectors8: false },
  'gcc-arm': {
    ...X64,
    ...ILP32,
    ...ARM,
    longDoubleBytes: 8,
    vectorAlign: 8,
    attributeAlign: 8,
    hasShortEnums: true,
  },
  'gcc-aarch64': { ...X64, ...ARM, vectorAlign: 16, vaListWords: 4 },
  'gcc-powerpc': { ...X64, ...ILP32, ...OTHER, isCharSigned: false, vaListWords: 3 },
  'gcc-powerpc64': { ...X64, ...OTHER, isCharSigned: false, vaListWords: 1 },
  'gcc-mips': { ...X64, ...ILP32, ...OTHER, longDoubleBytes: 8, attributeAlign: 8 },
  'gcc-s390x': {
    ...X64,
    ...OTHER,
    isCharSigned: false,
    longDoubleAlign: 8,
    quadAlign: 8,
    attributeAlign: 8,
    vaListWords: 4,
  },
};

/** What C's types are under an ABI; the same object each time. */
export function dataModelOf(abi: NamedAbi): DataModel {
  return MODELS[abi];
}
