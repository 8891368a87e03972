// SPDX-License-Identifier: Apache-2.0
// The page of one layer.

const tensorsOf = layer => [
  ['original', 'Weights as trained', layer.weights?.original],
  ['folded', 'Weights with batch normalization folded in', layer.weights?.folded],
  ['activations', 'Activations', layer.activations],
].filter(([, , figures]) => figures);

function statistics(layer) {
  const tensors = tensorsOf(layer);
  if (!tensors.length) return null;
  const rows = [
    ['range', 'range'], ['minimum', 'minimum'], ['maximum', 'maximum'], ['clippedMinimum', 'clipped minimum'], ['clippedMaximum', 'clipped maximum'], ['clippedRange', 'clipped range'],
    ['averageChannelPrecision', 'average channel precision (Eq. 3.1)'], ['clippedAverageChannelPrecision', 'the same, clipped ranges'], ['mean', 'mean'], ['deviation', 'deviation'],
    ['kurtosis', 'kurtosis'], ['sparsity', 'share of zeros'], ['klUniform', 'divergence from uniform, nats'],
  ].map(([key, title]) => ({ title, ...Object.fromEntries(tensors.map(([kind, , figures]) => [kind, figures[key]])) }));
  const columns = [{ key: 'title', title: 'figure', isText: true }, ...tensors.map(([kind, title]) => ({ key: kind, title, value: row => row[kind] }))];
  return [h('h3', {}, 'Distributions'), dataTable({ id: 'layer-statistics', columns, rows, filter: false })];
}

function channelFigure(kind, title, channels) {
  const rows = channels.minimum.map((minimum, k) => ({
    k, minimum, maximum: channels.maximum[k], clippedMinimum: channels.clippedMinimum[k], clippedMaximum: channels.clippedMaximum[k], mean: channels.mean[k], deviation: channels.deviation[k], sqnrDb: channels.sqnrDb?.[k],
  }));
  return figure({
    id: `layer-channels-${kind}`, title: `${title}: range of each channel`, height: 240,
    caption: 'Thin: least to greatest value; thick: clipped range; point: mean.',
    draw: (width, height) => Plot.plot({
      width, height, marginLeft: 56, marginTop: 12, marginBottom: 36, style: Style,
      x: { label: 'channel', labelAnchor: 'center', inset: 8, tickFormat: 'd' }, y: { grid: true, label: null, nice: true },
      marks: [
        Plot.ruleY([0], { strokeOpacity: 0.5 }),
        Plot.ruleX(rows, { x: 'k', y1: 'minimum', y2: 'maximum', stroke: 'currentColor', strokeWidth: 1 }),
        Plot.ruleX(rows, { x: 'k', y1: 'clippedMinimum', y2: 'clippedMaximum', stroke: COLOURS[0], strokeWidth: Math.max(2, Math.min(7, 300 / rows.length)), strokeOpacity: 0.8 }),
        Plot.dot(rows, { x: 'k', y: 'mean', fill: '#d55e00', r: 2.2, symbol: 'square' }),
        Plot.tip(rows, Plot.pointerX({
          x: 'k', y: 'maximum', fill: 'var(--paper)',
          title: row => `channel ${row.k}\n${significant(row.minimum)} to ${significant(row.maximum)}\nmean ${significant(row.mean)}, deviation ${significant(row.deviation)}${isKnown(row.sqnrDb) ? `\nSQNR ${fixed(2)(row.sqnrDb)} dB` : ''}`,
        })),
      ],
    }),
    table: () => ({ rows, columns: [{ key: 'k', title: 'channel', text: count }, ...['minimum', 'maximum', 'clippedMinimum', 'clippedMaximum', 'mean', 'deviation', 'sqnrDb'].map(key => ({ key, title: key }))] }),
  });
}

const ERRORS = [
  ['enteringMse', 'entering the layer (at its input)'], ['propagatedMse', 'what it makes of that'], ['weightsMse', 'weight rounding alone'], ['roundingMse', 'activation rounding alone'],
  ['clippingMse', 'clipping alone'], ['togetherMse', 'weights, rounding and clipping together'], ['requantizationMse', 'requantization'], ['totalMse', 'measured in all'], ['predictedMse', 'predicted by the noise model'],
];

function attributionFigure(attribution) {
  const rows = ERRORS.map(([key, title]) => ({ title, value: attribution[key], isSum: key === 'totalMse' || key === 'predictedMse' })).filter(row => row.value > 0);
  if (!rows.length) return null;
  const least = Math.min(...rows.map(row => row.value)) / 2;
  return figure({
    id: 'layer-attribution', title: 'Where the error comes from, mean square', height: 240, wide: true,
    caption: `Logarithmic. Prediction against measurement: ${isKnown(attribution.predictionError) ? `${attribution.predictionError > 0 ? '+' : ''}${percent(attribution.predictionError)}` : 'no error to predict'}. Signal power ${significant(attribution.signalPower)}.`,
    draw: (width, height) => Plot.plot({
      width, height, marginLeft: 262, marginRight: 70, marginTop: 8, marginBottom: 32, style: Style,
      x: { type: 'log', grid: true, label: null, domain: [least, Math.max(...rows.map(row => row.value)) * 1.5] }, y: { domain: rows.map(row => row.title), label: null, padding: 0.3 },
      marks: [
        Plot.barX(rows, { y: 'title', x1: least, x2: 'value', fill: row => (row.isSum ? '#444c56' : '#7fa6cf'), stroke: 'currentColor', strokeWidth: 0.6 }),
        Plot.text(rows, { y: 'title', x: 'value', text: row => significant(row.value), textAnchor: 'start', dx: 5 }),
      ],
    }),
    table: () => ({ rows, columns: [{ key: 'title', title: 'source', isText: true }, { key: 'value', title: 'mean square' }] }),
  });
}

function layerTiles(network, layer) {
  const parts = layer.energyParts;
  return tiles([
    ['Output', shapeText(layer.shape), layer.inputShape?.length ? `from ${shapeText(layer.inputShape)}${layer.inputs?.length ? ` of ${layer.inputs.join(', ')}` : ''}` : ''],
    ['Kernel', kernelText(layer), layer.groups ? `${layer.groups} ${layer.groups === 1 ? 'group' : 'groups'}` : ''],
    ['MACs', layer.macs ? count(layer.macs) : '', percent(layer.macs / network.macs) + ' of the network'],
    ['Parameters', layer.parameters ? count(layer.parameters) : '', `${count(layer.weightBytes)} bytes`],
    ['Bytes written', count(layer.activationBytes), layer.traffic ? `${count(layer.traffic.bankBytes)} over the banks' ports, ${count(layer.traffic.weightBytes)} over the weights'` : ''],
    ['Cycles', count(layer.cycles), isKnown(layer.cycles) ? `${percent(layer.cycles / network.cycles)} of the network (${network.cyclesSource})` : ''],
    ['Utilization', layer.macs ? percent(layer.macUtilization) : '', isKnown(layer.utilizationBound) ? `at most ${percent(layer.utilizationBound)}` : ''],
    ['Energy', isKnown(layer.energyPj) ? `${fixed(1)(layer.energyPj / 1e3)} nJ` : '', parts ? `arithmetic ${fixed(1)(parts.arithmeticPj / 1e3)}, banks ${fixed(1)(parts.banksPj / 1e3)}, weights ${fixed(1)(parts.weightsPj / 1e3)}${parts.dramPj > 0 ? `, DRAM ${fixed(1)(parts.dramPj / 1e3)}` : ''}` : ''],
    ['Codes', layer.quantization?.type, layer.quantization ? `scale ${significant(layer.quantization.scale)}, zero point ${layer.quantization.zeroPoint}` : ''],
    ['Codes used', percent(layer.quantization?.codesUsed, 0)],
    ['Output SQNR', isKnown(layer.fidelity?.sqnrDb) ? `${fixed(2)(layer.fidelity.sqnrDb)} dB` : '', layer.fidelity ? `QMSE ${significant(layer.fidelity.qmse)}, cosine ${fixed(5)(layer.fidelity.cosine)}` : ''],
    ['Weights SQNR', isKnown(layer.weights?.fidelity.sqnrDb) ? `${fixed(2)(layer.weights.fidelity.sqnrDb)} dB` : ''],
    ['Folding', layer.weights?.folding ? `× ${significant(layer.weights.folding.rangeRatio)} in range` : '', layer.weights?.folding ? `gains ${significant(layer.weights.folding.leastGain)} to ${significant(layer.weights.folding.greatestGain)}` : ''],
    ['Accuracy cost alone', isKnown(layer.attribution?.cost.top1LossPoints) ? `${fixed(2)(layer.attribution.cost.top1LossPoints)} points` : '', layer.attribution ? `rank ${layer.attribution.rank} of ${network.layers.length}, QKL ${significant(layer.attribution.cost.qkl)}` : ''],
  ]);
}

function layerPage(network, layer) {
  const at = network.layers.indexOf(layer);
  const link = (to, text, rel) => to && h('a', { href: layerAddress(network, to), rel }, text);
  const { codes, weightCodes, original, folded, activations } = layer.histograms ?? {};
  const bins = (id, title, bin, label) => bin && bin.maximum > bin.minimum && histogram({
    id, title, low: bin.minimum, step: (bin.maximum - bin.minimum) / bin.counts.length, counts: bin.counts, label,
    marks: [{ x: bin.clippedMinimum, text: 'p' }, { x: bin.clippedMaximum, text: '100 − p' }].filter(mark => isKnown(mark.x)),
  });
  const codeBars = (id, title, part) => part && histogram({ id, title, low: part.first, step: 1, counts: part.counts, label: 'code' });
  const channels = layer.channels ?? {};
  return h('section', { id: 'layer', 'aria-label': `Layer ${layer.name}` },
    h('nav', { class: 'pager', 'aria-label': 'Layers' }, h('a', { href: '#layers' }, '← all layers'), link(network.layers[at - 1], `previous: ${network.layers[at - 1]?.name}`, 'prev'),
      h('span', { class: 'right' }, link(network.layers[at + 1], `next: ${network.layers[at + 1]?.name}`, 'next'))),
    h('h1', { tabindex: '-1' }, `${layer.name} `, h('small', {}, `${layer.op}, layer ${at + 1} of ${network.layers.length} of ${network.name}`)),
    layerTiles(network, layer),
    layer.boundReasons?.length ? [h('h3', {}, 'Why it stays below full utilization'), h('ul', { class: 'reasons' }, layer.boundReasons.map(reason => h('li', {}, reason)))] : null,
    h('div', { class: 'figures' },
      layer.attribution && attributionFigure(layer.attribution),
      codeBars('layer-codes', 'Output codes', codes), codeBars('layer-weight-codes', 'Weight codes', weightCodes),
      bins('layer-weights', 'Weights as trained', original, 'value'), layer.weights?.folding && bins('layer-folded', 'Weights, batch normalization folded', folded, 'value'), bins('layer-activations', 'Activations', activations, 'value'),
      ['original', 'folded', 'activations'].map(kind => channels[kind] && (kind !== 'folded' || layer.weights?.folding || channels.folded.sqnrDb) && channelFigure(kind, { original: 'Weights as trained', folded: 'Folded weights', activations: 'Activations' }[kind], channels[kind]))),
    statistics(layer));
}
