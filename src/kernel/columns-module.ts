import { COLUMNS_ABI_VERSION as abi } from '../../assembly/columns/layout.js';
import text from 'castbuf:kernel/columns';
import type { ColumnsExports } from './exports.js';
import type { KernelModule } from './modules.js';

export const COLUMNS: KernelModule<ColumnsExports> = {
  name: 'columns',
  version: 'columnsAbiVersion',
  abi,
  text,
  needs: [],
};
