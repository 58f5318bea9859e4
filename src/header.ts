/** The entry castbuf/header. */
export * from './header/index.js';
