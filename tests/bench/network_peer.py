"""MiT with its head and MulT in PyTorch, written from `adapters.md` 6: the peer of bench_networks.

    python3 tests/bench/network_peer.py mit|mult STEPS     prints "NAME MILLISECONDS ..." of training steps
"""
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads, reduction):
        super().__init__()
        self.heads, self.reduction, self.scale = heads, reduction, (width // heads) ** -0.5
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)
        if reduction > 1:
            self.sr = nn.Conv2d(width, width, reduction, reduction)
            self.norm = nn.LayerNorm(width)

    def forward(self, x, rows, columns):
        samples, positions, width = x.shape
        split = width // self.heads
        q = self.q(x).reshape(samples, positions, self.heads, split).permute(0, 2, 1, 3)
        if self.reduction > 1:
            image = x.permute(0, 2, 1).reshape(samples, width, rows, columns)
            x = self.norm(self.sr(image).reshape(samples, width, -1).permute(0, 2, 1))
        k, v = self.kv(x).reshape(samples, -1, 2, self.heads, split).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * self.scale).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(samples, positions, width))


class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.dwconv = nn.Conv2d(4 * width, 4 * width, 3, 1, 1, groups=4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x, rows, columns):
        x = self.fc1(x)
        image = x.transpose(1, 2).view(x.shape[0], x.shape[2], rows, columns)
        return self.fc2(F.gelu(self.dwconv(image).flatten(2).transpose(1, 2)))


class DropPath(nn.Module):
    def __init__(self, share):
        super().__init__()
        self.share = share

    def forward(self, x):
        if self.share == 0 or not self.training:
            return x
        kept = (torch.rand(x.shape[0], 1, 1) + 1 - self.share).floor_()
        return x.div(1 - self.share) * kept


class Block(nn.Module):
    def __init__(self, width, heads, reduction, share):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = Attention(width, heads, reduction)
        self.mlp = FeedForward(width)
        self.drop_path = DropPath(share)

    def forward(self, x, rows, columns):
        x = x + self.drop_path(self.attn(self.norm1(x), rows, columns))
        return x + self.drop_path(self.mlp(self.norm2(x), rows, columns))


class Head(nn.Module):
    def __init__(self, widths, width, classes):
        super().__init__()
        self.linears = nn.ModuleList([nn.Linear(one, width) for one in widths])
        self.fuse = nn.Conv2d(4 * width, width, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.drop = nn.Dropout2d(0.1)
        self.predict = nn.Conv2d(width, classes, 1)

    def forward(self, maps):
        size, same = maps[0].shape[2:], []
        for linear, one in zip(self.linears, maps):
            y = linear(one.flatten(2).transpose(1, 2)).permute(0, 2, 1).reshape(one.shape[0], -1, *one.shape[2:])
            same.append(F.interpolate(y, size=size, mode="bilinear", align_corners=False)
                        if y.shape[2:] != size else y)
        return self.predict(self.drop(F.relu(self.norm(self.fuse(torch.cat(same[::-1], 1))))))


class Segformer(nn.Module):
    """MiT-B0 and its head."""

    def __init__(self, widths=(32, 64, 160, 256), depths=(2, 2, 2, 2), classes=9):
        super().__init__()
        shares = torch.linspace(0, 0.1, sum(depths)).tolist()
        inputs = (3, *widths)
        self.embed = nn.ModuleList([nn.Conv2d(inputs[i], widths[i], 7 if i == 0 else 3, 4 if i == 0 else 2,
                                              3 if i == 0 else 1) for i in range(4)])
        self.embed_norm = nn.ModuleList([nn.LayerNorm(one) for one in widths])
        self.blocks = nn.ModuleList([
            nn.ModuleList([Block(widths[i], (1, 2, 5, 8)[i], (8, 4, 2, 1)[i], shares[sum(depths[:i]) + j])
                           for j in range(depths[i])]) for i in range(4)])
        self.norm = nn.ModuleList([nn.LayerNorm(one) for one in widths])
        self.head = Head(widths, 256, classes)

    def forward(self, x):
        size, maps = x.shape[2:], []
        for embed, embed_norm, blocks, norm in zip(self.embed, self.embed_norm, self.blocks, self.norm):
            x = embed(x)
            samples, _, rows, columns = x.shape
            x = embed_norm(x.flatten(2).transpose(1, 2))
            for block in blocks:
                x = block(x, rows, columns)
            x = norm(x).reshape(samples, rows, columns, -1).permute(0, 3, 1, 2)
            maps.append(x)
        return F.interpolate(self.head(maps), size=size, mode="bilinear", align_corners=False)


class PackedAttention(nn.Module):
    def __init__(self, width, heads, drop):
        super().__init__()
        self.width, self.heads, self.drop = width, heads, drop
        self.weight = nn.Parameter(torch.empty(3 * width, width))
        self.bias = nn.Parameter(torch.zeros(3 * width))
        nn.init.xavier_uniform_(self.weight)
        self.out = nn.Linear(width, width)

    def forward(self, q, kv, mask):
        steps, samples, width = q.shape
        head = width // self.heads
        if kv is None:
            q, k, v = F.linear(q, self.weight, self.bias).chunk(3, -1)
        else:
            q = F.linear(q, self.weight[:width], self.bias[:width])
            k, v = F.linear(kv, self.weight[width:], self.bias[width:]).chunk(2, -1)
        split = lambda x: x.contiguous().view(-1, samples * self.heads, head).transpose(0, 1)
        weights = torch.bmm(split(q * head ** -0.5), split(k).transpose(1, 2)) + mask.unsqueeze(0)
        weights = F.dropout(F.softmax(weights, -1), self.drop, self.training)
        return self.out(torch.bmm(weights, split(v)).transpose(0, 1).contiguous().view(steps, samples, width))


class TransformerLayer(nn.Module):
    def __init__(self, width, heads, drop):
        super().__init__()
        self.attention = PackedAttention(width, heads, drop)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norm0, self.norm1 = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, x, kv):
        steps, sources = x.shape[0], x.shape[0] if kv is None else kv.shape[0]
        mask = torch.triu(torch.full((steps, sources), float("-inf")), 1 + abs(steps - sources))
        attended = self.attention(self.norm0(x), None if kv is None else self.norm0(kv), mask)
        x = x + F.dropout(attended, 0.1, self.training)
        inner = F.dropout(F.relu(self.fc1(self.norm1(x))), 0.1, self.training)
        return x + F.dropout(self.fc2(inner), 0.1, self.training)


def positions(first, width):
    half = width // 2
    rates = torch.exp(torch.arange(half, dtype=torch.float) * -(math.log(1e4) / (half - 1)))
    angles = torch.arange(1, first.shape[0] + 1, dtype=torch.float)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], 1)[:, None] * first.ne(0)[..., None]


class Transformer(nn.Module):
    def __init__(self, width, heads, layers, drop):
        super().__init__()
        self.width = width
        self.layers = nn.ModuleList([TransformerLayer(width, heads, drop) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)

    def embed(self, x):
        return F.dropout(math.sqrt(self.width) * x + positions(x[..., 0], self.width), 0.25, self.training)

    def forward(self, x, kv=None):
        x, kv = self.embed(x), None if kv is None else self.embed(kv)
        for layer in self.layers:
            x = layer(x, kv)
        return self.norm(x)


class Mult(nn.Module):
    OTHERS = ((1, 2), (0, 2), (0, 1))

    def __init__(self, features=(300, 5, 20), width=30, heads=5, layers=5):
        super().__init__()
        drops = (0.1, 0, 0)  # by the modality looked at
        self.project = nn.ModuleList([nn.Conv1d(one, width, 1, bias=False) for one in features])
        self.cross = nn.ModuleList([
            nn.ModuleList([Transformer(width, heads, layers, drops[o]) for o in others]) for others in self.OTHERS])
        self.memory = nn.ModuleList([Transformer(2 * width, heads, layers, 0.1) for _ in range(3)])
        self.proj1, self.proj2 = nn.Linear(6 * width, 6 * width), nn.Linear(6 * width, 6 * width)
        self.out = nn.Linear(6 * width, 1)

    def forward(self, inputs):
        inputs = [one.transpose(1, 2) for one in inputs]
        inputs[0] = F.dropout(inputs[0], 0.25, self.training)
        x = [project(one).permute(2, 0, 1) for project, one in zip(self.project, inputs)]
        last = [self.memory[m](torch.cat([cross(x[m], x[o]) for cross, o in zip(self.cross[m], others)], 2))[-1]
                for m, others in enumerate(self.OTHERS)]
        z = torch.cat(last, 1)
        return self.out(z + self.proj2(F.relu(self.proj1(z))))


def main():
    name, steps = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    if name == "mit":
        network, inputs, labels = Segformer(), torch.randn(4, 3, 128, 128), torch.randint(0, 9, (4, 128, 128))
        loss = F.cross_entropy
    else:
        network, labels, loss = Mult(), torch.randn(24, 1), F.l1_loss
        inputs = [torch.randn(24, 50, features) for features in (300, 5, 20)]
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-4, weight_decay=0.01)
    network.train()
    times = []
    for _ in range(steps):
        start = time.thread_time()
        optimizer.zero_grad()
        loss(network(inputs), labels).backward()
        optimizer.step()
        times.append(1000 * (time.thread_time() - start))
    print(name, *(f"{one:.2f}" for one in times))


if __name__ == "__main__":
    main()
