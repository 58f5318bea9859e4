import * as assert from 'uvu/assert';
import { systemClock } from '../../src/miracast/clock.js';
import { suite } from '../harness/index.js';

/** Runs `body` with timers that only note what was asked of them. */
function withRecordedTimers(body: (timers: Map<number, { step: () => void; milliseconds: number }>) => void): void {
  const timers = new Map<number, { step: () => void; milliseconds: number }>();
  const { setTimeout, clearTimeout } = globalThis;
  let next = 0;
  const set = (step: () => void, milliseconds: number) => {
    timers.set((next += 1), { step, milliseconds });
    return next;
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: (timer: number) => timers.delete(timer) });
  try {
    body(timers);
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}

suite('system clock', (test) => {
  test('calls back once, after the time that was asked for', () => {
    withRecordedTimers((timers) => {
      let calls = 0;
      systemClock.after(250, () => void (calls += 1));
      assert.equal(
        [...timers.values()].map(({ milliseconds }) => milliseconds),
        [250],
      );
      timers.get(1)?.step();
      assert.is(calls, 1);
      assert.is(timers.size, 1, 'no further timer is set');
    });
  });

  test('a time-out above 24.8 days is waited for in steps, and can be taken back in each of them', () => {
    withRecordedTimers((timers) => {
      let calls = 0;
      const takeBack = systemClock.after(0xfffffffe, () => void (calls += 1));
      const steps: number[] = [];
      for (let timer = 1; timer <= 2; timer += 1) {
        steps.push(timers.get(timer)?.milliseconds ?? 0);
        timers.get(timer)?.step();
        timers.delete(timer);
      }
      assert.equal(steps, [0x7fffffff, 0x7fffffff]);
      assert.is(calls, 1);
      assert.is(timers.size, 0);

      const another = systemClock.after(0xfffffffe, () => assert.unreachable());
      timers.get(3)?.step();
      timers.delete(3);
      another();
      assert.is(timers.size, 0);
      takeBack();
    });
  });

  test('never goes back', () => {
    const before = systemClock.now();
    assert.ok(systemClock.now() >= before);
  });
});
