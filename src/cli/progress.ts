import process from 'node:process';
import { countText, sizeText } from './numbers-text.js';

const EVERY_MILLISECONDS = 200;

/** A line on stderr that says how far a long job is. It shows only on a terminal, and not where the data goes to one. */
export class Progress {
  private last = performance.now();
  private isShown = false;
  private readonly isWanted: boolean;

  constructor(isDataOnTerminal: boolean) {
    this.isWanted = process.stderr.isTTY === true && !isDataOnTerminal;
  }

  show(
    { readBytes, bytes }: { readonly readBytes: number; readonly bytes: number | undefined },
    records: number,
  ): void {
    this.showText(() => {
      const share =
        bytes === undefined || bytes === 0 ? '' : ` of ${sizeText(bytes)} (${Math.floor((readBytes / bytes) * 100)} %)`;
      return `${sizeText(readBytes)}${share}, ${countText(records)} records`;
    });
  }

  /** Any other job: `text` is asked only when it is time to show something. */
  showText(text: () => string): void {
    if (!this.isWanted) return;
    const now = performance.now();
    if (now - this.last < EVERY_MILLISECONDS) return;
    this.last = now;
    this.isShown = true;
    process.stderr.write(`\r\u001b[Kcastbuf: ${text()}`);
  }

  clear(): void {
    if (this.isShown) process.stderr.write('\r\u001b[K');
    this.isShown = false;
  }
}
