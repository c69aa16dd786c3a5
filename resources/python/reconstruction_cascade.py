class Cascade(nn.ModuleList):
    """Residual autoencoders: each adds what it finds to its input. Gives all codes, and the last values."""

    def __init__(self, blocks, width, hidden, code):
        super().__init__(AutoencoderBlock(width, hidden, code) for _ in range(blocks))

    def forward(self, x):
        codes = []
        for block in self:
            code, residual = block(x)
            codes.append(code)
            x = x + residual
        return torch.cat(codes, 1), x
