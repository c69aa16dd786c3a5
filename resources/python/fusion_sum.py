class Sum(Fusion):
    """A head per modality; the sum of their logits."""

    def __init__(self, encoders, standardizers, skips_absent, classes):
        super().__init__(encoders, standardizers, skips_absent)
        self.head = Named(heads(self.modalities, self.widths, classes))

    def classify(self, features, cells):
        each = [self.head[name](feature) for name, feature in zip(self.modalities, features)]
        return sum(each), each
