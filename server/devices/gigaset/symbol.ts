import type { PhoneContext } from '../phone-context.ts';
import { type SymbolModel, symbolModels } from './models.ts';
export function symbolModelOf(phone: PhoneContext): SymbolModel {
  const record = symbolModels.find(({ model }) => model === phone.model.model);
  if (!record) throw new Error(`${phone.model.model} takes no symbol document`);
  return record;
}
export const symbolView = (phone: PhoneContext): object => ({ mac: phone.mac });
