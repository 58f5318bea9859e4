#!/usr/bin/env node
import process from 'node:process';
import { readArguments } from './arguments.js';
import { completionScript } from './completions.js';
import { ExitStatus, statusOf } from './exit-status.js';
import { helpText } from './help-text.js';
import { Interruption } from './interruption.js';
import { manPage } from './man-page.js';
import { complain } from './messages.js';
import { printText } from './output.js';
import { version, versionLine } from './version.js';

/** The castbuf command: reads its arguments, runs one of its commands, and says with its exit status how that went. */
async function main(words: readonly string[]): Promise<ExitStatus> {
  try {
    await run(words);
    return ExitStatus.GOOD;
  } catch (error) {
    complain(error);
    return statusOf(error);
  }
}

async function run(words: readonly string[]): Promise<void> {
  const request = readArguments(words);
  // Each command is loaded when it is run: most of the code is another one's. A signal before that ends the process, as it does any other.
  switch (request.command) {
    case 'decode':
      return (await import('./commands/decode.js')).decode(request, new Interruption());
    case 'encode':
      return (await import('./commands/encode.js')).encode(request, new Interruption());
    case 'layout':
      return (await import('./commands/layout.js')).layout(request, new Interruption());
    case 'stat':
      return (await import('./commands/stat.js')).stat(request, new Interruption());
    case 'plot':
      return (await import('./commands/plot.js')).plot(request, new Interruption());
    case 'convert':
      return (await import('./commands/convert.js')).convert(request, new Interruption());
    case 'sql':
      return (await import('./commands/sql.js')).sql(request, new Interruption());
    case 'simulate':
      return (await import('./commands/simulate.js')).simulate(request, new Interruption());
    case 'replay':
      return (await import('./commands/replay.js')).replaySession(request, new Interruption());
    case 'conform':
      return (await import('./commands/conform.js')).conform(request, new Interruption());
    case 'explore':
      return (await import('./commands/explore.js')).explore(request, new Interruption());
    case 'generate':
      return (await import('./commands/generate.js')).generate(request, new Interruption());
    case 'compile':
      return (await import('./commands/compile.js')).compile(request, new Interruption());
    case 'diff':
      return (await import('./commands/diff.js')).diff(request, new Interruption());
    case 'guess':
      return (await import('./commands/guess.js')).guess(request, new Interruption());
    case 'completions':
      return printText(completionScript(request.shell), { inputs: [], interruption: new Interruption() });
    case 'man':
      return printText(manPage(version()), { inputs: [], interruption: new Interruption() });
    case 'help':
      return printText(helpText(request.about, version()), { inputs: [], interruption: new Interruption() });
    case 'version':
      return printText(versionLine(), { inputs: [], interruption: new Interruption() });
  }
}

// Whoever reads stderr may go away first: there is nobody left to tell.
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2));
