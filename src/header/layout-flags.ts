import { CastbufError, shownValue } from '../errors/index.js';
import type { NamedAbi } from '../schema/index.js';
import { dataModelOf } from './data-model.js';

/** Flags of compilers that change the layout of a whole header. */
export interface LayoutFlags {
  /** gcc's `-fshort-enums`, or with `false` its `-fno-short-enums`: an enum is as small as its values allow. By default as the ABI has it: only `gcc-arm` does. */
  readonly shortEnums?: boolean;
  /**
   * A number is gcc's `-fpack-struct=n` (and Microsoft's `/Zp`): what `#pragma pack` starts with, 1, 2, 4, 8 or 16. `true` is `-fpack-struct`: each record is
   * `packed`, and the pragma says nothing. gcc only.
   */
  readonly packStruct?: boolean | 1 | 2 | 4 | 8 | 16;
}

/** What the flags mean under an ABI. */
export interface LayoutRules {
  readonly hasShortEnums: boolean;
  /** Every record is packed. */
  readonly isPacked: boolean;
  /** What `#pragma pack` starts with. */
  readonly pack: number | undefined;
}

const PACKS: readonly unknown[] = [1, 2, 4, 8, 16];

/** @throws CastbufError ERR_USAGE for a flag that the ABI's compiler has not */
export function layoutRules(abi: NamedAbi, { shortEnums, packStruct = false }: LayoutFlags): LayoutRules {
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
  };
}

function usage(what: string): CastbufError {
  return new CastbufError('ERR_USAGE', what);
}
