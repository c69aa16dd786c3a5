def shares(weights, cells):
    """Weights [modality, sample] of the modalities that a sample has, with sum 1."""
    weights = weights * cells
    total = weights.sum(0, keepdim=True)
    return weights / torch.where(total > 0, total, torch.ones_like(total))
