import { CONTROL } from './control.js';
import type { DecodeAssembly } from './decode-assembly.js';

/** A module in AssemblyScript, of one type or of several. */
export function assemblyText(types: readonly Pick<DecodeAssembly, 'functions' | 'helpers'>[]): string {
  const helpers = new Set(types.flatMap((type) => type.helpers));
  return `${[CONTROL, ...helpers, ...new Set(types.flatMap((type) => type.functions))].join('\n\n')}\n`;
}
