/** npm start: from a bare clone to the main job, with nothing to type in between. */
import { ensureInstalled } from './install.mjs';
import { ensureBuilt } from './build.mjs';

const MAIN_JOB = './main-job.mjs';

ensureInstalled();
await ensureBuilt();
await import(new URL(MAIN_JOB, import.meta.url).href);
