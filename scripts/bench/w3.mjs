import { built } from './built.mjs';
import { handle, IN_BYTES, messages, OUT_BYTES, SET_LEVEL, SetLevel } from './w3-messages.mjs';
import { JavaScriptDriver } from './w3-javascript.mjs';
const { createCodec } = await built('index.js');
const { defineDriver } = await built('miracast.js');
const handlers = Object.fromEntries(['Open', 'Close', 'SetLevel', 'Reset'].map((n) => [n, (i, o) => handle(i, o)]));
async function started(shared) {
  const driver = defineDriver({ messages, handle: handlers, shared });
  const out = {};
  await driver.CreateMiracastContext(1, {}, out);
  await driver.StartMiracastSession(out.value, 0, {}, {});
  return { driver, context: out.value };
}
const plain = await started(false);
const shared = await started(true);
const bytes = createCodec(SetLevel).encode({
  Header: { Type: SET_LEVEL, Id: 5n },
  Level: 50,
  Flags: 7,
  From: 1n,
  To: 2n,
  Steps: [1, 2],
  Reserved: 0,
});
const ret = new Uint32Array(1);
const own = bytes.slice(),
  ownOut = new Uint8Array(OUT_BYTES);
const pin = plain.context.input(IN_BYTES);
pin.set(bytes);
const pout = plain.context.output(OUT_BYTES);
const sin = shared.context.input(IN_BYTES);
sin.set(bytes);
const sout = shared.context.output(OUT_BYTES);
const js = new JavaScriptDriver();
const ring = Array.from({ length: 64 }, () => [bytes.slice(), new Uint8Array(OUT_BYTES)]);
const jsr = new JavaScriptDriver();
const two = new Int32Array(new SharedArrayBuffer(8));
const N = 200000;
const rows = {
  persistent() {
    const { driver, context } = plain;
    const h = driver.HandleKernelModeMessage;
    for (let i = 0; i < N; i++) h(context, pin, pout, ret);
  },
  own() {
    const { driver, context } = plain;
    const h = driver.HandleKernelModeMessage;
    for (let i = 0; i < N; i++) h(context, own, ownOut, ret);
  },
  ownRing() {
    const { driver, context } = plain;
    const h = driver.HandleKernelModeMessage;
    for (let i = 0; i < N; i++) {
      const r = ring[i & 63];
      h(context, r[0], r[1], ret);
    }
  },
  shared() {
    const { driver, context } = shared;
    const h = driver.HandleKernelModeMessage;
    for (let i = 0; i < N; i++) h(context, sin, sout, ret);
  },
  js() {
    for (let i = 0; i < N; i++) js.HandleKernelModeMessage(own, ownOut, ret);
  },
  jsRing() {
    for (let i = 0; i < N; i++) {
      const r = ring[i & 63];
      jsr.HandleKernelModeMessage(r[0], r[1], ret);
    }
  },
  atomics() {
    for (let i = 0; i < N; i++) {
      Atomics.add(two, 0, 1);
      Atomics.add(two, 0, -1);
    }
  },
};
const only = process.argv[2];
for (const [n, f] of Object.entries(rows)) {
  if (only && n !== only) continue;
  ret[0] = 99;
  f();
  console.log(n, ret[0]);
}
const t = {};
for (const n in rows) t[n] = [];
for (let r = 0; r < 60; r++)
  for (const [n, f] of Object.entries(rows)) {
    if (only && n !== only) continue;
    const a = performance.now();
    f();
    t[n].push(((performance.now() - a) * 1e6) / N);
  }
for (const n in t) {
  t[n].sort((a, b) => a - b);
  if (t[n].length) console.log(n.padEnd(12), t[n][0].toFixed(1), t[n][30].toFixed(1));
}
