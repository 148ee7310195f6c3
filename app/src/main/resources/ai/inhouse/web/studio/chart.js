// A line of one field over steps, drawn by uPlot and grown as rows come.
import {h} from '/library/preact.js';
import {useEffect, useRef, useState} from '/library/hooks.js';
import uPlot from '/library/uplot.js';
import {count, figure, whole} from './format.js';

// Each value averaged with those before it, less and less: what the noise hides. Over about a
// fortieth of the line, so that it lags little.
export function smoothed(values) {
  const keep = 1 - 1 / Math.min(60, Math.max(1, values.length / 40));
  let mean = 0;
  let weight = 0;
  return values.map(v => {
    mean = keep * mean + (1 - keep) * v;
    weight = keep * weight + (1 - keep);
    return mean / weight;
  });
}

function columns(rows, field, smooth) {
  const kept = rows.filter(row => Number.isFinite(row[field]));
  const values = kept.map(row => row[field]);
  const steps = kept.map(row => row.step);
  return smooth ? [steps, values, smoothed(values)] : [steps, values];
}

function options({width, height, smooth, points}) {
  const small = height < 150;
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    font: '12px system-ui, sans-serif',
    grid: {stroke: colour('--line'), width: 1},
    ticks: {show: false},
  };
  const line = (stroke, thickness, dots) => ({stroke, width: thickness, points: {show: dots, size: 6, fill: stroke}});
  const accent = colour('--accent');
  return {
    width,
    height,
    legend: {show: false},
    cursor: {y: false, points: {size: 7}, drag: {x: true, y: false}},
    padding: [6, 10, 0, 0],
    scales: {x: {time: false}},
    axes: [
      {...axis, grid: {show: false}, size: 28, space: 60, values: (u, splits) => splits.map(s => (Number.isInteger(s) ? count(s) : ''))},
      {...axis, size: small ? 48 : 54, space: small ? 26 : 34, values: (u, splits) => splits.map(figure)},
    ],
    series: [{}, ...(smooth ? [line(`${accent}55`, 1, false), line(accent, 2.2, false)] : [line(accent, 1.6, points)])],
  };
}

export function Chart({class: extra = '', title, rows, field, smooth = false, points = false, height}) {
  const box = useRef();
  const plot = useRef();
  const [at, setAt] = useState();
  const data = columns(rows, field, smooth);
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      const settings = options({width: box.current.clientWidth, height, smooth, points});
      settings.hooks = {setCursor: [u => setAt(u.cursor.idx ?? undefined)]};
      plot.current = new uPlot(settings, latest.current, box.current);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current.setSize({width: box.current.clientWidth, height}));
    resized.observe(box.current);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    addEventListener('theme', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      removeEventListener('theme', draw);
      plot.current.destroy();
    };
  }, []);
  useEffect(() => plot.current.setData(data), [rows]);

  const index = at !== undefined && at < data[0].length ? at : data[0].length - 1;
  const value = figure((data[2] ?? data[1])[index]);
  return h('figure', {class: `card chart ${extra}`, role: 'img', 'aria-label': `${title}: ${value} at step ${data[0][index]}`},
    h('figcaption', null,
      h('strong', null, title),
      h('span', {class: 'number'}, index < 0 ? '' : at === undefined ? value : `${value} at ${whole(data[0][index])}`)),
    h('div', {class: 'plot', ref: box}));
}
