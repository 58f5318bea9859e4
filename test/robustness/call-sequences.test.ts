// time-out: 900 s
import * as assert from 'uvu/assert';
import { loadEngine } from '../harness/engines.js';
import { engineSuite, rounds } from '../harness/index.js';
import { runSequence } from './call-sequences.js';

const SEQUENCES = rounds(850, 40);
const FIRST_SEED = 20261101;

engineSuite('sequences of calls', (test, under) => {
  test(`${SEQUENCES} sequences leave nothing to the next call, and depend on nothing that lay in memory`, async () => {
    const twin = await loadEngine(under.name);
    let records = 0;
    for (let at = 0; at < SEQUENCES; at++) records += await runSequence(FIRST_SEED + at, [under, twin]);
    twin.assertFences();
    assert.ok(records > SEQUENCES * 100, `${records} records were read and written`);
  });
});
