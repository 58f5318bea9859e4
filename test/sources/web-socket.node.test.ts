import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { createCodec, stream, struct, u32 } from '../../src/index.js';
import { fromWebSocket, type WebSocketSource } from '../../src/sources.js';
import { suite } from '../harness/index.js';

const numbers = createCodec(struct('NUMBER', { n: u32 }));
const COUNT = 2000;
const CREDIT = 16;

/** Sends COUNT numbers, one a message, as credit allows. */
async function withServer(body: (url: string, log: { closedWith: number }) => Promise<void>): Promise<void> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const log = { closedWith: 0 };
  server.on('connection', (socket) => {
    let [sent, granted] = [0, 0];
    socket.on('message', (text: RawData) => {
      granted += Number(String(text));
      for (; sent < Math.min(granted, COUNT); sent++) socket.send(Uint32Array.of(sent));
      if (sent === COUNT) socket.close(1000);
    });
    socket.on('close', (code) => (log.closedWith = code));
  });
  await once(server, 'listening');
  try {
    await body(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, log);
  } finally {
    for (const client of server.clients) client.terminate();
    server.close();
  }
}

suite('fromWebSocket with a server', (test) => {
  test('all records, in order, and never more than the credit at once', async () => {
    await withServer(async (url) => {
      const socket = new WebSocket(url) as unknown as WebSocketSource;
      const source = fromWebSocket(socket, {
        credit: { messages: CREDIT, grant: String },
        maxQueuedBytes: CREDIT * 4, // no room for one more
      });
      let next = 0;
      for await (const { columns, error } of stream(numbers, source, { batchBytes: 1 })) {
        assert.is(error, undefined);
        for (const n of columns.n) assert.is(n, next++);
        // A reader that is slower than the sender.
        if (next % 100 === 0) await new Promise((go) => setTimeout(go, 1));
      }
      assert.is(next, COUNT);
    });
  });

  test('a reader that leaves closes the connection', async () => {
    await withServer(async (url, log) => {
      const source = fromWebSocket(new WebSocket(url) as unknown as WebSocketSource, {
        credit: { messages: CREDIT, grant: String },
      });
      for await (const { rowCount } of stream(numbers, source, { batchBytes: 1 })) if (rowCount > 0) break;
      for (let tries = 0; log.closedWith === 0 && tries < 100; tries++) await new Promise((go) => setTimeout(go, 10));
      assert.is(log.closedWith, 1000);
    });
  });
});
