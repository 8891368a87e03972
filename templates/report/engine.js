// SPDX-License-Identifier: Apache-2.0
// What the engine does when, what lies where, and where the energy goes.

function timelineFigure(network, suffix) {
  const { phases, source } = network.timeline;
  const end = phases[phases.length - 1].end;
  const layers = phases.filter(phase => phase.kind === 'layer' && phase.end > phase.start);
  const outside = phases.filter(phase => phase.kind !== 'layer' && phase.end > phase.start);
  const labels = layerLabels(layers.map(phase => phase.name));
  const middle = phase => (phase.start + phase.end) / 2;
  return figure({
    id: `timeline${suffix}`, wide: true, height: 300,
    title: `Timeline of the engine, one image${networks.length > 1 ? `: ${network.name}` : ''}`,
    caption: `Width: cycles (${source}); height: multipliers in use, so an area is the work of a layer. Dashed: what the mapping alone allows. Hatched: image in, result out.`,
    draw: (width, height) => Plot.plot({
      width, height, marginLeft: 56, marginTop: 14, marginBottom: 38, style: Style,
      x: { label: 'cycle', labelAnchor: 'center', domain: [0, end], tickFormat: 's' }, y: { domain: [0, 1.08], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: value => percent(value, 0), label: null, grid: true },
      marks: [
        Plot.rect(outside, { x1: 'start', x2: 'end', y1: 0, y2: 1, fill: patternOf(1), fillOpacity: 0.6, stroke: 'currentColor', strokeWidth: 0.5 }),
        Plot.rect(layers, { x1: 'start', x2: 'end', y1: 0, y2: phase => phase.utilization ?? 0, fill: (phase, k) => (k % 2 ? '#7fa6cf' : '#3b6ea5'), stroke: 'currentColor', strokeWidth: 0.7 }),
        Plot.ruleY(layers.filter(phase => phase.bound > 0), { x1: 'start', x2: 'end', y: 'bound', stroke: '#d55e00', strokeWidth: 1.8, strokeDasharray: '4 2' }),
        Plot.text(layers.filter(phase => (phase.end - phase.start) / end > 0.035), {
          x: middle, y: 0.02, text: phase => (labels.of(phase.name).length * 6.6 < (phase.end - phase.start) / end * (width - 80) ? labels.of(phase.name) : ''), lineAnchor: 'bottom', fill: '#fff', stroke: '#1b3550', strokeWidth: 3,
        }),
        Plot.ruleY([0]),
        Plot.tip(phases.filter(phase => phase.end > phase.start), Plot.pointerX({
          x: middle, y: phase => Math.max(0.08, phase.utilization ?? 0.5), fill: 'var(--paper)',
          title: phase => `${phase.name}\n${count(phase.end - phase.start)} cycles from ${count(phase.start)}\n${isKnown(phase.utilization) ? `utilization ${percent(phase.utilization)}, bound ${percent(phase.bound)}` : ''}`,
        })),
      ],
    }),
    table: () => ({
      rows: phases,
      columns: [{ key: 'name', title: 'phase', isText: true }, { key: 'start', title: 'first cycle', text: count }, { key: 'cycles', title: 'cycles', value: phase => phase.end - phase.start, text: count },
        { key: 'utilization', title: 'utilization', text: value => percent(value) }, { key: 'bound', title: 'bound', text: value => percent(value) }],
    }),
  });
}

function memoryFigure(network, memory, suffix) {
  const { tensors, layers, capacity, peak, live, unit } = memory;
  const names = ['image in', ...layers, 'result out'];
  const labels = layerLabels(layers);
  const marginBottom = Math.min(120, 24 + Math.max(10, labels.longest) * 5);
  const rows = tensors.map((tensor, k) => ({ ...tensor, k, x1: tensor.firstLayer + 0.5, x2: tensor.lastLayer + 1.5, length: tensor.endAddress - tensor.firstAddress }));
  return figure({
    id: `memory${suffix}`, wide: true, height: 330,
    title: `Memory over the layers${networks.length > 1 ? `: ${network.name}` : ''}`,
    caption: `${memory.name}: each tensor from the layer that writes it to the last that reads it. The allocation uses ${count(peak)} of ${count(capacity)} ${unit}; at most ${count(live)} are alive at once, so no allocation needs fewer.`,
    draw: (width, height) => Plot.plot({
      width, height: height + marginBottom - 40, marginLeft: 62, marginTop: 14, marginBottom, style: Style,
      x: { domain: [-0.5, names.length - 0.5], ticks: names.map((_, k) => k), tickFormat: k => labels.of(names[k] ?? ''), tickRotate: -50, label: null },
      y: { domain: [0, Math.max(capacity, peak)], label: `address, ${unit}`, grid: true },
      marks: [
        rows.map(row => Plot.rect([row], { x1: 'x1', x2: 'x2', y1: 'firstAddress', y2: 'endAddress', fill: patternOf(1 + row.k % 4), stroke: 'currentColor', strokeWidth: 1 })),
        Plot.text(rows.filter(row => row.length / Math.max(capacity, peak) > 0.045 && labels.of(row.name).length * 6.6 < (row.x2 - row.x1) / names.length * (width - 80)), { x: row => (row.x1 + row.x2) / 2, y: row => (row.firstAddress + row.endAddress) / 2, text: row => labels.of(row.name), fill: '#16191d', stroke: '#fff', strokeWidth: 4 }),
        Plot.ruleY([live], { stroke: '#d55e00', strokeDasharray: '5 3', strokeWidth: 1.6 }),
        Plot.text([{ y: live }], { x: names.length - 0.5, y: 'y', text: ['least possible'], textAnchor: 'end', dy: -7, fill: '#d55e00' }),
        Plot.tip(rows, Plot.pointer({ x1: 'x1', x2: 'x2', y1: 'firstAddress', y2: 'endAddress', fill: 'var(--paper)', title: row => `${row.name}\n${unit} ${count(row.firstAddress)} to ${count(row.endAddress - 1)} (${count(row.length)})\n${names[row.firstLayer + 1]} to ${names[row.lastLayer + 1]}` })),
      ],
    }),
    table: () => ({
      rows,
      columns: [{ key: 'name', title: 'tensor', isText: true }, { key: 'firstAddress', title: `first of ${unit}`, text: count }, { key: 'length', title: unit, text: count },
        { key: 'from', title: 'from', isText: true, value: row => names[row.firstLayer + 1] }, { key: 'to', title: 'to', isText: true, value: row => names[row.lastLayer + 1] }],
    }),
  });
}

const energyParts = [
  { title: 'arithmetic', key: 'arithmeticPj' }, { title: 'activation banks', key: 'banksPj' }, { title: 'weight memory', key: 'weightsPj' }, { title: 'DRAM', key: 'dramPj' },
].map(part => ({ ...part, value: layer => (layer.energyParts?.[part.key] ?? 0) / 1e6 }));

function engineSection() {
  const planned = networks.filter(network => network.timeline);
  if (!planned.length) return [];
  return [h('section', { id: 'engine', 'aria-label': 'Engine' }, h('h2', {}, 'On the engine'), networkChoice(planned, network => {
    const suffix = networks.length > 1 ? `-${networks.indexOf(network) + 1}` : '';
    return [
      timelineFigure(network, suffix),
      stackedLayers({
        id: `energy${suffix}`, network, select: layer => layer.energyParts, parts: energyParts,
        title: `Energy of each layer, µJ${networks.length > 1 ? `: ${network.name}` : ''}`, caption: 'One image, 45 nm figures (Horowitz 2014). They rank layers and mappings; they are no measurement of a device.',
      }),
      ...(network.memories ?? []).map((memory, k) => memoryFigure(network, memory, suffix + (k > 0 ? `-${k + 1}` : ''))),
    ];
  }))];
}
