class Mla(Fusion):
    """MLA: one head that all modalities share, which was trained on them in turn."""

    def __init__(self, encoders, standardizers, skips_absent, classes):
        super().__init__(encoders, standardizers, skips_absent)
        self.head = nn.Linear(self.widths[0], classes)

    def classify(self, features, cells):
        each = [self.head(feature) for feature in features]
        return fuse(torch.stack(each), cells), each
