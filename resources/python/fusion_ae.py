class Autoencoder(Fusion):
    """AE: an autoencoder over all features; a head reads its code."""

    def __init__(self, encoders, standardizers, skips_absent, classes, hidden, code):
        super().__init__(encoders, standardizers, skips_absent)
        self.autoencoder = AutoencoderBlock(sum(self.widths), hidden, code)
        self.head = nn.Linear(code, classes)

    def classify(self, features, cells):
        def from_joined(x):
            return self.head(self.autoencoder(x)[0])
        return from_joined(joined(features, cells)), logits_of_each(from_joined, features, cells)
