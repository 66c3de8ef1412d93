// What people call a category of call blocking. Source: CB-5
import type { BlockingCategory } from '../../domain/telephony/blocking.ts';
import { isTextKey, text } from '../../domain/texts.ts';

/** An account's own name for it, else ours in that language. */
export function categoryName({ id, name }: BlockingCategory, language: string): string {
  const key = `blocking.category.${id}`;
  return name ?? (isTextKey(key) ? text(language, key) : id);
}
