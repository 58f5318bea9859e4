import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What npm says of a package that it has made. */
export interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** The package as a user gets it: packed, and installed in a folder that holds nothing else. Outside the project, or `castbuf` would mean that. */
export class InstalledPackage {
  private constructor(
    readonly folder: string,
    readonly packed: Packed,
  ) {}

  static make(): InstalledPackage {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'castbuf-installed-')));
    const packed = pack('.', folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    // Nothing is fetched: castbuf has no dependencies.
    npm(folder, 'install', '--offline', '--no-audit', '--no-fund', packed.filename);
    return new InstalledPackage(folder, packed);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** A path below the installed package. */
  path(...names: string[]): string {
    return join(this.folder, 'node_modules/castbuf', ...names);
  }

  /** As the README says: the files that its examples read, at the paths by which they name them. */
  copyExampleFiles(): void {
    cpSync(this.path('test'), join(this.folder, 'test'), { recursive: true });
  }

  write(file: string, text: string): void {
    mkdirSync(join(this.folder, file, '..'), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Makes a package of this project's own known to the consumer's compiler. */
  link(name: string, target: string): void {
    mkdirSync(join(this.folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(resolve(target), join(this.folder, 'node_modules', name));
  }

  node(...args: string[]): Finished {
    return this.run(process.execPath, ...args);
  }

  castbuf(...args: string[]): Finished {
    return this.node('node_modules/.bin/castbuf', ...args);
  }

  run(program: string, ...args: string[]): Finished {
    return spawnSync(program, args, { cwd: this.folder, encoding: 'utf8', env: userEnvironment() });
  }
}

/** @param project the folder of a checkout of castbuf; `prepack` builds what is missing there */
export function pack(project: string, destination: string): Packed {
  const [packed] = JSON.parse(npm(project, 'pack', '--json', '--pack-destination', destination)) as [Packed];
  return { ...packed, filename: join(destination, packed.filename) };
}

function npm(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    env: userEnvironment(),
  });
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${stderr}`);
  return stdout;
}

/** Without what `npm test` tells its scripts: an npm that finds that would work for the project, not for the user's folder. */
function userEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/i.test(name)),
  );
}
