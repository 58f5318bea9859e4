import * as K from '../../assembly/core/layout.js';
import type { ModuleText } from './module-text.js';

const FUNCTIONS: Readonly<Record<number, 'crc32' | 'crc32c' | 'sum8'>> = {
  [K.CRC_32]: 'crc32',
  [K.CRC_32C]: 'crc32c',
  [K.SUM_8]: 'sum8',
};

/** The function that computes a checksum. */
export function sumText(module: ModuleText, algorithm: number): string {
  return module.use(FUNCTIONS[algorithm] ?? 'sumToZero8');
}
