// A conversation with one of the served models.
import {h} from '/library/preact.js';
import {useEffect, useRef, useState} from '/library/hooks.js';
import {useData} from './data.js';
import {whole} from './format.js';
import {Empty, Head, Icon, Problem} from './pieces.js';
import {post} from './session.js';
import {complete} from './stream.js';

// Kept while other pages are looked at.
let kept = [];

// The choice by which a question is answered in each tone.
const EVERY = '*';

// What an answer may be made from, and the fields that ask for it.
const FROM = {
  model: ['From the model', {}],
  documents: ['From documents', {grounded: true}],
  strict: ['From documents only', {grounded: true, strict: true}],
};

export function Chat({model: asked, tones, grounded}) {
  const models = useData('/v1/models');
  const names = models.value?.data.map(m => m.id);
  if (models.error) return h('div', null, h(Head, {title: 'Chat'}), h(Problem, null, models.error));
  if (!names) return h(Head, {title: 'Chat'});
  if (!names.length) {
    return h('div', null, h(Head, {title: 'Chat'}), h(Empty, {title: 'No model to talk to yet'},
      'Once a run has made one, start ', h('code', null, 'inhouse studio'), ' again.'));
  }
  return h(Talk, {names, tones, grounded, first: names.includes(asked) ? asked : names[0]});
}

function Talk({names, tones, grounded, first}) {
  const [model, setModel] = useState(first);
  const [tone, setTone] = useState('');
  const [from, setFrom] = useState('model');
  const [options, setOptions] = useState({system: '', temperature: '', tokens: ''});
  const [settings, setSettings] = useState(false);
  const [said, setSaid] = useState(kept);
  const [running, setRunning] = useState();
  const input = useRef();
  useEffect(() => { kept = said; }, [said]);
  useEffect(() => setModel(first), [first]);
  useEffect(() => input.current.focus(), []);

  const answer = change => setSaid(list => [...list.slice(0, -1), {...list.at(-1), ...change(list.at(-1))}]);

  async function send(text) {
    const history = [...said, {role: 'user', content: text}];
    setSaid(history);
    const controller = new AbortController();
    setRunning(controller);
    for (const {name, system_prompt: system} of tone === EVERY ? tones : [{name: tone, system_prompt: options.system}]) {
      if (controller.signal.aborted) break;
      await speak(name, {...request(model, {...options, system}, heard(history, name)), ...FROM[from][1]}, controller.signal);
    }
    setRunning(undefined);
    input.current?.focus();
  }

  async function speak(name, asked, signal) {
    setSaid(list => [...list, {role: 'assistant', content: '', model, tone: name, asked: asked.messages, writing: true}]);
    const start = performance.now();
    try {
      const end = await complete(asked, piece => answer(old => ({content: old.content + piece})), signal);
      answer(() => ({...end, seconds: (performance.now() - start) / 1000}));
    } catch (error) {
      answer(() => (signal.aborted ? {finish: 'stopped'} : {error: error.message}));
    } finally {
      answer(() => ({writing: false}));
    }
  }

  const chooseTone = name => {
    setTone(name);
    setOptions({...options, system: tones.find(t => t.name === name)?.system_prompt ?? ''});
  };
  return h('div', {class: 'chat'},
    h(Head, {title: 'Chat', aside: said.length > 0 && h('button', {class: 'button', disabled: running, onClick: () => setSaid([])},
      h(Icon, {name: 'fresh'}), 'New chat')}),
    h(Said, {said}),
    h('form', {class: 'card composer', onSubmit: e => e.preventDefault()},
      settings && h(Settings, {options, setOptions}),
      h(Composer, {input, running, send,
        choices: h('div', {class: 'choices'},
          h(Select, {label: 'Model', value: model, options: names.map(n => [n, n]), onChange: setModel}),
          tones.length > 0 && h(Select, {label: 'Tone', value: tone,
            options: [['', 'Own tone'], ...tones.map(t => [t.name, capital(t.name)]), [EVERY, 'Every tone']], onChange: chooseTone}),
          grounded && h(Select, {label: 'Answers', value: from,
            options: Object.entries(FROM).map(([id, [name]]) => [id, name]), onChange: setFrom}),
          h('button', {class: 'button quiet', type: 'button', 'aria-expanded': String(settings), 'aria-label': 'Settings',
            title: 'Settings', onClick: () => setSettings(!settings)}, h(Icon, {name: 'settings'})))})));
}

function request(model, options, history) {
  const system = options.system.trim() ? [{role: 'system', content: options.system}] : [];
  const messages = history.map(({role, content}) => ({role, content}));
  const result = {model, messages: [...system, ...messages]};
  if (options.temperature !== '') result.temperature = Number(options.temperature);
  if (options.tokens !== '') result.max_tokens = Number(options.tokens);
  return result;
}

// One answer to each question: that in the same tone, or else the last.
function heard(history, tone) {
  const turns = [];
  for (const message of history.filter(m => m.content)) {
    const turn = turns.at(-1);
    if (message.role === 'user') turns.push({question: message});
    else if (turn.answer?.tone !== tone || message.tone === tone) turn.answer = message;
  }
  return turns.flatMap(({question, answer}) => (answer ? [question, answer] : [question]));
}

const capital = name => name.charAt(0).toUpperCase() + name.slice(1);

const Select = ({label, value, options, onChange}) =>
  h('select', {'aria-label': label, title: label, value, onChange: e => onChange(e.target.value)},
    options.map(([id, name]) => h('option', {value: id, selected: id === value}, name)));

function Settings({options, setOptions}) {
  const field = (label, name, attributes, element = 'input') =>
    h('label', {class: 'field'}, label,
      h(element, {...attributes, value: options[name], onInput: e => setOptions({...options, [name]: e.target.value})}));
  return h('div', {class: 'settings'},
    field('System prompt', 'system', {rows: 2, placeholder: 'The model’s own'}, 'textarea'),
    field('Temperature', 'temperature', {type: 'number', min: 0, max: 2, step: 0.1, placeholder: 'its own'}),
    field('Most tokens', 'tokens', {type: 'number', min: 1, step: 1, placeholder: 'all'}));
}

function Composer({input, running, send, choices}) {
  const [text, setText] = useState('');
  const go = () => {
    if (!text.trim() || running) return;
    setText('');
    send(text.trim());
  };
  const key = event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      go();
    } else if (event.key === 'Escape') {
      running?.abort();
    }
  };
  return [
    h('textarea', {ref: input, rows: 1, value: text, placeholder: 'Ask something', 'aria-label': 'Message',
      onInput: e => setText(e.target.value), onKeyDown: key}),
    h('div', {class: 'row'}, choices,
      running
        ? h('button', {class: 'button', type: 'button', onClick: () => running.abort()}, h(Icon, {name: 'stop'}), 'Stop')
        : h('button', {class: 'button primary', type: 'button', disabled: !text.trim(), onClick: go}, h(Icon, {name: 'send'}), 'Send')),
  ];
}

function Said({said}) {
  const box = useRef();
  useEffect(() => { box.current.scrollTop = box.current.scrollHeight; }, [said]);
  return h('div', {class: 'talk', ref: box, role: 'log', 'aria-label': 'Conversation', tabindex: 0,
      'aria-busy': String(Boolean(said.at(-1)?.writing))},
    !said.length && h('p', {class: 'empty'}, 'Nothing said here leaves this machine.'),
    said.map(message => h(Message, {message})));
}

function Message({message}) {
  const {role, content, writing, error} = message;
  return h('article', {class: `said ${role}`, 'aria-label': role === 'user' ? 'You' : message.model},
    h('div', {class: `text ${writing ? 'caret' : ''}`}, content),
    error && h(Problem, null, error),
    message.grounding && h(Sources, message.grounding),
    role === 'assistant' && !writing && h('div', {class: 'foot'},
      content && h(Copy, {text: content}),
      content && h(Feedback, {message}),
      h('span', null, message.model),
      message.tone && h('span', null, capital(message.tone)),
      message.tokens > 0 && h('span', {class: 'number'},
        `${whole(message.tokens)} tokens, ${Number((message.tokens / message.seconds).toPrecision(3))} a second`),
      message.finish === 'length' && h('span', null, 'cut at the token limit'),
      message.finish === 'stopped' && h('span', null, 'stopped')));
}

// A thumb for the reviewers' queue; with one that is down goes, if wanted, what would have been right.
function Feedback({message: {model, asked, content}}) {
  const [state, setState] = useState('open');
  const [correction, setCorrection] = useState('');
  const give = async good => {
    const body = {model, messages: asked, answer: content, good, ...(correction.trim() && {correction})};
    try {
      await post('/v1/feedback', body);
      setState('given');
    } catch {
      setState('failed');
    }
  };
  if (state === 'given') return h('span', {role: 'status'}, 'Reviewers will see it');
  if (state === 'failed') return h('span', {role: 'status'}, 'Could not be kept');
  if (state === 'open') {
    return h('span', {class: 'thumbs'},
      h('button', {class: 'button quiet', type: 'button', title: 'A good answer', 'aria-label': 'A good answer', onClick: () => give(true)}, h(Icon, {name: 'up'})),
      h('button', {class: 'button quiet', type: 'button', title: 'Not a good answer', 'aria-label': 'Not a good answer', onClick: () => setState('why')}, h(Icon, {name: 'down'})));
  }
  return h('form', {class: 'better', onSubmit: e => { e.preventDefault(); give(false); }},
    h('textarea', {rows: 2, value: correction, 'aria-label': 'What would be right', placeholder: 'What would be right? (may stay empty)',
      onInput: e => setCorrection(e.target.value)}),
    h('button', {class: 'button', type: 'submit'}, 'Send to reviewers'),
    h('button', {class: 'button quiet', type: 'button', onClick: () => setState('open')}, 'Cancel'));
}

// The passages that the model was given, as the answer's own marks [1], [2] name them.
function Sources({supported, sources}) {
  return h('div', {class: 'sources'},
    !supported && h('p', null, 'No passage is near enough to support an answer.'),
    sources.length > 0 && h('ol', {'aria-label': 'Sources'}, sources.map(({document, section, pages, similarity}) =>
      h('li', {title: `similarity ${similarity.toFixed(2)}`},
        h('span', null, document), h('small', null, [section, pages && `page ${pages}`].filter(Boolean).join(', '))))));
}

function Copy({text}) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return h('button', {class: 'button quiet', type: 'button', onClick: copy},
    h(Icon, {name: done ? 'done' : 'copy'}), done ? 'Copied' : 'Copy');
}
