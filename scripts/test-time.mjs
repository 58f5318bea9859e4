/** How long tests take, and how long one may take. */
import { cpuSecondsOf } from './cpu-time.mjs';

/** The time of a run: this process with all that it has started and waited for. */
export class RunClock {
  #start = performance.now();
  #cpuStart = cpuSecondsOf('self');

  read() {
    const cpu = cpuSecondsOf('self');
    return {
      seconds: (performance.now() - this.#start) / 1000,
      cpuSeconds: cpu === undefined || this.#cpuStart === undefined ? undefined : cpu - this.#cpuStart,
    };
  }
}

const CHECK_MILLISECONDS = 500;
/** A process that used no more than this in that time waits for something that will not come, however busy the machine is. */
const IDLE_SECONDS = 120;
const IDLE_CPU_SECONDS = 1;
/** Where nobody counts CPU: how much slower than it would be alone a busy machine may make a process. */
const BUSY_FACTOR = 4;

/** What a process may use: seconds of CPU, because other work on the machine takes wall time from it and proves nothing. */
export class TimeBudget {
  #start = performance.now();
  #idleSince = performance.now();
  #cpuAtIdle = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {number} processId
   * @param {number} seconds
   */
  constructor(processId, seconds) {
    this.processId = processId;
    this.seconds = seconds;
  }

  /** Calls `stop` once, with the reason, when the time is over. */
  watch(/** @type {(reason: string) => void} */ stop) {
    this.#timer = setInterval(() => {
      const reason = this.#exceeded();
      if (reason === undefined) return;
      this.end();
      stop(reason);
    }, CHECK_MILLISECONDS);
  }

  end() {
    clearInterval(this.#timer);
  }

  #exceeded() {
    const now = performance.now();
    const cpu = cpuSecondsOf(this.processId);
    if (cpu === undefined) {
      return now - this.#start > this.seconds * BUSY_FACTOR * 1000 ? `time-out after ${this.seconds} s` : undefined;
    }
    if (cpu > this.seconds) return `time-out after ${this.seconds} s`;
    if (cpu - this.#cpuAtIdle > IDLE_CPU_SECONDS) {
      this.#cpuAtIdle = cpu;
      this.#idleSince = now;
    }
    return now - this.#idleSince > IDLE_SECONDS * 1000 ? `nothing happened for ${IDLE_SECONDS} s` : undefined;
  }
}
