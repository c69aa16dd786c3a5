class PackedAttention(nn.Module):
    """Attention with q, k and v from one packed projection. Sequences are [time, sample, width]."""

    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def split(self, x):
        """[time, sample, width] as [sample and head, time, width of a head]."""
        return x.reshape(len(x), -1, x.shape[-1] // self.heads).transpose(0, 1)

    def forward(self, query, source, mask):
        parts = zip((query, source, source), self.in_proj_weight.chunk(3), self.in_proj_bias.chunk(3))
        q, k, v = (self.split(F.linear(x, weight, bias)) for x, weight, bias in parts)
        weights = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(q.shape[-1]) + mask, -1)
        weights = F.dropout(weights, self.dropout, self.training)
        return self.out_proj((weights @ v).transpose(0, 1).reshape(query.shape))


class CrossmodalLayer(nn.Module):
    def __init__(self, width, heads, attention_dropout, relu_dropout, residual_dropout):
        super().__init__()
        self.relu_dropout, self.residual_dropout = relu_dropout, residual_dropout
        self.self_attn = PackedAttention(width, heads, attention_dropout)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.layer_norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])

    def forward(self, x, source, mask):
        query = self.layer_norms[0](x)
        read = query if source is None else self.layer_norms[0](source)
        x = x + F.dropout(self.self_attn(query, read, mask), self.residual_dropout, self.training)
        wide = F.dropout(F.relu(self.fc1(self.layer_norms[1](x))), self.relu_dropout, self.training)
        return x + F.dropout(self.fc2(wide), self.residual_dropout, self.training)


def later_steps(time, source_time, like):
    """[time, source time]: -inf for the steps that a step does not see, else 0."""
    hidden = torch.full((time, source_time), -math.inf, dtype=like.dtype, device=like.device)
    return torch.triu(hidden, 1 + abs(source_time - time))


def embedded(x):
    """sqrt(width) times the steps plus their positions; steps that start with 0 are padding and get none."""
    time, _, width = x.shape
    half = width // 2
    rates = torch.exp(-torch.arange(half, dtype=torch.float64) * math.log(10000) / (half - 1))
    angles = torch.arange(1, time + 1, dtype=torch.float64)[:, None] * rates
    positions = F.pad(torch.cat([angles.sin(), angles.cos()], 1), (0, width - 2 * half)).to(x)
    return math.sqrt(width) * x + positions[:, None] * x[..., :1].ne(0)


class CrossmodalTransformer(nn.Module):
    """Layers that read another sequence, or their own when there is none."""

    def __init__(self, width, heads, layers, mask, attention_dropout, relu_dropout, residual_dropout,
                 embed_dropout):
        super().__init__()
        self.mask, self.embed_dropout = mask, embed_dropout
        self.layers = nn.ModuleList([
            CrossmodalLayer(width, heads, attention_dropout, relu_dropout, residual_dropout)
            for _ in range(layers)])
        self.layer_norm = nn.LayerNorm(width)

    def forward(self, x, source=None):
        x = F.dropout(x, self.embed_dropout, self.training)
        if source is not None:
            source = F.dropout(source, self.embed_dropout, self.training)
        mask = later_steps(len(x), len(x if source is None else source), x) if self.mask else 0
        for layer in self.layers:
            x = layer(x, source, mask)
        return self.layer_norm(x)


class Mult(Network):
    """MulT (Tsai et al. 2019): three sequences l, a, v; each reads the two others.

    Inputs are [sample, time, feature], or [sample, feature] as one step. Gives values [sample, target], and {}.
    """

    READS = {"l": "av", "a": "lv", "v": "la"}

    def __init__(self, modalities, standardizers, targets, features, width, heads, levels, mask,
                 attention_dropout, relu_dropout, residual_dropout, embed_dropout, out_dropout):
        super().__init__(modalities, standardizers, skips_absent=False)
        self.width, self.embed_dropout, self.out_dropout = width, embed_dropout, out_dropout
        of_source = dict(zip("lav", attention_dropout))
        rest = relu_dropout, residual_dropout, embed_dropout
        for letter, inputs in zip("lav", features):
            self.add_module(f"proj_{letter}", nn.Conv1d(inputs, width, 1, bias=False))
        for reader, sources in self.READS.items():
            for source in sources:
                self.add_module(f"trans_{reader}_with_{source}", CrossmodalTransformer(
                    width, heads, levels, mask, of_source[source], *rest))
            self.add_module(f"trans_{reader}_mem", CrossmodalTransformer(
                2 * width, heads, max(levels, 3), mask, attention_dropout[0], *rest))
        self.proj1, self.proj2 = nn.Linear(6 * width, 6 * width), nn.Linear(6 * width, 6 * width)
        self.out_layer = nn.Linear(6 * width, targets)

    def projected(self, letter, x):
        x = x[:, None] if x.dim() == 2 else x
        if letter == "l":
            x = F.dropout(x, self.embed_dropout, self.training)
        if x.shape[-1] != self.width:  # as published: one that is as wide as the network enters as it is
            x = getattr(self, f"proj_{letter}")(x.transpose(1, 2)).transpose(1, 2)
        return embedded(x.transpose(0, 1))

    def forward(self, inputs, present=None):
        values, _ = self.prepared(inputs, present)
        steps = {letter: self.projected(letter, x) for letter, x in zip("lav", values)}
        last = []
        for reader, sources in self.READS.items():
            read = [getattr(self, f"trans_{reader}_with_{source}")(steps[reader], steps[source])
                    for source in sources]
            memory = getattr(self, f"trans_{reader}_mem")(embedded(torch.cat(read, 2)))
            last.append(memory[-1])
        feature = torch.cat(last, 1)
        hidden = F.dropout(F.relu(self.proj1(feature)), self.out_dropout, self.training)
        return self.out_layer(feature + self.proj2(hidden)), {}
