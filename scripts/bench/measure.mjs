/**
 * node scripts/bench/measure.mjs WORKLOAD VARIANT BYTES MILLISECONDS: one group of contenders in a process of its own, because what runs in a process is
 * compiled for all that runs there. Prints JSON: the clock, and the rounds of each contender.
 */
import { argv } from 'node:process';
import { CLOCK } from './clock.mjs';
import { timeGroup } from './rounds.mjs';

const [workload = '', variant = '', bytes = '', milliseconds = ''] = argv.slice(2);
/** @type {{ groupOf(variant: string, bytes: number, milliseconds: number): Promise<import('./rounds.mjs').Group & { close?: () => unknown, timed?: Record<string, any> }> }} */
const { groupOf } = await import(`./${workload}.mjs`);
const group = await groupOf(variant, Number(bytes), Number(milliseconds));
const timed = group.timed ?? timeGroup(group, Number(milliseconds));
await group.close?.();
console.log(JSON.stringify({ clock: group.isWallClock ? 'wall clock' : CLOCK, timed }));
