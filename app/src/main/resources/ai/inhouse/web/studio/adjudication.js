// Items on which reviewers disagree: an adjudicator sees what each said, and decides.
import {h} from '/library/preact.js';
import {useEffect, useState} from '/library/hooks.js';
import {answerName} from './answer.js';
import {get} from './data.js';
import {words} from './format.js';
import {Item} from './item.js';
import {Empty, Head, Problem} from './pieces.js';
import {post} from './session.js';
import {CRITERIA} from './verdict.js';

const EMPTY = {corrections: {}, marks: [], scores: {}, ranking: []};

export function Adjudication({session}) {
  const [disputes, setDisputes] = useState();
  const [error, setError] = useState();
  const [draft, setDraft] = useState(EMPTY);
  const load = () => get('/api/adjudication').then(list => { setDisputes(list); setDraft(EMPTY); }, e => setError(e.message));
  useEffect(() => { load(); }, [session.name]);
  const first = disputes?.[0];
  const rule = async judgement => {
    try {
      await post('/api/adjudication', {id: crypto.randomUUID(), item: first.item.id, judgement, seconds: 0});
      setError(undefined);
      await load();
    } catch (e) {
      setError(e.message);
    }
  };
  return h('div', null,
    h(Head, {title: 'Disagreements'}, 'Reviewers differ on these. What you decide is what the model learns from.'),
    error && h(Problem, null, error),
    disputes && (first
      ? h(Item, {key: first.item.id, item: first.item, draft, onDraft: setDraft, onJudge: rule, onUndo: () => {}},
          h('section', {class: 'said-of card pad'},
            h('h2', null, `What reviewers said · ${disputes.length} to decide`),
            h('ul', null, first.said.map(({reviewer, judgement}) => h('li', null,
              h('strong', null, reviewer), h('span', null, spoken(first.item, judgement)))))))
      : h(Empty, {title: 'No disagreement'}, 'Where reviewers of one item differ, it waits here.')));
}

function spoken(item, {verdict, corrections, marks}) {
  const more = [corrections.length && 'corrected it', marks.length && `marked ${marks.length}`].filter(Boolean);
  return [verdictText(item, verdict), ...more].join(', ');
}

function verdictText(item, verdict) {
  switch (verdict.kind) {
    case 'choice': return `${answerName(item, verdict.better)} is better`;
    case 'tie': return 'both alike';
    case 'ranking': return verdict.order.map(a => answerName(item, a)).join(' › ');
    case 'thumb': return verdict.up ? 'good' : 'not good';
    case 'scores': return CRITERIA.filter(([n]) => verdict.scores[n]).map(([n, title]) => `${title} ${verdict.scores[n]}`).join(', ');
    default: return `skipped: ${words(verdict.reason)}`;
  }
}
