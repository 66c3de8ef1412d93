// How a phone asks for a phonebook over HTTP and what it gets. Each family has its own document and its own query; what is
// in the book and who may have it is decided elsewhere.
import type { NumberKind, PhonebookEntry } from '../domain/phonebook.ts';
import type { TemplateValues } from './types.ts';

/** One request for a phonebook that may be answered. */
export interface PhonebookAsked {
  /** What phones call the book. */
  readonly name: string;
  /** Of the whole book, in order. */
  readonly entries: readonly PhonebookEntry[];
  /** What stands behind the question mark. */
  readonly query: URLSearchParams;
  /** The address that was asked, without its query. */
  readonly url: string;
  /** Words in the account's language. */
  readonly words: { readonly ask: string; readonly kinds: Readonly<Record<NumberKind, string>> };
}

/** The document, to be rendered as XML. */
export interface PhonebookDocument {
  readonly template: string;
  readonly values: TemplateValues;
}

export interface PhonebookFormat {
  readonly contentType: string;
  /** What is put behind the address so that the phone asks for what was typed; absent where a phone cannot, or always does. */
  readonly searchQuery?: string;
  readonly document: (asked: PhonebookAsked) => PhonebookDocument;
}
