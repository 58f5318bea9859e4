/* What other modules call of the columns, as core/calls.ts says. */
export { frame, framedBytes, framedRows, windowedRows } from './frame';
export { gatherAll } from './gather';
