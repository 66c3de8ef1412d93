import type { PhoneContext } from '../phone-context.ts';
export const nvmView = (phone: PhoneContext): object => ({ mac: phone.mac });
