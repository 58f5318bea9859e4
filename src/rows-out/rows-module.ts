import { ROWS_ABI_VERSION as abi } from '../../assembly/rows-out/layout.js';
import text from 'castbuf:kernel/rows-out';
import type { RowsExports, KernelModule } from '../memory/index.js';

export const ROWS: KernelModule<RowsExports> = { name: 'rows-out', version: 'rowsAbiVersion', abi, text, needs: [] };
