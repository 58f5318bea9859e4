import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CASTBUF = 'build/cli.js';

/** The type of most vectors. */
export const AS_CHUNKS = ['--type', 'MIRACAST_CHUNK_DATA'] as const;

export interface Run {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly text: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** What the program reads from standard input; nothing by default. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

export function start(args: readonly string[], stdio: StdioOptions, { env, node = [] }: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [...node, CASTBUF, ...args], { stdio, env: { ...process.env, ...env } });
}

/** Runs the built command to its end. */
export async function castbuf(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = start(args, 'pipe', options);
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (piece: Buffer) => stdout.push(piece));
  child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
  child.stdin?.on('error', () => {}); // a command that fails early does not read it
  child.stdin?.end(options.input ?? '');
  const [status] = (await once(child, 'close')) as [number | null];
  const whole = Buffer.concat(stdout);
  return { status, stdout: whole, text: whole.toString(), stderr };
}

/** A folder that is there while `body` runs. */
export async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'castbuf-'));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
