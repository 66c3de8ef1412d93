import { describe, expect, test } from 'vitest';
import { classify } from '../../../server/routing/reach/call-class.ts';
import { compiled, EXAMPLE } from './example.ts';

describe('the class of a caller', () => {
  test.each([
    ['a, R-23', { number: '0049301234567' }, 'germany'],
    ['a, as the network writes it', { number: '+49301234567' }, 'germany'],
    ['b, R-21', { number: '0612345678' }, 'family'],
    ['b, as the network writes it', { number: '+31612345678' }, 'family'],
    ['c, R-22', { extension: '201' }, 'colleagues'],
    ['d', { number: '0201234567' }, 'base'],
    ['f, withheld', {}, 'base'],
    ['another extension', { extension: '202' }, 'base'],
    ['a contact whose number only begins alike', { number: '06123456789' }, 'base'],
  ])('R-26 row %s', (_, caller, expected) => {
    expect(classify(compiled(), caller).callClass.id).toBe(expected);
  });

  const list = (contact: readonly string[], extensions: readonly string[], prefixes: readonly (readonly string[])[]) =>
    compiled({
      callClasses: [
        ...prefixes.map((own, i) => ({
          id: `prefix-${i}`,
          name: `Prefix ${i}`,
          contacts: [],
          extensions: [],
          prefixes: [...own],
        })),
        { id: 'inside', name: 'Inside', contacts: [], extensions: [...extensions], prefixes: [] },
        {
          id: 'contact',
          name: 'Contact',
          contacts: contact.map((number) => ({ name: number, numbers: [number] })),
          extensions: [],
          prefixes: [],
        },
        ...EXAMPLE.callClasses.slice(0, 1),
      ],
      defaults: { ...EXAMPLE.defaults, callClass: 'base' },
    });

  test('R-26 row e, A-35: contact before extension before prefix', () => {
    const reach = list(['0049301234567'], ['201'], [['0049']]);
    expect(classify(reach, { number: '0049301234567', extension: '201' }).callClass.id).toBe('contact');
    expect(classify(reach, { number: '0049301234568', extension: '201' }).callClass.id).toBe('inside');
    expect(classify(reach, { number: '0049301234568' }).callClass.id).toBe('prefix-0');
  });

  test('R-26 row e, A-35: the longer prefix before the shorter, wherever it stands', () => {
    for (const prefixes of [
      [['0049'], ['004930']],
      [['+4930'], ['+49']],
    ]) {
      const reach = list([], [], prefixes);
      const longer = prefixes.findIndex(([prefix = '']) => prefix.includes('30'));
      expect(classify(reach, { number: '+49301234567' }).callClass.id).toBe(`prefix-${longer}`);
      expect(classify(reach, { number: '+49891234567' }).callClass.id).toBe(`prefix-${1 - longer}`);
    }
  });

  test('R-21 says which rule found it', () => {
    const { step } = classify(compiled(), { number: '0612345678' });
    expect(step).toEqual({
      room: 'reach',
      rule: 'R-21',
      because: 'classContact',
      values: { class: 'Family', value: '0612345678' },
    });
  });
});
