/**
 * The socket to the sink, as far as the host needs to know it: something that can be closed. A socket of Node's `net` (`destroy`) and a
 * WebSocket (`close`) are such; so is what a test or a simulation brings.
 */
export type RtspSocket = { close(): unknown } | { destroy(): unknown };

/** Closes a socket. What this returns or throws is the socket's. */
export function closeSocket(socket: RtspSocket): unknown {
  return 'close' in socket ? socket.close() : socket.destroy();
}
