export {
  type ColumnCondition,
  type ColumnDescription,
  type ColumnNames,
  type ColumnValue,
  type LengthCondition,
  type TagCondition,
  describeColumns,
} from './describe-columns.js';
export { describedColumns, type DescribedColumn } from './described-columns.js';
