/** Seconds of CPU, where the operating system says them: the measure that other work on the machine moves least. */
import { readFileSync } from 'node:fs';

/** Ticks of /proc a second: USER_HZ, which Linux never changes. */
const TICKS = 100;

/**
 * What a process has used, all threads and the children that it has waited for; undefined where there is no /proc, or no such process.
 * @param {number | 'self'} id
 */
export function cpuSecondsOf(id) {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
    // The second field, a name in parentheses, may hold blanks. utime, stime, cutime and cstime are fields 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
  } catch {
    return undefined;
  }
}
