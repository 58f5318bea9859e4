export { listBytes, listedRecords, type ListedTypes } from './list-values.js';
export {
  type RecordDefinitions,
  type RecordInput,
  type RecordSet,
  type RecordTags,
  type RecordValue,
  type RecordView,
  compileSet,
  recordSet,
} from './record-set.js';
export { setOfList } from './record-list.js';
export { type ListedView, records } from './records.js';
export type { RecordSetProgram } from './set-program.js';
export { recordTypeReader } from './tag-reader.js';
