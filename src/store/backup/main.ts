/**
 * `npm run -s backup -- FILE` copies the store at STORE_URL into FILE;
 * `npm run -s backup -- FILE --restore` copies FILE into an empty store at STORE_URL.
 */
import { parseArgs } from 'node:util';
import { config } from 'dotenv';
import { InklingError } from '../../errors.ts';
import { defaultStoreUrl } from '../open.ts';
import { backup, restore } from './copy.ts';

const usage = 'Usage: npm run -s backup -- FILE [--restore]';

async function main(): Promise<number> {
  config({ quiet: true });
  const url = process.env.STORE_URL || defaultStoreUrl;
  const given = readArguments();
  if (!given) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  try {
    const size = given.restore ? await restore(given.file, url) : await backup(url, given.file);
    process.stdout.write(
      `${given.restore ? 'Restored' : 'Copied'} ${size.records} records and ${size.ballots} ballots ` +
        `${given.restore ? 'from' : 'to'} ${given.file}.\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof InklingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function readArguments(): { readonly file: string; readonly restore: boolean } | undefined {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { restore: { type: 'boolean' } } });
    const [file, ...others] = positionals;
    return file && others.length === 0 ? { file, restore: values.restore ?? false } : undefined;
  } catch {
    return undefined;
  }
}

process.exitCode = await main();
