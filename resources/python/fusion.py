class Fusion(Network):
    """An encoder per modality; classes below say how logits come from their features.

    network(inputs, present) gives the fused logits [sample, class] and those of each modality by its name.
    """

    def __init__(self, encoders, standardizers, skips_absent):
        super().__init__(encoders, standardizers, skips_absent)
        self.encoder = Named(encoders)
        self.widths = [encoder.feature for encoder in encoders.values()]

    def forward(self, inputs, present=None):
        values, cells = self.prepared(inputs, present)
        features = [self.encoder[name](x) for name, x in zip(self.modalities, values)]
        fused, each = self.classify(features, cells)
        return fused, dict(zip(self.modalities, each))
