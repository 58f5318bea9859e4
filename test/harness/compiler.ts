import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { compileAssembly } from '../../src/compile/assembly/compile-assembly.js';
import { kept } from './kept.js';
import { isDeep } from './rounds.js';

/** A tenth of the time of what users get, of the same text. */
const QUICK = ['-O1'];

/** The port of the runner's compiler, where it has one: of few files each compiles its own kernels. */
const PORT = Number(process.env['CASTBUF_COMPILER_PORT'] ?? 0);
const MAGIC = '\0asm';

/** The module of an AssemblyScript text, as users get it in deep runs. */
export function testedKernel(assembly: string): Promise<Uint8Array<ArrayBuffer>> {
  return isDeep ? compileAssembly(assembly) : compiledKernel(assembly);
}

/** The module of an AssemblyScript text, from an earlier run where there was one with the same text. */
export function compiledKernel(assembly: string): Promise<Uint8Array<ArrayBuffer>> {
  return kept('test-kernels', assembly, () => (PORT === 0 ? compileQuickly(assembly) : askCompiler(assembly, PORT)));
}

export function compileQuickly(assembly: string): Promise<Uint8Array<ArrayBuffer>> {
  return compileAssembly(assembly, undefined, QUICK);
}

/** Sends a text to kernel-server.ts and gets the module. @throws Error with what that says where it cannot be compiled */
export async function askCompiler(assembly: string, port: number): Promise<Uint8Array<ArrayBuffer>> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  socket.end(assembly);
  const answer = await buffer(socket);
  if (answer.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error(`the runner's compiler: ${answer}`);
  return new Uint8Array(answer);
}
