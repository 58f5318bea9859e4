import { bytes, hasPointed, layoutOf, struct, u32, type LaidRecord, type LaidType } from '../schema/index.js';

/* What a row may have that no member holds: bytes after the known parts, and between parts that offsets point to. */

export const BYTES: LaidType = { kind: 'bytes', count: { kind: 'rest' } };
const GAPS: LaidType = {
  kind: 'array',
  element: layoutOf(struct('', { offset: u32, bytes: bytes() })).root,
  stride: 0,
  count: { kind: 'rest' },
};

/** By name, in the order of the rows. */
export function unknownTypes({ node }: LaidRecord): [name: string, type: LaidType][] {
  const { length, next } = node.options;
  return [
    ...(hasPointed(node) ? [['unknownGaps', GAPS] as [string, LaidType]] : []),
    ...(length === undefined && next === undefined ? [] : [['unknownTail', BYTES] as [string, LaidType]]),
  ];
}

export function isUnknownBytes(type: LaidType): boolean {
  return type === GAPS || type === BYTES;
}
