// Two recordings are joined by a key: each answer finds its request, and says how long its route took. Run: node join.mjs
import { createCodec, decodeBatch, encodeBatch, f64, struct, u16, u32 } from 'castbuf';

const requestCodec = createCodec(struct('REQUEST', { Id: u32, Route: u16, Time: f64 }));
const answerCodec = createCodec(struct('ANSWER', { Id: u32, Status: u16, Time: f64 }));

/** @param {Uint8Array} requests @param {Uint8Array} answers */
export function secondsPerRoute(requests, answers) {
  const asked = decodeBatch(requestCodec, requests).columns;
  const answered = decodeBatch(answerCodec, answers, { columns: ['Id', 'Time'] }).columns;

  const requestOf = new Map();
  for (let row = 0; row < asked.Id.length; row++) requestOf.set(asked.Id[row], row);

  const totals = new Map();
  for (let row = 0; row < answered.Id.length; row++) {
    const request = requestOf.get(answered.Id[row]);
    if (request === undefined) continue; // it was asked before the recording began
    const route = asked.Route[request];
    const seconds = answered.Time[row] - asked.Time[request];
    totals.set(route, (totals.get(route) ?? 0) + seconds);
  }
  return totals;
}

const requests = encodeBatch(requestCodec, [
  { Id: 7, Route: 1, Time: 0 },
  { Id: 8, Route: 2, Time: 0.25 },
  { Id: 9, Route: 1, Time: 0.5 },
]);
const answers = encodeBatch(answerCodec, [
  { Id: 6, Status: 200, Time: 0.125 },
  { Id: 8, Status: 200, Time: 0.375 },
  { Id: 7, Status: 200, Time: 1 },
  { Id: 9, Status: 404, Time: 0.75 },
]);
for (const [route, seconds] of secondsPerRoute(requests, answers)) console.log(`route ${route}: ${seconds} s`);
