class GruEncoder(nn.Module):
    """Gated recurrent units; the mean over time, then a linear layer."""

    def __init__(self, inputs, width, layers, feature, dropout=0.0):
        super().__init__()
        self.feature = feature
        self.gru = nn.GRU(inputs, width, layers, batch_first=True, dropout=dropout if layers > 1 else 0.0)
        self.projection = nn.Linear(width, feature)

    def forward(self, x):
        return self.projection(self.gru(x)[0].mean(1))
