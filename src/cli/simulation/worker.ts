import { parentPort, workerData } from 'node:worker_threads';
import { serveMessages } from '../../miracast/index.js';
import { sampleDriver } from './driver.js';
import { Random } from './random.js';
import { SharedState } from './shared-state.js';
import { SimulatedSink } from './simulated-sink.js';
import { IdleClock } from './virtual-clock.js';

// A thread of `castbuf simulate --threads`: the same driver, for its messages only.
const clock = new IdleClock();
const sink = new SimulatedSink(clock, new Random(0, 'worker'));
serveMessages(sampleDriver({ clock, sink, shared: new SharedState(workerData as Int32Array) }), parentPort);
