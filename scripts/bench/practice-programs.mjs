/** What the programs in examples/ compute, each beside the same by hand. */
import * as byHand from './practice-by-hand.mjs';
import * as streams from './practice-streams.mjs';

/**
 * @typedef {object} Program
 * @property {string} name the function that the example exports; the one by hand has the same name
 * @property {(bytes: number) => import('./practice-streams.mjs').Input} inputOf
 * @property {(found: any, given: readonly any[]) => readonly import('./rounds.mjs').Result[]} resultOf what is compared
 *
 * @typedef {{ name: string, run: () => Promise<unknown>, result: () => Promise<readonly import('./rounds.mjs').Result[]> }} Contender
 */

/** @type {Record<string, Program>} by the example's file */
export const PROGRAMS = {
  'csv.mjs': { name: 'csvOf', inputOf: streams.log, resultOf: bytesOf },
  'sum-per-type.mjs': {
    name: 'centsPerType',
    inputOf: streams.journal,
    resultOf: ({ sales, refunds, tips }) => [[sales, refunds, tips]],
  },
  'filter-export.mjs': { name: 'linesOfHigh', inputOf: streams.readings, resultOf: bytesOf },
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

/** @returns {Promise<{ records: number, contenders: Contender[] }>} */
export async function contendersOf(/** @type {string} */ example, /** @type {number} */ bytes) {
  const { name, inputOf, resultOf } = /** @type {Program} */ (PROGRAMS[example]);
  // An example is a program: it runs when it is imported.
  const castbuf = await import(new URL(`../../examples/${example}`, import.meta.url).href);
  const calls = { castbuf: castbuf[name], 'by hand': /** @type {Record<string, Function>} */ (byHand)[name] };
  const contenders = Object.entries(calls).map(([contender, call]) => {
    const { given } = inputOf(bytes);
    const run = () => taken(call(...given));
    // Of an input that nobody has written to yet.
    const result = async () => {
      const { given: fresh } = inputOf(bytes);
      return resultOf(await taken(call(...fresh)), fresh);
    };
    return { name: contender, run, result };
  });
  return { records: inputOf(bytes).records, contenders };
}

/** Texts that come one after the other are a list. V8 joins the parts of a text when somebody reads it. */
async function taken(/** @type {any} */ found) {
  if (typeof found?.[Symbol.asyncIterator] !== 'function') return read(found);
  const texts = [];
  for await (const text of found) texts.push(read(text));
  return texts;
}

function read(/** @type {unknown} */ found) {
  if (typeof found === 'string') found.charCodeAt(0);
  return found;
}

/** One text, or several that are cut where the pieces of the input are. */
function bytesOf(/** @type {string | string[]} */ found) {
  return [Buffer.from([found].flat().join(''))];
}

/** A summary has the histogram as a list that begins with the first octave of a value. */
function figuresOf(/** @type {any} */ found) {
  const { count, sum, min, max } = found;
  if ('octaves' in found) return [[count, sum, min, max], found.octaves];
  const octaves = new Uint32Array(33);
  for (const { low, count: values } of found.histogram()) octaves[low === 0 ? 0 : 1 + Math.log2(low)] = values;
  return [[count, sum, min, max], octaves];
}
