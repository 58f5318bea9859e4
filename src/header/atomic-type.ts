import { canonical, declarationOf, depthOf, nameOf, type CType } from './c-type.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';
import type { Token } from './token.js';

/** Sizes that an integer has: what is atomic and has one of them is read and written like it. */
const INTEGER_BYTES: readonly number[] = [1, 2, 4, 8, 16];

/**
 * What `_Atomic` makes of a type. gcc aligns what has the size of an integer to that size, members of gcc-i386 since gcc 11.1 included; under
 * Microsoft's ABIs records are refused where they are members.
 */
export function atomicType(parser: Parser, type: CType, token: Token | undefined): CType {
  if (token === undefined || parser.isMicrosoft) return type;
  const found = canonical(type);
  const isWhole = found.kind === 'number' || (found.kind === 'record' && found.fields !== undefined);
  if (!isWhole || (found.kind === 'record' && found.problem !== undefined)) return type;
  const bytes = parser.sizeOf(type);
  if (!INTEGER_BYTES.includes(bytes) || parser.alignOf(type) >= bytes) return type;
  if (bytes === 16 && !parser.model.alignsAtomic16)
    throw refuse('castbuf does not know how _Atomic aligns 16 bytes under this ABI; leave the word out', token);
  const name = found.kind === 'record' ? (nameOf(found) ?? '') : declarationOf(type, '');
  return { kind: 'alias', name, type, align: bytes, depth: 1 + depthOf(type), token };
}
