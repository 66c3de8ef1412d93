// The name of a phone's phonebook: it stands where a file's name would, `phonebook/<mac>.xml`, so that it passes the same
// trust as files do.
import { type Mac, parseMac } from '../domain/mac.ts';

/** What stands behind the folder of a phone's URLs. */
export function phonebookName(mac: Mac): string {
  return `phonebook/${mac}.xml`;
}

/** Whose phonebook a name asks for; undefined when it asks for something else. */
export function readPhonebookName(name: string): Mac | undefined {
  return parseMac(/^phonebook\/([0-9a-f]{12})\.xml$/i.exec(name)?.[1] ?? '');
}
