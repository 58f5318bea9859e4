export { openReferenceColumns } from './batch-reader.js';
export { ReferenceMachine } from './machine.js';
export { packOnReference } from './pack.js';
export { ReferenceRecords } from './records.js';
export { openReferenceRows } from './rows.js';
export { REFERENCE_SELECTS } from './select.js';
export { summarizeOnReference } from './summary.js';
export { createReferenceEngine, createReferenceMessageEngine } from './engine.js';
