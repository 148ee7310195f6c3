// Reviewers as the owner sees them: whose word counts, how they do on known items, what stands out.
import {h} from '/library/preact.js';
import {useEffect, useState} from '/library/hooks.js';
import {get} from './data.js';
import {figure, percent, whole} from './format.js';
import {Empty, Head, Problem} from './pieces.js';
import {post} from './session.js';

const ALERTS = {
  too_fast: 'Too fast: nobody reads in that time',
  drifted: 'No longer agrees with the known items',
};

export function Reviewers() {
  const [state, setState] = useState();
  const [error, setError] = useState();
  const keep = promise => promise.then(value => { setState(value); setError(undefined); }, e => setError(e.message));
  useEffect(() => {
    keep(get('/api/reviewers'));
    const timer = setInterval(() => keep(get('/api/reviewers')), 20000);
    return () => clearInterval(timer);
  }, []);
  const decide = (name, counts) => keep(post('/api/reviewers', {name, counts}));
  const bar = state?.qualification;
  return h('div', null,
    h(Head, {title: 'Reviewers'}, bar
      ? `A reviewer's word counts after ${bar.after} known items, ${percent(bar.bar)} of them right. You can decide otherwise.`
      : 'Everybody\'s word counts from the first. A recipe with review.gold has reviewers prove right before.'),
    error && h(Problem, null, error),
    state && (state.reviewers.length
      ? h('section', {class: 'card', 'aria-label': 'Reviewers'},
          h('div', {class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Reviewers'},
            h('table', null,
              h('thead', null, h('tr', null, ['Reviewer', 'Ratings', 'Known items right', 'Of late', 'Seconds', 'Counts'].map((t, i) =>
                h('th', {scope: 'col', class: i ? 'right' : ''}, t)))),
              h('tbody', null, state.reviewers.map(r => h(Row, {reviewer: r, decide, key: r.name}))))))
      : h(Empty, {title: 'No reviewer yet'}, 'Who rates an item appears here.')));
}

function Row({reviewer, decide}) {
  const r = reviewer;
  return h('tr', {class: r.alerts.length ? 'alerted' : ''},
    h('th', {scope: 'row'}, r.name,
      r.alerts.map(a => h('small', {class: 'alert'}, ALERTS[a]))),
    h('td', {class: 'right number'}, whole(r.ratings)),
    h('td', {class: 'right number'}, r.gold_rated ? `${r.gold_right} of ${r.gold_rated}` : '–'),
    h('td', {class: 'right number'}, percent(r.recent_gold)),
    h('td', {class: 'right number'}, r.median_seconds ? figure(r.median_seconds) : '–'),
    h('td', {class: 'right'},
      h('span', {class: r.counts ? '' : 'muted'}, r.counts ? 'yes' : 'not yet', r.decided_by && h('small', null, ` by ${r.decided_by}`)), ' ',
      h('button', {class: 'button quiet', 'aria-label': r.counts ? `Do not count ${r.name}` : `Count ${r.name}`,
        onClick: () => decide(r.name, !r.counts)}, r.counts ? 'Do not count' : 'Count')));
}
