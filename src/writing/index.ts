export { Output } from './output.js';
export { RecordWriter, type RecordRules, type Refusal, type SummedBytes } from './record-writer.js';
export { tailOf, writeGaps } from './unknown-bytes.js';
