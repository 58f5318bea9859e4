import process from 'node:process';
import type { Header, HeaderError, HeaderNote } from '../header/index.js';
import { emphasise } from './colour.js';
import { say } from './messages.js';
import { countText } from './numbers-text.js';
import { printable } from './printable.js';

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
function show({ file, line: lineNumber, column, excerpt }: HeaderError | HeaderNote, what: string): void {
  const place = `${file}:${lineNumber}:${column}:`;
  const [line, caret] = printableExcerpt(excerpt);
  const heading = `${emphasise(printable(place), 'bold', process.stderr)} ${printable(what)}`;
  process.stderr.write(`${heading}\n${line}\n${caret}\n`);
}

/** The line of the header and the caret below it, which moves with what an escape makes longer. Tabs stay. */
function printableExcerpt(excerpt: string): readonly [line: string, caret: string] {
  const [text = '', below = ''] = excerpt.split('\n');
  const shown = (part: string): string => part.split('\t').map(printable).join('\t');
  const caretAt = below.indexOf('^');
  return [shown(text), `${shown(text.slice(0, caretAt).padEnd(caretAt)).replaceAll(/[^\t]/g, ' ')}^`];
}
