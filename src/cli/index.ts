#!/usr/bin/env node
import process from 'node:process';
import { readArguments } from './arguments.js';
import { decode } from './commands/decode.js';
import { encode } from './commands/encode.js';
import { generate } from './commands/generate.js';
import { layout } from './commands/layout.js';
import { simulate } from './commands/simulate.js';
import { stat } from './commands/stat.js';
import { ExitStatus, statusOf } from './exit-status.js';
import { onInterrupt } from './interruption.js';
import { complain } from './messages.js';

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
  const signal = onInterrupt();
  switch (request.command) {
    case 'decode':
      return decode(request, signal);
    case 'encode':
      return encode(request, signal);
    case 'layout':
      return layout(request);
    case 'stat':
      return stat(request, signal);
    case 'simulate':
      return simulate(request, signal);
    case 'generate':
      return generate(request);
    case 'answered':
      return undefined;
  }
}

// Whoever reads stderr may go away first: there is nobody left to tell.
process.stderr.on('error', () => {});
// Help and the version go through the console. Their reader may go away, too.
process.stdout.on('error', () => {});
process.exitCode = await main(process.argv.slice(2));
