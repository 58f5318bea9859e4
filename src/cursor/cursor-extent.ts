import * as K from '../../assembly/core/layout.js';
import type { Program, Shape } from '../program/index.js';
import { opOf, type Op } from './code.js';

/** Bytes from the base of a frame. */
export interface Extent {
  readonly from: number;
  readonly end: number;
}

/**
 * The bytes of a part with a fixed place, `withCounts` also of what counts it; undefined for one that has a tail, or parts that lie where an
 * offset points.
 */
export function extentOf(program: Program, shape: Shape, withCounts: boolean): Extent | undefined {
  const inside = (shapes: readonly Shape[]): Extent | undefined =>
    joined(shapes.map((one) => extentOf(program, one, withCounts)));
  switch (shape.kind) {
    case 'record':
      if (shape.members.some(({ pointer }) => pointer !== undefined)) return undefined;
      return inside(shape.members.map((member) => member.shape));
    case 'overlay':
      return inside(shape.arms.map((arm) => arm.shape));
    case 'tagged': {
      if (shape.bytes === undefined) return undefined;
      const { offset: from } = opOf(program, shape.op);
      return joined([{ from, end: from + shape.bytes }, inside(shape.arms.map((arm) => arm.shape))]);
    }
    case 'leaf':
      return leafExtent(opOf(program, shape.op));
    case 'split':
      return joined(opOf(program, shape.op).below.map(leafExtent));
    case 'array':
      if (extentOf(program, shape.element, false) === undefined) return undefined;
      return countedExtent(opOf(program, shape.op), withCounts);
    default:
      return countedExtent(opOf(program, shape.op), withCounts);
  }
}

/** The bytes of a part as far as it has a fixed place: without its tail. */
export function fixedExtent(program: Program, shape: Shape): Extent {
  return joined(fixedExtents(program, shape)) ?? { from: 0, end: 0 };
}

function fixedExtents(program: Program, shape: Shape): Extent[] {
  const whole = extentOf(program, shape, false);
  if (whole !== undefined) return [whole];
  if (shape.kind === 'record') {
    const near = shape.members.filter(({ pointer }) => pointer === undefined);
    return near.flatMap((member) => fixedExtents(program, member.shape));
  }
  return shape.kind === 'overlay' ? shape.arms.flatMap((arm) => fixedExtents(program, arm.shape)) : [];
}

/** The bytes that its bits lie in: a bit-field's unit may reach over what stands beside it. */
function leafExtent({ offset, bytes, shift, width, flags }: Op): Extent {
  const [first, end] = [shift >> 3, (shift + width + 7) >> 3];
  const isBigEndian = (flags & K.F_BIG_ENDIAN) !== 0;
  return isBigEndian
    ? { from: offset + bytes - end, end: offset + bytes - first }
    : { from: offset + first, end: offset + end };
}

function countedExtent({ flags, offset, bytes, count, ref }: Op, withCounts: boolean): Extent | undefined {
  if ((flags & (K.F_TAIL | K.F_REST | K.F_TERMINATED)) !== 0) return undefined;
  const own = { from: offset, end: offset + bytes * count };
  return withCounts && (flags & K.F_COUNTED) !== 0 ? joined([own, leafExtent(ref as Op)]) : own;
}

function joined(extents: readonly (Extent | undefined)[]): Extent | undefined {
  let [from, end] = [Infinity, 0];
  for (const extent of extents) {
    if (extent === undefined) return undefined;
    from = Math.min(from, extent.from);
    end = Math.max(end, extent.end);
  }
  return { from: Math.min(from, end), end };
}
