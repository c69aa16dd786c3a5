class Qmf(Fusion):
    """QMF: a head per modality; logits are summed, each times its confidence logsumexp / 10."""

    def __init__(self, encoders, standardizers, skips_absent, classes):
        super().__init__(encoders, standardizers, skips_absent)
        self.head = Named(heads(self.modalities, self.widths, classes))

    def classify(self, features, cells):
        each = [self.head[name](feature) for name, feature in zip(self.modalities, features)]
        confidences = [torch.logsumexp(logits.detach(), 1) / 10 * cell for logits, cell in zip(each, cells)]
        return sum(weight[:, None] * logits for weight, logits in zip(confidences, each)), each
