import { PACKING_ABI_VERSION as abi } from '../../assembly/packing/layout.js';
import text from 'castbuf:kernel/packing';
import type { PackingExports, KernelModule } from '../memory/index.js';

export const PACKING: KernelModule<PackingExports> = {
  name: 'packing',
  version: 'packingAbiVersion',
  abi,
  text,
  needs: [],
};
