class TransformerLayer(nn.Module):
    """Self-attention and a feed-forward part, each with its norm before it."""

    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.norm1 = nn.LayerNorm(width)
        self.in_proj = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.linear1 = nn.Linear(width, 4 * width)
        self.linear2 = nn.Linear(4 * width, width)

    def attend(self, x):
        samples, time, width = x.shape
        split = self.in_proj(x).view(samples, time, 3, self.heads, width // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4)  # each [sample, head, time, width of a head]
        weights = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(width // self.heads), -1)
        return self.out_proj((weights @ v).transpose(1, 2).reshape(samples, time, width))

    def forward(self, x):
        x = x + F.dropout(self.attend(self.norm1(x)), self.dropout, self.training)
        wide = F.dropout(F.gelu(self.linear1(self.norm2(x))), self.dropout, self.training)
        return x + F.dropout(self.linear2(wide), self.dropout, self.training)


def sinusoidal_positions(time, width):
    """[time, width]: sines in the even columns, cosines in the odd ones."""
    columns = torch.arange(width)
    rates = 10000.0 ** (-(columns - columns % 2).double() / width)
    angles = torch.arange(time, dtype=torch.float64)[:, None] * rates
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())


class TransformerEncoder(nn.Module):
    """Pre-norm transformer over the time steps; their mean, then a linear layer."""

    def __init__(self, inputs, width, heads, layers, feature, dropout=0.0):
        super().__init__()
        self.feature, self.dropout, self.layers = feature, dropout, layers
        self.input = nn.Linear(inputs, width)
        for i in range(layers):
            self.add_module(f"layer{i}", TransformerLayer(width, heads, dropout))
        self.norm = nn.LayerNorm(width)
        self.projection = nn.Linear(width, feature)

    def forward(self, x):
        x = self.input(x)
        x = F.dropout(x + sinusoidal_positions(*x.shape[1:]).to(x), self.dropout, self.training)
        for i in range(self.layers):
            x = getattr(self, f"layer{i}")(x)
        return self.projection(self.norm(x).mean(1))
