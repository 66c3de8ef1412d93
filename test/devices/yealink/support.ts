// What the tests of Yealink files ask of a rendered file.
import type { KeyLayout, LayoutKey } from '../../../server/domain/key-layout.ts';
import type { Account } from '../../../server/domain/records.ts';
import type { Ringtones } from '../../../server/domain/ringtones.ts';
import { ADDED, channel, ownFile, type PhoneGiven, textOf } from '../../support/records.ts';

export function linesOf(given: PhoneGiven = {}): readonly string[] {
  return textOf(ownFile(given)).trimEnd().split('\n');
}

/** The values of one parameter, in the order in which they stand; several when the key comes again. */
export function valuesOf(given: PhoneGiven, key: string): readonly string[] {
  return linesOf(given).flatMap((line) => (line.startsWith(`${key} = `) ? [line.slice(key.length + 3)] : []));
}

/** The one value of a parameter; undefined when the file does not have it. */
export function valueAt(given: PhoneGiven, key: string): string | undefined {
  const [value, ...more] = valuesOf(given, key);
  if (more.length > 0) throw new Error(`${key} comes ${more.length + 1} times`);
  return value;
}

/** The values of several parameters that begin alike, by the rest of their names. */
export function partOf(given: PhoneGiven, prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    linesOf(given).flatMap((line) => {
      const at = line.indexOf(' = ');
      return line.startsWith(prefix) ? [[line.slice(prefix.length, at), line.slice(at + 3)]] : [];
    }),
  );
}

export function keyOf(line: string): string {
  return line.slice(0, line.indexOf(' = '));
}

/** An account whose phones of one model have this layout. */
export function withLayout(layout: KeyLayout, model = 'T46S'): Partial<Account> {
  return { models: { [`Yealink/${model}`]: { keyLayout: layout } } };
}

export function withKeys(keys: readonly LayoutKey[], model = 'T46S'): Partial<Account> {
  return withLayout({ pages: [{ keys }] }, model);
}

/** An account that encrypts, as every phone is told. */
export const ENCRYPTING: Partial<Account> = {
  sipEncryption: [{ value: { enabled: true, proxy: 'pbx.example.com' }, at: ADDED }],
};

export const encryptedChannel = channel({ encryptedSip: true });

export function withRingtones(given: Partial<Ringtones>): Partial<Account> {
  const none = { internal: null, group: null, queue: null, national: null, international: null };
  return { ringtones: { Yealink: [{ value: { ...none, ...given }, at: ADDED }] } };
}
