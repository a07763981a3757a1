"""A training step of the course's transformer in PyTorch, with attention written out as students write it.

python3 pytorch_step.py '{"vocab": 10, "seq": 15, ...}' THREADS STEPS BUDGET
prints {"clock": median ms, "version": "2.13.0"}
"""

import json
import math
import statistics
import sys
import time

import torch
from torch import nn

config = json.loads(sys.argv[1])
threads, steps, budget = (int(word) for word in sys.argv[2:])  # budget: ms after which no step begins
torch.set_num_threads(threads)
torch.manual_seed(1)
vocab, seq, d_model = config["vocab"], config["seq"], config["dModel"]
heads, d_ff, layers, batch = config["heads"], config["dFf"], config["layers"], config["batch"]


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.query, self.key, self.value, self.output = (nn.Linear(d_model, d_model) for _ in range(4))
        self.expand, self.contract = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)

    def forward(self, x, mask):
        normed = self.norm1(x)
        split = lambda y: y.view(batch, seq, heads, d_model // heads).transpose(1, 2)
        q, k, v = split(self.query(normed)), split(self.key(normed)), split(self.value(normed))
        scores = (q @ k.transpose(-2, -1)) / math.sqrt(d_model // heads)
        pattern = torch.softmax(scores.masked_fill(mask, -1e9), dim=-1)
        x = x + self.output((pattern @ v).transpose(1, 2).reshape(batch, seq, d_model))
        return x + self.contract(torch.relu(self.expand(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(vocab, d_model)
        self.blocks = nn.ModuleList(Block() for _ in range(layers))
        self.norm, self.output = nn.LayerNorm(d_model), nn.Linear(d_model, vocab)
        position = torch.arange(seq).unsqueeze(1)
        frequency = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        angles = position * frequency
        self.register_buffer("positions", torch.stack([angles.sin(), angles.cos()], -1).reshape(seq, d_model))

    def forward(self, tokens):
        mask = torch.triu(torch.ones(seq, seq, dtype=torch.bool), diagonal=1)
        x = self.embedding(tokens) * math.sqrt(d_model) + self.positions
        for block in self.blocks:
            x = block(x, mask)
        return self.output(self.norm(x))


model = Transformer()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
clock = []
deadline = time.perf_counter() + budget / 1000
while len(clock) < steps and time.perf_counter() < deadline:
    tokens = torch.randint(vocab, (batch, seq))
    before = time.perf_counter()
    loss = nn.functional.cross_entropy(model(tokens).reshape(-1, vocab), tokens.flip(1).reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    loss.item()
    clock.append(1000 * (time.perf_counter() - before))
print(json.dumps({"clock": statistics.median(clock[len(clock) // 3 :]), "version": torch.__version__}))
