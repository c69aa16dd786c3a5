def heads(modalities, widths, classes):
    """A linear layer for each modality."""
    return {name: nn.Linear(width, classes) for name, width in zip(modalities, widths)}
