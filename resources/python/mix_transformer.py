class PatchEmbedding(nn.Module):
    """A convolution that shrinks the image, and a norm of its positions."""

    def __init__(self, inputs, width, kernel, stride):
        super().__init__()
        self.proj = nn.Conv2d(inputs, width, kernel, stride, kernel // 2)
        self.norm = nn.LayerNorm(width)

    def forward(self, image):
        maps = self.proj(image)
        return self.norm(to_tokens(maps)), maps.shape[2:]


class DropPath(nn.Module):
    """Leaves out the branch of some samples while training."""

    def __init__(self, share):
        super().__init__()
        self.share = share

    def forward(self, x):
        if self.share == 0 or not self.training:
            return x
        kept = torch.rand(len(x), *(1,) * (x.dim() - 1), device=x.device) >= self.share
        return x * kept / (1 - self.share)


class ReducedAttention(nn.Module):
    """Attention whose keys and values come from a smaller map."""

    def __init__(self, width, heads, reduction):
        super().__init__()
        self.heads, self.reduction = heads, reduction
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)
        if reduction > 1:
            self.sr = nn.Conv2d(width, width, reduction, reduction)
            self.norm = nn.LayerNorm(width)

    def forward(self, x, size):
        samples, positions, width = x.shape
        q = self.q(x).view(samples, positions, self.heads, -1).transpose(1, 2)
        if self.reduction > 1:
            x = self.norm(to_tokens(self.sr(to_image(x, size))))
        k, v = self.kv(x).view(samples, x.shape[1], 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(width // self.heads), -1)
        return self.proj((weights @ v).transpose(1, 2).reshape(samples, positions, width))


class DepthwiseConv(nn.Module):
    def __init__(self, channels, kernel=3):
        super().__init__()
        self.dwconv = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels)

    def forward(self, image):
        return self.dwconv(image)


class MixFeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.dwconv = DepthwiseConv(4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x, size):
        return self.fc2(F.gelu(to_tokens(self.dwconv(to_image(self.fc1(x), size)))))


class MixBlock(nn.Module):
    def __init__(self, width, heads, reduction, drop_path):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn = ReducedAttention(width, heads, reduction)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = MixFeedForward(width)
        self.drop_path = DropPath(drop_path)

    def forward(self, x, size):
        x = x + self.drop_path(self.attn(self.norm1(x), size))
        return x + self.drop_path(self.mlp(self.norm2(x), size))


HEADS, REDUCTIONS = (1, 2, 5, 8), (8, 4, 2, 1)


def to_tokens(image):
    """[sample, channel, row, column] as [sample, position, channel]."""
    return image.flatten(2).transpose(1, 2)


def to_image(tokens, size):
    return tokens.transpose(1, 2).reshape(len(tokens), -1, *size)


def three_channels(image):
    return image.expand(-1, 3, -1, -1) if image.shape[1] == 1 else image


def drop_path_shares(depths, last):
    """Of each stage's blocks, rising from 0 at the first block to `last` at the last one."""
    shares = iter(np.linspace(0, last, sum(depths)).tolist())
    return [[next(shares) for _ in range(depth)] for depth in depths]


def add_mix_transformer(owner, widths, depths, drop_path):
    """Puts the layers of a MiT (Xie et al. 2021) into `owner`, named as in the published code."""
    shares = drop_path_shares(depths, drop_path)
    for i, (inputs, width) in enumerate(zip((3, *widths), widths)):
        embedding = PatchEmbedding(inputs, width, *((7, 4) if i == 0 else (3, 2)))
        owner.add_module(f"patch_embed{i + 1}", embedding)
        blocks = [MixBlock(width, HEADS[i], REDUCTIONS[i], share) for share in shares[i]]
        owner.add_module(f"block{i + 1}", nn.ModuleList(blocks))
        owner.add_module(f"norm{i + 1}", nn.LayerNorm(width))


def mix_transformer_stage(owner, i, image):
    """Stage 0 .. 3 of these layers: image to image."""
    x, size = getattr(owner, f"patch_embed{i + 1}")(image)
    for block in getattr(owner, f"block{i + 1}"):
        x = block(x, size)
    return to_image(getattr(owner, f"norm{i + 1}")(x), size)
