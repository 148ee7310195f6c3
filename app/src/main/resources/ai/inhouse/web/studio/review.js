// Review: one item at a time, by keyboard if one likes; each verdict is kept before the next item.
import {h} from '/library/preact.js';
import {useEffect, useMemo, useReducer, useRef, useState} from '/library/hooks.js';
import {Adjudication} from './adjudication.js';
import {Agreement} from './agreement.js';
import {whole} from './format.js';
import {Gold} from './gold.js';
import {Item} from './item.js';
import {Outbox} from './outbox.js';
import {Empty, Head, Icon} from './pieces.js';
import {Reviewers} from './reviewers.js';

const VIEWS = {adjudication: 'Disagreements', agreement: 'Agreement'};
const OWNERS = {reviewers: 'Reviewers', gold: 'Known items'};

export function Review({view, session}) {
  const judge = session.role !== 'reviewer';
  const views = session.role === 'owner' ? {...VIEWS, ...OWNERS} : VIEWS;
  const shown = judge && views[view] ? view : '';
  return h('div', {class: 'review'},
    judge && h('nav', {class: 'tabs', 'aria-label': 'Review'},
      [['', 'Review'], ...Object.entries(views)].map(([name, title]) =>
        h('a', {href: `#/review${name && '/'}${name}`, 'aria-current': name === shown ? 'page' : undefined}, title))),
    shown === 'adjudication' ? h(Adjudication, {session})
      : shown === 'agreement' ? h(Agreement)
        : shown === 'reviewers' ? h(Reviewers)
          : shown === 'gold' ? h(Gold, {session})
            : h(Queue, {session}));
}

function useOutbox(reviewer) {
  const [, draw] = useReducer(n => n + 1, 0);
  const outbox = useMemo(() => new Outbox(reviewer, draw), [reviewer]);
  useEffect(() => {
    outbox.start();
    return () => outbox.stop();
  }, [outbox]);
  return outbox;
}

function Queue({session}) {
  const outbox = useOutbox(session.name);
  const [said, setSaid] = useState('');
  const since = useRef(performance.now());
  const item = outbox.current;
  useEffect(() => {
    since.current = performance.now();
  }, [item?.id]);

  const judge = judgement => {
    outbox.submit(item, judgement, (performance.now() - since.current) / 1000);
    setSaid('Kept. ' + (outbox.current ? 'Next item.' : 'That was the last.'));
  };
  const undo = () => setSaid(outbox.undo() ? 'Brought the last item back.' : 'There is nothing to undo.');

  return h('div', null,
    h(Head, {title: 'Review', aside: h(Standing, {outbox, undo})},
      'You see neither which model answered nor in which order. Choose; the next item follows.'),
    h('p', {class: 'unseen', 'aria-live': 'polite'}, said),
    outbox.refused && h('p', {class: 'problem', role: 'alert'}, `A verdict was refused: ${outbox.refused}.`),
    item
      ? h(Item, {key: item.id, item, draft: outbox.draft(item), onDraft: draft => outbox.keepDraft(item, draft), onJudge: judge, onUndo: undo})
      : outbox.loaded && h(Nothing, {outbox}));
}

function Standing({outbox, undo}) {
  const waiting = outbox.unsent.length;
  const text = outbox.expired ? 'Signed out: sign in again'
    : waiting ? `${waiting} waiting to be sent`
      : outbox.offline ? 'Offline' : 'All kept';
  return h('div', {class: 'standing'},
    h('span', {class: `sync ${waiting || outbox.offline ? 'waiting' : ''}`, role: 'status'},
      h(Icon, {name: waiting || outbox.offline ? 'waiting' : 'done'}), text),
    h('span', {class: 'muted number'}, `${whole(outbox.count)} reviewed`),
    h('button', {class: 'button', disabled: !outbox.done.length, onClick: undo}, h(Icon, {name: 'undo'}), 'Undo', h('kbd', null, 'U')));
}

function Nothing({outbox}) {
  return outbox.offline
    ? h(Empty, {title: 'No connection'}, 'What you said is kept here and sent as soon as the server can be reached.')
    : h(Empty, {title: outbox.done.length ? 'All done' : 'Nothing to review'},
        outbox.done.length ? 'Thank you. New items appear here when there are some.'
          : 'Answers that get a thumb in the chat arrive here. Queue more with ',
        !outbox.done.length && h('code', null, 'inhouse align queue --prompts asked.txt'));
}
