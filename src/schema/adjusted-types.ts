import type { AnyType } from './infer.js';
import type { AlignedNode, Endian, Node, RecordNode, ScalarNode } from './node.js';
import { partName } from './part-name.js';
import { assertPowerOfTwo } from './power-of-two.js';
import { schemaError } from './schema-error.js';
import { nodeOf } from './type-of.js';

/* The same type in another byte order, or with another alignment. */

/** The type in big-endian byte order. In a big-endian bit unit, fields still count from the least significant bit. */
export function be<T extends AnyType>(type: T): T {
  return withNode(type, inEndian(nodeOf(type), 'big'));
}

/** The type in little-endian byte order, inside a big-endian struct. */
export function le<T extends AnyType>(type: T): T {
  return withNode(type, inEndian(nodeOf(type), 'little'));
}

function inEndian(node: Node, endian: Endian): Node {
  switch (node.kind) {
    case 'scalar':
      return { ...node, endian } satisfies ScalarNode;
    case 'bit':
      return { ...node, base: { ...node.base, endian } };
    case 'array':
      return { ...node, element: inEndian(node.element, endian) };
    case 'aligned':
      return { ...node, node: inEndian(node.node, endian) };
    case 'anonymous':
      return { ...node, record: inEndian(node.record, endian) as RecordNode };
    case 'record':
      return { ...node, options: { ...node.options, endian } };
    default:
      throw schemaError('', `${partName(node)} has no byte order`);
  }
}

/** `__declspec(align(n))` on a member: raises its alignment, never lowers it. */
export function align<T extends AnyType>(type: T, bytesAligned: number): T {
  assertPowerOfTwo(bytesAligned, 'align');
  const inner = nodeOf(type);
  const node = inner.kind === 'aligned' ? inner.node : inner;
  if (node.kind === 'split' || node.kind === 'pointed')
    throw schemaError('', `${partName(node)} takes no space to align`);
  const larger = Math.max(bytesAligned, inner.kind === 'aligned' ? inner.align : 0);
  return withNode(type, { kind: 'aligned', align: larger, packed: inner.kind === 'aligned' && inner.packed, node });
}

/**
 * The type without an alignment of its own, as `__attribute__((packed))` has it on a member. `least` is what the member is aligned to all
 * the same: gcc's typedefs with `aligned(n)` set an alignment, also a lower one. 0 demands nothing.
 */
export function unaligned<T extends AnyType>(type: T, least = 0): T {
  const inner = nodeOf(type);
  if (least > 0) return withNode(type, { ...(nodeOf(align(type, least)) as AlignedNode), packed: true });
  return withNode(
    type,
    inner.kind === 'aligned' ? { ...inner, packed: true } : { kind: 'aligned', align: 0, packed: true, node: inner },
  );
}

/**
 * A number whose own alignment is not its size: it aligns what it is a member of, and pack lowers it. (`align` is a demand, which
 * MSVC's pack does not lower.)
 */
export function naturallyAligned<T extends AnyType>(type: T, bytesAligned: number): T {
  assertPowerOfTwo(bytesAligned, 'alignment');
  const node = nodeOf(type);
  if (node.kind !== 'scalar')
    throw schemaError('', `only numbers have an alignment of their own, not ${partName(node)}`);
  return withNode(type, { ...node, align: bytesAligned });
}

function withNode<T extends AnyType>(type: T, node: Node): T {
  return Object.freeze({ ...type, '~node': Object.freeze(node) });
}
