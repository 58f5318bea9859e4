/** A thread of workers.mjs. */
import { workerData } from 'node:worker_threads';
import { work } from './workers.mjs';

work(workerData);
