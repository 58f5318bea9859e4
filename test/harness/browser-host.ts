import { useHost, type HarnessEvent } from './host.js';

declare global {
  /** Bound by the runner. */
  var reportToRunner: (event: HarnessEvent) => Promise<void>;
}

useHost({
  report: (event) => void globalThis.reportToRunner(event),
  cpuSeconds: () => undefined,
  read: async (path) => {
    const response = await fetch(`/${path}`);
    if (!response.ok) throw new Error(`${path}: HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },
});
