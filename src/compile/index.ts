export { compileCodec, type CompiledModule, type CompiledText, type CompileOptions } from './compile-codec.js';
export { isSchemaModule } from './schema-module.js';
export { typesOfFile, type NamedType, type SchemaOptions } from './schema-source.js';
