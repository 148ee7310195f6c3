// The workspace's models, and which of them can be talked to.
import {h} from '/library/preact.js';
import {useData} from './data.js';
import {ago, bytes, count, whole} from './format.js';
import {Deployments} from './deployments.js';
import {Empty, Facts, Head, Icon, Loaded} from './pieces.js';

export function Models() {
  const models = useData('/api/models', 10);
  const served = useData('/v1/models').value?.data.map(m => m.id) ?? [];
  return h('div', null,
    h(Head, {title: 'Models'}, 'Standard files: transformers, vLLM and llama.cpp load them too.'),
    h(Loaded, {data: models}, list =>
      list.length
        ? h('ul', {class: 'models'}, list.map(m => h(Model, {model: m, served: served.includes(m.name), key: m.name})))
        : h(Empty, {title: 'No model yet'},
            'Train one with ', h('code', null, 'inhouse run'), ' or bring one with ',
            h('code', null, 'inhouse models import'), '.')),
    h(Deployments));
}

function Model({model, served}) {
  const facts = [
    ['Made', model.made],
    model.base && ['From', model.base],
    ['Parameters', count(model.parameters)],
    ['Context', `${whole(model.context_length)} tokens`],
    ['Architecture', model.architecture],
    ['On disk', bytes(model.bytes)],
    ['Created', ago(model.created_at)],
  ].filter(Boolean);
  return h('li', {class: 'card pad model'},
    h('h3', null, model.name),
    h(Facts, {facts}),
    h('div', {class: 'row'},
      served && h('a', {class: 'button', href: `#/chat/${encodeURIComponent(model.name)}`}, h(Icon, {name: 'chat'}), 'Chat'),
      model.run && h('a', {class: 'small', href: `#/runs/${encodeURIComponent(model.run)}`}, `Run ${model.run}`)));
}
