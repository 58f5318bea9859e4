/**
 * The socket to the sink, as far as the host needs to know it: something that can be closed. A socket of Node's `net` (`destroy`) and a
 * WebSocket (`close`) are such; so is what a test or a simulation brings.
 */
export type RtspSocket =
  | {
      /** Closes it, as a WebSocket has it. */
      close(): unknown;
    }
  | {
      /** Closes it, as Node's sockets have it. */
      destroy(): unknown;
    };

/** What closes the socket; undefined where nothing does. Whatever its members throw when they are asked for. */
export function closerOf(socket: unknown): (() => unknown) | undefined {
  try {
    const { close, destroy } = socket as { readonly close?: unknown; readonly destroy?: unknown };
    const closer = typeof close === 'function' ? close : destroy;
    return typeof closer === 'function' ? () => closer.call(socket) as unknown : undefined;
  } catch {
    return undefined;
  }
}
