/** The entry castbuf/compile: codecs ahead of time, from a program or while bundling. For Node. */
export {
  compileCodec,
  compileMessages,
  compileSetCodec,
  esbuildPlugin,
  rollupPlugin,
  type CompiledMessages,
  type CompiledModule,
  type CompiledText,
  type CompileMessagesOptions,
  type CompileOptions,
  type EsbuildPlugin,
  type PluginOptions,
  type RollupPlugin,
} from './compile/index.js';
export {
  messageSetsOfFile,
  setsOfFile,
  typesOfFile,
  type NamedMessageSet,
  type NamedSet,
  type NamedType,
  type SchemaOptions,
} from './schema-files/index.js';
