// Phones whose names and passwords are anything that can be typed or forged: the documents of many of them at once.
import fc from 'fast-check';
import type { PhoneContext, PhoneKeys } from '../../../server/devices/phone-context.ts';
import { derived } from '../../../server/domain/layers.ts';
import { deviceOf, type PhoneGiven, phoneContext, renderer } from '../../support/records.ts';

const MANY = 300;
const anything = fc.string({ unit: 'binary', maxLength: 40 });
/** What breaks documents if anything does, more often than chance brings it. */
const nasty = fc.constantFrom(
  '"/><x y="',
  ']]>',
  '<!--',
  '&amp;',
  '&',
  "'",
  '\n',
  '\u0000',
  '\u2028',
  '\ufffe',
  '\uffff',
  '\ud800',
);
const text = fc.oneof(
  anything,
  fc.tuple(anything, nasty, anything).map((parts) => parts.join('')),
);

/** One document for each of many odd names; the names stand in every place that people fill. */
export function oddDocuments(given: PhoneGiven): readonly string[] {
  const phone = phoneContext(given);
  const { family, model } = deviceOf(given);
  return fc.sample(fc.tuple(text, text), MANY).map(([name, password]) => {
    const lines = renderer.render(model.template ?? '', family.view(withOdd(phone, name, password)), family.format);
    return lines.map((line) => line.text).join('\n');
  });
}

function withOdd(phone: PhoneContext, name: string, password: string): PhoneContext {
  const keys: PhoneKeys = {
    layer: 'model',
    modulesEverUsed: 0,
    placed: [{ position: 1, index: 1, function: 'blf', label: name, value: password }],
  };
  return {
    ...phone,
    keys,
    channels: phone.channels.map((channel) => ({
      ...channel,
      label: derived(channel.label, name),
      displayName: derived(channel.displayName, name),
      username: derived(channel.username, password),
      password: derived(channel.password, password),
      proxy: derived(channel.proxy, { host: name, port: 5060 }),
      voicemailNumber: derived(channel.username, name),
    })),
    phonebooks: derived(phone.phonebooks, [{ name, url: `https://books.example.com/${password}` }]),
    passwords: { ...phone.passwords, admin: derived(phone.passwords.admin, password) },
  };
}
