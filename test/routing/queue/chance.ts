// Numbers by chance that are the same in every run, and quick to come by (xorshift32).

export class Chance {
  private state: number;

  /** @param seed  any whole number but 0 */
  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1) | 1;
    for (let n = 0; n < 4; n += 1) this.below(2);
  }

  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** Exponentially distributed. */
  lasting(mean: number): number {
    return -mean * Math.log((this.below(1_000_000) + 1) / 1_000_001);
  }
}
