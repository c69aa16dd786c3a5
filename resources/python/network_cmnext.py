class ConvLayerNorm(nn.LayerNorm):
    """Layer norm over the channels of an image."""

    def __init__(self, channels):
        super().__init__(channels, eps=1e-6)

    def forward(self, image):
        return super().forward(image.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ExtraEmbedding(nn.Module):
    """A convolution that the further modalities share, and a norm of each."""

    def __init__(self, inputs, width, kernel, stride, count):
        super().__init__()
        self.proj = nn.Module()
        self.proj.module = nn.Conv2d(inputs, width, kernel, stride, kernel // 2)
        self.norm = nn.ModuleDict({f"ln_{k}": ConvLayerNorm(width) for k in range(count)})

    def forward(self, image, k):
        return self.norm[f"ln_{k}"](self.proj.module(image))


class ScorePredictor(nn.Module):
    """How much each further modality counts at a position."""

    def __init__(self, width, count):
        super().__init__()
        self.score_nets = nn.ModuleList([
            nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, groups=width), nn.Conv2d(width, 1, 1), nn.Sigmoid())
            for _ in range(count)])

    def forward(self, image, k):
        return image + image * self.score_nets[k](image)


class PoolAttention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv0 = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.conv4 = nn.Conv2d(width, width, 1)

    def forward(self, image):
        around = local = self.conv0(image)
        for window in (3, 7, 11):
            around = around + F.avg_pool2d(local, window, 1, window // 2, count_include_pad=False)
        return image + image * torch.sigmoid(self.conv4(around))


class ConvFeedForward(nn.Module):
    def __init__(self, width, ratio):
        super().__init__()
        self.fc1 = nn.Conv2d(width, ratio * width, 1)
        self.dwconv = DepthwiseConv(ratio * width)
        self.fc2 = nn.Conv2d(ratio * width, width, 1)

    def forward(self, image):
        return self.fc2(F.gelu(self.dwconv(self.fc1(image))))


class MspaBlock(nn.Module):
    """The block of the branch that the further modalities share (Zhang et al. 2023)."""

    def __init__(self, width, ratio, drop_path):
        super().__init__()
        self.layer_scale_1 = nn.Parameter(torch.full((width,), 1e-2))
        self.layer_scale_2 = nn.Parameter(torch.full((width,), 1e-2))
        self.norm1 = nn.BatchNorm2d(width)
        self.attn = PoolAttention(width)
        self.norm2 = nn.BatchNorm2d(width)
        self.mlp = ConvFeedForward(width, ratio)
        self.c_nets = nn.Sequential(nn.Conv1d(1, 1, 3, padding=1, bias=False), nn.Sigmoid())
        self.drop_path = DropPath(drop_path)

    def forward(self, x):
        scale = self.layer_scale_1[:, None, None]
        x = x + self.drop_path(scale * self.attn(self.norm1(x)))
        channels = self.c_nets(x.mean((2, 3))[:, None]).transpose(1, 2)[..., None]
        return x * channels + self.drop_path(self.layer_scale_2[:, None, None] * self.mlp(self.norm2(x)))


class ChannelWeights(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(4 * width, 4 * width), nn.ReLU(),
                                 nn.Linear(4 * width, 2 * width), nn.Sigmoid())

    def forward(self, both):
        pooled = torch.cat([both.mean((2, 3)), both.amax((2, 3))], 1)
        return self.mlp(pooled)[..., None, None].chunk(2, 1)


class SpatialWeights(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mlp = nn.Sequential(nn.Conv2d(2 * width, width, 1), nn.ReLU(),
                                 nn.Conv2d(width, 2, 1), nn.Sigmoid())

    def forward(self, both):
        return self.mlp(both).chunk(2, 1)


class FeatureRectify(nn.Module):
    """Each branch takes in what the other one knows, weighted by channel and by position."""

    def __init__(self, width):
        super().__init__()
        self.channel_weights = ChannelWeights(width)
        self.spatial_weights = SpatialWeights(width)

    def forward(self, first, second):
        both = torch.cat([first, second], 1)
        channel, spatial = self.channel_weights(both), self.spatial_weights(both)
        return (first + 0.5 * (channel[1] + spatial[1]) * second,
                second + 0.5 * (channel[0] + spatial[0]) * first)


class CrossAttention(nn.Module):
    """Each side's queries meet the other side's summary of its keys and values."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.kv1 = nn.Linear(width, 2 * width, bias=False)
        self.kv2 = nn.Linear(width, 2 * width, bias=False)

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def summary(self, key_value):
        k, v = (self.split(one) for one in key_value.chunk(2, -1))
        return torch.softmax(k.transpose(-2, -1) @ v / math.sqrt(k.shape[-1]), -2)

    def forward(self, first, second):
        contexts = self.summary(self.kv2(second)), self.summary(self.kv1(first))
        return [(self.split(x) @ context).transpose(1, 2).flatten(2)
                for x, context in zip((first, second), contexts)]


class CrossPath(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.channel_proj1, self.channel_proj2 = nn.Linear(width, 2 * width), nn.Linear(width, 2 * width)
        self.cross_attn = CrossAttention(width, heads)
        self.end_proj1, self.end_proj2 = nn.Linear(2 * width, width), nn.Linear(2 * width, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, first, second):
        kept1, query1 = F.relu(self.channel_proj1(first)).chunk(2, -1)
        kept2, query2 = F.relu(self.channel_proj2(second)).chunk(2, -1)
        mixed1, mixed2 = self.cross_attn(query1, query2)
        return (self.norm1(first + self.end_proj1(torch.cat([kept1, mixed1], -1))),
                self.norm2(second + self.end_proj2(torch.cat([kept2, mixed2], -1))))


class ChannelEmbedding(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.residual = nn.Conv2d(2 * width, width, 1, bias=False)
        self.channel_embed = nn.Sequential(
            nn.Conv2d(2 * width, width, 1), nn.Conv2d(width, width, 3, padding=1, groups=width), nn.ReLU(),
            nn.Conv2d(width, width, 1), nn.BatchNorm2d(width))
        self.norm = nn.BatchNorm2d(width)

    def forward(self, both):
        return self.norm(self.residual(both) + self.channel_embed(both))


class FeatureFusion(nn.Module):
    """Two maps of one size become one."""

    def __init__(self, width, heads):
        super().__init__()
        self.cross = CrossPath(width, heads)
        self.channel_emb = ChannelEmbedding(width)

    def forward(self, first, second):
        both = torch.cat(self.cross(to_tokens(first), to_tokens(second)), -1)
        return self.channel_emb(to_image(both, first.shape[2:]))


class Cmnext(Network):
    """CMNeXt (Zhang et al. 2023): the first modality has a MiT, the others share a branch.

    Gives logits [sample, class, row, column], and {}.
    """

    def __init__(self, modalities, standardizers, classes, widths, depths, head_width, drop_path, dropout,
                 legacy_scramble):
        super().__init__(modalities, standardizers, skips_absent=False)
        self.legacy_scramble = legacy_scramble
        extras = len(self.modalities) - 1
        shares = drop_path_shares(depths, drop_path)
        add_mix_transformer(self, widths, depths, drop_path)
        self.extra_downsample_layers = nn.ModuleList([
            ExtraEmbedding(inputs, width, *((7, 4) if i == 0 else (3, 2)), extras)
            for i, (inputs, width) in enumerate(zip((3, *widths), widths))])
        if extras > 1:
            self.extra_score_predictor = nn.ModuleList([ScorePredictor(width, extras) for width in widths])
        for i, width in enumerate(widths):
            blocks = [MspaBlock(width, (8, 8, 4, 4)[i], share) for share in shares[i]]
            self.add_module(f"extra_block{i + 1}", nn.Sequential(*blocks))
            self.add_module(f"extra_norm{i + 1}", ConvLayerNorm(width))
        self.FRMs = nn.ModuleList([FeatureRectify(width) for width in widths])
        self.FFMs = nn.ModuleList([FeatureFusion(width, heads) for width, heads in zip(widths, HEADS)])
        self.head = SegformerHead(widths, head_width, classes, dropout)

    def extra_stage(self, i, images):
        """The maps of the further modalities after the embedding, and the shared branch of their maximum."""
        maps = []
        for k, image in enumerate(images):
            embedded = self.extra_downsample_layers[i](image, k)
            if len(images) > 1:
                embedded = self.extra_score_predictor[i](embedded, k)
            maps.append(embedded)
        merged = torch.stack(maps).amax(0)
        merged = getattr(self, f"extra_block{i + 1}")(merged)
        return maps, getattr(self, f"extra_norm{i + 1}")(merged)

    def passed_on(self, image, rectified):
        """What the next stage gets of a further modality, when there are several."""
        if self.legacy_scramble:  # the released code takes [channel, row, column] for [row, column, channel]
            rows = image.contiguous().reshape(len(image), -1, image.shape[1])
            image = to_image(rows, image.shape[2:])
        return image + rectified

    def forward(self, inputs, present=None):
        images, _ = self.prepared(inputs, present)
        main, *extras = [three_channels(image) for image in images]
        fused = []
        for i in range(4):
            main = mix_transformer_stage(self, i, main)
            extras, extra = self.extra_stage(i, extras)
            main, extra = self.FRMs[i](main, extra)
            fused.append(self.FFMs[i](main, extra))
            extras = [extra] if len(extras) == 1 else [self.passed_on(image, extra) for image in extras]
        return self.head(fused, images[0].shape[2:]), {}
