// The door: shown while an account is needed and nobody is signed in.
import {h} from '/library/preact.js';
import {useEffect, useRef, useState} from '/library/hooks.js';
import {Problem} from './pieces.js';
import {signIn} from './session.js';

export function SignIn({onSession}) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState();
  const [busy, setBusy] = useState(false);
  const first = useRef();
  useEffect(() => {
    document.title = 'Sign in – Inhouse';
    first.current.focus();
  }, []);
  const submit = async event => {
    event.preventDefault();
    setBusy(true);
    try {
      onSession(await signIn(name.trim(), password));
    } catch (error) {
      setProblem(error.message);
      setPassword('');
      setBusy(false);
    }
  };
  return h('main', {class: 'door'},
    h('form', {class: 'card', onSubmit: submit},
      h('img', {src: '/studio/icon.svg', alt: ''}),
      h('h1', null, 'Sign in to Inhouse'),
      h('label', {class: 'field'}, 'Name',
        h('input', {ref: first, value: name, autocomplete: 'username', autocapitalize: 'none', spellcheck: false, required: true,
          onInput: e => setName(e.target.value)})),
      h('label', {class: 'field'}, 'Password',
        h('input', {type: 'password', value: password, autocomplete: 'current-password', required: true,
          onInput: e => setPassword(e.target.value)})),
      problem && h(Problem, null, problem),
      h('button', {class: 'button primary', disabled: busy}, busy ? 'Signing in…' : 'Sign in'),
      h('p', {class: 'muted small'}, 'No account? The owner makes one with ', h('code', null, 'inhouse reviewers add'), '.')));
}
