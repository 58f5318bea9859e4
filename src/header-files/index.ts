export { includeFrom, parseHeaderFile } from './header-file.js';
export type { HeaderFileOptions } from './header-file.js';
export { headerText, IncludePath } from './include-path.js';
export type { Failure } from './include-path.js';
