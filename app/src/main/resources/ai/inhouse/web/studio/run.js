// One run, live: its stages, what the chosen one measures, and the log.
import {h} from '/library/preact.js';
import {useEffect, useRef, useState} from '/library/hooks.js';
import {useClock} from './data.js';
import {Chart} from './chart.js';
import {bytes, duration, figure, secondsBetween, ago, whole, words} from './format.js';
import {Facts, Head, Icon, Problem, State, Tile} from './pieces.js';

const MOST_LINES = 2000;
const SILENT_SECONDS = 120;

// Follows a run by server-sent events. Rows are kept by stage; a run that was resumed tells some
// steps again, and what came after them no longer holds.
function useRun(id) {
  const [state, setState] = useState({live: false, rows: {}, lines: []});
  useEffect(() => {
    const events = new EventSource(`/api/runs/${encodeURIComponent(id)}/events`);
    const change = f => setState(old => ({...old, ...f(old)}));
    events.onopen = () => change(() => ({live: true}));
    events.onerror = () => change(() => ({live: false, lost: events.readyState === EventSource.CLOSED}));
    events.addEventListener('run', e => change(() => ({run: JSON.parse(e.data)})));
    events.addEventListener('metrics', e => change(old => ({rows: joined(old.rows, JSON.parse(e.data))})));
    events.addEventListener('log', e =>
      change(old => ({lines: [...old.lines, ...JSON.parse(e.data)].slice(-MOST_LINES)})));
    return () => events.close();
  }, [id]);
  return state;
}

export function joined(rows, more) {
  const result = {...rows};
  for (const row of more) {
    let list = result[row.stage] === rows[row.stage] ? [...(rows[row.stage] ?? [])] : result[row.stage];
    while (list.length && list.at(-1).step >= row.step) list.pop();
    list.push(row);
    result[row.stage] = list;
  }
  return result;
}

export function Run({id}) {
  const {run, live, lost, rows, lines} = useRun(id);
  const [chosen, setChosen] = useState();
  useClock();
  if (!run) {
    return h('div', null, h(Head, {title: id}),
      lost ? h(Problem, null, 'There is no such run.') : h('p', {class: 'muted'}, 'Loading…'));
  }
  const stage = run.stages.find(s => s.name === chosen) ?? current(run, rows);
  const silent = run.state === 'running' && secondsBetween(run.last_sign, new Date()) > SILENT_SECONDS;
  return h('div', null,
    h(Head, {title: run.id, aside: h(State, {state: run.state})}, subtitle(run, live)),
    silent && h('div', {class: 'stack'}, h(Problem, null,
      `No sign of life since ${ago(run.last_sign)}. If the process has ended, run the same command again: it goes on from its last checkpoint.`), h('div')),
    h('div', {class: 'run'},
      h(Timeline, {stages: run.stages, chosen: stage.name, choose: setChosen}),
      h('div', {class: 'stack'},
        h(Measures, {stage, rows: rows[stage.name] ?? [], key: stage.name}),
        h(Log, {lines}))));
}

// The stage that runs, else the last that measured something, else the first that failed or is.
function current(run, rows) {
  return run.stages.find(s => s.state === 'running')
    ?? run.stages.find(s => s.state === 'failed')
    ?? run.stages.findLast(s => rows[s.name])
    ?? run.stages.at(-1);
}

function subtitle(run, live) {
  if (!run.started_at) return 'Not started yet.';
  const took = secondsBetween(run.started_at, run.finished_at ?? (run.state === 'running' ? new Date() : run.last_sign));
  return `Started ${ago(run.started_at)}, ${duration(took)}${run.state === 'running' ? ' so far' : ' in all'}.${live ? '' : ' Reconnecting…'}`;
}

function Timeline({stages, chosen, choose}) {
  return h('ol', {class: 'card timeline', 'aria-label': 'Stages'},
    stages.map(s =>
      h('li', {class: s.state, key: s.name},
        h('button', {'aria-pressed': String(s.name === chosen), onClick: () => choose(s.name)},
          h('span', {class: `state ${s.state}`}, h(Icon, {name: s.state})),
          h('span', {class: 'name'}, words(s.name)),
          h('span', {class: 'time'}, took(s)),
          s.message && h('span', {class: 'note'}, s.message)))));
}

function took(stage) {
  if (stage.state === 'unchanged' || stage.state === 'skipped') return stage.state;
  if (!stage.started_at) return '';
  if (stage.state === 'running') return duration(secondsBetween(stage.started_at, new Date()));
  return stage.finished_at ? duration(secondsBetween(stage.started_at, stage.finished_at)) : '';
}

function Measures({stage, rows}) {
  const last = rows.at(-1);
  const outputs = Object.entries(stage.outputs);
  return h('section', {class: 'stack', 'aria-label': words(stage.name)},
    last && h(Tiles, {last, rows, running: stage.state === 'running'}),
    last && h('div', {class: 'charts'},
      h(Chart, {class: 'wide', title: 'Loss', rows, field: 'loss', smooth: true, height: 250}),
      has(rows, BITS) &&
        h(Chart, {class: 'wide', title: 'Bits per byte, held out', rows, field: BITS, points: true, height: 180}),
      CHARTS.filter(([, field]) => has(rows, field)).map(([title, field, shape]) =>
        h(Chart, {key: field, title, rows, field, height: 130, ...shape})),
      h(Chart, {title: 'Learning rate', rows, field: 'learning_rate', height: 130}),
      h(Chart, {title: 'Gradient norm', rows, field: 'gradient_norm', height: 130}),
      h(Chart, {title: 'Tokens a second', rows, field: 'tokens_per_second', height: 130})),
    outputs.length > 0 && h('div', {class: 'card pad stack'},
      h('h2', null, 'What it made'),
      h(Facts, {facts: outputs.map(([name, value]) => [words(name), shown(name, value)])})),
    !last && !outputs.length && h('p', {class: 'card pad muted'},
      stage.state === 'pending' ? `${words(stage.name)} has not started.` : `${words(stage.name)}: ${stage.state}.`));
}

const BITS = 'validation_bits_per_byte';

// The time left is told from so many steps.
const PACED = 50;

// What some stages measure beside the loss.
const CHARTS = [
  ['Reward', 'reward', {class: 'wide', height: 180}],
  ['Reward, held out', 'validation_reward', {points: true}],
  ['Preferred answers told apart, held out', 'validation_pair_accuracy', {points: true}],
  ['KL to the reference, nats a token', 'kl_nats'],
  ['Tokens of an answer', 'answer_tokens'],
  ['Entropy, nats a token', 'entropy_nats'],
  ['Reward margin', 'reward_margin'],
];

const has = (rows, field) => rows.some(row => Number.isFinite(row[field]));

function shown(name, value) {
  if (typeof value === 'number') {
    if (name.endsWith('_bytes')) return bytes(value);
    if (name.endsWith('_seconds')) return duration(value);
    return Number.isInteger(value) ? whole(value) : figure(value);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// At the pace of the last steps.
function secondsLeft(rows, last, total) {
  const recent = rows.filter(row => Number.isFinite(row.seconds) && row.step > last.step - PACED);
  const [first, end] = [recent[0], recent.at(-1)];
  return end?.step > first.step ? (total - last.step) * (end.seconds - first.seconds) / (end.step - first.step) : NaN;
}

function Tiles({last, rows, running}) {
  const bits = rows.findLast(row => Number.isFinite(row[BITS]));
  const total = rows.findLast(row => row.total_steps)?.total_steps;
  const share = total ? Math.min(1, last.step / total) : 0;
  const left = secondsLeft(rows, last, total);
  return h('div', {class: 'card'},
    h('div', {class: 'progress', role: 'progressbar', 'aria-label': 'Steps', 'aria-valuenow': Math.round(100 * share)},
      h('div', {style: {width: `${100 * share}%`}})),
    h('dl', {class: 'tiles'},
      h(Tile, {name: 'Step', note: total ? `of ${whole(total)}` : ''}, whole(last.step)),
      h(Tile, {name: 'Loss'}, Number.isFinite(last.loss) ? figure(last.loss) : '–'),
      bits && h(Tile, {name: 'Bits per byte'}, figure(bits[BITS])),
      h(Tile, {name: 'Tokens a second'}, Number.isFinite(last.tokens_per_second) ? figure(last.tokens_per_second) : '–'),
      running && h(Tile, {name: 'Time left'}, Number.isFinite(left) ? duration(left) : '–')));
}

// Stays at the newest line unless the reader has scrolled up.
function Log({lines}) {
  const box = useRef();
  const follow = useRef(true);
  useEffect(() => {
    if (follow.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const scrolled = () => {
    const {scrollTop, scrollHeight, clientHeight} = box.current;
    follow.current = scrollHeight - scrollTop - clientHeight < 24;
  };
  return h('section', {class: 'card', 'aria-label': 'Log'},
    h('div', {class: 'pad'}, h('h2', null, 'Log')),
    h('pre', {class: 'log', ref: box, onScroll: scrolled, tabindex: 0}, lines.length ? lines.join('\n') : 'Nothing yet.'));
}
