/*
 * What other modules call of the core. Where modules are compiled one by one these are imports of the others: scripts/kernel.mjs.
 */
export { finishRecord, readRecord, recordLength } from './message-read';
