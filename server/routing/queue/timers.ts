// Everything that will be due, earliest first: a binary heap. A timer that is no longer wanted is only marked; it is dropped when
// it comes to the top, or when half of the heap is such.

export interface Timer<Due> {
  /** Milliseconds on the caller's clock. */
  readonly at: number;
  /** Among timers of the same moment: the lower first, then the older. */
  readonly urgency: number;
  readonly serial: number;
  readonly due: Due;
  cancelled: boolean;
}

export interface Timers<Due> {
  readonly heap: Timer<Due>[];
  serial: number;
  cancelled: number;
}

export function noTimers<Due>(): Timers<Due> {
  return { heap: [], serial: 0, cancelled: 0 };
}

export function setTimer<Due>(timers: Timers<Due>, at: number, urgency: number, due: Due): Timer<Due> {
  const timer = { at, urgency, serial: timers.serial, due, cancelled: false };
  timers.serial += 1;
  timers.heap.push(timer);
  rise(timers.heap, timers.heap.length - 1);
  return timer;
}

/** Does nothing to a timer that is undefined or was cancelled before. */
export function cancelTimer<Due>(timers: Timers<Due>, timer: Timer<Due> | undefined): void {
  if (timer === undefined || timer.cancelled) return;
  timer.cancelled = true;
  timers.cancelled += 1;
  if (timers.cancelled > 64 && timers.cancelled > timers.heap.length / 2) sweep(timers);
}

/** The earliest timer that still counts; it stays. */
export function nextTimer<Due>(timers: Timers<Due>): Timer<Due> | undefined {
  for (let top = timers.heap[0]; top !== undefined; top = timers.heap[0]) {
    if (!top.cancelled) return top;
    takeTop(timers.heap);
    timers.cancelled -= 1;
  }
  return undefined;
}

/** Takes the earliest timer that is due at `now`. */
export function takeDue<Due>(timers: Timers<Due>, now: number): Timer<Due> | undefined {
  const next = nextTimer(timers);
  if (next === undefined || next.at > now) return undefined;
  takeTop(timers.heap);
  // Whoever still holds it may cancel it: that must not be counted, for it is out of the heap.
  next.cancelled = true;
  return next;
}

function isBefore<Due>(a: Timer<Due>, b: Timer<Due>): boolean {
  return a.at < b.at || (a.at === b.at && (a.urgency < b.urgency || (a.urgency === b.urgency && a.serial < b.serial)));
}

function rise<Due>(heap: Timer<Due>[], from: number): void {
  for (let at = from; at > 0; ) {
    const parent = (at - 1) >>> 1;
    if (!swapIfBefore(heap, at, parent)) return;
    at = parent;
  }
}

function sink<Due>(heap: Timer<Due>[], from: number): void {
  for (let at = from; ; ) {
    const left = 2 * at + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    if (a === undefined) return;
    const least = b !== undefined && isBefore(b, a) ? left + 1 : left;
    if (!swapIfBefore(heap, least, at)) return;
    at = least;
  }
}

function swapIfBefore<Due>(heap: Timer<Due>[], lower: number, upper: number): boolean {
  const [a, b] = [heap[lower], heap[upper]];
  if (a === undefined || b === undefined || !isBefore(a, b)) return false;
  heap[lower] = b;
  heap[upper] = a;
  return true;
}

function takeTop<Due>(heap: Timer<Due>[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  sink(heap, 0);
}

function sweep<Due>(timers: Timers<Due>): void {
  const live = timers.heap.filter(({ cancelled }) => !cancelled);
  timers.heap.length = 0;
  // In order of time an array is a heap already.
  for (const timer of live.sort((a, b) => (isBefore(a, b) ? -1 : 1))) timers.heap.push(timer);
  timers.cancelled = 0;
}
