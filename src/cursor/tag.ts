import * as K from '../../assembly/core/layout.js';
import type { LeafWords } from '../program/index.js';
import { readLeaf, readWideLeaf } from './leaf.js';

/** The discriminator as its unsigned bits. */
export function readTag(view: DataView, record: number, leaf: LeafWords): bigint {
  const at = record + leaf.offset;
  const value = leaf.kind === K.OP_WIDE ? readWideLeaf(view, at, leaf) : BigInt(readLeaf(view, at, leaf));
  return BigInt.asUintN(leaf.width, value);
}
