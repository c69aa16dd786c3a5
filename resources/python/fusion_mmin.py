class Imagination(Fusion):
    """MMIN: `forward` imagines the features of absent modalities, and `head` reads its codes.

    The heads of single modalities and `backward` were used in training only.
    """

    def __init__(self, encoders, standardizers, skips_absent, classes, blocks, hidden, code):
        super().__init__(encoders, standardizers, skips_absent)
        cascades = {name: Cascade(blocks, sum(self.widths), hidden, code) for name in ("forward", "backward")}
        self._modules.update(cascades)
        self.head = nn.Linear(blocks * code, classes)
        self.head._modules.update(heads(self.modalities, self.widths, classes))
        self.imagination = nn.Module()
        self.imagination.register_buffer("num_batches_tracked", torch.zeros((), dtype=torch.int64))

    def classify(self, features, cells):
        def from_joined(x):
            return self.head(self._modules["forward"](x)[0])
        return from_joined(joined(features, cells)), logits_of_each(from_joined, features, cells)
