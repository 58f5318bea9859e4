import { shownValue } from '../errors/index.js';
import { assertRecord } from './assert-record.js';
import type { MemberNode, RecordNode, RecordOptions, UnionTag } from './node.js';
import { assertPowerOfTwo } from './power-of-two.js';
import { assertDepth, depthOf } from './schema-depth.js';
import { schemaError } from './schema-error.js';

export const PLAIN_RECORD: RecordOptions = {
  pack: undefined,
  align: undefined,
  endian: undefined,
  bitsFrom: undefined,
  bitLayout: undefined,
  length: undefined,
  lengthMeasure: undefined,
  versioned: false,
  next: undefined,
  startAlign: 1,
  abi: undefined,
};

/** The node of a record whose rules are checked. @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING */
export function recordNode(
  name: string | undefined,
  isUnion: boolean,
  members: MemberNode[],
  tag: UnionTag | undefined,
  options: RecordOptions,
): RecordNode {
  if (options.endian !== undefined && options.endian !== 'big' && options.endian !== 'little') {
    throw schemaError('', `endian is 'little' or 'big', not ${shownValue(options.endian)}`);
  }
  if (options.align !== undefined) assertPowerOfTwo(options.align, 'align');
  if (options.pack !== undefined) assertPowerOfTwo(options.pack, 'pack', 16);
  assertPowerOfTwo(options.startAlign, 'startAlign');
  const depth = 1 + Math.max(0, ...members.map((member) => depthOf(member.node)));
  assertDepth(depth);
  const node: RecordNode = { kind: 'record', union: isUnion, name, members, tag, options, depth };
  assertRecord(node);
  return Object.freeze(node);
}
