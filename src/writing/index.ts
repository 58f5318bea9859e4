export { Output } from './output.js';
export { RecordWriter, type RecordRules, type Refusal } from './record-writer.js';
export { tailOf, writeGaps } from './unknown-bytes.js';
