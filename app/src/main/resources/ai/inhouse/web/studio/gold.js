// Items whose answer is known: the owner says it, and reviewers are held against it unseen.
import {h} from '/library/preact.js';
import {useEffect, useState} from '/library/hooks.js';
import {get} from './data.js';
import {whole} from './format.js';
import {Item} from './item.js';
import {Empty, Head, Problem} from './pieces.js';
import {post} from './session.js';

const EMPTY = {corrections: {}, marks: [], scores: {}, ranking: []};

export function Gold({session}) {
  const [gold, setGold] = useState();
  const [passed, setPassed] = useState([]);
  const [error, setError] = useState();
  const [draft, setDraft] = useState(EMPTY);
  const load = () => get('/api/gold').then(value => { setGold(value); setDraft(EMPTY); }, e => setError(e.message));
  useEffect(() => { load(); }, [session.name]);
  const item = gold?.candidates.find(candidate => !passed.includes(candidate.id));
  const mark = async judgement => {
    if (judgement.verdict.kind === 'skip') {
      setPassed([...passed, item.id]);
      setDraft(EMPTY);
      return;
    }
    try {
      await post('/api/gold', {id: crypto.randomUUID(), item: item.id, judgement, seconds: 0});
      setError(undefined);
      await load();
    } catch (e) {
      setError(e.message);
    }
  };
  return h('div', null,
    h(Head, {title: 'Known items'}, 'Say what is right of an item, and it becomes a known one: it comes among the reviewers\' others, looks like them, and tells who reads with care. Skip what is open to dispute.'),
    error && h(Problem, null, error),
    gold && h('p', {class: 'muted'}, `${whole(gold.known)} items have a known answer.`),
    gold && (item
      ? h(Item, {key: item.id, item, draft, onDraft: setDraft, onJudge: mark, onUndo: () => {}})
      : h(Empty, {title: 'No item to mark'}, 'Queue some with ', h('code', null, 'inhouse align queue'), '.')));
}
