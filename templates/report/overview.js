// SPDX-License-Identifier: Apache-2.0
// Totals, the chain of layers, and the table of all layers.

const CHAIN_TOTAL = network => Math.max(1, ...network.layers.map(layer => layer.cycles ?? 0));
const layerAddress = (network, layer) => `#layer/${encodeURIComponent(network.name)}/${encodeURIComponent(layer.name)}`;

function totals(network) {
  const engine = network.accelerator;
  const rewritten = network.approximation;
  return tiles([
    ['fp32 top-1', isKnown(network.fp32Top1Percent) ? `${fixed(2)(network.fp32Top1Percent)} %` : '', `${count(network.images)} images`],
    ['integer top-1', isKnown(network.integerTop1Percent) ? `${fixed(2)(network.integerTop1Percent)} %` : '', isKnown(network.percentAccuracyDecrease) ? `accuracy decrease ${fixed(2)(network.percentAccuracyDecrease)} %` : ''],
    ['QMSE', significant(network.qmse), 'mean (p − q)², after softmax'],
    ['QCE', significant(network.qce), 'nats'],
    ['QKL', significant(network.qkl), 'nats'],
    ['MACs', count(network.macs), `${count(network.convMacs)} in convolutions, ${count(network.denseMacs)} dense`],
    ['Parameters', count(network.parameters), `${count(network.weightBytes)} bytes of weights and biases`],
    ['Activations', `${count(network.peakActivationBytes)} bytes`, 'at most alive at once'],
    [`Cycles (${network.cyclesSource ?? ''})`, count(network.cycles), isKnown(network.latencyMs) ? `${fixed(3)(network.latencyMs)} ms at ${engine?.clockMhz} MHz` : ''],
    ['Utilization', percent(network.macUtilization), engine ? `of ${engine.channels} × ${engine.pixels} multipliers` : ''],
    ['Energy', isKnown(network.energyPj) ? `${fixed(2)(network.energyPj / 1e6)} µJ` : '', 'one image, 45 nm table'],
    ['DSP blocks', count(network.dsps), isKnown(network.macsPerDspCycle) ? `${fixed(2)(network.macsPerDspCycle)} MACs in each and cycle, ${engine?.multiplierKind ?? ''} multipliers` : ''],
    ['Arithmetic', network.arithmetic?.mode, network.arithmetic ? `${network.arithmetic.profile}, ${network.arithmetic.multiplierBits}-bit factors` : ''],
    ['Engine memories', engine ? `${count(engine.bankBytes + engine.weightMemoryBytes)} bytes` : '', engine ? `banks ${count(engine.bankBytes)}, weights ${count(engine.weightMemoryBytes)}, ${engine.target}` : ''],
    ['Dead channels removed', network.deadChannels ? count(network.deadChannels.channels) : '', network.deadChannels ? `${count(network.deadChannels.macsBefore)} MACs before` : ''],
    ['Bytes that differ from the exact arithmetic', rewritten ? count(rewritten.differingBytes) : '', rewritten ? `of ${count(rewritten.bytes)}, by ${rewritten.greatestDifferenceCodes} at most` : ''],
  ]);
}

/// What a layer reads, where that is not just the layer before it.
function readsText(network, layer, at) {
  const inputs = layer.inputs ?? [];
  return inputs.length > 1 || (inputs.length === 1 && at > 0 && inputs[0] !== network.layers[at - 1].name) ? `reads ${inputs.join(', ')}` : '';
}

function chain(network) {
  const most = CHAIN_TOTAL(network);
  return h('ol', { class: 'chain', 'aria-label': `Layers of ${network.name}` }, network.layers.map((layer, at) => h('li', {}, h('button', {
    type: 'button', title: `${layer.name}: ${count(layer.macs)} MACs, ${count(layer.cycles)} cycles`, onclick: () => { location.hash = layerAddress(network, layer); },
  },
  h('b', {}, shapeText(layer.shape)),
  h('span', { class: 'op' }, [layer.op, kernelText(layer), layer.groups > 1 ? `g${layer.groups}` : ''].filter(Boolean).join(' ')),
  h('small', {}, readsText(network, layer, at)),
  h('span', { class: 'meter', 'aria-hidden': 'true' }, h('i', { style: `width:${(100 * (layer.cycles ?? 0) / most).toFixed(1)}%` }))))));
}

function overview() {
  const many = networks.length > 2;
  const order = network => h('p', { class: 'note' }, `${network.layers.length} layers in order: output shape, operator; the bar compares cycles.`);
  return [h('section', { id: 'overview', 'aria-label': 'Overview' }, networks.map(network => (many
    ? h('details', {}, h('summary', {}, network.name), totals(network), order(network), chain(network))
    : [networks.length > 1 ? h('h3', {}, network.name) : null, totals(network), order(network), chain(network)])))];
}

const GROUPS = [
  { key: 'shape', title: 'shape' },
  { key: 'cost', title: 'cost' },
  { key: 'range', title: 'ranges' },
  { key: 'error', title: 'error' },
  { key: 'attribution', title: 'attribution' },
];
const share = key => layer => (layer.attribution?.totalMse > 0 ? layer.attribution[key] / layer.attribution.totalMse : undefined);

const layerColumns = [
  { key: 'name', title: 'layer', isText: true, value: row => row.name },
  { key: 'model', title: 'model', isText: true, value: row => (networks.length > 1 ? row.network.name : '') },
  { key: 'op', title: 'op', isText: true },
  { key: 'block', title: 'block', isText: true, value: row => (row.block === row.name ? '' : row.block), group: 'shape' },
  { key: 'input', title: 'input', isText: true, value: row => shapeText(row.inputShape), group: 'shape' },
  { key: 'output', title: 'output', isText: true, value: row => shapeText(row.shape), group: 'shape' },
  { key: 'kernel', title: 'kernel', isText: true, value: kernelText, group: 'shape' },
  { key: 'groups', title: 'groups', text: count, group: 'shape' },
  { key: 'macs', title: 'MACs', text: count, group: 'cost' },
  { key: 'parameters', title: 'parameters', text: count, group: 'cost' },
  { key: 'weightBytes', title: 'weight bytes', text: count, group: 'cost' },
  { key: 'activationBytes', title: 'activation bytes', text: count, group: 'cost' },
  { key: 'cycles', title: 'cycles', text: count, group: 'cost' },
  { key: 'utilization', title: 'utilization', value: row => (row.macs > 0 ? row.macUtilization : undefined), text: value => percent(value), group: 'cost' },
  { key: 'bound', title: 'bound', value: row => (row.macs > 0 ? row.utilizationBound : undefined), text: value => percent(value), group: 'cost', hint: 'What the mapping alone allows' },
  { key: 'energyNj', title: 'energy nJ', value: row => row.energyPj / 1e3, text: fixed(1), group: 'cost' },
  { key: 'weightRange', title: 'weight range', value: row => row.weights?.original.range, group: 'range' },
  { key: 'foldedRange', title: 'folded range', value: row => row.weights?.folded.range, group: 'range' },
  { key: 'precision', title: 'channel precision', value: row => row.weights?.original.averageChannelPrecision, text: fixed(3), group: 'range', hint: 'Average channel precision of the weights (Eq. 3.1)' },
  { key: 'foldedPrecision', title: 'folded precision', value: row => row.weights?.folded.averageChannelPrecision, text: fixed(3), group: 'range' },
  { key: 'activationRange', title: 'activation range', value: row => row.activations?.range, group: 'range' },
  { key: 'sparsity', title: 'zeros', value: row => row.activations?.sparsity, text: value => percent(value), group: 'range' },
  { key: 'codesUsed', title: 'codes used', value: row => row.quantization?.codesUsed, text: value => percent(value, 0), group: 'range' },
  { key: 'weightSqnr', title: 'weights SQNR dB', value: row => row.weights?.fidelity.sqnrDb, text: fixed(2), group: 'error' },
  { key: 'sqnr', title: 'output SQNR dB', value: row => row.fidelity?.sqnrDb, text: fixed(2), group: 'error' },
  { key: 'cosine', title: 'cosine', value: row => row.fidelity?.cosine, text: fixed(5), group: 'error' },
  { key: 'qmse', title: 'QMSE', value: row => row.fidelity?.qmse, group: 'error' },
  { key: 'qce', title: 'QCE', value: row => row.fidelity?.qce, group: 'error' },
  { key: 'clipping', title: 'clipping', value: share('clippingMse'), text: value => percent(value), group: 'attribution', hint: 'Share of the layer\'s whole error' },
  { key: 'weightsShare', title: 'weight rounding', value: share('weightsMse'), text: value => percent(value, 2), group: 'attribution' },
  { key: 'rounding', title: 'rounding', value: share('roundingMse'), text: value => percent(value, 2), group: 'attribution' },
  { key: 'requantization', title: 'requantization', value: share('requantizationMse'), text: value => percent(value, 2), group: 'attribution' },
  { key: 'propagated', title: 'entering', value: share('propagatedMse'), text: value => percent(value), group: 'attribution', hint: 'What the error of the layer\'s inputs makes of it' },
  { key: 'loss', title: 'top-1 cost, points', value: row => row.attribution?.cost.top1LossPoints, text: fixed(2), group: 'attribution', hint: 'Lost when this layer alone is quantized' },
  { key: 'rank', title: 'rank', value: row => row.attribution?.rank, text: count, group: 'attribution', hint: '1 costs most accuracy' },
];

function layersSection() {
  const place = h('div', {});
  const open = row => { location.hash = layerAddress(row.network, row); };
  open.href = row => layerAddress(row.network, row);
  onModels(() => {
    const rows = shown().flatMap(({ network }) => network.layers.map(layer => ({ ...layer, network })));
    const only = shown().length === 1 ? shown()[0].network : null;
    place.replaceChildren(dataTable({
      id: 'layer-table', rows, open, columns: layerColumns,
      groups: GROUPS.filter(group => rows.some(row => layerColumns.some(column => column.group === group.key && isKnown(column.value ? column.value(row) : row[column.key])))),
      totals: only && { name: 'total', macs: count(only.macs), parameters: count(only.parameters), weightBytes: count(only.weightBytes), activationBytes: `peak ${count(only.peakActivationBytes)}`, cycles: count(only.cycles), utilization: percent(only.macUtilization), energyNj: fixed(1)(only.energyPj / 1e3) },
    }));
  });
  return [h('section', { id: 'layers', tabindex: '-1', 'aria-label': 'Layers' }, h('h2', {}, 'Layers'),
    h('p', { class: 'note' }, 'Enter or a click opens a layer; arrow keys walk the rows; a heading sorts. The same figures stand in layers.csv.'), place)];
}
