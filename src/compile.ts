/** The entry castbuf/compile: codecs ahead of time, from a program or while bundling. For Node. */
export {
  castbuf,
  compileCodec,
  compileSetCodec,
  setsOfFile,
  typesOfFile,
  type CompiledModule,
  type CompiledText,
  type CompileOptions,
  type CompilePlugin,
  type NamedSet,
  type NamedType,
  type PluginOptions,
  type SchemaOptions,
} from './compile/index.js';
