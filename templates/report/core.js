// SPDX-License-Identifier: Apache-2.0
// Content, numbers as text, elements, and how each model is drawn: by colour, dash and symbol, so that print in black and white tells them apart.
const content = JSON.parse(document.getElementById('content').textContent);
const networks = content.networks;

const COLOURS = ['#1f77c9', '#d55e00', '#15936b', '#b8479b', '#9a7b00', '#6a5acd', '#c0392b', '#607080'];
const DASHES = ['', '7 3', '2 2.5', '9 3 2 3', '1 4', '12 4', '5 2 1 2 1 2', '14 3 4 3'];
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye', 'hexagon'];
const styleOf = index => ({
  color: COLOURS[index % COLOURS.length],
  // From the ninth on, other pairs of dash and symbol.
  dash: DASHES[(index + Math.floor(index / 8)) % DASHES.length],
  symbol: SYMBOLS[(index + 3 * Math.floor(index / 8)) % SYMBOLS.length],
});

/// Names without what all of them begin with, for labels beside points and lines.
function shortNames(names) {
  if (names.length < 2) return names;
  let length = 0;
  while (names.every(name => name.length > length && name[length] === names[0][length])) length++;
  const cut = Math.max(...['_', '-', '/', '.', ' '].map(mark => names[0].lastIndexOf(mark, length - 1))) + 1;
  return names.map(name => name.slice(cut) || name);
}
/// Names of layers for axes: without what all begin with, and no longer than fits.
function layerLabels(names) {
  const longest = 18;
  const short = shortNames(names).map(name => (name.length > longest ? `…${name.slice(1 - longest)}` : name));
  const labels = new Map(names.map((name, k) => [name, short[k]]));
  return { of: name => labels.get(name) ?? name, longest: Math.max(0, ...short.map(name => name.length)) };
}
shortNames(networks.map(network => network.name)).forEach((label, k) => { networks[k].label = label; });

const hiddenModels = new Set();
const shown = () => networks.map((network, index) => ({ network, index, ...styleOf(index) })).filter(({ index }) => !hiddenModels.has(index));

const isKnown = value => typeof value === 'number' && Number.isFinite(value);
const count = value => (isKnown(value) ? Math.round(value).toLocaleString('en-US') : '');
const percent = (share, digits = 1) => (isKnown(share) ? `${(100 * share).toFixed(digits)} %` : '');
const significant = value => {
  if (!isKnown(value)) return '';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
};
const fixed = digits => value => (isKnown(value) ? value.toFixed(digits) : '');
const shapeText = shape => (shape ?? []).join('×');
const kernelText = layer => {
  if (!layer.kernel) return '';
  const stride = layer.stride ?? [1, 1];
  const step = stride[0] === 1 && stride[1] === 1 ? '' : stride[0] === stride[1] ? ` / ${stride[0]}` : ` / ${stride.join('×')}`;
  return shapeText(layer.kernel) + step;
};

function fill(element, properties, children) {
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false && child !== ''));
  return element;
}

const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);
const s = (tag, properties, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);

/// Line and symbol of a model as they stand in the plots.
function swatch({ color, dash, symbol, pattern, isPoint }) {
  if (pattern) {
    return s('svg', { class: 'swatch', width: 16, height: 12, 'aria-hidden': 'true' }, s('rect', { x: 0.5, y: 0.5, width: 15, height: 11, fill: pattern, stroke: 'currentColor' }));
  }
  const mark = Plot.plot({
    width: 30, height: 12, margin: 0, x: { axis: null, domain: [0, 1] }, y: { axis: null, domain: [0, 1] },
    marks: [
      isPoint ? null : Plot.line([[0.03, 0.5], [0.97, 0.5]], { stroke: color, strokeWidth: 2, strokeDasharray: dash }),
      symbol ? Plot.dot([[0.5, 0.5]], { fill: color, symbol, r: 4 }) : null,
    ],
  });
  mark.setAttribute('class', 'swatch');
  mark.setAttribute('aria-hidden', 'true');
  return mark;
}

function tiles(pairs) {
  return h('dl', { class: 'tiles' }, pairs.filter(([, value]) => value !== '' && value !== null && value !== undefined)
    .map(([name, value, note]) => h('div', { class: 'tile' }, h('dt', {}, name), h('dd', {}, value, note ? h('small', {}, note) : null))));
}

const isExport = location.hash.startsWith('#export');

/// Figures of one network at a time where there are many, chosen from a list; of all where there are few, and for export.
function networkChoice(candidates, draw) {
  const place = h('div', { class: 'figures' });
  const everything = candidates.length <= 2 || isExport;
  const choice = h('select', { onchange: () => update() }, candidates.map((network, k) => h('option', { value: k }, network.name)), h('option', { value: 'all', selected: everything }, 'all'));
  const update = () => place.replaceChildren(...candidates.filter((network, k) => !hiddenModels.has(networks.indexOf(network)) || choice.value === String(k)).filter(network => choice.value === 'all' || choice.value === String(candidates.indexOf(network))).flatMap(network => draw(network)));
  onModels(update);
  return [candidates.length > 2 ? h('div', { class: 'bar' }, h('label', {}, 'Model ', choice)) : null, place];
}

/// Round numbers between two bounds, for logarithmic axes too short for powers of ten.
function roundTicks(low, high, wanted = 5) {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(factor => factor * power >= rough);
  return Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, k) => (Math.ceil(low / step) + k) * step);
}

const listeners = [];
/// Runs `draw` now and whenever the choice of models changes.
function onModels(draw) {
  listeners.push(draw);
  draw();
}
const modelsChanged = () => listeners.forEach(draw => draw());
