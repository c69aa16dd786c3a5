class Concat(Fusion):
    """One head over the features of all modalities side by side: the sum of what it makes of each."""

    def __init__(self, encoders, standardizers, skips_absent, classes):
        super().__init__(encoders, standardizers, skips_absent)
        self.head = nn.Linear(sum(self.widths), classes)

    def classify(self, features, cells):
        columns = self.head.weight.split(self.widths, 1)
        share = self.head.bias / len(features)
        each = [F.linear(feature, own, share) for feature, own in zip(features, columns)]
        return sum(each), each
