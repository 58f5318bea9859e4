/** The entry castbuf/node: files, read as fast as they are decoded. */
export { decodeFile, followFile } from './node-files/index.js';
export type { DecodeFile, FileOptions, FileSource, FollowOptions } from './node-files/index.js';
