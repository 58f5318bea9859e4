// time-out: 900 s
import * as assert from 'uvu/assert';
import { isDeep, suite } from '../harness/index.js';
import { explore } from './gate-explorer.js';
import { MUTANTS } from './gate-mutants.js';
import { LARGE, SMALL } from './gate-scenarios.js';
import { ExploredGate, ExploredHeld, GateWorld, type Scenario } from './gate-world.js';

suite('gate, every interleaving of atomic steps', (test) => {
  const scenarios: Record<string, Scenario> = isDeep ? { ...SMALL, ...LARGE } : SMALL;
  for (const [name, scenario] of Object.entries(scenarios)) {
    test(name, () => {
      const { states, steps, ends, violation } = explore(() => new GateWorld(scenario), 'depth first');
      if (violation !== undefined) assert.unreachable(shortest(scenario));
      assert.ok(ends > 0, 'the threads come to an end');
      console.log(`${name}: ${states} states, ${steps} steps, ${ends} ends`);
    });
  }
});

/** What is broken, and the shortest way there. */
function shortest(scenario: Scenario): string {
  const { violation, schedule } = explore(() => new GateWorld(scenario), 'breadth first');
  return `${violation}, after the steps of threads ${schedule.join(' ')}`;
}

suite('gate, the exploration finds what is broken', (test) => {
  for (const [name, { Gate = ExploredGate, Held = ExploredHeld, within, says }] of Object.entries(MUTANTS)) {
    test(name, () => {
      const { violation } = explore(() => new GateWorld(SMALL[within], { Gate, Held }), 'breadth first');
      assert.match(violation ?? 'nothing was found', says);
    });
  }
});
