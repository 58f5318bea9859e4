// What the workers of a pool run in a browser.
import { openColumns } from './columns/kernel.js';
import { startCore } from './memory/index.js';
import { createCodecWith } from './message/index.js';
import { CORE, createKernelEngine } from './message/kernel.js';
import { servePartsWith } from './pool/kernel.js';
import { KERNEL_SELECTS } from './query/kernel.js';
import type { MessagePortLike } from './worker-port/index.js';

const engine = createKernelEngine(() => startCore(CORE));

servePartsWith(
  {
    createCodec: (type, options) => createCodecWith(engine, type, options),
    open: openColumns,
    selects: KERNEL_SELECTS,
    readFile: undefined,
  },
  globalThis as unknown as MessagePortLike,
);
