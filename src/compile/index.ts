export { compileCodec, type CompiledModule, type CompiledText, type CompileOptions } from './compile-codec.js';
export { compileMessages, type CompiledMessages, type CompileMessagesOptions } from './compile-messages.js';
export { compileSetCodec } from './compile-set.js';
export { esbuildPlugin, rollupPlugin, type EsbuildPlugin, type PluginOptions, type RollupPlugin } from './plugin.js';
