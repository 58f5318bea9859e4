/** The options of `npm run bench`. */
import { parseArgs } from 'node:util';
import { DOCUMENT } from './paths.mjs';
import { WORKLOADS } from './workloads.mjs';

/** JavaScript differs from one process to the next. */
const PROCESSES = 3;

/**
 * @typedef {object} Options
 * @property {string[]} names of workloads
 * @property {number} processes
 * @property {boolean} isQuick
 * @property {string | undefined} json
 * @property {string | undefined} compare
 * @property {string | undefined} from
 * @property {boolean} writesDocument
 */

/** @returns {Options} @throws Error that says which option is wrong, and what it may be */
export function optionsOf(/** @type {string[]} */ words) {
  const { values } = parseArgs({
    args: words,
    options: {
      only: { type: 'string' },
      processes: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      compare: { type: 'string' },
      from: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const { only, quick, from } = values;
  const processes = Number(values.processes ?? (quick ? 1 : PROCESSES));
  if (!Number.isInteger(processes) || processes < 1)
    throw new Error(`--processes is a whole number from 1 on, not ${values.processes}`);
  const names = only?.split(',') ?? Object.keys(WORKLOADS);
  const unknown = names.find((name) => !Object.hasOwn(WORKLOADS, name));
  if (unknown !== undefined) throw new Error(`no workload ${unknown}; there are ${Object.keys(WORKLOADS).join(', ')}`);
  if (values['write-docs'] && (only !== undefined || quick))
    throw new Error(`${DOCUMENT} has every row, measured with care: leave out --only and --quick`);
  if (from !== undefined && (only !== undefined || quick || values.processes !== undefined))
    throw new Error('--from shows a run that was measured before: leave out --only, --quick and --processes');
  const { json, compare } = values;
  return { names, processes, isQuick: quick, json, compare, from, writesDocument: values['write-docs'] };
}
