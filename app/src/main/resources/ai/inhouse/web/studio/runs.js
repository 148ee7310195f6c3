// All runs of the workspace, newest first.
import {h} from '/library/preact.js';
import {useData} from './data.js';
import {ago, duration, secondsBetween, words} from './format.js';
import {Empty, Head, Loaded, State} from './pieces.js';

export function Runs() {
  const runs = useData('/api/runs', 3);
  return h('div', null,
    h(Head, {title: 'Runs'}, 'From documents to a model that can be shown to be better, stage by stage.'),
    h(Loaded, {data: runs}, list =>
      list.length
        ? h('ol', {class: 'card runs'}, list.map(run => h(Line, {run, key: run.id})))
        : h(Empty, {title: 'No run yet'},
            'Start one with ', h('code', null, 'inhouse run'), ', and watch it here.')));
}

function Line({run}) {
  const now = run.stages.find(s => s.state === 'running') ?? run.stages.find(s => s.state === 'failed');
  const took = run.started_at && secondsBetween(run.started_at, run.finished_at ?? run.last_sign);
  return h('li', null,
    h('a', {href: `#/runs/${encodeURIComponent(run.id)}`},
      h('span', null,
        h('strong', {class: 'number'}, run.id),
        h('br'),
        h('span', {class: 'muted small'}, run.started_at ? ago(run.started_at) : 'not started',
          took ? `, ${run.finished_at ? 'took' : 'for'} ${duration(took)}` : '')),
      h('span', {class: 'steps', role: 'img', 'aria-label': progress(run)},
        run.stages.map(s => h('span', {class: s.state, title: `${words(s.name)}: ${s.state}`}))),
      h(State, {state: run.state}, now ? `${words(now.name)} ${now.state}` : undefined)));
}

function progress(run) {
  const done = run.stages.filter(s => s.state === 'done' || s.state === 'unchanged').length;
  return `${done} of ${run.stages.length} stages done`;
}
