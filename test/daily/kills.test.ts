import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backends } from '../store/backends.ts';
import type { Service } from '../store/services.ts';
import { killing } from './killing.ts';
import '../store/patience.ts';

const shared = backends.filter(({ name }) => name !== 'sqlite');

// bench/daily-kills.ts does the same two hundred times.
describe.each(shared)('three replicas over one $name, killed at random', ({ installed, start }) => {
  describe.skipIf(!installed)('in the middle of whatever they do', () => {
    let service: Service;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(() => service.stop());

    test('post every date once, whole, where the platform knows a post by its name', { timeout: 240_000 }, async () => {
      const { dates, twice, missing, unfinished, states } = await killing({
        ...{ storeUrl: await service.freshUrl(), kills: 6, postsOnce: true },
      });
      // How many days pass while the replicas die depends on the machine's speed.
      expect(dates).toBeGreaterThan(2);
      expect({ twice, missing, unfinished }).toEqual({ twice: [], missing: [], unfinished: [] });
      expect(states).toEqual({ done: dates });
    });

    test('post no date twice where it does not, and show what is unclear', { timeout: 240_000 }, async () => {
      const { dates, twice, missing, unfinished, states } = await killing({
        ...{ storeUrl: await service.freshUrl(), kills: 5, postsOnce: false },
      });
      // How many days pass while the replicas die depends on the machine's speed.
      expect(dates).toBeGreaterThan(2);
      expect({ twice, unfinished }).toEqual({ twice: [], unfinished: [] });
      expect(missing.filter((one) => !one.endsWith(': unclear'))).toEqual([]);
      expect((states.done ?? 0) + (states.unclear ?? 0)).toBe(dates);
    });
  });
});
