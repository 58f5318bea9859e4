import process from 'node:process';
import type { HeaderError } from '../header/index.js';
import { emphasise } from './colour.js';
import { oneLine, say } from './messages.js';
import { countText } from './numbers-text.js';

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
function show({ file, line, column, hint, excerpt }: HeaderError): void {
  const place = `${file}:${line}:${column}:`;
  const what = hint.slice(place.length).replace('give an include function that finds it', 'name its folder with -I');
  const lines = excerpt.split('\n').map((text) => text.split('\t').map(oneLine).join('\t'));
  process.stderr.write(`${emphasise(oneLine(place), 'bold', process.stderr)}${oneLine(what)}\n${lines.join('\n')}\n`);
}
