import { CastbufError, shownValue } from '../errors/index.js';
import { assertAttached, isBytes } from '../bytes/index.js';
import {
  assertNoExtra,
  isRecordShape,
  pathOfShape,
  shownMembers,
  withIndices,
  type ArrayShape,
  type Program,
  type Shape,
} from '../program/index.js';
import { memberOf, numberOfText } from '../schema/index.js';

/** The given members of a record or union, by name, without those that are undefined. */
export type GivenMembers = Readonly<Record<string, unknown>>;

/** Shapes with members. */
export type NamedShape = Exclude<
  Shape,
  { readonly kind: 'leaf' | 'split' | 'bytes' | 'text' | 'guid' | 'records' | 'array' }
>;

/** A list of values, or a cursor over one: both have `at`. */
interface GivenList {
  readonly length: number;
  at(index: number): unknown;
}

/**
 * Takes a whole value from a caller before a byte is written: objects, arrays and bytes of our own are made of it. So a getter of the value runs
 * no code between two bytes, and a value may be a cursor over the very bytes that are written.
 */
export class GivenValue {
  /** Indices of the elements on the way to what is looked at, outermost first. */
  private readonly indices: number[] = [];

  constructor(private readonly program: Program) {}

  /** @throws CastbufError ERR_TYPE, ERR_USAGE with the path of what is wrong */
  take(shape: Shape, value: unknown): unknown {
    if (value === undefined) return undefined;
    if (isNamedShape(shape)) return this.members(shape, value);
    if (shape.kind === 'array') return this.list(shape, value);
    // As numbers, so that they can be compared with what is shown when all is written.
    if (shape.kind === 'leaf' && typeof value === 'string')
      return numberOfText(value, shape.leaf.scalar, shape.wide) ?? value;
    if (shape.kind !== 'bytes' || !isBytes(value)) return value;
    assertAttached('these bytes', value, this.pathOf(shape));
    return new Uint8Array(value);
  }

  private members(shape: NamedShape, value: unknown): GivenMembers {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
      throw this.wrong(shape, 'an object with its members', value);
    assertNoExtra(shape, value as GivenMembers, () => this.pathOf(shape));
    const given = Object.create(null) as Record<string, unknown>;
    for (const { name, shape: member } of shownMembers(shape)) {
      const taken = this.take(member, memberOf(value, name));
      if (taken !== undefined) given[name] = taken;
    }
    return given;
  }

  private list(shape: ArrayShape, value: unknown): unknown[] {
    if (!isList(value)) throw this.wrong(shape, 'an array', value);
    const { length } = value;
    const { count: most } = this.program.limits;
    if (!Number.isSafeInteger(length) || length < 0 || length > most) {
      const hint = `a list has at most ${most} elements, not ${shownValue(length)}`;
      throw new CastbufError('ERR_LIMIT_COUNT', hint, { path: this.pathOf(shape) });
    }
    const depth = this.indices.length;
    const elements: unknown[] = [];
    for (let index = 0; index < length; index++) {
      this.indices[depth] = index;
      elements.push(this.take(shape.element, value.at(index)));
    }
    this.indices.length = depth;
    return elements;
  }

  private wrong(shape: Shape, want: string, value: unknown): CastbufError {
    return new CastbufError('ERR_TYPE', `give ${want}, not ${shownValue(value)}`, { path: this.pathOf(shape) });
  }

  private pathOf(shape: Shape): string {
    return withIndices(pathOfShape(this.program, shape), this.indices);
  }
}

export function isNamedShape(shape: Shape): shape is NamedShape {
  return isRecordShape(shape);
}

function isList(value: unknown): value is GivenList {
  if (typeof value !== 'object' || value === null) return false;
  const { length, at } = value as Partial<GivenList>;
  return typeof length === 'number' && typeof at === 'function';
}
