import * as assert from 'uvu/assert';
import { NtStatus } from '../../src/ntstatus/index.js';
import { driverSuite } from '../harness/index.js';
import { assertUsable, ECHO, echoOf, request, TRIED, tried } from './handlers-fixture.js';
import { dirty } from './driver-fixture.js';

/** Messages come with the same buffers so often before: from then on a compiled set reads them where they are. */
const TIMES = 4;

driverSuite('A message that comes in the same buffers again and again', (test, { engine }) => {
  test('stays its handler’s when that needs time, whatever the sender does with its buffer', async () => {
    const seen: unknown[] = [];
    let isLater = false;
    const fixture = tried(engine, (message, reply) => {
      if (!isLater) {
        reply.Value = message.Value;
        return NtStatus.SUCCESS;
      }
      return (async () => {
        await undefined;
        seen.push(message.Value, [...message.Data]);
        reply.Value = message.Value;
        return NtStatus.SUCCESS;
      })();
    }).started();
    const input = request(TRIED, 7, [1, 2, 3, 4]);
    const output = dirty(64);
    for (let time = 0; time < TIMES; time++) assert.is(fixture.send(input, output).status, NtStatus.SUCCESS);
    isLater = true;
    const sent = fixture.send(input, output);
    assert.is(sent.status, NtStatus.PENDING);
    input.fill(0xff);
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.equal(seen, [7, [1, 2, 3, 4]]);
    assert.equal([sent.outcome, sent.reply.slice(0, 4)], [NtStatus.SUCCESS, [7, 0, 0, 0]]);
    assertUsable(fixture);
  });

  test('is read as it is now, and a shorter reply leaves nothing of a longer one', () => {
    const fixture = tried(engine, (message, reply, _context, { input }) => {
      assert.equal([...input], [...request(TRIED, message.Value, [...message.Data])]);
      reply.Data = Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9);
      reply.Data = message.Data;
      reply.Value = message.Value;
      return NtStatus.SUCCESS;
    }).started();
    const own = { input: request(TRIED, 0, [0, 0, 0, 0]), output: dirty(64) };
    const lent = { input: fixture.context.input(16), output: fixture.context.output(64) };
    for (const { input, output } of [own, lent]) {
      for (let time = 0; time < TIMES; time++) {
        input.set(request(TRIED, time, [time, 1, 2, 3]));
        const sent = fixture.send(input, output);
        assert.equal([sent.status, sent.reply], [NtStatus.SUCCESS, echoOf(time, [time, 1, 2, 3])]);
        if (output === lent.output)
          assert.ok(
            output.subarray(12).every((byte) => byte === 0),
            'after the reply',
          );
      }
    }
    assert.is(fixture.send(request(ECHO, 1)).status, NtStatus.SUCCESS);
  });
});
