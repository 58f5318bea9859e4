/** Where a run is: on a terminal one line that changes, else a line for each process. */

const CLEAR_LINE = '\r\u001b[K';
/** Where a terminal does not say how wide it is, or says 0. */
const DEFAULT_COLUMNS = 80;

export class Progress {
  #group = 0;
  #begin = performance.now();

  /** @param {number} groups how many there are */
  constructor(groups) {
    this.groups = groups;
  }

  nextGroup() {
    this.#group++;
  }

  /** A process of this group begins. */
  show(/** @type {string} */ group, /** @type {number} */ process_, /** @type {number} */ processes) {
    const seconds = Math.round((performance.now() - this.#begin) / 1000);
    const line = `group ${this.#group} of ${this.groups}, process ${process_} of ${processes}, ${seconds} s: ${group}`;
    if (process.stderr.isTTY)
      process.stderr.write(CLEAR_LINE + line.slice(0, (process.stderr.columns || DEFAULT_COLUMNS) - 1));
    else process.stderr.write(`${line}\n`);
  }

  /** Before something else is written. */
  clear() {
    if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
  }
}
