export type { FilterValue } from './filter-ranges.js';
export { parseFilter } from './filter-text.js';
export { type FilterExpression, type FilterPlan, filterWith } from './filter.js';
export {
  type Summarize,
  type SummarizeStream,
  Summaries,
  type SummaryEngine,
  summarizeStreamWith,
  summarizeWith,
} from './summarize.js';
export type { SummaryBatch, SummaryData, SummaryRequest } from './summary-data.js';
export type { HistogramBucket, Summary } from './summary.js';
