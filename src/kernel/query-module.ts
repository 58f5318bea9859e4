import { QUERY_ABI_VERSION as abi } from '../../assembly/query/layout.js';
import text from 'castbuf:kernel/query';
import type { QueryExports } from './exports.js';
import type { KernelModule } from './modules.js';
import { COLUMNS } from './columns-module.js';

export const QUERY: KernelModule<QueryExports> = {
  name: 'query',
  version: 'queryAbiVersion',
  abi,
  text,
  needs: [COLUMNS],
};
