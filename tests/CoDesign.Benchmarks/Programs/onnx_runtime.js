// SPDX-License-Identifier: Apache-2.0
// node onnx_runtime.js MODULES MODEL...: opens the models, then answers each line "index runs" with the least time of that many runs in microseconds.
const [modules, ...models] = process.argv.slice(2);
const ort = require(require.resolve('onnxruntime-node', { paths: [modules] }));
const readline = require('readline');

async function open(path) {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 });
  const feeds = {};
  for (const input of session.inputMetadata) {
    const dims = input.shape.map((extent) => (typeof extent === 'number' && extent > 0 ? extent : 1));
    const count = dims.reduce((a, b) => a * b, 1);
    const codes = Array.from({ length: count }, (_, i) => (i * 37) % 256);
    feeds[input.name] =
      input.type === 'float32'
        ? new ort.Tensor('float32', Float32Array.from(codes, (code) => (code - 128) / 64), dims)
        : new ort.Tensor(input.type, input.type === 'int8' ? Int8Array.from(codes) : Uint8Array.from(codes), dims);
  }
  return { session, feeds };
}

(async () => {
  const opened = [];
  for (const model of models) opened.push(await open(model));
  console.log(`ready ${ort.env.versions.node ?? ''}`);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [index, runs] = line.split(' ').map(Number);
    const { session, feeds } = opened[index];
    let best = Infinity;
    for (let k = 0; k < runs; k++) {
      const start = process.hrtime.bigint();
      await session.run(feeds);
      best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e3);
    }
    console.log(best.toFixed(3));
  }
})();
