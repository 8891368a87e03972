# SPDX-License-Identifier: Apache-2.0
"""Computes the layerwise figures independently with NumPy: reads FOLDER/manifest.json and its arrays, prints one JSON object."""
import json
import sys

import numpy as np

BINS = 256
folder = sys.argv[1]
manifest = json.load(open(folder + "/manifest.json"))
clip = manifest["clip"]


def load(name, kind="f8"):
    return np.fromfile(f"{folder}/{name}.bin", dtype="<" + kind)


def moments(x):
    d = x - x.mean()
    spread = x.max() > x.min()
    histogram, _ = np.histogram(x, bins=BINS, range=(x.min(), x.max())) if spread else (None, None)
    p = histogram[histogram > 0] / x.size if spread else None
    return {
        "minimum": x.min(),
        "maximum": x.max(),
        "mean": x.mean(),
        "deviation": x.std(),
        "kurtosis": (d**4).mean() / (d**2).mean() ** 2 if spread else None,
        "sparsity": (x == 0).mean(),
        "klUniform": float((p * np.log(p * BINS)).sum()) if spread else None,
    }


def binned_percentile(x, percent):
    if x.max() == x.min():
        return x.min()
    counts, edges = np.histogram(x, bins=BINS, range=(x.min(), x.max()))
    total = np.concatenate([[0], np.cumsum(counts)])
    rank = percent / 100 * x.size
    bin_ = next(b for b in range(BINS) if counts[b] > 0 and total[b + 1] >= rank)
    return edges[bin_] + (rank - total[bin_]) / counts[bin_] * (edges[bin_ + 1] - edges[bin_])


def precision(channels, tensor):
    return float(np.mean([c.max() - c.min() for c in channels]) / (tensor.max() - tensor.min()))


def weight_summary(w):
    result = moments(w.ravel())
    result["clippedMinimum"], result["clippedMaximum"] = np.percentile(w.ravel(), [clip, 100 - clip])
    result["averageChannelPrecision"] = precision(list(w), w)
    result["channels"] = [moments(c) for c in w]
    for c, figures in zip(w, result["channels"]):
        figures["clippedMinimum"], figures["clippedMaximum"] = np.percentile(c, [clip, 100 - clip])
    ranges = [c["clippedMaximum"] - c["clippedMinimum"] for c in result["channels"]]
    result["clippedAverageChannelPrecision"] = float(np.mean(ranges) / (result["clippedMaximum"] - result["clippedMinimum"]))
    return result


def fidelity(x, y):
    noise = ((x - y) ** 2).sum()
    return {
        "signalPower": (x**2).mean(),
        "qmse": ((x - y) ** 2).mean(),
        "sqnrDb": 10 * np.log10((x**2).sum() / noise) if noise > 0 else None,
        "cosine": (x * y).sum() / np.sqrt((x**2).sum() * (y**2).sum()),
        "greatestError": np.abs(x - y).max(),
        "meanError": (y - x).mean(),
    }


def channel_fidelity(x, y):
    """Of each row."""
    result = []
    for a, b in zip(x, y):
        signal, noise, products = (a**2).sum(), ((a - b) ** 2).sum(), (a * b).sum()
        ratio = 10 * np.log10(signal / noise) if signal > 0 and noise > 0 else None
        cosine = products / np.sqrt(signal * (b**2).sum()) if signal > 0 and b.any() else None
        result.append({"qmse": ((a - b) ** 2).mean(), "sqnrDb": ratio, "cosine": cosine})
    return result


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def real(entry):
    return load(entry["file"] + ".values").reshape(-1, entry["channels"])


def dequantized_codes(entry):
    return entry["scale"] * (load(entry["file"] + ".codes", "i2").astype(float) - entry["zero"]).reshape(-1, entry["channels"])


def attribution(entry):
    x, y = real(entry), dequantized_codes(entry)
    step, low, high = entry["scale"], entry["scale"] * (entry["low"] - entry["zero"]), entry["scale"] * (entry["high"] - entry["zero"])
    inputs = [by_name[name] for name in entry["inputs"]]
    entering = np.concatenate([((real(i) - dequantized_codes(i)) ** 2).ravel() for i in inputs]) if inputs else np.zeros(1)
    result = {"signalPower": (x**2).mean(), "totalMse": ((y - x) ** 2).mean(), "enteringMse": entering.mean()}
    if entry["rounds"]:
        result["roundingMse"] = ((step * np.round(x / step) - x) ** 2).mean()
        result["clippingMse"] = ((np.clip(x, low, high) - x) ** 2).mean()
    if entry.get("dense"):
        result.update(dense_attribution(entry, inputs[0], x, y, lambda z: np.clip(step * np.round(z / step), low, high)))
    return result


def dense_attribution(entry, source, x, y, quantize):
    """All sources of a dense layer, which is one matrix product."""
    name, outputs = entry["file"], entry["channels"]
    scales = load(name + ".weight_scales").reshape(-1, 1)
    codes = load(name + ".weight_codes", "i2").reshape(outputs, -1) - float(entry["weightZero"])
    weights, bias = load(name + ".weights").reshape(outputs, -1), load(name + ".bias")
    rounded, rounded_bias = codes * scales, load(name + ".bias_codes", "i4") * source["scale"] * scales.ravel()
    taken, given = real(source).reshape(len(x), -1), dequantized_codes(source).reshape(len(x), -1)

    least = -np.inf if entry["least"] is None else entry["least"]
    greatest = np.inf if entry["greatest"] is None else entry["greatest"]

    def run(inputs, w, b):
        return np.clip(inputs @ w.T + b, least, greatest)

    square = lambda difference: (difference**2).mean()
    return {
        "propagatedMse": square(run(given, weights, bias) - x),
        "weightsMse": square(run(taken, rounded, rounded_bias) - x),
        "togetherMse": square(quantize(run(taken, rounded, rounded_bias)) - x),
        "requantizationMse": square(y - quantize(run(given, rounded, rounded_bias))),
    }


def model():
    entry = by_name[manifest["logits"]]
    count = len(manifest["labels"])
    x, y = real(entry).reshape(count, -1), dequantized_codes(entry).reshape(count, -1)
    p, q = softmax(x), softmax(y)
    known = [k for k, label in enumerate(manifest["labels"]) if label is not None]
    labels = np.array([manifest["labels"][k] for k in known])
    right = lambda z: 100 * float((z[known].argmax(axis=1) == labels).mean()) if known else None
    fp32, integer = right(x), right(y)
    return {
        "qmse": ((p - q) ** 2).mean(),
        "qce": -(p * np.log(q)).sum(axis=1).mean(),
        "qkl": (p * np.log(p / q)).sum(axis=1).mean(),
        "top1AgreementPercent": 100 * (x.argmax(axis=1) == y.argmax(axis=1)).mean(),
        "fp32Top1Percent": fp32,
        "integerTop1Percent": integer,
        "percentAccuracyDecrease": 100 * (fp32 - integer) / fp32 if fp32 else None,
    }


def layer(entry):
    name = entry["file"]
    result = {}
    if entry["weights"]:
        outputs = entry["channels"]
        original = load(name + ".weights").reshape(outputs, -1)
        folded = original
        if entry["norm"]:
            gain = load(name + ".gamma") / np.sqrt(load(name + ".variance") + entry["epsilon"])
            folded = original * gain[:, None]
            result["leastGain"], result["greatestGain"] = np.abs(gain).min(), np.abs(gain).max()
        codes = load(name + ".weight_codes", "i2").reshape(outputs, -1)
        dequantized = (codes - float(entry["weightZero"])) * load(name + ".weight_scales").reshape(-1, 1)
        result["original"] = weight_summary(original)
        result["folded"] = weight_summary(folded)
        result["weightFidelity"] = fidelity(folded, dequantized)
        result["weightChannels"] = channel_fidelity(folded, dequantized)
        result["rangeRatio"] = np.ptp(folded) / np.ptp(original)
        result["precisionChange"] = result["folded"]["averageChannelPrecision"] - result["original"]["averageChannelPrecision"]
    x, y = real(entry), dequantized_codes(entry)
    channels = list(x.T)
    result["activations"] = moments(x)
    result["activations"]["averageChannelPrecision"] = precision(channels, x) if x.max() > x.min() else None
    result["activations"]["channels"] = [moments(c) for c in channels]
    for c, figures in zip(channels, result["activations"]["channels"]):
        figures["clippedMinimum"], figures["clippedMaximum"] = binned_percentile(c, clip), binned_percentile(c, 100 - clip)
    p, q = softmax(x), softmax(y)
    result["channelFidelity"] = channel_fidelity(x.T, y.T)
    result["attribution"] = attribution(entry)
    result["fidelity"] = fidelity(x, y)
    result["fidelity"]["qce"] = -(p * np.log(q)).sum(axis=1).mean()
    result["fidelity"]["qkl"] = (p * np.log(p / q)).sum(axis=1).mean()
    return result


by_name = {entry["name"]: entry for entry in manifest["layers"]}
json.dump({"model": model(), "layers": {entry["name"]: layer(entry) for entry in manifest["layers"]}}, sys.stdout, default=float)
