import { CastbufError, shownValue } from '../errors/index.js';
import type { Endian, NamedAbi } from '../schema/index.js';
import { dataModelOf } from './data-model.js';

/** What is said of a whole header: flags of compilers that change its layout, and its byte order. */
export interface LayoutFlags {
  /** gcc's `-fshort-enums`, or with `false` its `-fno-short-enums`: an enum is as small as its values allow. By default as the ABI has it: only `gcc-arm` does. */
  readonly shortEnums?: boolean;
  /**
   * A number is gcc's `-fpack-struct=n` (and Microsoft's `/Zp`): what `#pragma pack` starts with, 1, 2, 4, 8 or 16. `true` is `-fpack-struct`: each record is
   * `packed`, and the pragma says nothing. gcc only.
   */
  readonly packStruct?: boolean | 1 | 2 | 4 | 8 | 16;
  /**
   * The byte order of all numbers that do not say their own, by default the ABI's. Where `'big'` is another one than that, bit-fields begin at the most significant
   * bit, as on big-endian machines. Sizes and alignments stay the ABI's.
   */
  readonly endian?: Endian;
}

/** What the flags mean under an ABI. */
export interface LayoutRules {
  readonly hasShortEnums: boolean;
  /** Every record is packed. */
  readonly isPacked: boolean;
  /** What `#pragma pack` starts with. */
  readonly pack: number | undefined;
  /** Of numbers that do not say their own. */
  readonly endian: Endian | undefined;
}

const PACKS: readonly unknown[] = [1, 2, 4, 8, 16];

/** @throws CastbufError ERR_USAGE for a flag that the ABI's compiler has not */
export function layoutRules(abi: NamedAbi, { shortEnums, packStruct = false, endian }: LayoutFlags): LayoutRules {
  const isMicrosoft = abi.startsWith('msvc');
  if (isMicrosoft && shortEnums === true) throw usage(`shortEnums is a flag of gcc; ${abi} has no such enums`);
  if (isMicrosoft && packStruct === true)
    throw usage(`packStruct: true is a flag of gcc; under ${abi} it takes 1, 2, 4, 8 or 16, as /Zp`);
  if (typeof packStruct !== 'boolean' && !PACKS.includes(packStruct))
    throw usage(`packStruct takes true, 1, 2, 4, 8 or 16, not ${shownValue(packStruct)}`);
  return {
    hasShortEnums: shortEnums ?? dataModelOf(abi).hasShortEnums,
    isPacked: packStruct === true,
    pack: typeof packStruct === 'number' ? packStruct : undefined,
    endian,
  };
}

function usage(what: string): CastbufError {
  return new CastbufError('ERR_USAGE', what);
}
