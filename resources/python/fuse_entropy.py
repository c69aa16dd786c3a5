def fuse(logits, cells):
    """MLA's fusion of logits [modality, sample, class]: softmax of -entropy, the surer the heavier."""
    log_p = F.log_softmax(logits, -1)
    entropy = -(log_p.exp() * log_p).sum(-1)
    weights = shares(torch.softmax(-entropy, 0), cells)
    return (weights[..., None] * logits).sum(0)
