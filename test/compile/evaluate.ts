import * as Runtime from '../../src/compiled/index.js';

/** What an emitted module exports, by name. It runs as a function here: its import of `castbuf/compiled` becomes the same module that the tests are bundled with. */
export function evaluate(text: string): Record<string, unknown> {
  const exported = [...text.matchAll(/^export (?:async )?(?:const|function|class) ([\w$]+)/gm)].map(([, name]) => name);
  const body = text
    .replace(/^import (\{[^}]*\}) from 'castbuf\/compiled';/m, 'const $1 = runtime;')
    .replaceAll(/^export (?=(?:async )?(?:const|function|class) )/gm, '');
  // oxlint-disable-next-line typescript/no-implied-eval -- an emitted module is text, and this is what tests it
  const run = new Function('runtime', `'use strict';\n${body}\nreturn { ${exported.join(', ')} };`) as (
    runtime: object,
  ) => Record<string, unknown>;
  return run(Runtime);
}
