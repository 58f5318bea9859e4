export { readSchema } from './read-schema.js';
export { schemaHash } from './schema-hash.js';
export { writeSchema } from './write-schema.js';
export type {
  WrittenEnumeration,
  WrittenNumber,
  WrittenRecord,
  WrittenScalar,
  WrittenSchema,
  WrittenSize,
  WrittenType,
} from './written-type.js';
