/** What the harness needs from where it runs. The runner's entry imports node-host.ts or browser-host.ts before any test. */
export interface Host {
  report(event: HarnessEvent): void;
  /** Reads a file of the project, given by its path from the top. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Seconds of CPU that the file has used; undefined where nobody counts them. */
  cpuSeconds(): number | undefined;
  /** AssemblyScript as WebAssembly, which is kept for the next run; absent where there is no compiler. */
  compile?(assembly: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** `began` names the culprit when a case hangs or takes the process down; `done` is the only proof that a file ran to its end. */
export type HarnessEvent =
  { event: 'began'; where: string } | { event: 'done'; suites: SuiteOutcome[]; cpuSeconds?: number | undefined };

export type EngineName = 'reference' | 'debug' | 'release' | 'compiled';

export interface SuiteOutcome {
  name: string;
  /** Absent for a suite that runs once. */
  engine?: EngineName;
  passed: number;
  failed: number;
  skipped: number;
  /** Why cases of compiled codecs were skipped, and how many. */
  lacks?: Readonly<Record<string, number>>;
  problems: Problem[];
}

export interface Problem {
  /** The case, or the hook, that threw. */
  where: string;
  message: string;
  stack: string;
  /** The assertion's comparison of expected and actual. */
  details?: string;
}

let current: Host | undefined;
let program: string | undefined;

export function useHost(here: Host): void {
  current = here;
}

/** Called by the runner's entry, with the URL of the program that it is. */
export function useProgram(url: string): void {
  program = url;
}

/** The URL of the program that runs this test file. A thread that is started with it runs the same. */
export function ownProgram(): string {
  if (program === undefined) throw new Error('Test files run through `npm test -- FILE`, not by themselves');
  return program;
}

export function host(): Host {
  if (!current) throw new Error('Test files run through `npm test -- FILE`, not by themselves');
  return current;
}
