class Unimodal(Fusion):
    """One encoder and its head."""

    def __init__(self, encoders, standardizers, skips_absent, classes):
        super().__init__(encoders, standardizers, skips_absent)
        self.head = Named(heads(self.modalities, self.widths, classes))

    def classify(self, features, cells):
        logits = self.head[self.modalities[0]](features[0])
        return logits, [logits]
