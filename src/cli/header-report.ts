import process from 'node:process';
import type { Header, HeaderError, HeaderNote } from '../header/index.js';
import { emphasise } from './colour.js';
import { oneLine, say } from './messages.js';
import { countText } from './numbers-text.js';

/** Errors, or notes, that are shown; more of them say nothing new. */
const SHOWN = 100;

/** Says on stderr what is wrong in headers and what was passed over, each thing once: they may be read under two ABIs. */
export class HeaderReport {
  private readonly seen = new Set<string>();
  private errors = 0;

  get errorCount(): number {
    return this.errors;
  }

  add({ notes, errors }: Header): void {
    for (const note of this.unseen(notes, ({ message }) => message)) show(note, `note: ${note.what}`);
    for (const error of this.unseen(
      errors,
      ({ hint }) => hint,
      () => this.errors++,
    )) {
      const { file, line, column, hint } = error;
      show(error, inCommandTerms(hint.slice(`${file}:${line}:${column}: `.length)));
    }
  }

  /** Those that were not there before, of which so many are shown. */
  private *unseen<T>(all: readonly T[], keyOf: (one: T) => string, onNew?: () => void): Generator<T> {
    let fresh = 0;
    for (const one of all) {
      const key = keyOf(one);
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      onNew?.();
      if (++fresh <= SHOWN) yield one;
    }
    if (fresh > SHOWN) say(`${countText(fresh - SHOWN)} more not shown`);
  }
}

function inCommandTerms(hint: string): string {
  return hint
    .replace('give an include function that finds it', 'name its folder with -I')
    .replace(/raise limits\.(\w+)/, 'give --raise $1=N');
}

/** `file:line:column: what`, which editors follow; then the line and a caret below it. */
function show({ file, line, column, excerpt }: HeaderError | HeaderNote, what: string): void {
  const place = `${file}:${line}:${column}:`;
  const lines = excerpt.split('\n').map((text) => text.split('\t').map(oneLine).join('\t'));
  process.stderr.write(`${emphasise(oneLine(place), 'bold', process.stderr)} ${oneLine(what)}\n${lines.join('\n')}\n`);
}
