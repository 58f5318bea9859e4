import type { Header, HeaderRecord } from '../../header/index.js';
import type { AnyType } from '../../schema/index.js';

type Node = AnyType['~node'];

/** Every record of a header, or the one that is asked for behind those it is made of, in the order of the header. */
export function selectedRecords(header: Header, name: string | undefined): readonly HeaderRecord[] {
  if (name === undefined) return header.records;
  const wanted = new Set<string>();
  addNames(recordNamed(header, name).type['~node'], wanted);
  return header.records.filter((record) => wanted.has(record.name));
}

/** By tag or typedef. @throws CastbufError (ERR_USAGE) with names that are alike */
function recordNamed(header: Header, name: string): HeaderRecord {
  return header.records.find(({ tag, typedefs }) => tag === name || typedefs.includes(name)) ?? header.record(name);
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
