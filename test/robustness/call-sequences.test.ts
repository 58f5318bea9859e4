// time-out: 900 s
import * as assert from 'uvu/assert';
import { loadEngine } from '../harness/engines.js';
import { engineSuite, rounds } from '../harness/index.js';
import { runSequences } from './call-sequences.js';

const SEQUENCES = rounds(850, 40);
const FIRST_SEED = 20261101;

engineSuite('sequences of calls', (test, { name }) => {
  test(`${SEQUENCES} sequences leave nothing to the next call, and depend on nothing that lay in memory (seed ${FIRST_SEED})`, async () => {
    const records = await runSequences(FIRST_SEED, SEQUENCES, () => loadEngine(name));
    assert.ok(records > SEQUENCES * 100, `${records} records were read and written`);
  });
});
