def fuse(logits, cells):
    """The sum of logits [modality, sample, class] with fixed weights of the modalities."""
    weights = logits.new_tensor(FUSION_WEIGHTS)[:, None].expand(-1, logits.shape[1])
    return (shares(weights, cells)[..., None] * logits).sum(0)
