// SPDX-License-Identifier: Apache-2.0
// Points of a factorization, or models of different cost: accuracy, QMSE and QCE against MACs, cycles and energy.

const points = content.points ?? networks.map(network => ({ ...network, rate: network.label }));
const COSTS = [['convMacs', 'MACs of the convolutions'], ['cycles', 'cycles of one image']];
const WORTHS = [['integerTop1Percent', 'Top-1 accuracy, %', 1], ['qmse', 'QMSE', -1], ['qce', 'QCE, nats', -1]];

/// Points that no other point beats in both figures.
function front(list, cost, worth, sign) {
  const beats = (a, b) => a[cost] <= b[cost] && sign * a[worth] >= sign * b[worth] && (a[cost] !== b[cost] || a[worth] !== b[worth]);
  return list.filter(point => !list.some(other => beats(other, point))).sort((a, b) => a[cost] - b[cost]);
}

function sweepFigure(cost, costTitle, worth, worthTitle, sign) {
  const known = points.filter(point => isKnown(point[cost]) && isKnown(point[worth]));
  if (known.length < 2) return null;
  const best = front(known, cost, worth, sign);
  const [low, high] = [Math.min(...known.map(point => point[cost])) / 1.35, Math.max(...known.map(point => point[cost])) * 1.35];
  const isAccuracy = worth === 'integerTop1Percent';
  const floats = isAccuracy ? known.filter(point => isKnown(point.fp32Top1Percent)) : [];
  return figure({
    id: `sweep-${worth === 'integerTop1Percent' ? 'accuracy' : worth}-${cost === 'convMacs' ? 'macs' : cost}`, title: `${worthTitle} against ${costTitle}`, height: 330,
    legend: () => [...(isAccuracy ? [{ label: 'integer', ...styleOf(0), isPoint: true }, { label: 'fp32', ...styleOf(1), isPoint: true }] : [{ label: worthTitle, ...styleOf(0), isPoint: true }]), { label: 'Pareto front', color: COLOURS[2], dash: '6 3' }],
    caption: `Logarithmic cost. ${isAccuracy ? 'Higher' : 'Lower'} and further left is better; the line joins the points that no other beats.`,
    draw: (width, height) => Plot.plot({
      width, height, marginLeft: 60, marginTop: 16, marginRight: 50, marginBottom: 44, style: Style,
      x: { type: 'log', label: costTitle, labelAnchor: 'center', grid: true, domain: [low, high], tickFormat: '~s', ticks: high / low < 8 ? roundTicks(low, high) : 6 }, y: { label: null, grid: true, nice: true, inset: 14 },
      marks: [
        Plot.line(best, { x: cost, y: worth, stroke: COLOURS[2], strokeWidth: 2, strokeDasharray: '6 3', curve: 'step-after' }),
        floats.length ? Plot.ruleX(floats, { x: cost, y1: worth, y2: 'fp32Top1Percent', stroke: 'currentColor', strokeOpacity: 0.4 }) : null,
        floats.length ? Plot.dot(floats, { x: cost, y: 'fp32Top1Percent', fill: COLOURS[1], symbol: SYMBOLS[1], r: 4.5 }) : null,
        Plot.dot(known, { x: cost, y: worth, fill: COLOURS[0], stroke: 'var(--paper)', r: 5.5 }),
        Plot.text(known, { x: cost, y: worth, text: 'rate', dx: 9, textAnchor: 'start', stroke: 'var(--paper)', strokeWidth: 4, fill: 'currentColor', fontWeight: 600 }),
        Plot.tip(known, Plot.pointer({ x: cost, y: worth, fill: 'var(--paper)', title: point => `${point.rate}\n${count(point[cost])} ${costTitle}\n${worthTitle}: ${significant(point[worth])}` })),
      ],
    }),
    table: () => ({ rows: known, columns: [{ key: 'rate', title: 'point', isText: true }, { key: cost, title: costTitle, text: count }, { key: worth, title: worthTitle }, isAccuracy && { key: 'fp32Top1Percent', title: 'fp32 top-1 %' }].filter(Boolean) }),
  });
}

function costFigure(key, title, scale, format) {
  const known = points.filter(point => isKnown(point[key]));
  return figure({
    id: `cost-${key.toLowerCase()}`, title, height: 60 + 26 * known.length,
    draw: (width, height) => Plot.plot({
      width, height, marginLeft: 20 + 6.6 * Math.max(...known.map(point => String(point.rate).length)), marginRight: 80, marginTop: 8, marginBottom: 30, style: Style,
      x: { grid: true, label: null, tickFormat: '~s', ticks: 5 }, y: { domain: known.map(point => point.rate), label: null, padding: 0.3 },
      marks: [Plot.barX(known, { y: 'rate', x: point => point[key] * scale, fill: patternOf(1), stroke: 'currentColor', strokeWidth: 0.7 }), Plot.text(known, { y: 'rate', x: point => point[key] * scale, text: point => format(point[key]), textAnchor: 'start', dx: 5 }), Plot.ruleX([0])],
    }),
    table: () => ({ rows: known, columns: [{ key: 'rate', title: 'point', isText: true }, { key, title, text: count }] }),
  });
}

function sweepSection() {
  const figures = WORTHS.flatMap(worth => COSTS.map(cost => sweepFigure(...cost, ...worth))).filter(Boolean);
  const costs = content.points && content.points.length > 1 ? [costFigure('convMacs', 'MACs of the convolutions', 1, value => `${(value / 1e6).toFixed(1)} M`), costFigure('cycles', 'Cycles of one image', 1, count), costFigure('energyPj', 'Energy of one image, µJ', 1e-6, value => fixed(1)(value / 1e6)), costFigure('trainableParameters', 'Parameters', 1, count)] : [];
  const isSpread = new Set(points.map(point => point.convMacs)).size > 1;
  if (!content.points && (!isSpread || !figures.length)) return [];
  const millions = value => (isKnown(value) ? (value / 1e6).toFixed(1) : '');
  const table = content.points && dataTable({
    id: 'point-table', rows: points,
    columns: [{ key: 'rate', title: 'rate', isText: true }, { key: 'groupList', title: 'groups', isText: true, value: point => point.groups?.join(' ') }, { key: 'convMacs', title: 'conv MMAC', text: millions }, { key: 'convMacsWithoutPointwise', title: 'without pointwise', text: millions }, { key: 'denseMacs', title: 'dense MMAC', text: millions },
      { key: 'trainableParameters', title: 'parameters', text: count }, { key: 'weightBytes', title: 'weight bytes', text: count }, { key: 'peakActivationBytes', title: 'peak activation bytes', text: count }, { key: 'cycles', title: 'cycles', text: count }, { key: 'macUtilization', title: 'utilization', text: value => percent(value) }, { key: 'energyUj', title: 'energy µJ', value: point => point.energyPj / 1e6, text: fixed(2) },
      { key: 'fp32Top1Percent', title: 'fp32 top-1 %', text: fixed(2) }, { key: 'integerTop1Percent', title: 'integer top-1 %', text: fixed(2) }, { key: 'percentAccuracyDecrease', title: 'accuracy decrease %', text: fixed(2) }, { key: 'qmse', title: 'QMSE' }, { key: 'qce', title: 'QCE' }, { key: 'qkl', title: 'QKL' },
      { key: 'front', title: 'Pareto front', isText: true, value: point => [point.isOnMacsFront && 'MACs', point.isOnCyclesFront && 'cycles'].filter(Boolean).join(', ') }],
  });
  return [h('section', { id: 'sweep', 'aria-label': 'Cost and accuracy' }, h('h2', {}, content.points ? 'Points' : 'Cost and accuracy'), table, content.energyText ? h('p', {}, content.energyText) : null, h('div', { class: 'figures', style: 'margin-top:1rem' }, figures, costs))];
}
