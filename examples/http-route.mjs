// A Fastify route that takes a binary body and answers with JSON. Run: node http-route.mjs
import { createCodec, decodeBatch, encodeBatch, struct, summarize, u16, u32 } from 'castbuf';
import Fastify from 'fastify';

const Point = struct('POINT', { Device: u32, Watts: u16 });
const codec = createCodec(Point);

const server = Fastify();
server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);

server.post('/points', ({ body }, reply) => {
  // Fastify parses JSON and text by itself, so a body need not be bytes.
  if (!(body instanceof Uint8Array)) return reply.code(415).send({ error: 'send application/octet-stream' });
  const batch = decodeBatch(codec, body);
  // Bad input is no exception here: the batch says where the first bad record is, and has all those before it.
  if (batch.error !== undefined) return reply.code(400).send({ error: batch.error.message, good: batch.rowCount });
  return { points: batch.rowCount, most: summarize(codec, body).columns.Watts.max };
});

const address = await server.listen({ port: 0 });
const post = async (/** @type {Uint8Array | string} */ body, type = 'application/octet-stream') => {
  const sent = typeof body === 'string' ? body : new Uint8Array(body);
  const answer = await fetch(`${address}/points`, { method: 'POST', headers: { 'content-type': type }, body: sent });
  return `${answer.status} ${await answer.text()}`;
};
const good = encodeBatch(codec, [
  { Device: 1, Watts: 40 },
  { Device: 2, Watts: 1200 },
]);
console.log(await post(good));
console.log(await post(good.subarray(0, 11)));
console.log(await post('{"Device":1}', 'application/json'));
await server.close();
