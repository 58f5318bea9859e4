/** The entry castbuf/arrow: records as tables of Apache Arrow. */
export {
  arrowFile,
  arrowStream,
  toArrow,
  toFlechette,
  type Alignment,
  type ApacheArrow,
  type ArrowBatch,
  type ArrowBatches,
  type ArrowOptions,
  type ArrowStreamOptions,
  type Flechette,
} from './arrow/index.js';
