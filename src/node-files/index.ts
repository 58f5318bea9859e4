export { decodeFile, type DecodeFile, type FileOptions, followFile, type FollowOptions } from './decode-file.js';
export type { FileSource } from './file-pieces.js';
