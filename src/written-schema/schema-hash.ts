import { layoutOfAny, type Abi, type AnyType } from '../schema/index.js';
import { sha256 } from './sha-256.js';
import { writeSchema } from './write-schema.js';

/**
 * 64 hexadecimal digits that say which schema, and which layout, data was written with: the SHA-256 of the written form and of all offsets
 * under the ABI. The same on every machine and engine; another name, value, check, order or place of a member is another hash.
 * @throws CastbufError ERR_SCHEMA where the type has no layout under the ABI
 */
export function schemaHash(type: AnyType, options: { readonly abi?: Abi } = {}): string {
  const { size, align, flat } = layoutOfAny(type, options.abi);
  return sha256(new TextEncoder().encode(JSON.stringify([writeSchema(type, options), size, align, flat])));
}
