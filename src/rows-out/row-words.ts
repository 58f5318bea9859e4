import * as K from '../../assembly/core/layout.js';
import { columnWords, longer, madeOnce } from '../columns/index.js';
import type { Program } from '../program/index.js';
import { planScatter } from './scatter-zips.js';

const MADE = new WeakMap<Program, Int32Array>();

/** The words that batches are read by, and after them what rows are written by. */
export function rowWords(program: Program): Int32Array {
  return madeOnce(MADE, program, () => {
    const own = columnWords(program);
    const scatter = planScatter(program.columns, program.ops, program.layout.root.fixedBytes);
    if (scatter.length === 0) return own;
    const words = longer(own, own.byteLength + scatter.length * 4);
    words[K.P_SCATTER_OFFSET] = own.byteLength;
    words.set(scatter, own.byteLength / 4);
    return words;
  });
}
