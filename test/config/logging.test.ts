import { describe, expect, test } from 'vitest';
import { InklingError } from '../../src/errors.ts';
import { createLogger } from '../../src/logging.ts';

function log(options: { secrets?: string[]; readable?: boolean } = {}) {
  const lines: string[] = [];
  const { secrets = [], readable = false } = options;
  const logger = createLogger({ level: 'info', secrets, readable, write: (line) => lines.push(line) });
  return { logger, lines };
}

describe('a line of the log', () => {
  test('is one JSON object', () => {
    const { logger, lines } = log();

    logger.info({ poem: 'p1' }, 'drawn');

    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', poem: 'p1', msg: 'drawn' });
  });

  test('is readable on a terminal', () => {
    const { logger, lines } = log({ readable: true });

    logger.info({ poem: 'p1' }, 'drawn');

    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}drawn {2}poem=p1\n$/);
  });

  test('never holds a secret, wherever it came from', () => {
    const { logger, lines } = log({ secrets: ['xoxb-1-very-secret'] });

    const failure = Object.assign(new Error('401 for xoxb-1-very-secret'), {
      headers: { authorization: 'xoxb-1-very-secret' },
    });
    logger.error({ err: failure, url: 'https://slack.com?token=xoxb-1-very-secret' }, 'refused xoxb-1-very-secret');

    expect(lines.join('')).not.toContain('xoxb-1-very-secret');
    expect(lines.join('')).toContain('[hidden]');
  });

  test('tells an error without the request that hangs on it', () => {
    const { logger, lines } = log();

    logger.warn({ err: Object.assign(new Error('failed'), { requestBody: { topic: 'my diary' } }) }, 'no answer');

    expect(lines[0]).toContain('failed');
    expect(lines[0]).not.toContain('my diary');
  });

  test('gives an error of Inkling’s own its code and sentence, and its cause', () => {
    const { logger, lines } = log();
    const cause = new Error('ENOENT');

    logger.warn(
      { err: new InklingError('model-missing', { operator: 'No model.', person: 'Hm.', cause }) },
      'no model',
    );

    expect(JSON.parse(lines[0]!).err).toMatchObject({
      code: 'model-missing',
      message: 'No model.',
      cause: { message: 'ENOENT' },
    });
  });
});
