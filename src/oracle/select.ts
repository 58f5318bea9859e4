import type { FilterPlan } from '../query/index.js';
import type { ReferenceSelects } from './batch-reader.js';
import { RecordFilter } from './filter.js';

export const REFERENCE_SELECTS: ReferenceSelects = {
  keeper: (program, code, guards, plan) => new RecordFilter(program, code, guards, plan as FilterPlan),
};
