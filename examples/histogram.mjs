// How long do requests take? A histogram by powers of two, and figures; no durations are kept. Run: node histogram.mjs
import { createCodec, encodeBatch, struct, summarize, u16, u32 } from 'castbuf';

const Request = struct('REQUEST', { Route: u16, Status: u16, Microseconds: u32, Bytes: u32 });
const codec = createCodec(Request);

/** @param {Uint8Array} requests */
export function durationsOf(requests) {
  return summarize(codec, requests, { columns: ['Microseconds'] }).columns.Microseconds;
}

const requests = Array.from({ length: 1000 }, (_, index) => ({
  Route: index % 5,
  Status: 200,
  Microseconds: 100 + ((index * index) % 997),
  Bytes: index,
}));
const durations = durationsOf(encodeBatch(codec, requests));

for (const { low, high, count } of durations.histogram()) {
  console.log(`${low} to ${high}`.padStart(12), String(count).padStart(4), '#'.repeat(count / 16));
}
const { count, min, mean, max } = durations;
console.log(`${count} requests: ${min} to ${max} µs, ${mean} on average, 95 of 100 up to ${durations.percentile(95)}`);
