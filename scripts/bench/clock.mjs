/** CPU time of this thread in nanoseconds where there is a C compiler, else the wall clock. */
import { loadC } from './c-addon.mjs';

const c = loadC();

export const CLOCK = c === undefined ? 'wall clock' : 'CPU time of the thread';

export function nanoseconds() {
  return c === undefined ? wallNanoseconds() : c.threadNanoseconds();
}

/** For what several threads do together. */
export function wallNanoseconds() {
  return performance.now() * 1e6;
}
