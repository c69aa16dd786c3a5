class ConvBlock(nn.Module):
    """3x3 convolution, batch norm, ReLU, 2x2 max pool."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.max_pool2d(F.relu(self.norm(self.conv(x))), 2)


class CnnEncoder(nn.Module):
    """Convolution blocks and the mean over positions."""

    def __init__(self, inputs, channels, feature):
        super().__init__()
        self.feature = feature
        self.blocks = len(channels)
        for i, outputs in enumerate(channels):
            self.add_module(f"block{i}", ConvBlock(inputs, outputs))
            inputs = outputs
        self.projection = nn.Linear(inputs, feature) if inputs != feature else nn.Identity()

    def forward(self, x):
        maps = frames_as_images(x)
        for i in range(self.blocks):
            maps = getattr(self, f"block{i}")(maps)
        return self.projection(mean_over_positions(maps, x))
