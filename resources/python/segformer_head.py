class Projection(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.proj = nn.Linear(inputs, outputs)

    def forward(self, image):
        return to_image(self.proj(to_tokens(image)), image.shape[2:])


class ConvNormRelu(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, image):
        return F.relu(self.bn(self.conv(image)))


def enlarged(image, size):
    return F.interpolate(image, size=tuple(size), mode="bilinear", align_corners=False)


class SegformerHead(nn.Module):
    """The maps of four stages, all as large as the first, to logits of the size asked for."""

    def __init__(self, widths, width, classes, dropout):
        super().__init__()
        for i, inputs in enumerate(widths):
            self.add_module(f"linear_c{i + 1}", Projection(inputs, width))
        self.linear_fuse = ConvNormRelu(4 * width, width)
        self.dropout = nn.Dropout2d(dropout)
        self.linear_pred = nn.Conv2d(width, classes, 1)

    def forward(self, maps, size):
        same = [enlarged(getattr(self, f"linear_c{i + 1}")(one), maps[0].shape[2:])
                for i, one in enumerate(maps)]
        logits = self.linear_pred(self.dropout(self.linear_fuse(torch.cat(same[::-1], 1))))
        return enlarged(logits, size)
