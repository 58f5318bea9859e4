export { importModule } from './schema-module.js';
export { isSchemaFile } from './schema-endings.js';
export {
  exportsOfFile,
  messageSetsOfFile,
  readSchemaFile,
  readSchemaText,
  setsOfFile,
  typesOfFile,
  type NamedExport,
  type NamedMessageSet,
  type NamedSet,
  type NamedType,
  type SchemaFile,
  type SchemaOptions,
} from './schema-file.js';
