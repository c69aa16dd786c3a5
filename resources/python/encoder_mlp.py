class MlpEncoder(nn.Module):
    """Linear layers, each followed by ReLU; what is not one row of features is flattened."""

    def __init__(self, inputs, hidden, feature, dropout=0.0):
        super().__init__()
        self.feature, self.dropout = feature, dropout
        widths = [inputs, *hidden, feature]
        for i, (before, after) in enumerate(zip(widths, widths[1:])):
            self.add_module(str(2 * i), nn.Linear(before, after))

    def forward(self, x):
        x = x.flatten(1)
        for i, layer in enumerate(self.children()):
            if i > 0:
                x = F.dropout(x, self.dropout, self.training)
            x = F.relu(layer(x))
        return x
