import { CastbufError, type OptionRules } from '../errors/index.js';
import { pathOfShape, withIndices, type LeafShape, type Program } from '../program/index.js';
import { findMember, normalise } from '../schema/index.js';

/** What a decoded 64-bit integer is. */
export type WideNotation = 'bigint' | 'number' | 'string';

/** How decoded values show numbers. Cursors, columns and what encode takes do not depend on it. */
export interface ValueNotation<Names extends boolean = boolean, Wide extends WideNotation = WideNotation> {
  /** Enums are the names of their values, where these have one; a number stays what it is. Flags are numbers. */
  readonly names?: Names;
  /**
   * What 64-bit integers are: `'bigint'` by default, `'number'` (ERR_OUT_OF_RANGE where a double cannot hold one exactly), or decimal digits in a
   * `'string'`. Encode takes each of them.
   */
  readonly wide?: Wide;
}

export const NOTATION_OPTIONS: OptionRules = { names: 'boolean', wide: ['bigint', 'number', 'string'] };

/** The program of a codec that shows values so. */
export function withNotation(program: Program, { names = false, wide = 'bigint' }: ValueNotation): Program {
  return names || wide !== 'bigint' ? { ...program, notation: { names, wide } } : program;
}

type Read = (value: number | bigint) => unknown;

/** What a number becomes; undefined: it stays as it is. */
export function numberReader(program: Program, shape: LeafShape): Read | undefined {
  const { notation } = program;
  if (notation === undefined) return undefined;
  const wide = shape.wide ? wideReader(program, shape, notation.wide) : undefined;
  const { enumeration } = shape.leaf.scalar;
  if (!notation.names || enumeration === undefined || enumeration.flags) return wide;
  const names = namesByValue(shape);
  const other = wide ?? ((value) => value);
  const { values } = enumeration;
  return (value) => {
    const name = names.get(value);
    if (name !== undefined) return name;
    const shown = other(value);
    // Encode would take digits that are a name for another value.
    return typeof shown === 'string' && Object.hasOwn(values, shown) ? value : shown;
  };
}

/** Of several names of a value the first. */
function namesByValue({ leaf: { scalar }, wide }: LeafShape): ReadonlyMap<number | bigint, string> {
  const names = new Map<number | bigint, string>();
  for (const [name, given] of Object.entries(scalar.enumeration?.values ?? {})) {
    const value = normalise(scalar, given);
    const held = wide ? BigInt(value) : Number(value);
    if (!names.has(held)) names.set(held, name);
  }
  return names;
}

function wideReader(program: Program, shape: LeafShape, wide: WideNotation): Read | undefined {
  if (wide === 'bigint') return undefined;
  if (wide === 'string') return String;
  return (value) => {
    const held = Number(value);
    if (Number.isSafeInteger(held)) return held;
    throw new CastbufError(
      'ERR_OUT_OF_RANGE',
      `a number cannot hold ${value} exactly; decode with wide: 'bigint' or 'string'`,
      { path: pathOfShape(program, shape), have: BigInt(value) },
    );
  };
}

/**
 * The error of a number that could not be shown, with its place. @param indices of the array elements on the way to it, outermost first
 * @param offset of the record, in the bytes that were given
 */
export function placedNumber(program: Program, error: unknown, indices: readonly number[], offset: number): unknown {
  if (!(error instanceof CastbufError) || error.path === undefined) return error;
  const { code, hint, have } = error;
  const path = withIndices(error.path, indices);
  const fieldOffset = isPlaced(program, path) ? program.layout.offsetOf(path) : undefined;
  return new CastbufError(code, hint, { path, offset, fieldOffset, have });
}

/** No path says where a part lies that an offset points to, or that stands after the part of varying length. */
function isPlaced({ shape, layout }: Program, path: string): boolean {
  const [name = ''] = path.split(/[.[]/);
  return !shape.hasUnknownGaps && findMember(layout.root.members, name)?.member.type.kind !== 'trailing';
}
