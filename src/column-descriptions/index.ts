export {
  type ColumnCondition,
  type ColumnDescription,
  type ColumnNames,
  type ColumnValue,
  describeColumns,
} from './describe-columns.js';
export { describedColumns, type DescribedColumn } from './described-columns.js';
