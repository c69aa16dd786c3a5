class CascadedAutoencoder(Fusion):
    """CRA: a cascade of residual autoencoders over all features; a head reads its codes."""

    def __init__(self, encoders, standardizers, skips_absent, classes, blocks, hidden, code):
        super().__init__(encoders, standardizers, skips_absent)
        self.cascade = Cascade(blocks, sum(self.widths), hidden, code)
        self.head = nn.Linear(blocks * code, classes)

    def classify(self, features, cells):
        def from_joined(x):
            return self.head(self.cascade(x)[0])
        return from_joined(joined(features, cells)), logits_of_each(from_joined, features, cells)
