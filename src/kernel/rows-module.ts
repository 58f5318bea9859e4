import { ROWS_ABI_VERSION as abi } from '../../assembly/rows-out/layout.js';
import text from 'castbuf:kernel/rows-out';
import type { RowsExports } from './exports.js';
import type { KernelModule } from './modules.js';

export const ROWS: KernelModule<RowsExports> = { name: 'rows-out', version: 'rowsAbiVersion', abi, text, needs: [] };
