#!/usr/bin/env node
import process from 'node:process';
import { readArguments } from './arguments.js';
import { compile } from './commands/compile.js';
import { decode } from './commands/decode.js';
import { encode } from './commands/encode.js';
import { generate } from './commands/generate.js';
import { layout } from './commands/layout.js';
import { simulate } from './commands/simulate.js';
import { stat } from './commands/stat.js';
import { ExitStatus, statusOf } from './exit-status.js';
import { helpText } from './help-text.js';
import { Interruption } from './interruption.js';
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
  const interruption = new Interruption();
  const request = readArguments(words);
  switch (request.command) {
    case 'decode':
      return decode(request, interruption);
    case 'encode':
      return encode(request, interruption);
    case 'layout':
      return layout(request, interruption);
    case 'stat':
      return stat(request, interruption);
    case 'simulate':
      return simulate(request, interruption);
    case 'generate':
      return generate(request, interruption);
    case 'compile':
      return compile(request, interruption);
    case 'help':
      return printText(helpText(request.about, version()), { inputs: [], interruption });
    case 'version':
      return printText(versionLine(), { inputs: [], interruption });
  }
}

// Whoever reads stderr may go away first: there is nobody left to tell.
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2));
