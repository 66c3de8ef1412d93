// The phonebook of a phone's account, in the words of its family. Names of people never travel over TFTP. Source: design.md "Phones' URLs and trust"
import type { PhonebookAsked } from '../devices/phonebook.ts';
import type { KnownDevice } from '../devices/registry.ts';
import { NUMBER_KINDS } from '../domain/phonebook.ts';
import type { Account } from '../domain/records.ts';
import { text } from '../domain/texts.ts';
import type { FileRequest } from './file-request.ts';
import { finish, type MadeFile } from './phone-files.ts';
import type { Renderer } from './render.ts';
import type { World } from './world.ts';

export interface MadePhonebook extends MadeFile {
  readonly contentType: string;
}

/**
 * @param url  the address that was asked, without its query
 * @returns undefined where the account has none, or no format is known for the phone
 */
export async function makePhonebook(
  { world, renderer }: { readonly world: World; readonly renderer: Renderer },
  { transport, query = '' }: Pick<FileRequest, 'transport' | 'query'>,
  {
    account,
    device,
    url,
  }: { readonly account: Account | undefined; readonly device: KnownDevice; readonly url: string },
): Promise<MadePhonebook | undefined> {
  const format = device.family.phonebook;
  if (!account?.phonebook || !format || transport === 'tftp') return undefined;
  const entries = (await world.store.findPhonebook(account.id))?.entries ?? [];
  const { template, values } = format.document({
    name: account.phonebook.name,
    entries,
    query: new URLSearchParams(query),
    url,
    words: wordsIn(account.language),
  });
  return { ...finish(renderer.renderBytes(template, values, 'xml')), contentType: format.contentType };
}

function wordsIn(language: string): PhonebookAsked['words'] {
  const [work, mobile, home, fax] = NUMBER_KINDS.map((kind) => text(language, `phonebook.short.${kind}`));
  return {
    ask: text(language, 'phonebook.ask'),
    kinds: { work: work ?? '', mobile: mobile ?? '', home: home ?? '', fax: fax ?? '' },
  };
}
