// Where calls are sent: one or several extensions and telephone numbers in one text, with semicolons between. All of them ring
// at the same time. Source

const EXTENSION = /^\d{2,5}$/;
const PHONE_NUMBER = /^(?:\+|00)?\d{6,15}$/;
/** Blanks, dashes, dots and brackets that people write into numbers. */
const PUNCTUATION = /[\s().-]+/g;

/**
 * The numbers of a text such as `201; 020-1234567`, without punctuation.
 * @returns undefined when there is none, or when one is neither an extension (2-5 digits) nor a telephone number
 * Source
 */
export function parseDestinations(text: string): readonly string[] | undefined {
  const numbers = text.split(';').map((part) => part.replace(PUNCTUATION, ''));
  const good = numbers.every((number) => EXTENSION.test(number) || PHONE_NUMBER.test(number));
  return good ? [...new Set(numbers)] : undefined;
}
