/** The entry castbuf/compiled: what compiled codecs import. Programs import the modules that `castbuf compile` writes, not this. */
export * from './compiled/index.js';
