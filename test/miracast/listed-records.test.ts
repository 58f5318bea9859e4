import * as assert from 'uvu/assert';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { range, records, recordSet, struct, u32, u8 } from '../../src/surface.js';
import { driverSuite } from '../harness/index.js';
import { DriverFixture } from './driver-fixture.js';

const Level = struct('LEVEL', { Kind: u8, Level: range(u8, 0, 9) });
const Wide = struct('WIDE', { Kind: u8, Low: u8, High: u8 });
const Items = records(recordSet('Kind', { Level: [1, Level], Wide: [2, Wide] }), 'Size');
const messages = messageSet('Type', {
  Sum: { value: 1, input: struct('SUM', { Type: u32, Size: u32, Items }), output: struct('TOTAL', { Value: u32 }) },
});

driverSuite('Messages with lists of records', (test, { engine }) => {
  test('handlers read them through cursors; a bad record is a bad message', () => {
    const fixture = new DriverFixture(engine, {
      messages,
      handle: {
        Sum(message, reply) {
          for (const { type, value } of message.Items)
            reply.Value += type === 'Level' ? value.Level : value.Low + value.High;
          return NtStatus.SUCCESS;
        },
      },
    }).started();
    const send = (...items: number[]) => fixture.send(Uint8Array.of(1, 0, 0, 0, items.length, 0, 0, 0, ...items), 4);
    for (let turn = 0; turn < 3; turn++) {
      const sent = send(1, 7, 2, 10, 20, 1, 2);
      assert.equal([sent.status, sent.bytes, sent.output[0]], [NtStatus.SUCCESS, 4, 39]);
      assert.is(send(1, 10).status, NtStatus.INVALID_PARAMETER, 'above its range');
      assert.not.equal(send(1, 7, 2).status, NtStatus.SUCCESS, 'a record that is cut');
      assert.not.equal(send(3, 7).status, NtStatus.SUCCESS, 'no type of the set');
      assert.is(send().output[0], 0);
    }
  });
});
