// time-out: 300 s
import process from 'node:process';
import * as assert from 'uvu/assert';
import {
  conformDriver,
  exploreDriver,
  type ConformOptions,
  type DriverUnderTest,
} from '../../src/driver-bench/index.js';
import { sampleDriver } from '../../src/cli/simulation/driver.js';
import { NtStatus } from '../../src/ntstatus.js';
import { suite } from '../harness/index.js';
import { adder, askModes, patient, readmeDriver, setBitRate, setPower } from './right-drivers.js';

/** The driver of `castbuf simulate`, with a sink that needs 5 ms and an encoder that knows a rate. */
const simulated: DriverUnderTest = ({ clock }) =>
  sampleDriver({
    clock,
    shared: { isMonitorOn: true, encodeRate: 0 } as never,
    sink: {
      ask: (parameter) =>
        new Promise((resolve) => void clock.after(5, () => resolve(parameter === 'wfd_x' ? undefined : 'edid'))),
      send: () => new Promise((resolve) => void clock.after(1, resolve)),
    },
  });

function ioControl(_input: Uint8Array, output: Uint8Array, bytesReturned: Uint32Array): number {
  new Uint32Array(output.buffer, output.byteOffset, 3).set([15_000, 50_000, 60]);
  bytesReturned[0] = 12;
  return NtStatus.SUCCESS;
}

/** SAMPLE_ASK_SINK for `wfd_x`. */
const askSink = Uint8Array.of(17, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0, 0x77, 0x66, 0x64, 0x5f, 0x78);

const RIGHT: Readonly<Record<string, readonly [DriverUnderTest, ConformOptions?]>> = {
  "README's, with an asynchronous handler": [readmeDriver, { messages: [setPower, setBitRate, askModes] }],
  "README's, whose messages are looked for": [readmeDriver],
  'one by hand that answers at once': [adder],
  'one by hand that answers later': [patient],
  'one that is no function': [patient()],
  'that of castbuf simulate': [simulated, { ioControl, messages: [askSink] }],
};

suite('exploring takes', (test) => {
  test('less than 20 s of CPU for two messages, an asynchronous handler, Start, Stop and Destroy', async () => {
    const before = process.cpuUsage();
    const { states, interleavings, rule } = await exploreDriver(readmeDriver, { messages: [setBitRate, askModes] });
    const { user, system } = process.cpuUsage(before);
    assert.is(rule, undefined);
    assert.ok(states > 1000 && interleavings > 100, `${states} states, ${interleavings} interleavings`);
    assert.ok(user + system < 20e6, `${user + system} microseconds of CPU`);
  });

  test('the same way each time', async () => {
    const twice = [await exploreDriver(patient), await exploreDriver(patient)];
    assert.equal(twice[0], twice[1]);
  });
});

suite('drivers without a bug', (test) => {
  for (const [name, [driver, options]] of Object.entries(RIGHT)) {
    test(`${name}: conform finds nothing`, async () => {
      const results = await conformDriver(driver, options);
      const failed = results.filter(({ result }) => result === 'failed');
      assert.equal(failed, []);
      assert.ok(results.filter(({ result }) => result === 'passed').length >= 20);
    });

    test(`${name}: explore finds nothing`, async () => {
      const { messages, ...others } = options ?? {};
      const some = messages === undefined ? {} : { messages: [...messages].slice(-2) };
      const { rule, detail, sequence, states, interleavings, isComplete } = await exploreDriver(driver, {
        ...others,
        ...some,
      });
      assert.is(rule, undefined, [detail, ...sequence].join('\n'));
      assert.ok(isComplete);
      console.log(`${name}: ${states} states, ${interleavings} interleavings`);
    });
  }
});
