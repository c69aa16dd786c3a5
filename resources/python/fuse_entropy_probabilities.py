def fuse(logits, cells):
    """MLA's fusion on probabilities: softmax of -entropy, the surer the heavier. Gives probabilities."""
    log_p = F.log_softmax(logits, -1)
    entropy = -(log_p.exp() * log_p).sum(-1)
    weights = shares(torch.softmax(-entropy, 0), cells)
    return (weights[..., None] * torch.softmax(logits, -1)).sum(0)
