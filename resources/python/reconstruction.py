class AutoencoderBlock(nn.Module):
    """The code of joined features, and the features that are found back from it."""

    def __init__(self, width, hidden, code):
        super().__init__()
        self.encode = nn.ModuleList([nn.Linear(width, hidden), nn.Linear(hidden, code)])
        self.decode = nn.ModuleList([nn.Linear(code, hidden), nn.Linear(hidden, width)])

    def forward(self, x):
        code = F.relu(self.encode[1](F.relu(self.encode[0](x))))
        return code, self.decode[1](F.relu(self.decode[0](code)))


def joined(features, cells):
    """Features of all modalities side by side, zero where a modality is not shown."""
    return torch.cat([feature.masked_fill(~cell[:, None], 0) for feature, cell in zip(features, cells)], 1)


def logits_of_each(classify, features, cells):
    """What classify(joined features) says when all modalities but one are zero."""
    each = []
    for m in range(len(features)):
        alone = torch.zeros_like(cells)
        alone[m] = cells[m]
        each.append(classify(joined(features, alone)))
    return each
