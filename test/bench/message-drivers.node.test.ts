/** The drivers of W3 answer good and damaged messages alike: who leaves a check out is faster. */
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { script } from './scripts.js';

const { started } = await script('w3.mjs');
const { compiled } = await script('compiled.mjs');
const { JavaScriptDriver } = await script('w3-javascript.mjs');
const { IN_BYTES, OUT_BYTES, plainMessages, summedMessages } = await script('w3-messages.mjs');
const { driver: aligned } = await script('w3-lean.mjs?memory=aligned');
const { driver: bytewise } = await script('w3-lean.mjs?memory=bytewise');

type Handle = (input: Uint8Array, output: Uint8Array, returned: Uint32Array) => number;

interface Sent {
  what: string;
  /** Words of 32 bits that are written over the good message. */
  words?: Record<number, number>;
  inputBytes?: number;
  outputBytes?: number;
}

const SENT: Sent[] = [
  { what: 'good' },
  { what: 'the first type', words: { 1: 1 } },
  { what: 'the last type', words: { 1: 4 } },
  { what: 'type 0', words: { 1: 0 } },
  { what: 'type 5', words: { 1: 5 } },
  { what: 'a type above 31 bits', words: { 1: 0xffff_ffff } },
  { what: 'size 63', words: { 0: 63 } },
  { what: 'size 65', words: { 0: 65 } },
  { what: 'a size above 31 bits', words: { 0: 0x8000_0040 } },
  { what: 'size 65 in 72 bytes', words: { 0: 65 }, inputBytes: 72 },
  { what: 'size 64 in 72 bytes', inputBytes: 72 },
  { what: 'level 100', words: { 4: 100 } },
  { what: 'level 101', words: { 4: 101 } },
  { what: 'a level above 31 bits', words: { 4: 0x8000_0000 } },
  { what: 'count 3', words: { 10: 3 } },
  { what: 'count 4', words: { 10: 4 } },
  { what: 'a count above 31 bits', words: { 10: 0xffff_ffff } },
  { what: '7 bytes', inputBytes: 7 },
  { what: '8 bytes', inputBytes: 8 },
  { what: '63 bytes', inputBytes: 63 },
  { what: 'no bytes', inputBytes: 0 },
  { what: '31 bytes of room', outputBytes: 31 },
  { what: '40 bytes of room', outputBytes: 40 },
];

function buffers(bytes: Uint8Array, { words = {}, inputBytes = IN_BYTES, outputBytes = OUT_BYTES }: Sent) {
  const input = new Uint8Array(inputBytes);
  input.set(bytes.subarray(0, inputBytes));
  const view = new DataView(input.buffer);
  for (const [word, value] of Object.entries(words)) view.setUint32(Number(word) * 4, value, true);
  return { input, output: new Uint8Array(outputBytes).fill(0xaa) };
}

/** Status, bytes returned, and what a good reply has. */
function answer(handle: Handle, bytes: Uint8Array, sent: Sent) {
  const { input, output } = buffers(bytes, sent);
  const returned = new Uint32Array([77]);
  const status = handle(input, output, returned);
  return { status, returned: returned[0], reply: status === 0 ? [...output.subarray(0, OUT_BYTES)] : [] };
}

suite('drivers of W3', (test) => {
  test('castbuf, compiled, by hand and the lean ones answer alike', async () => {
    const { driver, context } = await started('test', plainMessages.messages);
    const byHand = new JavaScriptDriver(false);
    const castbuf: Handle = (...words) => driver.HandleKernelModeMessage(context, ...words);
    const ahead = await started('test of compiled', (await compiled('W3')).messages);
    const others: [string, Handle][] = [
      ['compiled', (...words) => ahead.driver.HandleKernelModeMessage(ahead.context, ...words)],
      ['by hand', (...words) => byHand.HandleKernelModeMessage(...words)],
      ['lean, aligned', (...words) => aligned.HandleKernelModeMessage(...words)],
      ['lean, bytewise', (...words) => bytewise.HandleKernelModeMessage(...words)],
    ];
    const statuses = new Set<number>();
    for (const sent of SENT) {
      const want = answer(castbuf, plainMessages.bytes, sent);
      statuses.add(want.status);
      for (const [name, handle] of others)
        assert.equal(answer(handle, plainMessages.bytes, sent), want, `${name}: ${sent.what}`);
    }
    assert.is(statuses.size, 5);
  });

  test('with a checksum castbuf and by hand do', async () => {
    const { driver, context } = await started('test of sums', summedMessages.messages);
    const byHand = new JavaScriptDriver(true);
    const castbuf: Handle = (...words) => driver.HandleKernelModeMessage(context, ...words);
    const handle: Handle = (...words) => byHand.HandleKernelModeMessage(...words);
    const damaged: Sent[] = [
      { what: 'good' },
      { what: 'a wrong sum', words: { 14: 1 } },
      { what: 'a bit', words: { 6: 9 } },
    ];
    const answers = damaged.map((sent) => answer(handle, summedMessages.bytes, sent));
    assert.equal(
      answers,
      damaged.map((sent) => answer(castbuf, summedMessages.bytes, sent)),
    );
    assert.is(new Set(answers.map(({ status }) => status)).size, 2);
  });
});
