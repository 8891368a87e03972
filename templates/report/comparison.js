// SPDX-License-Identifier: Apache-2.0
// Models side by side: accuracy, layerwise plots, evolution over checkpoints, trials, blocks, sources of error.

const hasWeights = layer => layer.weights;
const isCheckpoints = networks.length > 1 && layerAxis(hasWeights).isShared && networks[0].layers.some(hasWeights);

const modelColumns = [
  { key: 'name', title: 'model', isText: true, value: row => row.name },
  { key: 'images', title: 'images', text: count },
  { key: 'fp32Top1Percent', title: 'fp32 top-1 %', text: fixed(2) }, { key: 'integerTop1Percent', title: 'integer top-1 %', text: fixed(2) },
  { key: 'percentAccuracyDecrease', title: 'accuracy decrease % (Eq. 4.11)', text: fixed(2) },
  { key: 'qmse', title: 'QMSE' }, { key: 'qce', title: 'QCE' }, { key: 'qkl', title: 'QKL' },
  { key: 'macs', title: 'MACs', text: count }, { key: 'parameters', title: 'parameters', text: count }, { key: 'weightBytes', title: 'weight bytes', text: count }, { key: 'peakActivationBytes', title: 'peak activation bytes', text: count },
  { key: 'cycles', title: 'cycles', text: count }, { key: 'macUtilization', title: 'utilization', text: value => percent(value) }, { key: 'energyUj', title: 'energy µJ', value: row => row.energyPj / 1e6, text: fixed(2) },
];

function modelsSection() {
  if (networks.length < 2) return [];
  return [h('section', { id: 'models', 'aria-label': 'Models' }, h('h2', {}, 'Models'), dataTable({ id: 'model-table', rows: networks, columns: modelColumns, filter: false }))];
}

const RANGES = [
  ['ranges', 'Weight ranges', 'Weights as trained.', hasWeights, layer => layer.weights?.original],
  ['folded-ranges', 'Weight ranges, batch normalization folded in', 'What is quantized.', hasWeights, layer => layer.weights?.folded],
  ['activation-ranges', 'Activation ranges', 'Float outputs over the data set.', layer => layer.activations, layer => layer.activations],
];

function layerwiseSection() {
  const hasAnalysis = networks.some(network => network.layers.some(layer => layer.activations));
  if (!hasAnalysis) return [];
  const clip = networks[0].clipPercent;
  return [h('section', { id: 'layerwise', 'aria-label': 'Layerwise' }, h('h2', {}, 'Layer by layer'), h('div', { class: 'figures' },
    layerLines({ id: 'precision', title: 'Average channel precision of the weights', caption: 'Eq. 3.1: mean over the channels of their range over the tensor\'s. 1: every channel uses all codes.', select: hasWeights, value: layer => layer.weights.original.averageChannelPrecision, y: { domain: [0, 1] } }),
    layerLines({ id: 'folded-precision', title: 'Average channel precision, batch normalization folded in', caption: 'What is quantized: a channel with a small gain wastes codes.', select: hasWeights, value: layer => layer.weights.folded.averageChannelPrecision, y: { domain: [0, 1] } }),
    RANGES.map(([id, title, caption, select, tensor]) => layerRanges({ id, title: clip > 0 ? `${title} (thick: ${significant(clip)} to ${significant(100 - clip)} %)` : title, caption: `${caption} Thin: least to greatest; thick: without ${significant(clip)} % at each end.`, select, tensor })),
    layerLines({ id: 'activation-precision', title: 'Average channel precision of the activations', caption: 'Eq. 3.1 over the channels of each map.', select: layer => layer.activations, value: layer => layer.activations.averageChannelPrecision, y: { domain: [0, 1] } }),
    layerLines({ id: 'sqnr', title: 'SQNR of the outputs, dB', caption: 'Eq. 3.3: integer model against the float one at each layer\'s output.', select: layer => layer.fidelity, value: layer => layer.fidelity.sqnrDb }),
    layerLines({ id: 'weight-sqnr', title: 'SQNR of the weights, dB', caption: 'Dequantized codes against the folded weights.', select: hasWeights, value: layer => layer.weights.fidelity.sqnrDb }),
    layerLines({ id: 'qmse', title: 'QMSE of the outputs', caption: 'Logarithmic.', select: layer => layer.fidelity, value: layer => layer.fidelity.qmse || undefined, y: { type: 'log' } }),
  ))];
}

const SOURCES = [['clippingMse', 'clipping'], ['weightsMse', 'weight rounding'], ['roundingMse', 'activation rounding'], ['requantizationMse', 'requantization']]
  .map(([key, title]) => ({ title, value: layer => 100 * (share(key)(layer) ?? 0) }));

function attributionSection() {
  const attributed = networks.filter(network => network.attribution);
  if (!attributed.length) return [];
  const rows = attributed.flatMap(network => network.attribution.sources.map(source => ({ ...source, model: network.name })));
  const several = attributed.length > 1;
  return [h('section', { id: 'attribution', 'aria-label': 'Error attribution' }, h('h2', {}, 'Where the error comes from'),
    dataTable({
      id: 'source-table', filter: false, rows, caption: `One source of error switched on in all layers, ${count(attributed[0].attribution.images)} images.`,
      columns: [several && { key: 'model', title: 'model', isText: true }, { key: 'source', title: 'source', isText: true }, { key: 'top1LossPoints', title: 'top-1 lost, points', text: fixed(2) }, { key: 'qmse', title: 'QMSE' }, { key: 'qkl', title: 'QKL' }].filter(Boolean),
    }),
    h('div', { class: 'figures', style: 'margin-top:1rem' },
      layerLines({ id: 'cost', title: 'What each layer costs when it alone is quantized', caption: 'QKL at the network\'s output, logarithmic; the table ranks by top-1 accuracy first.', select: layer => layer.attribution?.cost.qkl > 0, value: layer => layer.attribution.cost.qkl, y: { type: 'log' } }),
      layerLines({ id: 'prediction', title: 'Noise model against measurement', caption: 'Predicted over measured mean square error: 1 is right; errors that hang together, as of clipping, are outside the model.', select: layer => layer.attribution?.totalMse > 0, value: layer => layer.attribution.predictedMse / layer.attribution.totalMse, y: { type: 'log' } }),
    ),
    networkChoice(attributed, network => [stackedLayers({
        id: `sources${several ? `-${networks.indexOf(network) + 1}` : ''}`, network, select: layer => layer.attribution?.totalMse > 0, parts: SOURCES, title: `Error made in each layer, % of the error at its output${several ? `: ${network.name}` : ''}`,
        caption: 'Each source alone, exact inputs. The rest of 100 % entered from earlier layers; above 100 %, sources cancel.',
    })]))];
}

const METRICS = [
  ['precision', 'average channel precision', layer => layer.weights.original.averageChannelPrecision], ['foldedPrecision', 'average channel precision, folded', layer => layer.weights.folded.averageChannelPrecision],
  ['range', 'weight range', layer => layer.weights.original.range], ['foldedRange', 'weight range, folded', layer => layer.weights.folded.range],
  ['activationRange', 'activation range', layer => layer.activations.range], ['activationPrecision', 'average channel precision of the activations', layer => layer.activations.averageChannelPrecision],
  ['sqnr', 'output SQNR, dB', layer => layer.fidelity.sqnrDb], ['weightSqnr', 'weights SQNR, dB', layer => layer.weights.fidelity.sqnrDb], ['qmse', 'output QMSE', layer => layer.fidelity.qmse],
];

/// Layers along checkpoints: the axis is the order in which the models were given.
function evolutionSection() {
  if (!isCheckpoints) return [];
  const names = networks.map(network => network.label);
  const layers = networks[0].layers.filter(hasWeights).map(layer => layer.name);
  const choice = h('select', { id: 'evolution-metric', onchange: () => lines.redraw() }, METRICS.map(([key, title]) => h('option', { value: key }, title)));
  const metric = () => METRICS.find(([key]) => key === choice.value);
  const rows = () => networks.flatMap(network => network.layers.filter(hasWeights).map(layer => ({ model: network.label, layer: layer.name, y: metric()[2](layer) }))).filter(row => isKnown(row.y));
  const axis = { type: 'point', domain: names, label: null, tickRotate: names.some(name => name.length > 10) ? -35 : 0, padding: 0.3 };
  const marginBottom = axis.tickRotate ? Math.min(110, 24 + Math.max(...names.map(name => name.length)) * 4.2) : 36;
  const lines = figure({
    id: 'evolution', title: 'Evolution of the layers', wide: true, height: 320, caption: 'One line for each layer with weights, checkpoints in the order given.',
    legend: () => layers.map((name, k) => ({ label: layerLabels(layers).of(name), ...styleOf(k) })),
    draw: (width, height) => Plot.plot({
      width, height: height + marginBottom - 36, marginLeft: 60, marginBottom, marginTop: 22, style: Style, x: axis, y: { grid: true, nice: true, label: metric()[1] },
      marks: [
        layers.map((name, k) => [Plot.line(rows().filter(row => row.layer === name), { x: 'model', y: 'y', stroke: styleOf(k).color, strokeDasharray: styleOf(k).dash, strokeWidth: 1.7 }),
          Plot.dot(rows().filter(row => row.layer === name), { x: 'model', y: 'y', fill: styleOf(k).color, symbol: styleOf(k).symbol, r: 3.4 })]),
        Plot.tip(rows(), Plot.pointer({ x: 'model', y: 'y', title: row => `${row.model}\n${row.layer}\n${significant(row.y)}`, fill: 'var(--paper)' })),
      ],
    }),
    table: () => ({
      rows: layers.map(layer => ({ layer })),
      columns: [{ key: 'layer', title: 'layer', isText: true }, ...networks.map((network, k) => ({ key: `c${k}`, title: network.name, value: row => metric()[2](network.layers.find(layer => layer.name === row.layer)) }))],
    }),
  });
  const model = (id, title, series) => figure({
    id, title, legend: () => series.map(([, label], k) => ({ label, ...styleOf(k) })),
    draw: (width, height) => Plot.plot({
      width, height: height + marginBottom - 36, marginLeft: 56, marginBottom, marginTop: 12, style: Style, x: axis, y: { grid: true, nice: true, label: null },
      marks: series.map(([key], k) => {
        const known = networks.filter(network => isKnown(network[key]));
        return [Plot.line(known, { x: 'label', y: key, stroke: styleOf(k).color, strokeDasharray: styleOf(k).dash }), Plot.dot(known, { x: 'label', y: key, fill: styleOf(k).color, symbol: styleOf(k).symbol, r: 4 })];
      }),
    }),
  });
  return [h('section', { id: 'evolution', 'aria-label': 'Evolution' }, h('h2', {}, 'Layers over the models'), h('p', { class: 'note' }, 'The models have the same layers: checkpoints of a training, initializers, or factors. In the order given.'), h('div', { class: 'bar' }, h('label', {}, 'Figure ', choice)), h('div', { class: 'figures' }, lines,
    networks.some(network => isKnown(network.fp32Top1Percent)) && model('evolution-accuracy', 'Top-1 accuracy, %', [['fp32Top1Percent', 'fp32'], ['integerTop1Percent', 'integer']]),
    model('evolution-error', 'QMSE and QKL', [['qmse', 'QMSE'], ['qkl', 'QKL']])))];
}

const trialText = value => (value ? `${significant(value.mean)} ± ${significant(value.deviation)}` : '');

function trialsSection() {
  const tried = networks.filter(network => network.trials);
  if (!tried.length) return [];
  const part = (key, title) => ({ key, title, value: row => row.attribution?.[key]?.mean, text: (_, row) => trialText(row.attribution?.[key]) });
  const column = (key, title) => ({ key, title, value: row => row[key]?.mean, text: (_, row) => trialText(row[key]) });
  const model = tried.map(network => ({ ...network.trials, name: network.name }));
  const layers = tried.flatMap(network => network.trials.layers.map(layer => ({ ...layer, model: network.name })));
  return [h('section', { id: 'trials', 'aria-label': 'Trials' }, h('h2', {}, 'Trials'), h('p', { class: 'note' }, `Mean ± deviation over ${count(tried[0].trials.count)} calibration subsets.`),
    dataTable({ id: 'trial-table', filter: false, rows: model, columns: [{ key: 'name', title: 'model', isText: true }, column('integerTop1Percent', 'integer top-1 %'), column('percentAccuracyDecrease', 'accuracy decrease %'), column('qmse', 'QMSE'), column('qce', 'QCE'), column('qkl', 'QKL')] }),
    h('h3', {}, 'Layers'),
    dataTable({ id: 'trial-layers', rows: layers, columns: [{ key: 'name', title: 'layer', isText: true }, { key: 'model', title: 'model', isText: true }, column('scale', 'scale'), column('sqnrDb', 'output SQNR dB'), column('qmse', 'QMSE'), column('cosine', 'cosine'), column('codesUsed', 'codes used'), part('clippingMse', 'clipping MSE'), part('weightsMse', 'weight rounding MSE'), part('roundingMse', 'rounding MSE'), part('totalMse', 'total MSE')] }))];
}

function blocksSection() {
  const rows = networks.flatMap(network => (network.blocks ?? []).map(block => ({ ...block, model: network.name })));
  if (!rows.some(row => row.layers > 1)) return [];
  return [h('section', { id: 'blocks', 'aria-label': 'Blocks' }, h('h2', {}, 'Blocks'), h('p', { class: 'note' }, 'Layers whose names begin alike.'), dataTable({
    id: 'block-table', rows,
    columns: [{ key: 'name', title: 'block', isText: true }, { key: 'model', title: 'model', isText: true, value: row => (networks.length > 1 ? row.model : '') }, { key: 'layers', title: 'layers', text: count }, { key: 'macs', title: 'MACs', text: count }, { key: 'parameters', title: 'parameters', text: count }, { key: 'cycles', title: 'cycles', text: count },
      { key: 'energyNj', title: 'energy nJ', value: row => row.energyPj / 1e3, text: fixed(1) }, { key: 'averageChannelPrecision', title: 'mean channel precision', text: fixed(3) }, { key: 'foldedAverageChannelPrecision', title: 'the same, folded', text: fixed(3) },
      { key: 'weightsSqnrDb', title: 'mean weights SQNR dB', text: fixed(2) }, { key: 'sqnrDb', title: 'SQNR behind the block dB', text: fixed(2) }, { key: 'top1LossPoints', title: 'top-1 cost, points', text: fixed(2) }, { key: 'qkl', title: 'QKL cost' }],
  }))];
}
