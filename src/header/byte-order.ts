import { be, le, type AnyType, type Endian } from '../schema/index.js';
import { canonical, type Field } from './c-type.js';
import { refuse } from './problems.js';

/**
 * A member of a record with a `scalar_storage_order` that is not the ABI's. It is about numbers and arrays of numbers: pointers, vectors and
 * what records inside have are left alone.
 * @throws Refusal where the schema has no type of that order for it
 */
export function inByteOrder(order: Endian, field: Field, made: AnyType): AnyType {
  let type = canonical(field.type);
  while (type.kind === 'array') type = canonical(type.element);
  if (type.kind === 'pointer' || type.kind === 'record') return made;
  const name = type.kind === 'number' ? type.name : type.kind;
  if (name.startsWith('vector ')) return made;
  switch (partOf(made)) {
    case 'number':
      return order === 'big' ? be(made) : le(made);
    case 'bytes':
      return made;
    case undefined:
      throw refuse(`castbuf has no ${order}-endian ${name}`, field.token);
  }
}

/** What a member is made of. */
function partOf(made: AnyType): 'number' | 'bytes' | undefined {
  let node = made['~node'];
  while (node.kind === 'aligned' || node.kind === 'array') node = node.kind === 'array' ? node.element : node.node;
  if (node.kind === 'scalar' || node.kind === 'bit') return 'number';
  return node.kind === 'bytes' || node.kind === 'guid' || (node.kind === 'text' && node.encoding !== 'utf-16le')
    ? 'bytes'
    : undefined;
}
