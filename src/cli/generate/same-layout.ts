import { layoutOfAny, type AnyType, type NamedAbi, type RecordNode } from '../../schema/index.js';

type Node = AnyType['~node'];

/** A node as the type that the schema's functions take. */
export function typeOfNode(node: Node): AnyType {
  return { '~node': node } as AnyType;
}

/**
 * Whether a type has the size, the alignment and the places of members that `node` has. It may demand an alignment that C's type has
 * without demanding it: that makes a difference under a pack, in the record that has the pack, which is compared itself.
 */
export function isLaidOutAs(type: AnyType, node: RecordNode, abi: NamedAbi): boolean {
  const want = layoutOfAny(typeOfNode(withoutTaggedNames(node)), abi);
  const have = layoutOfAny(type, abi);
  return (
    have.size === want.size &&
    have.align === want.align &&
    have.root.required >= want.root.required &&
    have.root.fixedBytes === want.root.fixedBytes &&
    JSON.stringify(have.flat) === JSON.stringify(want.flat)
  );
}

/** The schema language gives tagged unions no names: their members stand in the list of the record around them. */
function withoutTaggedNames(record: RecordNode): RecordNode {
  return { ...record, members: record.members.map(({ name, node }) => ({ name, node: withoutTaggedName(node) })) };
}

function withoutTaggedName(node: Node): Node {
  switch (node.kind) {
    case 'aligned':
      return { ...node, node: withoutTaggedName(node.node) };
    case 'anonymous':
      return { ...node, record: withoutTaggedNames(node.record) };
    case 'record':
      if (node.tag !== undefined) return { ...withoutTaggedNames(node), name: undefined };
      return node.name === undefined ? withoutTaggedNames(node) : node;
    default:
      return node;
  }
}
