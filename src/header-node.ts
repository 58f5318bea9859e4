/** The entry castbuf/header/node: headers from files. */
export { includeFrom, parseHeaderFile } from './header-files/index.js';
export type { HeaderFileOptions } from './header-files/index.js';
