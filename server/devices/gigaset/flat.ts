import type { PhoneContext } from '../phone-context.ts';
export const flatView = (phone: PhoneContext): object => ({ mac: phone.mac });
