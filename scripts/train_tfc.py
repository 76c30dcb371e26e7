#!/usr/bin/python3
"""Trains the TFC networks (784-64-64-64-10) on MNIST and exports them as integers for scenarios/tfc-*.yaml.

    scripts/train_tfc.py w1a1            -> scenarios/data/tfc-w1a1.npz   (likewise w1a2, w2a2)
    scripts/train_tfc.py w1a1 --check    measures the exported file on the 10,000 test digits
    scripts/train_tfc.py sample          -> scenarios/data/mnist100-*.gz, the first 100 test digits

Training quantizes in the forward pass and passes gradients unchanged (straight-through estimator); batch norm is
folded into integer thresholds at export. The last 5,000 training digits are held out to choose the epoch.
The test digits are only used for the final figure, and only with the exported integers. It needs only numpy;
a training takes about two minutes on one core.
"""
import argparse
import gzip
import os
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "scenarios" / "data"
MNIST = Path(os.environ.get("WEIR_DATA", ROOT / ".." / "shared" / "data")) / "mnist"
SIZES = [784, 64, 64, 64, 10]
HELD_OUT = 5000
BATCH = 250


def read_idx(path):
    raw = gzip.open(path, "rb").read()
    shape = np.frombuffer(raw, ">u4", raw[3], 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)


def mnist(folder, part):
    images = read_idx(folder / f"{part}-images-idx3-ubyte.gz")
    return images.reshape(-1, 784), read_idx(folder / f"{part}-labels-idx1-ubyte.gz").astype(int)


def shifted(images, rng):
    """Moves every image by -1, 0 or 1 pixels along each axis; half of the images are not moved."""
    out = images.copy()
    square = images.reshape(-1, 28, 28)
    move = rng.integers(0, 18, len(images))
    for m in range(9):
        rows = np.flatnonzero(move == m)
        out[rows] = np.roll(square[rows], (m // 3 - 1, m % 3 - 1), (1, 2)).reshape(-1, 784)
    return out


def count(values, thresholds):
    """Counts the thresholds that each value reaches; values [n, channels], thresholds [channels or 1, steps]."""
    return sum((values >= thresholds[:, s]).astype(values.dtype) for s in range(thresholds.shape[1]))


class Bits:
    """The types that a name such as `w1a2` stands for: weights -1, 1 or -1, 0, 1; activations -1, 1 or 0..3."""

    def __init__(self, name):
        self.ternary = name[1] == "2"
        self.steps = 1 if name[3] == "1" else 3
        # For a unit normal distribution; the best four-level quantizer has a step of about 1.
        self.cuts = np.array([[0]] if self.steps == 1 else [[-1, 0, 1]], np.float32)
        self.pixel_cuts = np.array([[128]] if self.steps == 1 else [[32, 112, 192]], np.int16)

    def weights(self, latent):
        return np.rint(latent) if self.ternary else np.where(latent >= 0, 1, -1).astype(latent.dtype)

    def values(self, counts):
        return counts * 2 - 1 if self.steps == 1 else counts

    def activations(self, y):
        return self.values(count(y, self.cuts))

    def pixels(self, images):
        return self.values(count(images.astype(np.float32), self.pixel_cuts))


class Adam:
    def __init__(self, params):
        self.params, self.t = params, 0
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]

    def step(self, grads, rate):
        self.t += 1
        rate *= np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t)
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            p -= rate * m / (np.sqrt(v) + 1e-8)


def train(bits, images, labels, epochs, rate, seed):
    rng = np.random.default_rng(seed)
    latent = [rng.uniform(-1, 1, (o, i)).astype(np.float32) for i, o in zip(SIZES, SIZES[1:])]
    gamma = [np.ones(64, np.float32) for _ in range(3)]
    beta = [np.zeros(64, np.float32) for _ in range(3)]
    scale = np.array([0.1 if bits.steps == 1 else 0.05], np.float32)  # of the logits, the same for all classes
    params = latent + gamma + beta + [scale]
    adam = Adam(params)
    fit, held = slice(0, -HELD_OUT), slice(-HELD_OUT, None)
    fit_labels = labels[fit]
    best, best_right = None, -1
    steps = len(fit_labels) // BATCH
    for epoch in range(epochs):
        pool = shifted(images[fit], rng)
        order = rng.permutation(len(pool))
        for step in range(steps):
            pick = order[step * BATCH:(step + 1) * BATCH]
            now = rate * 0.5 * (1 + np.cos(np.pi * (epoch + step / steps) / epochs))
            a, cache = bits.pixels(pool[pick]), []
            w = [bits.weights(l) for l in latent]
            for l in range(3):
                z = a @ w[l].T
                mean, sd = z.mean(0), np.sqrt(z.var(0) + 1e-3)
                n = (z - mean) / sd
                y = n * gamma[l] + beta[l]
                cache.append((a, n, sd, y))
                a = bits.activations(y)
            z = a @ w[3].T
            logits = z * scale
            p = np.exp(logits - logits.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            p[np.arange(BATCH), fit_labels[pick]] -= 1
            d = p / BATCH
            grads = [None] * 10 + [np.array([(d * z).sum()], np.float32)]  # in the order of params
            d = d * scale
            grads[3] = d.T @ a
            d = d @ w[3]
            for l in (2, 1, 0):
                a, n, sd, y = cache[l]
                d = d * (np.abs(y) <= (1 if bits.steps == 1 else 2))
                grads[4 + l], grads[7 + l] = (d * n).sum(0), d.sum(0)
                d = d * gamma[l]
                d = (d - d.mean(0) - n * (d * n).mean(0)) / sd
                grads[l] = d.T @ a
                d = d @ w[l] if l else None
            adam.step(grads, now)
            for l in latent:
                np.clip(l, -1, 1, out=l)
            for g in gamma:
                np.clip(g, 0.05, None, out=g)  # positive, so that folding keeps the comparison's direction
        if epoch % 10 == 9 or epoch >= epochs * 3 // 4:
            net = export(bits, latent, gamma, beta, images[fit])
            right = (classify(net, images[held]) == labels[held]).mean()
            print(f"epoch {epoch + 1}: {right:.2%} of the held-out digits right", flush=True)
            if right > best_right:
                best, best_right = net, right
    return best


def export(bits, latent, gamma, beta, images):
    """Exports integers only. Computes batch norm's statistics anew over `images`, layer by layer."""
    net = {"quant_t": bits.pixel_cuts}
    a = bits.pixels(images)
    for l in range(4):
        w = bits.weights(latent[l])
        net[f"fc{l}_w"] = w.astype(np.int8)
        if l < 3:
            z = a @ w.T
            sd = np.sqrt(z.var(0) + 1e-3)
            at = z.mean(0)[:, None] + (bits.cuts - beta[l][:, None]) * (sd / gamma[l])[:, None]
            net[f"fc{l}_t"] = np.ceil(at).astype(np.int16)
            a = bits.values(count(z, net[f"fc{l}_t"]))
    return net


def classify(net, images):
    """The network in integers only, as the scenario describes it; among equal sums the lowest class wins."""
    def fire(values, thresholds):
        counts = count(values, thresholds)
        return counts * 2 - 1 if thresholds.shape[1] == 1 else counts

    a = fire(images.astype(np.int32), net["quant_t"])
    for l in range(4):
        a = a @ net[f"fc{l}_w"].astype(np.int32).T
        if l < 3:
            a = fire(a, net[f"fc{l}_t"])
    return a.argmax(1)


def sample(folder):
    for what, extents, size in (("images", 3, 784), ("labels", 1, 1)):
        raw = gzip.open(folder / f"t10k-{what}-idx{extents}-ubyte.gz", "rb").read()
        header = 4 + 4 * extents
        cut = raw[:4] + (100).to_bytes(4, "big") + raw[8:header + 100 * size]
        (DATA / f"mnist100-{what}.idx{extents}-ubyte.gz").write_bytes(gzip.compress(cut, 9, mtime=0))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("what", choices=["w1a1", "w1a2", "w2a2", "sample"])
    args.add_argument("--mnist", type=Path, default=MNIST, help="folder of the four IDX files")
    args.add_argument("--epochs", type=int, default=80)
    args.add_argument("--rate", type=float, default=0.015, help="Adam's, at first; it falls to 0 as a cosine")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--check", action="store_true", help="train nothing")
    args.add_argument("-o", "--output", type=Path)
    args = args.parse_args()
    if args.what == "sample":
        return sample(args.mnist)
    output = args.output or DATA / f"tfc-{args.what}.npz"
    if not args.check:
        images, labels = mnist(args.mnist, "train")
        net = train(Bits(args.what), images, labels, args.epochs, args.rate, args.seed)
        np.savez_compressed(output, **net)
    images, labels = mnist(args.mnist, "t10k")
    right = int((classify(np.load(output), images) == labels).sum())
    print(f"{output.name}: {right} of {len(labels)} test digits right")


if __name__ == "__main__":
    main()
