// The CPE that a path names.
import type { Desk } from '../../access/desk.ts';
import { type Mac, parseMac } from '../../domain/mac.ts';
import type { Cpe } from '../../domain/records.ts';
import { AppError } from '../../errors.ts';

/** @param text  a MAC in any common spelling. @throws CPE_NOT_FOUND */
export async function findCpe({ cpe: { records } }: Desk, text: string): Promise<Cpe> {
  const found = await records.cpes.find(macOf(text));
  if (!found) throw new AppError('CPE_NOT_FOUND', { detail: text });
  return found;
}

/** @throws CPE_NOT_FOUND  it is no MAC */
export function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (!mac) throw new AppError('CPE_NOT_FOUND', { detail: `${text.slice(0, 40)} is no MAC` });
  return mac;
}
