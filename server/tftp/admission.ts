// How much one address, and all together, may ask of the server: transfers at a time, and ERROR answers a second.
// Nothing here has a timer; memory is bounded by the limits themselves.

export interface AdmissionLimits {
  /** Transfers in all, counted from the request until the socket is closed. */
  readonly maxTransfers: number;
  /** Transfers of one address; many phones may sit behind one. */
  readonly maxTransfersPerAddress: number;
  /** Uploads among them: each holds its bytes in memory. */
  readonly maxUploads: number;
  /** ERROR answers to one address in a second, for requests that never became a transfer. */
  readonly maxErrorsPerSecond: number;
}

export interface Admission {
  /** Takes a place; false when there is none. Whoever got one gives it back with leave(). */
  enter(address: string, kind: 'read' | 'write'): boolean;
  leave(address: string, kind: 'read' | 'write'): void;
  /** True when another ERROR may be sent to the address. @param nowMs  any clock that does not jump back */
  mayAnswerError(address: string, nowMs: number): boolean;
}

/** Addresses remembered in one second; in a wider flood the others get no ERROR. */
const MAX_ADDRESSES_ANSWERED = 4096;

export function createAdmission(limits: AdmissionLimits): Admission {
  const places = new Map<string, number>();
  const errors = new Map<string, number>();
  let taken = 0;
  let uploads = 0;
  let secondEndsMs = 0;

  return {
    enter(address, kind) {
      const own = places.get(address) ?? 0;
      if (taken >= limits.maxTransfers || own >= limits.maxTransfersPerAddress) return false;
      if (kind === 'write' && uploads >= limits.maxUploads) return false;
      places.set(address, own + 1);
      taken += 1;
      if (kind === 'write') uploads += 1;
      return true;
    },
    leave(address, kind) {
      const own = (places.get(address) ?? 0) - 1;
      if (own > 0) places.set(address, own);
      else places.delete(address);
      taken -= 1;
      if (kind === 'write') uploads -= 1;
    },
    mayAnswerError(address, nowMs) {
      if (nowMs >= secondEndsMs) {
        errors.clear();
        secondEndsMs = nowMs + 1000;
      }
      const answered = errors.get(address) ?? 0;
      if (answered >= limits.maxErrorsPerSecond) return false;
      if (answered === 0 && errors.size >= MAX_ADDRESSES_ANSWERED) return false;
      errors.set(address, answered + 1);
      return true;
    },
  };
}
