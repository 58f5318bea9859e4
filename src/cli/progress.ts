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
    if (!this.isWanted) return;
    const now = performance.now();
    if (now - this.last < EVERY_MILLISECONDS) return;
    this.last = now;
    this.isShown = true;
    const share =
      bytes === undefined || bytes === 0 ? '' : ` of ${sizeText(bytes)} (${Math.floor((readBytes / bytes) * 100)} %)`;
    process.stderr.write(`\r\u001b[Kcastbuf: ${sizeText(readBytes)}${share}, ${countText(records)} records`);
  }

  clear(): void {
    if (this.isShown) process.stderr.write('\r\u001b[K');
    this.isShown = false;
  }
}
