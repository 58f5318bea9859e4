import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { readRecording } from '../../src/recording.js';
import { suite } from '../harness/index.js';
import { castbuf, withFolder } from './run-castbuf.js';

/** A driver that answers every message with one byte, without castbuf. */
const driverOf = (byte: number, exported = 'export default driver;'): string => `
const driver = {
  QueryMiracastDriverInterface(version, size, filled) {
    Object.assign(filled, {
      Size: size,
      CreateMiracastContext(handle, callbacks, out) {
        out.value = { sessionState: 0 };
        return 0;
      },
      DestroyMiracastContext: () => 0,
      StartMiracastSession: () => 0,
      StopMiracastSession: () => 0,
      HandleKernelModeMessage(context, input, output, bytesReturned) {
        output[0] = ${byte};
        bytesReturned[0] = Math.min(1, output.length);
        return 0;
      },
    });
    return 0;
  },
};
${exported}`;

suite('castbuf simulate -o, castbuf replay', (test) => {
  test('a session is recorded, read, replayed against another driver, and brought up to date', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'session.pcapng');
      const driver = join(folder, 'driver.mjs');
      const plain = await castbuf(['simulate', '--frames', '30', '--json']);
      const recorded = await castbuf(['simulate', '--frames', '30', '--json', '-o', file]);
      assert.is(recorded.status, 0);
      const { realTime: _, ...result } = JSON.parse(recorded.text) as { realTime: unknown; messages: { sent: number } };
      const { realTime: __, ...same } = JSON.parse(plain.text) as typeof result & { realTime: unknown };
      assert.equal(result, same);

      const events = await readRecording(await readFile(file));
      const rows = await castbuf(['decode', file, '--where', 'Kind = MESSAGE', '--names']);
      const lines = rows.text.trimEnd().split('\n');
      assert.is(lines.length, result.messages.sent);
      assert.match(
        lines[0] ?? '',
        /"KindName":"MESSAGE","Direction":0,"DirectionName":"TO_DRIVER".*"Context":\{"Device":1,"Call":0\}/,
      );
      assert.match((await castbuf(['stat', file])).text, new RegExp(`records +${events.length + 1} in`));

      await writeFile(driver, driverOf(7));
      const before = await castbuf(['replay', file, driver]);
      assert.is(before.status, 1);
      assert.match(
        before.text,
        /^missing: at 0\.000 ms, call of RegisterForDataRateNotifications 0: it did not come$/m,
      );
      assert.match(before.text, /\nand \d+ more\n$/);
      assert.is(before.text.split('\n').length, 22);
      assert.match(before.stderr, new RegExp(`^castbuf: \\d+ differences in ${events.length} events\n$`));

      const update = await castbuf(['replay', file, driver, '--update']);
      assert.is(update.status, 0);
      assert.is(update.text, before.text);
      assert.equal((await readdir(folder)).toSorted(), ['driver.mjs', 'session.pcapng']);
      const { status, text, stderr } = await castbuf(['replay', file, driver]);
      assert.equal({ status, text, stderr }, { status: 0, text: '', stderr: '' });

      const other = join(folder, 'other.mjs');
      await writeFile(other, driverOf(8, 'export const make = () => driver; export { make as driver };'));
      const after = await castbuf(['replay', file, other]);
      assert.is(after.status, 1);
      assert.match(
        after.text,
        /^changed: at 12\.000 ms, completion of HandleKernelModeMessage \d+: output at byte 0: 07 -> 08$/m,
      );
    });
  });

  test('what is no recording, no driver, and wrong use', async () => {
    await withFolder(async (folder) => {
      const [file, cut, driver, none] = ['a.pcapng', 'cut.pcapng', 'driver.mjs', 'none.mjs'].map((name) =>
        join(folder, name),
      ) as [string, string, string, string];
      await castbuf(['simulate', '--frames', '2', '-o', file]);
      const bytes = await readFile(file);
      await writeFile(cut, bytes.subarray(0, -40));
      await writeFile(driver, driverOf(1));
      await writeFile(none, 'export const other = 1;');
      const CASES: readonly (readonly [readonly string[], number, RegExp])[] = [
        [['replay', cut, driver], 1, /cut\.pcapng: data overrun.* the recording was cut/],
        [['replay', driver, driver], 1, /driver\.mjs: wrong magic value/],
        [['replay', join(folder, 'no'), driver], 3, /no such file/],
        [['replay', file, none], 2, /none\.mjs exports neither driver nor a default/],
        [['replay', file, join(folder, 'no.mjs')], 2, /cannot take a driver from/],
        [['replay', file], 2, /replay takes a recording and a module that exports a driver, not 1 files/],
        [['replay', '-', driver, '--update'], 2, /--update writes the recording anew; it needs a file/],
        [['simulate', '-o', '-'], 2, /-o takes a file for the recording/],
        [['simulate', '--frames', '2', '-o', join(folder, 'no', 'a')], 3, /cannot write/],
      ];
      for (const [args, status, message] of CASES) {
        const run = await castbuf(args);
        assert.is(run.status, status, args.join(' '));
        assert.match(run.stderr, message);
      }
      await writeFile(none, 'export default { QueryMiracastDriverInterface: 1 };');
      assert.match((await castbuf(['replay', file, none])).stderr, /none\.mjs: replay takes a driver/);
      const hangs = driverOf(1).replace(
        'StopMiracastSession: () => 0',
        'StopMiracastSession: () => new Promise(() => {})',
      );
      await writeFile(driver, hangs);
      const stopped = await castbuf(['replay', file, driver, '--update']);
      assert.is(stopped.status, 1);
      assert.match(stopped.stderr, /a\.pcapng is as it was/);
      assert.ok(bytes.equals(await readFile(file)));
      const piped = await castbuf(['replay', '-', driver], { input: bytes });
      assert.is(piped.status, 1);
    });
  });
});
