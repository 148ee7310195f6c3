// Numbers and times as people read them.

export function duration(seconds) {
  if (seconds >= 3600) {
    return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
  }
  if (seconds >= 60) {
    return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  }
  return `${seconds < 10 ? seconds.toFixed(1) : Math.floor(seconds)} s`;
}

export const secondsBetween = (from, to) => Math.max(0, (new Date(to) - new Date(from)) / 1000);

export function ago(iso) {
  const seconds = secondsBetween(iso, new Date());
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(iso).toLocaleDateString(undefined, {dateStyle: 'medium'});
}

export const time = iso =>
  new Date(iso).toLocaleString(undefined, {dateStyle: 'medium', timeStyle: 'short'});

export function count(n) {
  if (n >= 1e9) return `${(n / 1e9).toFixed(2)}B`;
  if (n >= 1e6) return `${(n / 1e6).toFixed(1)}M`;
  return n >= 1e4 ? `${(n / 1e3).toFixed(1)}k` : whole(n);
}

export const whole = n => Math.round(n).toLocaleString('en');

// A share of one; null where it is not known.
export const percent = share => share === null ? '–' : `${Math.round(100 * share)}%`;

export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; n >= 1024 && unit < units.length - 1; unit++) n /= 1024;
  return `${unit ? n.toFixed(1) : n} ${units[unit]}`;
}

// Three or four significant digits, in powers of ten where that is shorter.
export function figure(x) {
  if (x === undefined || x === null || !Number.isFinite(x)) return '–';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-3) return Number(x.toPrecision(3)).toExponential().replace('e+', 'e');
  return size >= 1000 ? whole(x) : String(Number(x.toPrecision(size >= 1 ? 4 : 3)));
}

// near_duplicate -> Near duplicate
export function words(name) {
  const text = name.replaceAll('_', ' ').replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
