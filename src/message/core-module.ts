import { ABI_VERSION as abi } from '../../assembly/core/layout.js';
import text from 'castbuf:kernel/core';
import type { CoreExports, KernelModule } from '../memory/index.js';

export const CORE: KernelModule<CoreExports> = { name: 'core', version: 'abiVersion', abi, text, needs: [] };
