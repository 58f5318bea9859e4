import { RECORD_SETS_ABI_VERSION as abi } from '../../assembly/record-sets/layout.js';
import text from 'castbuf:kernel/record-sets';
import type { RecordSetsExports, KernelModule } from '../memory/index.js';
import { COLUMNS } from '../columns/kernel.js';

export const RECORD_SETS: KernelModule<RecordSetsExports> = {
  name: 'record-sets',
  version: 'recordSetsAbiVersion',
  abi,
  text,
  needs: [COLUMNS],
};
