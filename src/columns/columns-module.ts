import { COLUMNS_ABI_VERSION as abi } from '../../assembly/columns/layout.js';
import text from 'castbuf:kernel/columns';
import type { ColumnsExports, KernelModule } from '../memory/index.js';

export const COLUMNS: KernelModule<ColumnsExports> = {
  name: 'columns',
  version: 'columnsAbiVersion',
  abi,
  text,
  needs: [],
};
