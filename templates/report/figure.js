// SPDX-License-Identifier: Apache-2.0
// A plot with heading, legend, caption, its figures as a table, and export. What is exported is what is seen, on white paper.
const PAPER = { light: '#ffffff', ink: '#16191d' };
const LEGEND_ROW = 18;
const figuresById = new Map();

const PATTERNS = [
  ['solid', '#59636e', null],
  ['rising', '#dbe6f3', 'M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4'],
  ['dots', '#fbe3cf', 'M2,2 h1.2 v1.2 h-1.2 z M6,6 h1.2 v1.2 h-1.2 z'],
  ['falling', '#d5efe4', 'M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4'],
  ['bars', '#ecdff1', 'M4,0 v8'],
  ['paper', '#ffffff', null],
];
const patternOf = index => `url(#pattern-${PATTERNS[index % PATTERNS.length][0]})`;
const patternDefinitions = () => s('defs', {}, PATTERNS.map(([name, ground, path]) => s('pattern', { id: `pattern-${name}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
  s('rect', { width: 8, height: 8, fill: ground }), path ? s('path', { d: path, stroke: '#5b6672', 'stroke-width': 0.8, fill: 'none' }) : null)));
document.body.append(s('svg', { width: 0, height: 0, style: 'position:absolute', 'aria-hidden': 'true' }, patternDefinitions()));

/// Puts heading and legend above a plot, in one picture.
function picture(plot, title, legend, width) {
  const height = Number(plot.getAttribute('height'));
  const parts = [s('text', { x: 4, y: 17, 'font-weight': 600, 'font-size': Math.max(9, Math.min(14, (width - 8) / (0.6 * title.length))).toFixed(1), fill: 'currentColor' }, title)];
  let [x, y] = [4, 38];
  for (const item of legend) {
    const length = (item.pattern ? 38 : 54) + item.label.length * 6.2;
    if (x + length > width && x > 4) [x, y] = [4, y + LEGEND_ROW];
    const mark = swatch(item);
    mark.setAttribute('x', x);
    mark.setAttribute('y', y - 10);
    parts.push(mark, s('text', { x: x + (item.pattern ? 22 : 36), y, 'font-size': 11.5, fill: 'currentColor' }, item.label));
    x += length;
  }
  const top = legend.length ? y + 10 : 26;
  plot.setAttribute('y', top);
  return s('svg', {
    width, height: top + height, viewBox: `0 0 ${width} ${top + height}`, role: 'img', 'aria-label': title,
    'font-family': 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif', style: 'color: inherit',
  }, ...parts, plot);
}

/// The picture as a file of its own.
function asSvgText(svg) {
  const copy = svg.cloneNode(true);
  const { width, height } = svg.viewBox.baseVal;
  copy.querySelectorAll('[aria-label="tip"]').forEach(tip => tip.remove());
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  copy.setAttribute('style', `color: ${PAPER.ink}; background: ${PAPER.light}`);
  copy.prepend(...(copy.innerHTML.includes('url(#pattern-') ? [patternDefinitions()] : []), s('rect', { width, height, fill: PAPER.light }));
  return new XMLSerializer().serializeToString(copy).replace(/var\(--(plot-background|paper)\)/g, PAPER.light);
}

function asPng(svg, scale = 2) {
  const { width, height } = svg.viewBox.baseVal;
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = h('canvas', { width: Math.round(width * scale), height: Math.round(height * scale) });
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      resolve(canvas.toDataURL('image/png'));
    };
    image.onerror = () => reject(new Error('The picture cannot be drawn.'));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asSvgText(svg))}`;
  });
}

function save(name, address) {
  const link = h('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

/// spec: { id, title, caption, wide?, height?, legend?(), draw(width, height) -> svg or null, table?() -> { columns, rows } }
function figure(spec) {
  const plot = h('div', { class: 'plot' });
  const values = h('div', { class: 'figure-table', hidden: true });
  const svg = () => plot.querySelector('svg');
  const write = async kind => save(`${spec.id}.${kind}`, kind === 'svg' ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asSvgText(svg()))}` : await asPng(svg()));
  const toggle = h('button', {
    type: 'button', 'aria-expanded': 'false', title: 'The figures of this plot as a table',
    onclick: () => {
      values.hidden = !values.hidden;
      toggle.setAttribute('aria-expanded', String(!values.hidden));
      drawTable();
    },
  }, 'table');
  const element = h('figure', { id: `figure-${spec.id}`, class: spec.wide ? 'wide' : null },
    h('div', { class: 'tools' }, spec.table ? toggle : null,
      ['svg', 'png'].map(kind => h('button', { type: 'button', title: `Save this plot as ${kind.toUpperCase()}`, 'data-export': kind, onclick: () => write(kind) }, kind.toUpperCase()))),
    plot, spec.caption ? h('figcaption', {}, spec.caption) : null, values);

  function drawTable() {
    if (values.hidden || !spec.table) return;
    values.replaceChildren(dataTable({ ...spec.table(), filter: false }));
  }

  function draw(width) {
    const drawn = spec.draw(width, spec.height ?? 280);
    plot.replaceChildren(...(drawn ? [picture(drawn, spec.title, spec.legend?.() ?? [], width)] : [h('p', { class: 'empty' }, `${spec.title}: nothing to draw.`)]));
    drawTable();
  }

  let last = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 0 && Math.abs(width - last) > 4) draw((last = width));
  }).observe(plot);
  element.redraw = width => draw(width ?? (last || 720));
  figuresById.set(spec.id, { element, spec, svg });
  return element;
}

/// The same for a plot that follows the choice of models.
function modelFigure(spec) {
  const element = figure({ ...spec, legend: spec.legend ?? (() => (networks.length > 1 ? shown().map(model => ({ ...model, label: model.network.label })) : [])) });
  listeners.push(() => element.redraw());
  return element;
}

const Style = { fontSize: '11.5px', fontFamily: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif', background: 'transparent', overflow: 'visible' };
