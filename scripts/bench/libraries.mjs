/**
 * The struct libraries that people pick, each an adapter in libraries/. Those that have formats of their own read the same records in their format.
 * A library that cannot be installed or run says why in its row.
 */
import { columnsOfObjects } from './records.mjs';
import { objectsW1, objectsW1b } from './w1-by-hand.mjs';

/** @typedef {import('./records.mjs').Workload} Workload */

/**
 * @typedef {object} Adapter
 * @property {(name: Workload, input: Uint8Array, objects: any[]) => Promise<() => any[]>} reader what reads all records of `input`, or of what the
 *   library makes of `objects`
 * @property {(object: any) => any} [completed] joins what the library leaves in halves; only results are checked with it, it is not timed
 */

/** @type {Record<string, { text: string, module: string, adapter: string }>} */
export const LIBRARIES = {
  'binary-parser': { text: 'binary-parser', module: 'binary-parser', adapter: 'binary-parser' },
  'bun-ffi-structs': {
    text: 'bun-ffi-structs, lengths walked by hand',
    module: 'bun-ffi-structs',
    adapter: 'bun-ffi-structs',
  },
  restructure: { text: 'restructure', module: 'restructure', adapter: 'restructure' },
  protobuf: { text: '@bufbuild/protobuf, its own format', module: '@bufbuild/protobuf', adapter: 'protobuf' },
  msgpackr: { text: 'msgpackr, its own format', module: 'msgpackr', adapter: 'msgpackr' },
  flatbuffers: { text: 'flatbuffers, its own format, unpacked', module: 'flatbuffers', adapter: 'flatbuffers' },
};

/** @returns {Promise<import('./rounds.mjs').Contender[]>} */
export async function libraryContenders(/** @type {Workload} */ workload, /** @type {Uint8Array} */ input) {
  const objects = workload === 'W1' ? objectsW1(input) : objectsW1b(input);
  const contenders = [];
  for (const [name, { adapter }] of Object.entries(LIBRARIES)) {
    try {
      /** @type {Adapter} */
      const { reader, completed = same } = await import(`./libraries/${adapter}.mjs`);
      const read = await reader(workload, input, objects);
      contenders.push(contender(name, workload, read, completed));
    } catch (error) {
      contenders.push({ name, none: `does not run here: ${firstLine(error)}` });
    }
  }
  return contenders;
}

/** Nothing is kept: the garbage collector would look at the objects of all libraries in everybody's time. @returns {import('./rounds.mjs').Contender} */
function contender(
  /** @type {string} */ name,
  /** @type {Workload} */ workload,
  /** @type {() => any[]} */ read,
  /** @type {(object: any) => any} */ completed,
) {
  return { name, run: () => void read(), result: () => columnsOfObjects(workload, read().map(completed)) };
}

function same(/** @type {any} */ object) {
  return object;
}

/**
 * One adapter for something else than W1 and W1b.
 * @param {string} name
 * @param {(adapter: any) => Promise<() => any[]>} open answers what reads everything
 * @param {(name: string, read: () => any[]) => import('./rounds.mjs').Contender} contenderOf
 * @returns {Promise<import('./rounds.mjs').Contender>}
 */
export async function libraryContender(name, open, contenderOf) {
  try {
    const adapter = await import(`./libraries/${LIBRARIES[name]?.adapter}.mjs`);
    return contenderOf(name, await open(adapter));
  } catch (error) {
    return { name, none: `does not run here: ${firstLine(error)}` };
  }
}

/** Messages of failed imports name files of this machine. */
function firstLine(/** @type {unknown} */ error) {
  const { message, code } = /** @type {any} */ (error);
  return code === 'ERR_MODULE_NOT_FOUND' ? 'not installed' : String(message).split('\n')[0];
}
