// Holidays from iCalendar files, as calendars write them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../../server/routing/calendar/icalendar.ts';

const AMSTERDAM = 'Europe/Amsterdam';
const file = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//EN',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const read = (text: string, from = '2026-01-01', until = '2027-12-31') => readCalendar(text, AMSTERDAM, from, until);
const days = (text: string, from?: string, until?: string) =>
  read(text, from, until)?.days.map(({ description, ...at }) =>
    [description, at.startDate, at.startTime, at.endDate, at.endTime].join(' '),
  );

describe('events', () => {
  test('NP-30 whole days: the end that the file names is no longer part of it', () => {
    const text = file(
      ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261227', 'SUMMARY:Christmas'],
      ['DTSTART;VALUE=DATE:20260427', 'SUMMARY:King’s Day'],
      ['DTSTART;VALUE=DATE:20261231', 'DURATION:P2D', 'SUMMARY:New Year'],
    );
    expect(days(text)).toEqual([
      'King’s Day 2026-04-27 00:00 2026-04-27 24:00',
      'Christmas 2026-12-25 00:00 2026-12-26 24:00',
      'New Year 2026-12-31 00:00 2027-01-01 24:00',
    ]);
  });

  test('NP-30 times in UTC, in a named zone, in none, and in one that nobody knows', () => {
    const text = file(
      ['DTSTART:20261224T150000Z', 'DTEND:20261224T230000Z', 'SUMMARY:utc'],
      ['DTSTART;TZID=Europe/London:20260601T090000', 'DTEND;TZID=Europe/London:20260601T170000', 'SUMMARY:london'],
      ['DTSTART:20260701T130000', 'DTEND:20260701T180000', 'SUMMARY:floating'],
      ['DTSTART;TZID="W. Europe: Standard Time":20260801T130000', 'DURATION:PT2H', 'SUMMARY:odd'],
    );
    expect(days(text)).toEqual([
      'london 2026-06-01 10:00 2026-06-01 18:00',
      'floating 2026-07-01 13:00 2026-07-01 18:00',
      'odd 2026-08-01 13:00 2026-08-01 15:00',
      'utc 2026-12-24 16:00 2026-12-24 24:00',
    ]);
  });

  test('lines that go on in the next, escapes, alarms within, other line ends, a mark before the first', () => {
    const text = `\uFEFF${file([
      'DTSTART;VALUE=DATE:20260505',
      'SUMMARY:Liberation\\, a ',
      ' day\\nof rest\\; all',
      'BEGIN:VALARM',
      'SUMMARY:wake up',
      'END:VALARM',
    ])}`;
    expect(days(text)).toEqual(['Liberation, a day of rest; all 2026-05-05 00:00 2026-05-05 24:00']);
    expect(days(text.replaceAll('\r\n', '\n'))).toEqual(days(text));
  });

  test('NP-31 what repeats every year is taken in each year asked for, and in no other', () => {
    const yearly = ['DTSTART;VALUE=DATE:20201225', 'RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25', 'SUMMARY:C'];
    expect(days(file(yearly), '2026-06-01', '2028-06-01')).toEqual([
      'C 2026-12-25 00:00 2026-12-25 24:00',
      'C 2027-12-25 00:00 2027-12-25 24:00',
    ]);
    expect(days(file([...yearly, 'EXDATE;VALUE=DATE:20261225']), '2026-01-01', '2027-12-31')).toHaveLength(1);
    const ended = ['DTSTART;VALUE=DATE:20201225', 'RRULE:FREQ=YEARLY;COUNT=3', 'SUMMARY:C'];
    expect(days(file(ended))).toEqual([]);
    const leap = ['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY', 'SUMMARY:L'];
    expect(days(file(leap), '2024-01-01', '2029-01-01')).toEqual([
      'L 2024-02-29 00:00 2024-02-29 24:00',
      'L 2028-02-29 00:00 2028-02-29 24:00',
    ]);
  });

  test('what was called off is left out; only what lies within the days asked for is taken', () => {
    const off = ['DTSTART;VALUE=DATE:20260505', 'STATUS:CANCELLED', 'SUMMARY:off'];
    const before = ['DTSTART;VALUE=DATE:20251225', 'SUMMARY:before'];
    const over = ['DTSTART;VALUE=DATE:20251231', 'DTEND;VALUE=DATE:20260102', 'SUMMARY:over'];
    expect(days(file(off, before, over))).toEqual(['over 2025-12-31 00:00 2026-01-01 24:00']);
  });

  test('what cannot be taken is named with its line', () => {
    const text = file(
      ['SUMMARY:no start'],
      ['DTSTART:soon', 'SUMMARY:bad time'],
      ['DTSTART;VALUE=DATE:20260229', 'SUMMARY:no such day'],
      ['DTSTART:20260101T120000Z', 'DTEND:20260101T110000Z', 'SUMMARY:backwards'],
      ['DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=WEEKLY', 'SUMMARY:every Monday'],
      ['DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=YEARLY;BYDAY=1MO', 'SUMMARY:first Monday'],
    );
    expect(read(text)).toEqual({
      days: [],
      problems: [
        { line: 4, summary: 'no start', why: 'noStart' },
        { line: 8, summary: 'bad time', why: 'badTime' },
        { line: 13, summary: 'no such day', why: 'badTime' },
        { line: 18, summary: 'backwards', why: 'endsBefore' },
        { line: 24, summary: 'every Monday', why: 'repeats' },
        { line: 30, summary: 'first Monday', why: 'repeats' },
      ],
    });
  });

  test('a text that is no calendar is told as such; no text throws', () => {
    expect(read('<html></html>')).toBeUndefined();
    const line = fc.constantFrom(
      ...['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'END:VEVENT', 'DTSTART:20260101T000000Z', 'DTSTART;VALUE=DATE:20269999'],
      ...['DURATION:P-1D', 'RRULE:FREQ=YEARLY;INTERVAL=0', 'RRULE:;;=', 'EXDATE:,', 'DTEND;TZID=":20260101', ' folded'],
      ...['SUMMARY:\u0000', 'BEGIN:VALARM', 'END:VCALENDAR', 'RRULE:FREQ=YEARLY;UNTIL=x;COUNT=-1'],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 20 }), (lines) => {
        const found = read(['BEGIN:VCALENDAR', ...lines].join('\n'));
        for (const { startDate, endDate } of found?.days ?? []) expect(startDate <= endDate).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
