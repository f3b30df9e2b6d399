import { expect, test } from 'vitest';
import { readConfig, secretsOf } from '../../src/config.ts';

test('without QUEUE_URL there is no queue', () => {
  expect(readConfig({ WORKER_CONCURRENCY: '4' }).queue).toBeUndefined();
});

test('QUEUE_URL brings a queue, and says how much one worker takes', () => {
  expect(readConfig({ QUEUE_URL: 'redis://queue:6379', WORKER_CONCURRENCY: '4' }).queue).toEqual({
    url: 'redis://queue:6379',
    concurrency: 4,
  });
});

test('another address than one of Redis is refused in one sentence', () => {
  expect(() => readConfig({ QUEUE_URL: 'amqp://queue' })).toThrow('QUEUE_URL must begin with redis:// or rediss://.');
});

test('the password of the queue is a secret', () => {
  expect(secretsOf({ QUEUE_URL: 'redis://:pass@word@queue:6379' })).toEqual(['pass@word']);
});
