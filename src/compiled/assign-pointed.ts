import { fail, type Plan } from './assign.js';

/** What lies where an offset points, in a reply, where nothing moves it. */
export function pointedPlan(plan: Plan): Plan {
  return {
    ...plan,
    refuse(path) {
      const hint = 'a cursor moves nothing that an offset points to; write the whole reply with encode';
      throw fail('ERR_USAGE', path, hint);
    },
  };
}
