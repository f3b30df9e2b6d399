/** `npm run build`: the bot as plain JavaScript in dist/, which runs without tsx and without the development packages. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `node dist/NAME.js` runs this module. */
const programs = {
  main: 'src/main.ts',
  worker: 'src/queue/worker-main.ts',
  poem: 'src/platforms/terminal/main.ts',
  doctor: 'src/doctor/main.ts',
  backup: 'src/store/backup/main.ts',
} as const;

/** What the code reads beside itself and no compiler carries over. */
const assets = ['src/platforms/web/page'] as const;

const root = import.meta.dirname;
const target = join(root, 'dist');

function compile(): void {
  const manifest = fileURLToPath(import.meta.resolve('typescript/package.json'));
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: { readonly tsc: string } };
  const compiler = join(dirname(manifest), bin.tsc);
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

// What an earlier build left of modules that are gone would still be run.
rmSync(target, { recursive: true, force: true });
compile();
for (const asset of assets) cpSync(join(root, asset), join(target, asset), { recursive: true });
for (const [name, module] of Object.entries(programs))
  writeFileSync(join(target, `${name}.js`), `import './${module.replace(/\.ts$/, '.js')}';\n`);
