/** The entry castbuf/sources: what sends bytes by messages, as sources of `stream`. */
export * from './sources/index.js';
