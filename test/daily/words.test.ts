import { describe, expect, test } from 'vitest';
import { completeZone, readDays, readTime, readZone } from '../../src/daily/index.ts';

describe('a time of day', () => {
  test.each([
    ...[
      ['7:30', '07:30'],
      ['07.05', '07:05'],
      ['19h30', '19:30'],
      ['19h', '19:00'],
      ['7', '07:00'],
      ['0:00', '00:00'],
    ],
    ...[
      ['7 pm', '19:00'],
      ['7:15PM', '19:15'],
      ['12 am', '00:00'],
      ['12:30 p.m.', '12:30'],
      ['8 Uhr', '08:00'],
    ],
  ])('%j is %s', (typed, time) => {
    expect(readTime(typed)).toBe(time);
  });

  test.each(['', 'noon-ish', '24:00', '7:60', '13 pm', '0 am', '7:5', '-1', '7:30:15'])(
    '%j is refused kindly',
    (typed) => {
      expect(() => readTime(typed)).toThrow(/like 7:30/);
    },
  );
});

describe('days', () => {
  test.each([
    ['daily', [1, 2, 3, 4, 5, 6, 7]],
    ['Weekdays', [1, 2, 3, 4, 5]],
    ['wochenende', [6, 7]],
    ['fri, Mon  wed', [1, 3, 5]],
    ['Mo., Mi & Fr', [1, 3, 5]],
    ['lun, mer, dim', [1, 3, 7]],
    ['lunes sábado', [1, 6]],
    ['Sunday, sun', [7]],
  ])('%j are %j', (typed, days) => {
    expect(readDays(typed)).toEqual(days);
  });

  test.each(['', 'sometimes', 'mon, someday'])('%j are refused kindly', (typed) => {
    expect(() => readDays(typed)).toThrow(/mon, wed, fri/);
  });
});

describe('a time zone', () => {
  test.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    [' new york ', 'America/New_York'],
    ['utc', 'UTC'],
    ['US/Eastern', 'America/New_York'],
  ])('%j is %s', (typed, zone) => {
    expect(readZone(typed)).toBe(zone);
  });

  test.each(['', 'Mars/Olympus', 'GMT+25', '../etc'])('%j is refused kindly', (typed) => {
    expect(() => readZone(typed)).toThrow(/Europe\/Berlin/);
  });

  test('is completed by any part of its name, the likeliest first, with the time there', () => {
    const noon = Date.parse('2026-07-01T12:00Z');
    expect(completeZone('berl', noon)[0]).toEqual({ value: 'Europe/Berlin', label: 'Europe/Berlin · 14:00' });
    expect(completeZone('new y', noon)[0]?.value).toBe('America/New_York');
    expect(completeZone('', noon)).toHaveLength(25);
    expect(completeZone('zzz', noon)).toEqual([]);
  });
});
