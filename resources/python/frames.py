def frames_as_images(x):
    """Video [sample, frame, channel, row, column] as images; images stay as they are."""
    return x.flatten(0, 1) if x.dim() == 5 else x


def mean_over_positions(maps, x):
    """[sample, channel]: the mean over all positions, and over the frames of the video x."""
    means = maps.mean((2, 3))
    return means.view(*x.shape[:2], -1).mean(1) if x.dim() == 5 else means
