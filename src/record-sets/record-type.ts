import * as K from '../../assembly/core/layout.js';
import type { LeafWords } from '../program/index.js';
import type { RecordSetProgram } from './record-set-program.js';
import { readLeaf, readWideLeaf } from '../cursor/index.js';

/** Reads discriminators: the number of the type that the record at `record` says it has, -1: none. Its discriminator is there. */
export function recordTypeReader({
  tag,
  tags,
  otherwise,
}: RecordSetProgram): (view: DataView, record: number) => number {
  const types = new Map(tags);
  return (view, record) => types.get(readTag(view, record, tag)) ?? otherwise;
}

/** The discriminator as its unsigned bits. */
export function readTag(view: DataView, record: number, leaf: LeafWords): bigint {
  const at = record + leaf.offset;
  const value = leaf.kind === K.OP_WIDE ? readWideLeaf(view, at, leaf) : BigInt(readLeaf(view, at, leaf));
  return BigInt.asUintN(leaf.width, value);
}
