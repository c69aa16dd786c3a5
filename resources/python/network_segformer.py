class Segformer(Network):
    """SegFormer (Xie et al. 2021) of one image: logits [sample, class, row, column], and {}."""

    def __init__(self, modalities, standardizers, classes, widths, depths, head_width, drop_path, dropout):
        super().__init__(modalities, standardizers, skips_absent=False)
        add_mix_transformer(self, widths, depths, drop_path)
        self.head = SegformerHead(widths, head_width, classes, dropout)

    def forward(self, inputs, present=None):
        (image,), _ = self.prepared(inputs, present)
        x, maps = three_channels(image), []
        for i in range(4):
            x = mix_transformer_stage(self, i, x)
            maps.append(x)
        return self.head(maps, image.shape[2:]), {}
