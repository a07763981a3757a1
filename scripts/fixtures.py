#!/usr/bin/env python3
"""Writes tests/fixtures/*.json and tests/hidden/fixtures/*.json: inputs, and what PyTorch makes of them.

python3 scripts/fixtures.py          all; needs PyTorch 1.13 (Debian: apt-get install python3-torch) for 02 and 03
python3 scripts/fixtures.py 08 11    some; the others run on PyTorch 2 as well (2.13 made 08 to 11)

The numbers come from PyTorch's own modules, never from the formulas of the course. Three differences are
translated here: PyTorch keeps a weight as [to, from], the course as [from, to]; PyTorch keeps the projections
of queries, keys and values in one matrix, the course in three; a mask that is True blocks in PyTorch, 1 lets
see in the course. Everything is computed in float64, from inputs that were rounded first.
"""

import json
import math
import sys
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
    "08": {"batch": 3, "seq": 4, "vocab": 7},
    "09": {"rows": 3, "columns": 4, "steps": 5, "warmup": 4, "length": 11},
    "10": {"vocab": 9, "temperature": 0.7, "topK": 4},
    "11": {"batch": 3, "seq": 5, "dModel": 8, "dFf": 6, "heads": 2, "vocab": 11, "layers": 2, "classes": 4},
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


def stage08(batch, seq, vocab):
    logits, targets = draw(batch, seq, vocab) * 3, torch.randint(vocab, (batch, seq))
    loss = nn.CrossEntropyLoss()(logits.flatten(0, 1), targets.flatten())
    return {"logits": packed(logits), "targets": packed(targets), "loss": loss.item()}


def stage09(rows, columns, steps, warmup, length):
    parameter = nn.Parameter(draw(rows, columns))
    start, gradients = packed(parameter), [draw(rows, columns) for _ in range(steps)]
    options = {"learningRate": 0.03, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3}
    adam = torch.optim.Adam([parameter], lr=0.03, betas=(0.8, 0.95), eps=1e-3)
    for gradient in gradients:
        parameter.grad = gradient
        adam.step()
    return {
        "start": start,
        "gradients": [packed(gradient) for gradient in gradients],
        "options": options,
        "end": packed(parameter),
        "schedule": schedule(warmup, length, peak=0.5, floor=0.02),
    }


def schedule(warmup, length, peak, floor):
    """The learning rates of LinearLR and then CosineAnnealingLR, one for each step, and those after the last."""
    adam = torch.optim.Adam([nn.Parameter(torch.zeros(1))], lr=peak)
    rises = torch.optim.lr_scheduler.LinearLR(adam, start_factor=1 / warmup, total_iters=warmup - 1)
    rates = []
    for _ in range(warmup):
        rates.append(adam.param_groups[0]["lr"])
        adam.step()
        rises.step()
    falls = torch.optim.lr_scheduler.CosineAnnealingLR(adam, T_max=length - warmup, eta_min=floor)
    for _ in range(length - warmup + 1):
        rates.append(adam.param_groups[0]["lr"])
        adam.step()
        falls.step()
    return {"peak": peak, "floor": floor, "warmup": warmup, "steps": length, "rates": rates}


def stage10(vocab, temperature, topK):
    logits = draw(vocab) * 2
    kept, places = torch.topk(logits, topK)
    probabilities = torch.zeros(vocab).scatter(0, places, torch.softmax(kept / temperature, dim=0))
    return {
        "options": {"temperature": temperature, "topK": topK},
        "logits": packed(logits),
        "probabilities": packed(probabilities),
    }


def stage11(batch, seq, dModel, dFf, heads, vocab, layers, classes):
    layer = nn.TransformerEncoderLayer(dModel, heads, dFf, dropout=0, batch_first=True, norm_first=True)
    stack = nn.TransformerEncoder(layer, layers, norm=nn.LayerNorm(dModel), enable_nested_tensor=False)
    randomise(stack)
    output, embedding = randomise(nn.Linear(dModel, classes)), randomise(nn.Embedding(vocab, dModel))
    padding = 3
    real = torch.arange(seq) < torch.tensor([[2], [seq], [4]])  # a text of each length
    tokens = torch.randint(vocab - 1, (batch, seq))
    tokens = torch.where(real, tokens + (tokens >= padding), padding)  # no real token is the padding
    embedded = embedding(tokens) * math.sqrt(dModel) + encoding(seq, dModel)
    encoded = stack(embedded, src_key_padding_mask=~real)
    pooled = torch.stack([text[mask].mean(0) for text, mask in zip(encoded, real)])
    logits, hidden = draw(batch, seq, vocab) * 2, torch.rand(batch, seq) < 0.4
    targets = torch.where(hidden, tokens, -100)  # what PyTorch leaves out
    return {
        "heads": heads,
        "padding": padding,
        "params": {
            "embedding": packed(embedding.weight),
            "blocks": [block(layer) for layer in stack.layers],
            "norm": norm(stack.norm),
            "output": linear(output.weight, output.bias),
        },
        "tokens": packed(tokens),
        "real": packed(real.double()),
        "encoded": packed(encoded * real.unsqueeze(-1)),
        "pooled": packed(pooled),
        "classes": packed(output(pooled)),
        "logits": packed(logits),
        "hidden": packed(hidden.double()),
        "loss": nn.CrossEntropyLoss(ignore_index=-100)(logits.flatten(0, 1), targets.flatten()).item(),
    }


STAGES = {
    "01": stage01,
    "02": stage02,
    "03": stage03,
    "04": stage04,
    "05": stage05,
    "06": stage06,
    "08": stage08,
    "09": stage09,
    "10": stage10,
    "11": stage11,
}


def write(folder, sizes, wanted):
    folder.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        if name not in sizes:
            continue
        torch.manual_seed(sizes["seed"] + int(name))
        text = json.dumps(STAGES[name](**sizes[name]), separators=(",", ":"))
        (folder / f"{name}.json").write_text(text + "\n")


wanted = sys.argv[1:] or list(STAGES)
write(TESTS / "fixtures", PUBLIC, wanted)
write(TESTS / "hidden" / "fixtures", HIDDEN, wanted)
