// SPDX-License-Identifier: Apache-2.0
// Layerwise plots: several models overlaid, layers along the x axis.

/// Networks with the same layers share an axis of names; others are laid side by side by the layer's number.
function layerAxis(select) {
  const lists = networks.map(network => network.layers.filter(select).map(layer => layer.name));
  const isShared = lists.every(list => list.length === lists[0].length && list.every((name, k) => name === lists[0][k]));
  const labels = layerLabels(isShared ? lists[0] : ['00']);
  const { longest } = labels;
  return {
    isShared,
    place: (layer, k) => (isShared ? layer.name : k + 1),
    scale: isShared
      ? { type: 'point', domain: lists[0], tickFormat: labels.of, label: null, tickRotate: lists[0].length > 4 || longest > 8 ? -50 : 0, padding: 0.4 }
      : { type: 'linear', label: 'layer number', labelAnchor: 'center', ticks: Math.min(20, Math.max(...lists.map(list => list.length))), tickFormat: 'd', inset: 12 },
    marginBottom: isShared && (lists[0].length > 4 || longest > 8) ? Math.min(110, 24 + longest * 5) : 40,
  };
}

const layerTip = (axis, row, value) => `${row.model}\n${row.layer.name} (${row.layer.op})\n${value}`;

/// A figure of each layer as a line for each model.
function layerLines({ id, title, caption, select, value, format = significant, y, wide }) {
  const axis = layerAxis(select);
  const rowsOf = model => model.network.layers.filter(select)
    .map((layer, k) => ({ model: model.network.name, index: model.index, layer, x: axis.place(layer, k), y: value(layer) })).filter(row => isKnown(row.y));
  return modelFigure({
    id, title, caption, wide,
    draw(width, height) {
      const models = shown().map(model => ({ ...model, rows: rowsOf(model) }));
      const all = models.flatMap(model => model.rows);
      if (!all.length) return null;
      return Plot.plot({
        width, height: height + (axis.marginBottom - 40), marginLeft: 56, marginBottom: axis.marginBottom, marginTop: 12, style: Style,
        x: axis.scale, y: { grid: true, nice: true, label: null, ...(y?.type === 'log' ? { tickFormat: significant, ticks: 5 } : {}), ...y },
        marks: [
          models.map(model => Plot.line(model.rows, { x: 'x', y: 'y', stroke: model.color, strokeWidth: 1.8, strokeDasharray: model.dash })),
          models.map(model => Plot.dot(model.rows, { x: 'x', y: 'y', fill: model.color, symbol: model.symbol, r: 3.6 })),
          Plot.tip(all, Plot.pointer({ x: 'x', y: 'y', title: row => layerTip(axis, row, format(row.y)), fill: 'var(--paper)' })),
        ],
      });
    },
    table: () => layerTable(select, value, format),
  });
}

function layerTable(select, value, format) {
  const models = shown();
  const length = Math.max(0, ...models.map(model => model.network.layers.filter(select).length));
  const rows = Array.from({ length }, (_, k) => ({ k, layers: models.map(model => model.network.layers.filter(select)[k]) }));
  return {
    rows,
    columns: [
      { key: 'k', title: 'no.', value: row => row.k + 1, text: String },
      { key: 'layer', title: 'layer', isText: true, value: row => [...new Set(row.layers.filter(Boolean).map(layer => layer.name))].join(', ') },
      ...models.map((model, m) => ({ key: `m${m}`, title: model.network.name, value: row => row.layers[m] && value(row.layers[m]), text: format })),
    ],
  };
}

/// Least to greatest value of each layer as bars, the part within the clipped range thick.
function layerRanges({ id, title, caption, select, tensor }) {
  const axis = layerAxis(select);
  const offset = (model, models) => (models.length < 2 ? 0 : (models.indexOf(model) - (models.length - 1) / 2) * Math.min(7, 26 / models.length));
  return modelFigure({
    id, title, caption, wide: true,
    draw(width, height) {
      const models = shown();
      const rowsOf = model => model.network.layers.filter(select)
        .map((layer, k) => ({ model: model.network.name, layer, x: axis.place(layer, k), ...tensor(layer) })).filter(row => isKnown(row.minimum));
      const all = models.flatMap(rowsOf);
      if (!all.length) return null;
      return Plot.plot({
        width, height: height + (axis.marginBottom - 40), marginLeft: 56, marginBottom: axis.marginBottom, marginTop: 12, style: Style,
        x: axis.scale, y: { grid: true, nice: true, label: null },
        marks: [
          Plot.ruleY([0], { strokeOpacity: 0.6 }),
          models.map(model => {
            const options = { x: 'x', dx: offset(model, models), stroke: model.color };
            const rows = rowsOf(model);
            return [
              Plot.ruleX(rows, { ...options, y1: 'minimum', y2: 'maximum', strokeWidth: 1.4, strokeDasharray: model.dash }),
              Plot.ruleX(rows, { ...options, y1: 'clippedMinimum', y2: 'clippedMaximum', strokeWidth: 5, strokeOpacity: 0.75 }),
              Plot.dot(rows, { ...options, y: 'maximum', symbol: model.symbol, fill: model.color, r: models.length > 3 ? 2.2 : 3 }),
              Plot.dot(rows, { ...options, y: 'minimum', symbol: model.symbol, fill: model.color, r: models.length > 3 ? 2.2 : 3 }),
            ];
          }),
          Plot.tip(all, Plot.pointerX({
            x: 'x', y: 'maximum', fill: 'var(--paper)',
            title: row => layerTip(axis, row, `${significant(row.minimum)} to ${significant(row.maximum)}, range ${significant(row.range)}\nclipped: ${significant(row.clippedMinimum)} to ${significant(row.clippedMaximum)}`),
          })),
        ],
      });
    },
    table: () => layerTable(select, layer => tensor(layer)?.range, significant),
  });
}

/// Parts of a layer's whole as stacked bars, one picture for each model.
function stackedLayers({ id, title, caption, network, select, parts, y }) {
  const layers = network.layers.filter(select);
  const labels = layerLabels(layers.map(layer => layer.name));
  const marginBottom = Math.min(110, 24 + labels.longest * 5);
  const used = parts.filter(part => layers.some(layer => part.value(layer) > 0));
  const rows = layers.flatMap(layer => {
    let below = 0;
    return used.map(part => ({ layer, part, y1: below, y2: (below += part.value(layer) ?? 0) }));
  });
  return figure({
    id, title, caption, wide: true,
    legend: () => used.map((part, k) => ({ label: part.title, pattern: patternOf(k) })),
    draw(width, height) {
      if (!rows.length) return null;
      return Plot.plot({
        width, height: height + marginBottom - 40, marginLeft: 56, marginBottom, marginTop: 12, style: Style,
        x: { type: 'band', domain: layers.map(layer => layer.name), tickFormat: labels.of, label: null, tickRotate: -50, padding: 0.25 }, y: { grid: true, nice: true, label: null, ...y },
        marks: [
          used.map((part, k) => Plot.barY(rows.filter(row => row.part === part), { x: row => row.layer.name, y1: 'y1', y2: 'y2', fill: patternOf(k), stroke: 'currentColor', strokeWidth: 0.6 })),
          Plot.ruleY([0]),
          Plot.tip(rows, Plot.pointer({ x: row => row.layer.name, y1: 'y1', y2: 'y2', title: row => `${row.layer.name}\n${row.part.title}: ${significant(row.y2 - row.y1)}`, fill: 'var(--paper)' })),
        ],
      });
    },
    table: () => ({
      rows: layers,
      columns: [{ key: 'name', title: 'layer', isText: true }, ...used.map((part, k) => ({ key: `p${k}`, title: part.title, value: part.value }))],
    }),
  });
}

/// Counts over equal bins or codes.
function histogram({ id, title, caption, low, step, counts, label, marks = [] }) {
  const rows = counts.map((n, k) => ({ x1: low + k * step, x2: low + (k + 1) * step, n }));
  const total = counts.reduce((sum, n) => sum + n, 0);
  return figure({
    id, title, caption, height: 220,
    draw: (width, height) => Plot.plot({
      width, height, marginLeft: 56, marginTop: 12, marginBottom: 36, style: Style,
      x: { label, labelAnchor: 'center' }, y: { type: 'sqrt', grid: true, label: null, tickFormat: n => percent(n, 2), ticks: 4, domain: [0, Math.max(...counts) / total || 1] },
      marks: [
        Plot.rectY(rows, { x1: 'x1', x2: 'x2', y: row => row.n / total, fill: 'currentColor', fillOpacity: 0.75, inset: 0 }),
        marks.map(mark => Plot.ruleX([mark.x], { stroke: '#d55e00', strokeWidth: 1.5, strokeDasharray: '5 3' })),
        marks.map(mark => Plot.text([mark], { x: 'x', frameAnchor: 'top', text: 'text', textAnchor: 'start', dx: 4, fill: '#d55e00' })),
        Plot.tip(rows, Plot.pointerX({ x1: 'x1', x2: 'x2', y: row => row.n / total, title: row => `${significant(row.x1)}${step === 1 ? '' : ` to ${significant(row.x2)}`}\n${count(row.n)} (${percent(row.n / total, 2)})`, fill: 'var(--paper)' })),
      ],
    }),
    table: () => ({ rows: rows.filter(row => row.n > 0), columns: [{ key: 'x1', title: label }, { key: 'n', title: 'count', text: count }, { key: 'share', title: 'share', value: row => row.n / total, text: value => percent(value, 3) }] }),
  });
}
