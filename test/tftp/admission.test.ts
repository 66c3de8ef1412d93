import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../server/tftp/admission.ts';

const LIMITS = { maxTransfers: 4, maxTransfersPerAddress: 2, maxUploads: 1, maxErrorsPerSecond: 3 };

describe('places for transfers', () => {
  it('are bounded for each address, and come back', () => {
    const admission = createAdmission(LIMITS);
    expect([1, 2, 3].map(() => admission.enter('10.0.0.1', 'read'))).toEqual([true, true, false]);
    expect(admission.enter('10.0.0.2', 'read')).toBe(true);
    admission.leave('10.0.0.1', 'read');
    expect([1, 2].map(() => admission.enter('10.0.0.1', 'read'))).toEqual([true, false]);
  });

  it('are bounded in all', () => {
    const admission = createAdmission(LIMITS);
    const entered = Array.from({ length: 10 }, (_, index) => admission.enter(`10.0.0.${index}`, 'read'));
    expect(entered.filter(Boolean)).toHaveLength(4);
    admission.leave('10.0.0.0', 'read');
    expect(admission.enter('10.0.1.1', 'read')).toBe(true);
    expect(admission.enter('10.0.1.2', 'read')).toBe(false);
  });

  it('are fewer for uploads, and a refused one takes none', () => {
    const admission = createAdmission(LIMITS);
    expect([1, 2].map((last) => admission.enter(`10.0.0.${last}`, 'write'))).toEqual([true, false]);
    expect([2, 3, 4].map((last) => admission.enter(`10.0.0.${last}`, 'read'))).toEqual([true, true, true]);
    admission.leave('10.0.0.1', 'write');
    expect(admission.enter('10.0.0.5', 'write')).toBe(true);
  });
});

describe('ERROR answers', () => {
  it('are bounded for each address in each second', () => {
    const admission = createAdmission(LIMITS);
    const answered = (address: string, nowMs: number): number =>
      Array.from({ length: 20 }, () => admission.mayAnswerError(address, nowMs)).filter(Boolean).length;
    expect(answered('10.0.0.1', 500)).toBe(3);
    expect(answered('10.0.0.2', 600)).toBe(3);
    expect(answered('10.0.0.1', 1499)).toBe(0);
    expect(answered('10.0.0.1', 1500)).toBe(3);
  });

  it('go to a bounded number of addresses in each second', () => {
    const admission = createAdmission(LIMITS);
    const addresses = Array.from({ length: 10_000 }, (_, index) => `2001:db8::${index.toString(16)}`);
    expect(addresses.filter((address) => admission.mayAnswerError(address, 1)).length).toBe(4096);
    expect(addresses.filter((address) => admission.mayAnswerError(address, 1001)).length).toBe(4096);
  });
});
