/**
 * node scripts/bench/measure.mjs MODULE VARIANT SIZE MILLISECONDS: one group of contenders in a process of its own, because what runs in a process is
 * compiled for all that runs there. Prints JSON: the clock, and the rounds of each contender.
 */
import { argv } from 'node:process';
import { CLOCK } from './clock.mjs';
import { timeGroup } from './rounds.mjs';

/** @typedef {import('./rounds.mjs').Group & { close?: () => unknown, timed?: Record<string, any> }} Opened */

const [module = '', variant = '', size = '', milliseconds = ''] = argv.slice(2);
/** @type {{ groupOf(variant: string, size: number, milliseconds: number): Promise<Opened> }} */
const { groupOf } = await import(`./${module}.mjs`);
const group = await groupOf(variant, Number(size), Number(milliseconds));
try {
  const timed = group.timed ?? timeGroup(group, Number(milliseconds));
  console.log(JSON.stringify({ clock: group.isWallClock ? 'wall clock' : CLOCK, timed }));
} finally {
  await group.close?.();
}
