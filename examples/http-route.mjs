// A Fastify route that takes a binary body and answers with JSON. Run: node http-route.mjs
import { CastbufError, createCodec, decodeBatch, encodeBatch, struct, summarize, u16, u32 } from 'castbuf';
import Fastify from 'fastify';

const Point = struct('POINT', { Device: u32, Watts: u16 });
const codec = createCodec(Point);

const server = Fastify();
server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);

server.post('/points', (request, reply) => {
  const bytes = /** @type {Buffer} */ (request.body);
  const batch = decodeBatch(codec, bytes);
  // Bad input is no exception here: the batch says where the first bad record is, and has all those before it.
  if (batch.error !== undefined) return reply.code(400).send({ error: batch.error.message, good: batch.rowCount });
  return { points: batch.rowCount, most: summarize(codec, bytes).columns.Watts?.max };
});

server.setErrorHandler((error, _request, reply) =>
  reply.code(error instanceof CastbufError ? 400 : 500).send({ error: error instanceof Error ? error.message : error }),
);

const address = await server.listen({ port: 0 });
const post = async (/** @type {Uint8Array} */ body) => {
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await fetch(`${address}/points`, { method: 'POST', headers, body: new Uint8Array(body) });
  return `${answer.status} ${await answer.text()}`;
};
const good = encodeBatch(codec, [
  { Device: 1, Watts: 40 },
  { Device: 2, Watts: 1200 },
]);
console.log(await post(good));
console.log(await post(good.subarray(0, 11)));
await server.close();
