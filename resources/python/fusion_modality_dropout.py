class ModalityDropout(Concat):
    """Concatenation trained with modalities dropped at random; the features of absent ones are zero."""

    def classify(self, features, cells):
        return super().classify(
            [feature.masked_fill(~cell[:, None], 0) for feature, cell in zip(features, cells)], cells)
