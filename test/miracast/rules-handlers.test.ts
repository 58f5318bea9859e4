import * as assert from 'uvu/assert';
import type { WorkerLike } from '../../src/worker-port/index.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { driverSuite } from '../harness/index.js';
import { echoOf, request, TRIED, tried } from './handlers-fixture.js';
import { Gate, promisesSettled } from './virtual-clock.js';

driverSuite('rules: handlers that take time', (test, { engine }) => {
  test('messages that wait at the same time have memory of their own', async () => {
    const gates = [new Gate(), new Gate(), new Gate()];
    const fixture = tried(engine, async (message, reply) => {
      const { Value } = message;
      reply.Value = Value;
      await gates[Value]?.opened;
      reply.Data = message.Data;
      return NtStatus.SUCCESS;
    }).started();
    const sent = gates.map((_, value) => fixture.send(request(TRIED, value, [value, value])));
    for (const gate of gates.toReversed()) {
      gate.open();
      await promisesSettled();
    }
    assert.equal(
      sent.map(({ completions }) => completions),
      sent.map(() => [[NtStatus.SUCCESS, 10]]),
    );
    assert.equal(
      sent.map(({ reply }) => reply),
      sent.map((_, value) => echoOf(value, [value, value])),
    );
  });

  test('Destroy of the last context ends all workers', () => {
    let [begun, ended] = [0, 0];
    const create = (): WorkerLike => {
      begun++;
      return { postMessage() {}, on() {}, terminate: () => void ended++ };
    };
    const fixture = tried(engine, () => NtStatus.SUCCESS, { workers: { create, count: 2 } });
    const other = fixture.newContext();
    assert.is(fixture.driver.DestroyMiracastContext(other), NtStatus.SUCCESS);
    assert.equal([begun, ended], [2, 0]);
    assert.is(fixture.driver.DestroyMiracastContext(fixture.context), NtStatus.SUCCESS);
    assert.equal([begun, ended], [2, 2]);
    assert.is(fixture.clock.pending, 0);
  });
});
