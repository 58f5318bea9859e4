import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { compileQuickly } from './compiler.js';

/*
 * A thread of the runner that compiles the kernels of all test files of a run. A compiler that has compiled before needs a tenth of the time: a process of
 * its own for each file takes two seconds to load and to warm one up. Asks and answers: `askCompiler` in compiler.ts.
 */

async function answer(socket: Socket): Promise<void> {
  let assembly = '';
  // Not `for await`, which destroys the socket when all is read.
  socket.setEncoding('utf8').on('data', (piece: string) => (assembly += piece));
  await once(socket, 'end');
  socket.end(await compileQuickly(assembly).catch(String));
}

const server = createServer({ allowHalfOpen: true }, (socket) => {
  // The file that asked has ended before its answer came: the runner knows why.
  socket.on('error', () => socket.destroy());
  answer(socket).catch(() => socket.destroy());
}).listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage((server.address() as AddressInfo).port, []);
