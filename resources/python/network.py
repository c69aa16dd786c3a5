class Standardizer(nn.Module):
    """(value - mean) / deviation of each feature, or of each channel of images, fitted on the training rows."""

    def __init__(self, entries):
        super().__init__()
        self.register_buffer("mean", torch.zeros(entries, dtype=torch.float64))
        self.register_buffer("deviation", torch.ones(entries, dtype=torch.float64))

    def forward(self, x):
        shape = (-1,) + (1,) * (x.dim() - 2)
        return ((x.double() - self.mean.view(shape)) / self.deviation.view(shape)).float()


class Named(nn.Module):
    """Modules by name. Unlike nn.ModuleDict it takes every name that a modality can have."""

    def __init__(self, modules):
        super().__init__()
        self._modules.update(modules)

    def __getitem__(self, name):
        return self._modules[name]

    def __contains__(self, name):
        return name in self._modules


class Network(nn.Module):
    """Takes the values of the dataset: they are standardised here, and absent rows become zero.

    With `skips_absent`, absent modalities take no part in the fusion either, where it can do without them.
    """

    needs_mean = ()  # modalities whose absent rows were something else than zero, which is not known here

    def __init__(self, modalities, standardizers, skips_absent):
        super().__init__()
        self.modalities, self.skips_absent = list(modalities), skips_absent
        self.standardizer = Named(standardizers)

    def prepared(self, inputs, present):
        """The inputs in the order of the modalities, and the cells [modality, sample] that take part.

        inputs: {modality: [sample, ...]}; present: {modality: [sample] of bool}, left out = all present.
        """
        dtype = next(self.parameters()).dtype
        values, cells = [], []
        for name in self.modalities:
            x = inputs[name]
            is_there = (present or {}).get(name)
            if is_there is None:
                is_there = torch.ones(len(x), dtype=torch.bool, device=x.device)
            if name in self.needs_mean and not is_there.all():
                raise ValueError(f"absent rows of {name} were the mean of the training rows in this run, "
                                 "which is not exported: leave out the samples that lack it")
            if name in self.standardizer:
                x = self.standardizer[name](x)
            absent = ~is_there.view(-1, *(1,) * (x.dim() - 1))
            values.append(x.to(dtype).masked_fill(absent, 0))
            cells.append(is_there if self.skips_absent else torch.ones_like(is_there))
        return values, torch.stack(cells)
