import * as assert from 'uvu/assert';
import { conformDriver, exploreDriver } from '../../src/driver-bench/index.js';
import { suite } from '../harness/index.js';
import { PLANTED, type Planted } from './planted-drivers.js';

/** The rules that are found broken, each with its steps. */
async function foundIn({ driver, by, options = {} }: Planted): Promise<ReadonlyMap<string, readonly string[]>> {
  if (by === 'explore') {
    const { rule, sequence } = await exploreDriver(driver, options);
    return new Map(rule === undefined ? [] : [[rule, sequence]]);
  }
  const results = await conformDriver(driver, options);
  return new Map(results.flatMap(({ rule, result, sequence }) => (result === 'failed' ? [[rule, sequence]] : [])));
}

suite('drivers with one bug', (test) => {
  for (const [name, planted] of Object.entries(PLANTED)) {
    test(`${planted.by} finds ${name}`, async () => {
      const found = await foundIn(planted);
      const sequence = found.get(planted.rule);
      assert.ok(sequence, `found only: ${[...found.keys()].join(', ') || 'nothing'}`);
      assert.is(sequence.length, planted.steps, sequence.join('\n'));
    });
  }
});
