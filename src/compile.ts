/** The entry castbuf/compile: codecs ahead of time, from a program or while bundling. For Node. */
export {
  compileCodec,
  compileSetCodec,
  esbuildPlugin,
  rollupPlugin,
  setsOfFile,
  typesOfFile,
  type CompiledModule,
  type CompiledText,
  type CompileOptions,
  type EsbuildPlugin,
  type NamedSet,
  type NamedType,
  type PluginOptions,
  type RollupPlugin,
  type SchemaOptions,
} from './compile/index.js';
