/** What the programs in examples/ compute, each beside the same by hand. `measure.mjs` times them. */
import * as byHand from './practice-by-hand.mjs';
import * as streams from './practice-streams.mjs';

/**
 * @typedef {object} Program
 * @property {string} name the function that the example exports; the one by hand has the same name
 * @property {(bytes: number) => import('./practice-streams.mjs').Input} inputOf
 * @property {(found: any, given: readonly any[]) => readonly import('./rounds.mjs').Result[]} resultOf what is compared
 */

/** @type {Record<string, Program>} by the example's file */
export const PROGRAMS = {
  'csv.mjs': { name: 'csvOf', inputOf: streams.log, resultOf: (csv) => [Buffer.from(csv)] },
  'sum-per-type.mjs': {
    name: 'centsPerType',
    inputOf: streams.journal,
    resultOf: ({ sales, refunds, tips }) => [[sales, refunds, tips]],
  },
  'filter-export.mjs': { name: 'linesOfHigh', inputOf: streams.readings, resultOf: (lines) => [Buffer.from(lines)] },
  'edit-column.mjs': { name: 'lower', inputOf: streams.samples, resultOf: (_, [samples]) => [samples] },
  'join.mjs': {
    name: 'secondsPerRoute',
    inputOf: streams.requestsAndAnswers,
    resultOf: (totals) => [[...totals.keys()], [...totals.values()]],
  },
  'histogram.mjs': { name: 'durationsOf', inputOf: streams.requests, resultOf: figuresOf },
  'replay.mjs': {
    name: 'datagramsOf',
    inputOf: streams.recording,
    resultOf: (datagrams) => datagrams.flatMap((/** @type {any} */ one) => [[one.milliseconds], one.payload]),
  },
  'worker.mjs': { name: 'columnsOf', inputOf: streams.measurements, resultOf: ({ Id, Value }) => [Id, Value] },
};

/** @returns {Promise<import('./rounds.mjs').Group>} */
export async function groupOf(/** @type {string} */ example, /** @type {number} */ bytes) {
  const { name, inputOf, resultOf } = /** @type {Program} */ (PROGRAMS[example]);
  // An example is a program: it runs when it is imported.
  const castbuf = await import(new URL(`../../examples/${example}`, import.meta.url).href);
  const contenders = [
    { name: 'castbuf', call: castbuf[name] },
    { name: 'by hand', call: /** @type {Record<string, Function>} */ (byHand)[name] },
  ];
  return { records: inputOf(bytes).records, contenders: contenders.map(contenderOf) };

  /** @returns {import('./rounds.mjs').Contender} */
  function contenderOf(/** @type {{ name: string, call: any }} */ { name, call }) {
    const { given } = inputOf(bytes);
    const run = () => void read(call(...given));
    // Of an input that nobody has written to yet.
    const result = () => {
      const { given: fresh } = inputOf(bytes);
      return resultOf(call(...fresh), fresh);
    };
    return { name, run, result };
  }
}

/** V8 joins the parts of a string when somebody reads it. */
function read(/** @type {unknown} */ found) {
  return typeof found === 'string' ? found.charCodeAt(0) : found;
}

/** A summary has the histogram as a list that begins with the first octave of a value. */
function figuresOf(/** @type {any} */ found) {
  const { count, sum, min, max } = found;
  if ('octaves' in found) return [[count, sum, min, max], found.octaves];
  const octaves = new Uint32Array(33);
  for (const { low, count: values } of found.histogram()) octaves[low === 0 ? 0 : 1 + Math.log2(low)] = values;
  return [[count, sum, min, max], octaves];
}
