export { type DecodeLists, decodeListsWith, type ListedRecords } from './decode-lists.js';
