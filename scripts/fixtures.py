#!/usr/bin/env python3
"""Writes tests/fixtures/*.json and tests/hidden/fixtures/*.json: inputs, and what PyTorch makes of them.

Needs PyTorch 1.13 (Debian: apt-get install python3-torch), then: python3 scripts/fixtures.py

The numbers come from PyTorch's own modules, never from the formulas of the course. Three differences are
translated here: PyTorch keeps a weight as [to, from], the course as [from, to]; PyTorch keeps the projections
of queries, keys and values in one matrix, the course in three; a mask that is True blocks in PyTorch, 1 lets
see in the course. Everything is computed in float64, from inputs that were rounded first.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
TESTS = Path(__file__).resolve().parent.parent / "tests"

# No two sizes of one file are equal, so that a swapped axis changes a shape.
PUBLIC = {
    "seed": 1706,
    "01": {"seq": 7, "dModel": 10},
    "02": {"batch": 2, "heads": 3, "queries": 4, "keys": 5, "dHead": 6, "dValue": 7},
    "03": {"batch": 2, "heads": 1, "queries": 3, "keys": 5, "dHead": 6, "dValue": 4},
    "04": {"batch": 2, "seq": 5, "dModel": 12, "heads": 3},
    "05": {"batch": 2, "seq": 5, "dModel": 8, "dFf": 7, "heads": 4},
    "06": {"batch": 2, "seq": 5, "dModel": 6, "dFf": 7, "heads": 3, "vocab": 9, "layers": 2},
}
HIDDEN = {
    "seed": 3762,
    "01": {"seq": 13, "dModel": 8},
    "02": {"batch": 3, "heads": 2, "queries": 6, "keys": 4, "dHead": 5, "dValue": 3},
    "03": {"batch": 2, "heads": 3, "queries": 4, "keys": 6, "dHead": 7, "dValue": 5},
    "04": {"batch": 3, "seq": 4, "dModel": 10, "heads": 2},
    "05": {"batch": 3, "seq": 4, "dModel": 10, "dFf": 6, "heads": 2},
    "06": {"batch": 2, "seq": 6, "dModel": 12, "dFf": 5, "heads": 4, "vocab": 7, "layers": 3},
}


def draw(*shape):
    """Normal numbers with three decimals, so that the JSON stays small."""
    return (torch.randn(*shape) * 1000).round() / 1000


def randomise(module):
    """Draws every parameter anew, also the gains and biases that PyTorch starts at 1 and 0."""
    with torch.no_grad():
        for parameter in module.parameters():
            spread = 1 / math.sqrt(parameter.shape[1]) if parameter.dim() == 2 else 0.5
            parameter.copy_((torch.randn_like(parameter) * spread * 1000).round() / 1000)
        for part in module.modules():
            if isinstance(part, nn.LayerNorm):
                part.weight.add_(1)
    return module.train()  # training mode without dropout: no fused path


def packed(tensor):
    values = [float(f"{value:.7g}") for value in tensor.detach().flatten().tolist()]
    return {
        "shape": list(tensor.shape),
        "values": [int(value) if value == int(value) else value for value in values],
    }


def linear(weight, bias):
    return {"weight": packed(weight.T), "bias": packed(bias)}


def norm(layer):
    return {"gain": packed(layer.weight), "bias": packed(layer.bias)}


def attention(layer):
    weights, biases = layer.in_proj_weight.chunk(3), layer.in_proj_bias.chunk(3)
    names = ("query", "key", "value")
    return {name: linear(w, b) for name, w, b in zip(names, weights, biases)} | {
        "output": linear(layer.out_proj.weight, layer.out_proj.bias)
    }


def feed_forward(expand, contract):
    return {"expand": linear(expand.weight, expand.bias), "contract": linear(contract.weight, contract.bias)}


def block(layer):
    return {
        "norm1": norm(layer.norm1),
        "attention": attention(layer.self_attn),
        "norm2": norm(layer.norm2),
        "feedForward": feed_forward(layer.linear1, layer.linear2),
    }


def future(seq):
    """True where a query must not look: PyTorch's own causal mask."""
    return nn.Transformer.generate_square_subsequent_mask(seq) != 0


def encoding(seq, dModel):
    """The class PositionalEncoding of PyTorch's tutorial on language modelling with nn.Transformer."""
    position = torch.arange(seq, dtype=torch.float64).unsqueeze(1)
    div_term = torch.exp(torch.arange(0, dModel, 2, dtype=torch.float64) * (-math.log(10000.0) / dModel))
    pe = torch.zeros(seq, dModel)
    pe[:, 0::2] = torch.sin(position * div_term)
    pe[:, 1::2] = torch.cos(position * div_term)
    return pe


def stage01(seq, dModel):
    return {"seq": seq, "dModel": dModel, "encoding": packed(encoding(seq, dModel))}


def qkv(batch, heads, queries, keys, dHead, dValue):
    return draw(batch, heads, queries, dHead), draw(batch, heads, keys, dHead), draw(batch, heads, keys, dValue)


def stage02(**sizes):
    q, k, v = qkv(**sizes)
    output, pattern = nn.functional._scaled_dot_product_attention(q, k, v, need_attn_weights=True)
    return {name: packed(t) for name, t in dict(q=q, k=k, v=v, pattern=pattern, output=output).items()}


def stage03(**sizes):
    q, k, v = qkv(**sizes)
    visible = torch.rand(sizes["queries"], sizes["keys"]) < 0.6
    visible[:, 1] = True  # no row is blocked everywhere: PyTorch would return NaN
    output, _ = nn.functional._scaled_dot_product_attention(q, k, v, attn_mask=visible)
    tensors = dict(q=q, k=k, v=v, mask=visible.double(), output=output)
    return {"causal": packed((~future(sizes["keys"])).double())} | {n: packed(t) for n, t in tensors.items()}


def stage04(batch, seq, dModel, heads):
    layer = randomise(nn.MultiheadAttention(dModel, heads, batch_first=True))
    x = draw(batch, seq, dModel)
    return {
        "heads": heads,
        "params": attention(layer),
        "x": packed(x),
        "unmasked": packed(layer(x, x, x)[0]),
        "mask": packed((~future(seq)).double()),
        "masked": packed(layer(x, x, x, attn_mask=future(seq))[0]),
    }


def stage05(batch, seq, dModel, dFf, heads):
    x = draw(batch, seq, dModel)
    layer = nn.TransformerEncoderLayer(dModel, heads, dFf, dropout=0, batch_first=True, norm_first=True)
    randomise(layer)
    mlp = nn.Sequential(layer.linear1, nn.ReLU(), layer.linear2)
    return {
        "heads": heads,
        "params": block(layer),
        "x": packed(x),
        "normalised": packed(layer.norm1(x)),
        "fed": packed(mlp(x)),
        "unmasked": packed(layer(x)),
        "mask": packed((~future(seq)).double()),
        "masked": packed(layer(x, src_mask=future(seq))),
    }


def stage06(batch, seq, dModel, dFf, heads, vocab, layers):
    layer = nn.TransformerEncoderLayer(dModel, heads, dFf, dropout=0, batch_first=True, norm_first=True)
    stack = randomise(nn.TransformerEncoder(layer, layers, norm=nn.LayerNorm(dModel)))
    output = randomise(nn.Linear(dModel, vocab))
    embedding = randomise(nn.Embedding(vocab, dModel))
    tokens = torch.randint(vocab, (batch, seq))
    embedded = embedding(tokens) * math.sqrt(dModel) + encoding(seq, dModel)
    return {
        "config": dict(vocab=vocab, seq=seq, dModel=dModel, heads=heads, dFf=dFf, layers=layers),
        "params": {
            "embedding": packed(embedding.weight),
            "blocks": [block(layer) for layer in stack.layers],
            "norm": norm(stack.norm),
            "output": linear(output.weight, output.bias),
        },
        "tokens": packed(tokens),
        "embedded": packed(embedded),
        "logits": packed(output(stack(embedded, mask=future(seq)))),
    }


def write(folder, sizes):
    folder.mkdir(parents=True, exist_ok=True)
    for number, stage in enumerate((stage01, stage02, stage03, stage04, stage05, stage06), start=1):
        name = f"{number:02}"
        torch.manual_seed(sizes["seed"] + number)
        text = json.dumps(stage(**sizes[name]), separators=(",", ":"))
        (folder / f"{name}.json").write_text(text + "\n")


write(TESTS / "fixtures", PUBLIC)
write(TESTS / "hidden" / "fixtures", HIDDEN)
