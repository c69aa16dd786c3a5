class Film(Fusion):
    """FiLM: one modality gives scale and shift of the other's features. No logits of single modalities."""

    def __init__(self, encoders, standardizers, skips_absent, classes, condition):
        super().__init__(encoders, standardizers, skips_absent)
        self.condition = self.modalities.index(condition)
        width = self.widths[1 - self.condition]
        self.film = nn.Linear(self.widths[self.condition], 2 * width)
        self.head = nn.Linear(width, classes)

    def classify(self, features, cells):
        scale, shift = self.film(features[self.condition]).chunk(2, 1)
        return self.head(scale * features[1 - self.condition] + shift), []
