import * as K from '../../assembly/core/layout.js';
import { assertTag, commonTag, refused, type LeafWords, type Program } from '../program/index.js';

/** One type of a set's records, and the values of the discriminator that say so. */
export interface RecordTypeProgram {
  /** Empty for the type of all values that no other has. */
  readonly tags: readonly bigint[];
  readonly program: Program;
}

/** Records of several types, which one discriminator tells apart in a stream. */
export interface RecordSetProgram {
  readonly types: readonly Program[];
  /** The discriminator, which all types have at the same place. */
  readonly tag: LeafWords;
  /** Each value of the discriminator, as its unsigned bits, with the number of its type; ascending. */
  readonly tags: readonly (readonly [tag: bigint, type: number])[];
  /** Number of the type of all other values; -1: there is none, and such a record is refused. */
  readonly otherwise: number;
  /** Bytes that a record of any type has. */
  readonly leastBytes: number;
  /** All types have the same. */
  readonly startAlign: number;
  readonly takesRest: boolean;
}

/**
 * @param path of the discriminator, such as `Header.Type`
 * @throws CastbufError ERR_SCHEMA where it is no integer at the same place in all types, or two types have the same tag
 */
export function compileRecordSet(path: string, types: readonly RecordTypeProgram[]): RecordSetProgram {
  const programs = types.map(({ program }) => program);
  const [first] = programs;
  if (first === undefined) throw refused(path, 'a record set needs at least one type');
  const tag = commonTag(path, programs);
  const startAlign = alignOf(first);
  if (programs.some((program) => alignOf(program) !== startAlign))
    throw refused(path, 'all types of a set have the same startAlign');
  for (const { tags } of types) for (const value of tags) assertTag(path, tag, value);
  const tags = types
    .flatMap((type, number) => type.tags.map((value) => [BigInt.asUintN(tag.width, value), number] as const))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const twice = tags.find(([value], index) => value === tags[index - 1]?.[0]);
  if (twice !== undefined) throw refused(path, `the value ${twice[0]} is given twice`);
  return {
    types: programs,
    tag,
    tags,
    otherwise: types.findIndex((type) => type.tags.length === 0),
    leastBytes: Math.min(...programs.map(({ words }) => words[K.P_FIXED_BYTES] as number)),
    startAlign,
    takesRest: programs.some(({ takesRest }) => takesRest),
  };
}

function alignOf({ layout }: Program): number {
  return layout.root.node.options.startAlign;
}
