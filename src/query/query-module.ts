import { QUERY_ABI_VERSION as abi } from '../../assembly/query/layout.js';
import text from 'castbuf:kernel/query';
import type { QueryExports, KernelModule } from '../memory/index.js';
import { COLUMNS } from '../columns/kernel.js';

export const QUERY: KernelModule<QueryExports> = {
  name: 'query',
  version: 'queryAbiVersion',
  abi,
  text,
  needs: [COLUMNS],
};
