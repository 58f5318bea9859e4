import process from 'node:process';
import type { HeaderError } from '../header/index.js';
import { emphasise } from './colour.js';
import { say } from './messages.js';
import { countText } from './numbers-text.js';
import { printable } from './printable.js';

/** Errors that are shown; more of them say nothing new. */
const SHOWN_ERRORS = 100;

/** Says on stderr what is wrong in headers, each thing once: they may be read under two ABIs. */
export class HeaderReport {
  private readonly seen = new Set<string>();

  get errorCount(): number {
    return this.seen.size;
  }

  add(errors: readonly HeaderError[]): void {
    let hidden = 0;
    for (const error of errors) {
      if (this.seen.has(error.hint)) continue;
      this.seen.add(error.hint);
      if (this.seen.size <= SHOWN_ERRORS) show(error);
      else hidden++;
    }
    if (hidden > 0) say(`${countText(hidden)} more not shown`);
  }
}

/** `file:line:column: what`, which editors follow; then the line and a caret below it. */
function show({ file, line: lineNumber, column, hint, excerpt }: HeaderError): void {
  const place = `${file}:${lineNumber}:${column}:`;
  const what = hint.slice(place.length).replace('give an include function that finds it', 'name its folder with -I');
  const [line, caret] = printableExcerpt(excerpt);
  const heading = `${emphasise(printable(place), 'bold', process.stderr)}${printable(what)}`;
  process.stderr.write(`${heading}\n${line}\n${caret}\n`);
}

/** The line of the header and the caret below it, which moves with what an escape makes longer. Tabs stay. */
function printableExcerpt(excerpt: string): readonly [line: string, caret: string] {
  const [text = '', below = ''] = excerpt.split('\n');
  const shown = (part: string): string => part.split('\t').map(printable).join('\t');
  const caretAt = below.indexOf('^');
  return [shown(text), `${shown(text.slice(0, caretAt).padEnd(caretAt)).replaceAll(/[^\t]/g, ' ')}^`];
}
