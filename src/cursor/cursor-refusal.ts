import * as K from '../../assembly/core/layout.js';
import { CastbufError, shownValue, type ErrorCode } from '../errors/index.js';
import { floatRowOf, hexOf, integerBounds, type Program } from '../program/index.js';
import { noSuchName, normalise, numberOfText, overflowHint, type ScalarNode } from '../schema/index.js';
import type { Op } from './code.js';
import { floatOfLeaf } from './leaf.js';
import type { Property } from './cursor-property.js';

/** Throws for a value that a leaf cannot hold; returns for one that it can. */
export type Refusal = (value: unknown) => void;

/** What a setter of a cursor demands of its value. @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE */
export function refusalOf(op: Op, path: string): Refusal {
  const { kind, width, flags } = op;
  const isWide = kind === K.OP_WIDE;
  const isBool = (flags & K.F_BOOL) !== 0;
  const isFloat = (flags & K.F_FLOAT) !== 0;
  const [least, most] = integerBounds(width, (flags & K.F_SIGNED) !== 0);
  return (given) => {
    const value = isWide ? withoutDigits(given) : given;
    const isRight = isBool
      ? typeof value === 'boolean'
      : typeof value === 'number' || (isWide && typeof value === 'bigint');
    if (!isRight) {
      const wanted = isBool ? 'true or false' : isWide ? 'a bigint' : 'a number';
      throw new CastbufError('ERR_TYPE', `give ${wanted}, not ${shownValue(value)}`, { path });
    }
    const overflow = isFloat ? overflowHint(floatRowOf(op), value as number) : undefined;
    if (overflow !== undefined) throw new CastbufError('ERR_OUT_OF_RANGE', overflow, { path });
    if (isBool || isFloat) return;
    const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
    if (isWhole && (value as number) >= least && (value as number) <= most) return;
    throw new CastbufError('ERR_OUT_OF_RANGE', `${String(value)} is no whole number from ${least} to ${most}`, {
      path,
    });
  };
}

/** Decimal digits as the 64-bit integer that they are. */
function withoutDigits(value: unknown): unknown {
  return typeof value === 'string' ? (numberOfText(value, undefined, true) ?? value) : value;
}

/** An enum's property whose setter takes a name, too. */
export function namedProperty(program: Program, index: number, { kind }: Op, { get, set }: Property): Property {
  const scalar = program.scalars[index];
  const path = program.paths[index] ?? '';
  const valueOf = (text: string): number | bigint => {
    const value = numberOfText(text, scalar, kind === K.OP_WIDE);
    if (value !== undefined) return value;
    throw new CastbufError('ERR_UNKNOWN_ENUM', noSuchName(text, scalar) as string, { path });
  };
  return {
    get,
    set(value: never) {
      set.call(this, typeof value === 'string' ? (valueOf(value) as never) : value);
    },
  };
}

/** What a magic value, a range or a strict enum lets through, and the error for the rest. */
interface Rule {
  readonly code: ErrorCode;
  readonly hint: string;
  allows(value: number | bigint): boolean;
}

/** A leaf's property whose setter takes only what its magic value, range or strict enum allows, as encode does. */
export function checkedProperty(program: Program, index: number, op: Op, property: Property): Property {
  const scalar = program.scalars[index];
  const { get, set } = property;
  const rule = scalar === undefined ? undefined : ruleOf(scalar, op);
  if (rule === undefined) return property;
  const path = program.paths[index] ?? '';
  const refuse = refusalOf(op, path);
  const isWide = op.kind === K.OP_WIDE;
  return {
    get,
    set(given: never) {
      const value = (isWide ? withoutDigits(given) : given) as never;
      if (typeof value === 'object' || typeof value === 'symbol' || !rule.allows(value)) {
        refuse(value); // a value of the wrong type or width has an error of its own
        throw new CastbufError(rule.code, rule.hint, { path });
      }
      set.call(this, value);
    },
  };
}

function ruleOf(scalar: ScalarNode, op: Op): Rule | undefined {
  const { kind, flags } = op;
  const { check } = scalar;
  if (check === undefined) return undefined;
  const isWide = kind === K.OP_WIDE;
  if (check.kind === 'range') {
    const { min, max } = check;
    const isFloat = (flags & K.F_FLOAT) !== 0;
    return {
      code: 'ERR_OUT_OF_RANGE',
      hint: `it must be from ${min} to ${max}`,
      allows(value) {
        const held = isFloat ? floatOfLeaf(op).round(Number(value)) : value;
        return held >= min && held <= max;
      },
    };
  }
  const asHeld = (value: number | bigint): number | bigint => (isWide ? BigInt(value) : Number(value));
  const known = check.kind === 'magic' ? [check.value] : Object.values(scalar.enumeration?.values ?? {});
  const allowed = new Set(known.map((value) => asHeld(normalise(scalar, value))));
  const isOf = (value: number | bigint): boolean =>
    allowed.has(isWide && Number.isSafeInteger(value) ? BigInt(value) : value);
  return check.kind === 'magic'
    ? { code: 'ERR_MAGIC', hint: `it must be ${hexOf(check.value, scalar)}`, allows: isOf }
    : {
        code: 'ERR_UNKNOWN_ENUM',
        hint: 'the value is none of its names; leave out strict to let it pass',
        allows: isOf,
      };
}
