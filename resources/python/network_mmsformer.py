class PointwiseNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.pwconv = nn.Conv2d(width, width, 1)
        self.bn = nn.BatchNorm2d(width)

    def forward(self, image):
        return self.bn(self.pwconv(image))


class MixConvolutions(nn.Module):
    """Convolutions of three sizes, added up."""

    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.pwconv1 = PointwiseNorm(width)
        self.dwconv3 = DepthwiseConv(width, 3)
        self.dwconv5 = DepthwiseConv(width, 5)
        self.dwconv7 = DepthwiseConv(width, 7)
        self.pwconv2 = PointwiseNorm(width)
        self.fc2 = nn.Linear(width, width)

    def forward(self, x, size):
        image = self.pwconv1(to_image(self.fc1(x), size))
        image = image + self.dwconv3(image) + self.dwconv5(image) + self.dwconv7(image)
        return self.fc2(F.gelu(to_tokens(self.pwconv2(image))))


class ChannelAttention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(width, width // 16, bias=False), nn.ReLU(),
                                nn.Linear(width // 16, width, bias=False), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean(1, keepdim=True))


class FusionBlock(nn.Module):
    """The maps of all modalities become one, for each of the four stages."""

    def __init__(self, widths, modalities):
        super().__init__()
        # "liner" is how the published code spells it.
        self.liner_fusion_layers = nn.ModuleList([nn.Linear(modalities * width, width) for width in widths])
        self.mix_ffn = nn.ModuleList([MixConvolutions(width) for width in widths])
        self.channel_attns = nn.ModuleList([ChannelAttention(width) for width in widths])

    def forward(self, i, images):
        size = images[0].shape[2:]
        x = self.liner_fusion_layers[i](to_tokens(torch.cat(images, 1)))
        return to_image(self.mix_ffn[i](x, size) + self.channel_attns[i](x), size)


class Mmsformer(Network):
    """MMSFormer (Reza et al. 2024): a MiT for each modality, fused at every stage.

    Gives logits [sample, class, row, column], and {}.
    """

    def __init__(self, modalities, standardizers, classes, widths, depths, extra_depths, head_width, drop_path,
                 dropout):
        super().__init__(modalities, standardizers, skips_absent=False)
        add_mix_transformer(self, widths, depths, drop_path)
        self.extra_mit = nn.ModuleList([nn.Module() for _ in self.modalities[1:]])
        for encoder in self.extra_mit:
            add_mix_transformer(encoder, widths, extra_depths, drop_path)
        self.fusion_block = FusionBlock(widths, len(self.modalities))
        self.head = SegformerHead(widths, head_width, classes, dropout)

    def forward(self, inputs, present=None):
        values, _ = self.prepared(inputs, present)
        images, encoders, fused = [three_channels(x) for x in values], [self, *self.extra_mit], []
        for i in range(4):
            images = [mix_transformer_stage(encoder, i, x) for encoder, x in zip(encoders, images)]
            fused.append(self.fusion_block(i, images))
        return self.head(fused, values[0].shape[2:]), {}
