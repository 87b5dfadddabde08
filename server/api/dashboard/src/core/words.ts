// How times, lengths and numbers are written.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in two parts at most. */
export function lasting(time: number): string {
  const whole = Math.max(0, time);
  if (whole < SECOND) {
    return `${Math.round(whole)} ms`;
  }
  if (whole < 10 * SECOND) {
    return `${(whole / SECOND).toFixed(1)} s`;
  }
  if (whole < MINUTE) {
    return `${Math.round(whole / SECOND)} s`;
  }
  if (whole < HOUR) {
    return `${Math.floor(whole / MINUTE)} min ${Math.floor((whole % MINUTE) / SECOND)} s`;
  }
  if (whole < DAY) {
    return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
  }
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
}

/** How long ago something was, in whole steps. */
export function ago(time: string, now: number): string {
  const past = now - Date.parse(time);
  if (past < 2 * SECOND) {
    return 'just now';
  }
  const [size, word] = past < MINUTE ? [SECOND, 's'] : past < HOUR ? [MINUTE, 'min'] : past < DAY ? [HOUR, 'h'] : [DAY, 'd'];
  return `${Math.floor(past / size)} ${word} ago`;
}

/** A point in time, where this person is. */
export function when(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** Only its clock. */
export function clock(time: string): string {
  return new Date(time).toLocaleTimeString(undefined, { hour12: false });
}

/** The end of an id, which tells tasks of one moment apart; the whole is in its title. */
export function short(id: string): string {
  return id.slice(-8);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}

/** A part of one as a percentage. */
export function percent(part: number): string {
  return `${(part * 100).toFixed(part > 0.99 && part < 1 ? 1 : 0)} %`;
}

/** JSON as people read it. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? '';
}
