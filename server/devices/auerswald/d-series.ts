import type { PhoneContext } from '../phone-context.ts';
export const dSeriesView = (phone: PhoneContext): object => ({ mac: phone.mac });
