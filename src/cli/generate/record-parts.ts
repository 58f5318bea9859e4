import type { Header, HeaderRecord } from '../../header/index.js';
import type { AnyType } from '../../schema/index.js';

type Node = AnyType['~node'];

/** A record after those it is made of, in the order of the header. */
export function withParts(header: Header, whole: HeaderRecord): readonly HeaderRecord[] {
  const wanted = new Set<string>();
  addNames(whole.type['~node'], wanted);
  return header.records.filter((record) => wanted.has(record.name));
}

function addNames(node: Node, names: Set<string>): void {
  switch (node.kind) {
    case 'record':
      if (node.name !== undefined) {
        if (names.has(node.name)) return;
        names.add(node.name);
      }
      return node.members.forEach((member) => addNames(member.node, names));
    case 'anonymous':
      return addNames(node.record, names);
    case 'array':
      return addNames(node.element, names);
    case 'aligned':
      return addNames(node.node, names);
    default:
      return undefined;
  }
}
