/** Modules of ours that run in processes of their own, and files that lie beside the code, from src/ as from dist/. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `fork` needs of a module. */
export interface OwnModule {
  readonly path: string;
  readonly execArgv: string[];
}

/**
 * @param file the module's TypeScript file, relative to `from`
 * @param from `import.meta.url` of the caller
 */
export function ownModule(file: string, from: string): OwnModule {
  const built = from.endsWith('.js');
  return {
    path: fileURLToPath(new URL(built ? file.replace(/\.ts$/, '.js') : file, from)),
    execArgv: built ? [] : ['--import', 'tsx'],
  };
}

/** The folder of package.json, in which the models are. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
