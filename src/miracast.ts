/** The entry castbuf/miracast. */
export * from './miracast/index.js';
