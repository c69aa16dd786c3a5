class Gated(Fusion):
    """One modality gates the other's projected features. No logits of single modalities."""

    def __init__(self, encoders, standardizers, skips_absent, classes, condition):
        super().__init__(encoders, standardizers, skips_absent)
        self.condition = self.modalities.index(condition)
        width = self.widths[1 - self.condition]
        self.projection = Named(heads(self.modalities, self.widths, width))
        self.head = nn.Linear(width, classes)

    def classify(self, features, cells):
        projected = [self.projection[name](feature) for name, feature in zip(self.modalities, features)]
        gate = torch.sigmoid(projected[self.condition])
        return self.head(gate * projected[1 - self.condition]), []
