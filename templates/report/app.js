// SPDX-License-Identifier: Apache-2.0
// Assembles the page; the part behind # chooses between all figures and one layer, or, for the tool, asks for every picture as a file.

const main = document.getElementById('main');
const root = document.documentElement;

function themeButton() {
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const button = h('button', { type: 'button', id: 'theme', 'aria-pressed': String(isDark()), onclick: () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    button.setAttribute('aria-pressed', String(isDark()));
  } }, 'dark');
  return button;
}

function modelChoice() {
  if (networks.length < 2) return null;
  return h('fieldset', { class: 'models' }, h('legend', {}, 'Models'), networks.map((network, index) => h('label', {}, h('input', {
    type: 'checkbox', checked: true, 'data-model': network.name,
    onchange: event => {
      if (event.target.checked) hiddenModels.delete(index);
      else hiddenModels.add(index);
      modelsChanged();
    },
  }), swatch(styleOf(index)), network.name)));
}

const KINDS = { compile: 'compiled network', analyze: 'layerwise analysis', factorize: 'factorization' };

function header(sections) {
  const links = sections.map(section => h('a', { href: `#${section.id}` }, section.getAttribute('aria-label')));
  document.getElementById('top').append(h('div', { class: 'row' }, h('h1', {}, content.title, ' ', h('small', {}, KINDS[content.kind] ?? '')), h('nav', { 'aria-label': 'Sections' }, links, themeButton())), modelChoice() ? h('div', { class: 'row' }, modelChoice()) : '');
}

const all = h('div', {});
const one = h('div', { hidden: true });
const sections = [...(content.points ? sweepSection() : []), ...overview(), ...modelsSection(), ...(content.points ? [] : sweepSection()), ...layersSection(), ...layerwiseSection(), ...attributionSection(), ...evolutionSection(), ...trialsSection(), ...blocksSection(), ...engineSection()];
all.append(...sections);
main.append(all, one);
header(sections);

function route() {
  const [kind, ...names] = location.hash.slice(1).split('/');
  const [network, layer] = kind === 'layer' ? find(...names.map(decodeURIComponent)) : [];
  all.hidden = Boolean(layer);
  one.hidden = !layer;
  if (layer) {
    one.replaceChildren(layerPage(network, layer));
    window.scrollTo(0, 0);
    one.querySelector('h1').focus({ preventScroll: true });
  } else {
    one.replaceChildren();
    document.getElementById(kind)?.scrollIntoView();
  }
}

function find(model, name) {
  const network = networks.find(candidate => candidate.name === model);
  const layer = network?.layers.find(candidate => candidate.name === name);
  return layer ? [network, layer] : [];
}

window.addEventListener('hashchange', route);
window.addEventListener('keydown', event => {
  if (one.hidden || event.altKey || event.ctrlKey || event.metaKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
  if (event.key === 'Escape') location.hash = '#layers';
  const link = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
  if (link) one.querySelector(`a[rel="${link}"]`)?.click();
});

/// Every picture of the page as text, for the tool that writes them into files.
async function exportAll(width) {
  const result = [];
  for (const [id, { element, svg }] of figuresById) {
    element.redraw(width);
    if (svg()) result.push({ id, svg: asSvgText(svg()), png: await asPng(svg()) });
  }
  return result;
}

if (isExport) {
  root.dataset.theme = 'light';
  exportAll(Number(location.hash.split('=')[1]) || 760).then(files => document.body.append(h('script', { type: 'application/json', id: 'exported' }, JSON.stringify(files).replaceAll('<', '\\u003c'))));
} else {
  route();
}
