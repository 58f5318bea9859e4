// time-out: 900 s
import * as assert from 'uvu/assert';
import { loadEngine } from '../harness/engines.js';
import { engineSuite, rounds } from '../harness/index.js';
import { runSequences } from './call-sequences.js';

const SEQUENCES = rounds(850, 30);
/** Each engine has sequences of its own. */
const FIRST_SEEDS = { reference: 20261101, debug: 120261101, release: 220261101, compiled: 0 };

engineSuite('sequences of calls', (test, { name }) => {
  const seed = FIRST_SEEDS[name];
  test(`${SEQUENCES} sequences leave nothing to the next call, and depend on nothing that lay in memory (seed ${seed})`, async () => {
    const records = await runSequences(seed, SEQUENCES, () => loadEngine(name));
    console.log(`${records} records in ${SEQUENCES} sequences on the ${name} engine`);
    assert.ok(records > SEQUENCES * 100, `${records} records were read and written`);
  });
});
