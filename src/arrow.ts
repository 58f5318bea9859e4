/** The entry castbuf/arrow: records as tables of Apache Arrow. */
export {
  arrowFile,
  arrowStream,
  type Alignment,
  type ArrowBatch,
  type ArrowBatches,
  type ArrowOptions,
  type ArrowStreamOptions,
} from './arrow/index.js';
