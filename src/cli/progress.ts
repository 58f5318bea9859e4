import process from 'node:process';
import { counted, sizeText } from './numbers-text.js';

const EVERY_MILLISECONDS = 200;

interface ReadingInput {
  readonly readBytes: number;
  /** Undefined for a pipe. */
  readonly bytes: number | undefined;
}

/** `52.4 MB of 208.6 MB (25 %), 750,000 records, 104.8 MB/s, 2 s left`: the share and what is left where somebody knows. */
export function progressText({ readBytes, bytes }: ReadingInput, records: number, seconds: number): string {
  const rate = seconds > 0 ? readBytes / seconds : 0;
  const read = `${sizeText(readBytes)}${bytes === undefined || bytes === 0 ? '' : ` of ${sizeText(bytes)} (${Math.floor((readBytes / bytes) * 100)} %)`}`;
  const speed = rate === 0 ? [] : [`${sizeText(Math.round(rate))}/s`];
  // A file may grow while it is read.
  const left =
    bytes === undefined || rate === 0 || readBytes > bytes ? [] : [`${durationText((bytes - readBytes) / rate)} left`];
  return [read, counted(records, 'record'), ...speed, ...left].join(', ');
}

/** Whole seconds, minutes and hours, rounded up. */
function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A line on stderr that says how far a long job is. It shows only on a terminal, and not where the data goes to one. */
export class Progress {
  private last = performance.now();
  /** When reading of this input began, and how far it is. */
  private since = this.last;
  private seen = 0;
  private isShown = false;
  private readonly isWanted: boolean;

  constructor(isDataOnTerminal: boolean) {
    this.isWanted = process.stderr.isTTY === true && !isDataOnTerminal;
  }

  show({ readBytes, bytes }: ReadingInput, records: number): void {
    if (readBytes < this.seen) this.since = performance.now(); // another input
    this.seen = readBytes;
    this.showText(() => progressText({ readBytes, bytes }, records, (performance.now() - this.since) / 1000));
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
