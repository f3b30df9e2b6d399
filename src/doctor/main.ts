/** `npm run doctor`: prints every finding; exits with 1 when something has to be mended. */
import { environment, secretsOf } from '../config.ts';
import { examine } from './index.ts';

const marks = { fine: '✓', warning: '!', problem: '✗' } as const;
const given = environment();
let problems = 0;
for await (const { verdict, sentence } of examine(given)) {
  if (verdict === 'problem') problems += 1;
  const safe = secretsOf(given).reduce((text, secret) => text.replaceAll(secret, '[hidden]'), sentence);
  process.stdout.write(`${marks[verdict]} ${safe}\n`);
}
if (problems > 0) {
  process.stdout.write(`\n${problems === 1 ? 'One thing has' : `${problems} things have`} to be mended.\n`);
  process.exitCode = 1;
} else process.stdout.write('\nInkling can run.\n');
